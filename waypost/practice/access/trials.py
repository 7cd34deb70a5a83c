"""Who sees strategies and trials, who looks after them, who takes part."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from waypost.trust.access import Who
from waypost.trust.models import Role

from ..models import LockedPlan, Said, Strategy, StrategyOwner, StudentView, Trial, TrialClass
from .base import NOBODYS, OfRows, attended, of_children, of_school, taught


class SeeStrategy(OfRows):
    name = "practice.strategy.see"
    sentence = "Teachers, counsellors and leaders read the strategies of their school."
    model = Strategy

    def grounds(self, who: Who) -> Q:
        return of_school(who)


class OwnStrategy(OfRows):
    name = "practice.strategy.own"
    sentence = "Who looks after a strategy changes it, plans its trials and decides upon them."
    model = Strategy
    eyes = False

    def grounds(self, who: Who) -> Q:
        mine = StrategyOwner.objects.filter(person_id=who.person or 0, until=None).values("strategy")
        return of_school(who) & Q(pk__in=mine)


class SeeTrial(OfRows):
    name = "practice.trial.see"
    sentence = (
        "Teachers, counsellors and leaders read the trials of their school; results only after the last day."
    )
    model = Trial

    def grounds(self, who: Who) -> Q:
        return of_school(who, "strategy__organization_id")


class OwnTrial(OfRows):
    name = "practice.trial.own"
    sentence = "Who looks after the strategy plans, locks and ends its trials."
    model = Trial
    eyes = False

    def grounds(self, who: Who) -> Q:
        return Q(strategy__in=OWN_STRATEGY.rows(who))


class JoinTrial(OfRows):
    name = "practice.trial.join"
    sentence = "The teachers of a class say whether it takes part."
    model = TrialClass
    eyes = False

    def grounds(self, who: Who) -> Q:
        return Q(class_id__in=taught(who))


class MarkTrial(OfRows):
    name = "practice.trial.mark"
    sentence = "The teachers of a class that takes part say each week whether the strategy was used."
    model = TrialClass
    eyes = False

    def grounds(self, who: Who) -> Q:
        locked = LockedPlan.objects.values("trial")
        return Q(class_id__in=taught(who), said=Said.YES, trial__in=locked, trial__broken_off=None)


class BeInTrial(OfRows):
    name = "practice.trial.be_in"
    sentence = (
        "Students of a class that takes part, and their families, read what is tried and how to say no."
    )
    model = TrialClass

    def grounds(self, who: Who) -> Q:
        mine = Q(class_id__in=attended(who)) | Q(class_id__in=of_children(who))
        return mine & Q(said=Said.YES, trial__in=LockedPlan.objects.values("trial"))


class SeeStudentView(OfRows):
    name = "practice.student_view.see"
    sentence = "What a student wrote about a trial is read by the student and the teachers of the class."
    model = StudentView
    eyes = False

    def grounds(self, who: Who) -> Q:
        own = Q(person_id=who.person) if who.has(Role.STUDENT) else NOBODYS
        return own | Q(class_id__in=taught(who))

    def subjects(self, row: StudentView) -> Iterable[int]:
        return (row.person_id,)


SEE_STRATEGY = SeeStrategy()
OWN_STRATEGY = OwnStrategy()
SEE_TRIAL = SeeTrial()
OWN_TRIAL = OwnTrial()
JOIN_TRIAL = JoinTrial()
MARK_TRIAL = MarkTrial()
BE_IN_TRIAL = BeInTrial()
SEE_STUDENT_VIEW = SeeStudentView()
