"""Who sees a goal, works on it, and says who sees it."""

from __future__ import annotations

from django.db.models import Q

from waypost.school.access import visible_students
from waypost.trust.access import Who

from ..models import Goal
from .base import NOBODYS, OfStudent, of_staff, own


class SeeGoal(OfStudent):
    name = "learning.goal.see"
    sentence = (
        "Students see their own goals; who may see a student sees the goals that aren't private. "
        "A private goal is seen by the student alone."
    )
    model = Goal

    def grounds(self, who: Who) -> Q:
        return own(who) | Q(person_id__in=visible_students(who), private=False)


class WorkOnGoal(OfStudent):
    name = "learning.goal.work"
    sentence = "Students work on their own goals; the school's adults may do it with them, where a goal isn't private."
    model = Goal

    def grounds(self, who: Who) -> Q:
        if who.viewing_as is not None:
            return NOBODYS
        return own(who) | of_staff(who) & Q(private=False)


class OwnGoal(OfStudent):
    name = "learning.goal.own"
    sentence = "Only the student says who sees a goal, and puts it aside."
    model = Goal

    def grounds(self, who: Who) -> Q:
        return own(who)


SEE_GOAL = SeeGoal()
WORK_ON_GOAL = WorkOnGoal()
OWN_GOAL = OwnGoal()
