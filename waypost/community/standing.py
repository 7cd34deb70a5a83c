"""Where each student stands in the fixed hierarchy of figures about groups: school, year, homeroom."""

from __future__ import annotations

from waypost.school import queries as school
from waypost.school.models import Enrollment

SCHOOL = "school"


def places() -> dict[int, str]:
    """Student -> line of the homeroom; students without one stand in their year."""
    students = {p.pk: p for p in school.active_students()}
    rooms = Enrollment.objects.filter(
        role="student", active=True, klass__kind="homeroom", klass__active=True, person__in=students
    ).values_list("person_id", "klass__title")
    room_of = dict(rooms)
    return {
        pk: "/".join([SCHOOL, _plain(p.grade) or "-", *([_plain(room_of[pk])] if pk in room_of else [])])
        for pk, p in students.items()
    }


def _plain(text: str) -> str:
    return text.replace("/", "-")
