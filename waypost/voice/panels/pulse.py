"""The pulse on other pages.

    My path        {% include "voice/parts/pulse_path.html" with pulse=pulse.for_my_path(reads, person) %}
    Student page   {% include "voice/parts/pulse_student.html" with pulse=pulse.for_student_page(reads, person) %}
    Today          {% include "voice/parts/pulse_today.html" with pulse=pulse.for_today(reads) %}

A list of the moods of a class is on none of them: about a class there is a month in words, from ten answers on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from waypost.school import clock
from waypost.school.access import SEE_CLASS
from waypost.school.grounds import own_classes
from waypost.school.models import Person
from waypost.trust.access import ReadBook
from waypost.web.context import url_or_none

from .. import figures
from ..forms.pulse import PulseForm
from ..queries.pulse import Line, due, said_to_me


@dataclass(frozen=True, slots=True)
class PathPanel:
    """This week's question, or none; and the way to an adult ("" while there is no such page)."""

    form: PulseForm | None
    talk_url: str


@dataclass(frozen=True, slots=True)
class StudentPanel:
    """What this student said to the adult who looks."""

    person: Person
    today: date
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TodayPanel:
    """A month of each own class, in words."""

    month: date | None
    sentences: list[str] = field(default_factory=list)


def for_my_path(reads: ReadBook, person: Person) -> PathPanel:
    question = due(person.pk) if reads.who.viewing_as is None else None
    return PathPanel(PulseForm(question=question) if question else None, url_or_none("care:talk"))


def for_student_page(reads: ReadBook, person: Person) -> StudentPanel:
    return StudentPanel(person, clock.today(), said_to_me(reads, person.pk))


def for_today(reads: ReadBook) -> TodayPanel:
    mine = own_classes(reads.who).values("klass")
    classes = SEE_CLASS.scoped(reads, lambda rows: rows.filter(pk__in=mine).order_by("title")).listed()
    titles = {c.pk: c.title for c in classes}
    found = figures.of_classes(titles, clock.today())
    found.sort(key=lambda f: titles[f.class_id])
    return TodayPanel(
        found[0].month if found else None, [figures.sentence(titles[f.class_id], f) for f in found]
    )
