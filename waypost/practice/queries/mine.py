"""What is tried in a class, for its students and their families: what, why, until when, and how to say no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from waypost.school import clock
from waypost.school.models import Class
from waypost.trust.access import ReadBook

from ..access.trials import BE_IN_TRIAL
from ..models import StudentView, TrialClass
from ..plan import Plan
from .trials import state_of


@dataclass(frozen=True, slots=True)
class Tried:
    """`mine`: what the student said of it; `open`: whether something may be said."""

    row: TrialClass
    klass: str
    title: str
    what: str
    plan: Plan
    last: date
    open: bool
    mine: StudentView | None


def tried(reads: ReadBook) -> list[Tried]:
    """What is tried now, or begins soon, in the classes of this student or of this guardian's children."""
    rows = (
        BE_IN_TRIAL.rows(reads.who)
        .filter(trial__broken_off=None)
        .select_related("trial__strategy", "trial__locked", "trial__result")
        .order_by("trial", "class_id")
    )
    found = [_tried(reads, row) for row in rows if state_of(row.trial) in {"waiting", "running"}]
    return found


def one(reads: ReadBook, pk: int) -> Tried:
    """One of them. Raises Http404."""
    return _tried(reads, BE_IN_TRIAL.get(reads, pk=pk))


def _tried(reads: ReadBook, row: TrialClass) -> Tried:
    plan = Plan.read(row.trial.locked.plan)
    version = row.trial.strategy.versions.get(number=plan.version)
    klass = Class.objects.filter(pk=row.class_id).values_list("title", flat=True).first() or ""
    return Tried(
        row, klass, version.title, version.what, plan, plan.last,
        open=plan.first <= clock.today() and state_of(row.trial) in {"running", "over"},
        mine=StudentView.objects.filter(trial=row.trial, person_id=reads.who.person or 0).first(),
    )  # fmt: skip
