"""Who sees plans, groups and tasks, and works on them: for one student, and for a class."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet

from waypost.school.access import SEE_CLASS
from waypost.school.models import Class
from waypost.trust.access import Rule, Who

from ..models import Chosen, Group, Handed, PlanVersion, Task
from .base import NOBODYS, OfStudent, of_family, of_staff, own


class _Shared(OfStudent):
    """What the student, the family and the staff of the student see alike."""

    def grounds(self, who: Who) -> Q:
        return own(who) | of_staff(who) | of_family(who)


class _Together(OfStudent):
    """What the student and the school's adults change, and nobody else."""

    def grounds(self, who: Who) -> Q:
        return own(who) | of_staff(who) if who.viewing_as is None else NOBODYS


class SeePlan(_Shared):
    name = "learning.plan.see"
    sentence = "Who may see a student sees what is planned with her or him."
    model = PlanVersion


class SeeChosen(_Shared):
    name = "learning.chosen.see"
    sentence = "Who may see a student sees which skills were chosen as next."
    model = Chosen


class WorkOnChosen(_Together):
    name = "learning.chosen.work"
    sentence = "Students and the school's adults choose what is next, and say yes to what the other chose."
    model = Chosen


class SeeHanded(_Shared):
    name = "learning.task.mine"
    sentence = "Who may see a student sees what the student was given to do."
    model = Handed


class TickHanded(_Together):
    name = "learning.task.tick"
    sentence = "Students and the school's adults say that a task is done."
    model = Handed


class _OfClass(Rule[Any]):
    """Rows with a `klass_id`: of the classes that an adult of the school may see."""

    model: type[Model]
    yes = "of a class of this person"
    no = "of somebody else's class"

    def rows(self, who: Who) -> QuerySet[Any]:
        return self.model._default_manager.filter(klass_id__in=SEE_CLASS.rows(who).values("pk"))

    def subjects(self, row: Any) -> Iterable[int]:
        return ()  # who is in it is read through the rules about students


class _KeptByClass(_OfClass):
    def rows(self, who: Who) -> QuerySet[Any]:
        return super().rows(who) if who.viewing_as is None else self.model._default_manager.none()


class SeeGroup(_OfClass):
    name = "learning.group.see"
    sentence = "Who may see a class sees its groups."
    model = Group


class KeepGroup(_KeptByClass):
    name = "learning.group.keep"
    sentence = "The adults of a class make and change its groups."
    model = Group


class SeeTask(_OfClass):
    name = "learning.task.see"
    sentence = "Who may see a class sees what was given to do."
    model = Task


class KeepTask(_KeptByClass):
    name = "learning.task.keep"
    sentence = "The adults of a class end what was given to do."
    model = Task


class PlanForClass(Rule[Class]):
    name = "learning.class.plan"
    sentence = "The adults of a class make groups and give tasks in it."
    yes = "a class of this person"
    no = "a class of somebody else"

    def rows(self, who: Who) -> QuerySet[Class]:
        return SEE_CLASS.rows(who) if who.viewing_as is None else Class.objects.none()

    def subjects(self, row: Class) -> Iterable[int]:
        return ()


SEE_PLAN = SeePlan()
SEE_CHOSEN = SeeChosen()
WORK_ON_CHOSEN = WorkOnChosen()
SEE_HANDED = SeeHanded()
TICK_HANDED = TickHanded()
SEE_GROUP = SeeGroup()
KEEP_GROUP = KeepGroup()
SEE_TASK = SeeTask()
KEEP_TASK = KeepTask()
PLAN_FOR_CLASS = PlanForClass()
