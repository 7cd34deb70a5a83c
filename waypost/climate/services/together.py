"""Noting who worked together: written on the day of the lesson by its teacher, gone with the term."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from waypost.school import clock

from ..models import Group, Lesson
from ..terms import this_term
from . import Refused


@transaction.atomic
def note(lesson: Lesson, groups: Mapping[int, int]) -> None:
    """{student: group number, 0 for alone}; who wasn't there is left out. Noted again it replaces what was noted."""
    if lesson.day != clock.today():
        raise Refused(_("Who worked together is noted on the day of the lesson."))
    end_with_the_term()
    Group.objects.filter(lesson=lesson).delete()
    Group.objects.bulk_create(
        [Group(lesson=lesson, person_id=p, number=n, day=lesson.day) for p, n in sorted(groups.items())]
    )


@transaction.atomic
def end_with_the_term() -> int:
    """What was noted in earlier terms goes; returns how many rows."""
    gone, _each = Group.objects.filter(day__lt=this_term().first).delete()
    return gone
