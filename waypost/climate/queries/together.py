"""Who wasn't seen working with others, for home adult and counsellor alone. There is no list of who was with whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from waypost.school.models import Enrollment, Person
from waypost.trust.access import ReadBook

from ..access import SEE_NOT_WITH_OTHERS
from ..models import Group, Lesson
from ..terms import this_term
from ..together import Alone, not_with_others


@dataclass(frozen=True, slots=True)
class Finding:
    person: Person
    alone: Alone


def may_read(reads: ReadBook) -> bool:
    """Is there anybody of whom this person might be told?"""
    return SEE_NOT_WITH_OTHERS.open_rows(reads.who).exists()


def findings(reads: ReadBook) -> list[Finding]:
    """Among one's home students, or as the counsellor: who wasn't seen working with others this term."""
    noted = Group.objects.filter(day__gte=this_term().first).values("person_id")
    return _of(reads, lambda rows: rows.filter(pk__in=noted))


def finding_of(reads: ReadBook, person_id: int) -> Alone | None:
    found = _of(reads, lambda rows: rows.filter(pk=person_id))
    return found[0].alone if found else None


def _of(reads: ReadBook, narrowed: Callable[[QuerySet[Person]], QuerySet[Person]]) -> list[Finding]:
    allowed = SEE_NOT_WITH_OTHERS.open_rows(reads.who)
    ids = set(narrowed(allowed).values_list("pk", flat=True))
    alone = {p: found for p in ids if (found := _alone(p)) is not None}
    if not alone:
        return []
    people = SEE_NOT_WITH_OTHERS.scoped(
        reads, lambda rows: rows.filter(pk__in=alone).order_by("given_name", "family_name", "pk")
    ).listed()
    return [Finding(p, alone[p.pk]) for p in people]


def _alone(person_id: int) -> Alone | None:
    term = this_term()
    classes = Enrollment.objects.filter(person=person_id, role="student", active=True).values("klass")
    lessons = Lesson.objects.filter(class_id__in=classes, day__gte=term.first)
    return not_with_others(_noted(lessons.values("pk")), person_id)


def _noted(lessons: QuerySet[Any]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for lesson, person, number in Group.objects.filter(lesson__in=lessons).values_list(
        "lesson_id", "person_id", "number"
    ):
        found[lesson][person] = number
    return dict(found)
