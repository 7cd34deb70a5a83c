"""What a screen may show now, and which screens an adult sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from waypost.school import clock
from waypost.school.models import Class, Person
from waypost.school.queries import active_students, students_of_class
from waypost.trust import consent
from waypost.trust.access import ReadBook

from ..access import SEE_DISPLAY
from ..models import Audience, Celebration, CelebrationKind, Display, Thanks, ThanksState

MOST = 24
FRESH = timedelta(days=42)


@dataclass(frozen=True, slots=True)
class Item:
    """First name alone, and what was said; who said it by first name if it was a student, else by name."""

    name: str
    words: str
    giver: str


def items(display: Display) -> list[Item]:
    """What is shared widely enough, of students with whom nobody objects to lists (directory), newest first. Read anew each time."""
    if display.class_id is not None:
        students = {p.pk: p for p in students_of_class(display.class_id)}
        wide = [Audience.CLASS, Audience.PUBLIC]
    else:
        students = {p.pk: p for p in active_students()}
        wide = [Audience.PUBLIC]
    out = consent.opted_out("directory", students)
    since = datetime.combine(clock.today() - FRESH, time.min, clock.zone())
    reported = Thanks.objects.filter(state=ThanksState.REPORTED, celebration_id__isnull=False)
    rows = (
        Celebration.objects.filter(audience__in=wide, taken_back=None, given__gte=since)
        .filter(person_id__in=[pk for pk in students if pk not in out])
        .exclude(pk__in=reported.values("celebration_id"))
        .order_by("-given", "-pk")[:MOST]
    )
    found = list(rows)
    givers = Person.objects.in_bulk({c.giver_id for c in found})
    return [
        Item(students[c.person_id].called, c.words, _said_by(givers.get(c.giver_id), c, out)) for c in found
    ]


def _said_by(giver: Person | None, celebration: Celebration, out: set[int]) -> str:
    """A classmate's first name, unless that one is not to stand on lists either."""
    if giver is None:
        return ""
    if celebration.kind != CelebrationKind.THANKS:
        return giver.name
    return "" if giver.pk in out or consent.opted_out("directory", [giver.pk]) else giver.called


def screens(reads: ReadBook) -> list[tuple[Display, str]]:
    """The living screens that the asker may end, with the title of their class ("" for the hallway)."""
    rows: list[Display] = SEE_DISPLAY.scoped(
        reads, lambda rows: rows.filter(ended=None, until__gte=clock.today()).order_by("title", "pk")
    ).listed()
    titles = dict(
        Class.objects.filter(pk__in=[d.class_id for d in rows if d.class_id]).values_list("pk", "title")
    )
    return [(d, titles.get(d.class_id or 0, "")) for d in rows]
