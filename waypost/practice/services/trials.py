"""Changes of trials: planned, joined, locked with lots drawn, marked week by week, read at the end, decided upon."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.school.models import Class

from .. import drawing, locks
from ..models import (
    Decision,
    Fidelity,
    LockedPlan,
    Said,
    Strategy,
    StudentView,
    TeacherView,
    Trial,
    TrialClass,
)
from ..plan import NEVER, Design, Plan
from . import Refused

FEWEST_WEEKS, MOST_WEEKS = 4, 40


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form says. `with_it`: for a matched comparison, the classes that have the strategy."""

    design: Design
    outcome: str
    subject: str
    classes: tuple[int, ...]
    with_it: tuple[int, ...]
    first: date
    weeks: int
    waves: int
    block: int
    smallest: float
    group: str
    expect: str
    ethics: str

    def values(self) -> dict[str, Any]:
        found = {name: getattr(self, name) for name in self.__slots__}
        return {**found, "design": str(self.design), "first": self.first.isoformat()}

    @classmethod
    def of(cls, trial: Trial) -> Draft:
        kept: Mapping[str, Any] = trial.draft
        return cls(
            **{
                **kept, "design": Design(kept["design"]), "first": date.fromisoformat(kept["first"]),
                "classes": tuple(kept["classes"]), "with_it": tuple(kept["with_it"]),
            }
        )  # fmt: skip


@transaction.atomic
def plan(strategy: Strategy, draft: Draft, *, by: int, own: Collection[int], once: UUID) -> Trial:
    """A trial is planned. `own`: classes of the planner, who says yes for them; the others are asked."""
    made, new = Trial.objects.get_or_create(
        once=once,
        defaults={"strategy": strategy, "draft": draft.values(), "made": clock.now(), "made_by": by},
    )
    if new:
        _ask(made, draft.classes, by, own)
    return made


@transaction.atomic
def redraft(trial: Trial, draft: Draft, *, by: int, own: Collection[int]) -> None:
    """Another plan, as long as it isn't locked. Classes that stay keep what was said unless the plan changed for them."""
    trial = _open(trial)
    if trial.draft == draft.values():
        return
    trial.classes.exclude(class_id__in=draft.classes).delete()
    trial.classes.exclude(class_id__in=own).update(said=Said.ASKED, said_by=None, said_at=None)
    Trial.objects.filter(pk=trial.pk).update(draft=draft.values())
    _ask(trial, draft.classes, by, own)


def _ask(trial: Trial, classes: Collection[int], by: int, own: Collection[int]) -> None:
    known, now = set(trial.classes.values_list("class_id", flat=True)), clock.now()
    TrialClass.objects.bulk_create(
        TrialClass(
            trial=trial, class_id=c, said=Said.YES if c in own else Said.ASKED,
            said_by=by if c in own else None, said_at=now if c in own else None,
        )
        for c in classes
        if c not in known
    )  # fmt: skip


def _open(trial: Trial) -> Trial:
    trial = Trial.objects.select_for_update().get(pk=trial.pk)
    if LockedPlan.objects.filter(trial=trial).exists():
        raise Refused(_("The plan is locked. A changed plan is a new trial."))
    if (
        trial.pk in locks.changed()
    ):  # its locked plan was taken away behind our back: no second one in its place
        raise Refused(_("This plan can't be trusted"))
    if trial.broken_off is not None:
        raise Refused(_("This trial was given up."))
    return trial


@transaction.atomic
def answer(asked: TrialClass, yes: bool, *, by: int) -> None:
    """A teacher of the class says whether it takes part: before the plan is locked."""
    _open(asked.trial)
    TrialClass.objects.filter(pk=asked.pk).update(
        said=Said.YES if yes else Said.NO, said_by=by, said_at=clock.now()
    )


@transaction.atomic
def lock(trial: Trial, *, by: int, account_id: int | None, seed: str | None = None) -> LockedPlan:
    """Fix the plan for good and draw lots. From here on nobody changes it, and nobody sees a result before its end.

    `seed`: for a lottery that was drawn elsewhere under witnesses, and for tests; otherwise chance.
    """
    trial = _open(trial)
    draft = Draft.of(trial)
    taking = _taking_part(trial, draft)
    fixed = _fixed(trial.strategy, draft, taking, seed or secrets.token_hex(16))
    row = LockedPlan(trial=trial, plan=fixed.text(), at=clock.now(), by=by)
    return locks.lock(row, account_id)


def _taking_part(trial: Trial, draft: Draft) -> list[int]:
    said = dict(trial.classes.values_list("class_id", "said"))
    if any(s == Said.ASKED for s in said.values()):
        raise Refused(_("Some classes have not said yet whether they take part."))
    yes = [c for c, s in said.items() if s == Said.YES]
    if len(yes) < 2:
        raise Refused(_("At least two classes have to take part, so that there is something to compare."))
    if draft.first <= clock.today():
        raise Refused(
            _("The first week has begun. Choose a later one: a plan is fixed before anything is seen.")
        )
    titles = dict(Class.objects.filter(pk__in=yes).values_list("pk", "title"))
    return sorted(yes, key=lambda c: (titles.get(c, ""), c))


def _fixed(strategy: Strategy, draft: Draft, classes: list[int], seed: str) -> Plan:
    values = {k: v for k, v in draft.values().items() if k != "with_it"}
    return Plan.from_values(
        values
        | {
            "version": strategy.current.number,
            "classes": classes,
            "starts": _starts(draft, classes, seed),
            "seed": seed if draft.design.by_lottery else "",
        }
    )


def _starts(draft: Draft, classes: list[int], seed: str) -> tuple[int, ...]:
    if draft.design is Design.PHASE_IN:
        return drawing.shuffled(drawing.steps(len(classes), draft.weeks, draft.waves), seed)
    if draft.design is Design.TURNS:
        return drawing.shuffled(drawing.turns(len(classes)), seed)
    starts = tuple(0 if c in draft.with_it else NEVER for c in classes)
    if len(set(starts)) < 2:
        raise Refused(_("Choose at least one class with the strategy and one without."))
    return starts


@transaction.atomic
def break_off(trial: Trial, because: str) -> None:
    """The trial ends before its last day, with why. There will be no result: what was seen on the way may have decided it."""
    if not because.strip():
        raise Refused(_("Say in a sentence why."))
    trial = Trial.objects.select_for_update().get(pk=trial.pk)
    if hasattr(trial, "result"):
        raise Refused(_("The trial has a result. Decide what becomes of the strategy."))
    if trial.broken_off is None:
        Trial.objects.filter(pk=trial.pk).update(broken_off=clock.now(), broken_off_because=because)


@transaction.atomic
def mark(trial: Trial, class_id: int, week: date, used: str, *, by: int) -> None:
    """Was it used in this class in this week? The last tap counts; weeks to come can't be marked."""
    week -= timedelta(days=week.weekday())
    locked = LockedPlan.objects.filter(trial=trial).first()
    if locked is None or trial.broken_off is not None:
        raise Refused(_("This trial does not run."))
    plan = Plan.read(locked.plan)
    if class_id not in plan.classes or not plan.first <= week <= plan.last or week > clock.today():
        raise Refused(_("This week is not part of the trial, or has not begun."))
    Fidelity.objects.update_or_create(
        trial=trial, class_id=class_id, week=week, defaults={"used": used, "person_id": by, "at": clock.now()}
    )


@transaction.atomic
def student_says(trial: Trial, person_id: int, class_id: int, helped: str, words: str) -> None:
    """How a student found it: the last answer counts, until the result is there."""
    if hasattr(trial, "result") or trial.broken_off is not None:
        raise Refused(_("This trial is over. Thank you for thinking of it."))
    StudentView.objects.update_or_create(
        trial=trial,
        person_id=person_id,
        defaults={"class_id": class_id, "helped": helped, "words": words, "at": clock.now()},
    )


@transaction.atomic
def teacher_says(trial: Trial, words: str, *, by: int, once: UUID) -> TeacherView:
    made, _new = TeacherView.objects.get_or_create(
        once=once, defaults={"trial": trial, "words": words, "person_id": by, "at": clock.now()}
    )
    return made


@transaction.atomic
def decide(trial: Trial, verdict: str, because: str, *, by: int, once: UUID) -> Decision:
    """Keep, adapt or stop, with why. Only once there is a result, or the trial was broken off."""
    if not hasattr(trial, "result") and trial.broken_off is None:
        raise Refused(_("First let the trial come to its end."))
    made, _new = Decision.objects.get_or_create(
        once=once,
        defaults={"trial": trial, "verdict": verdict, "because": because, "by": by, "at": clock.now()},
    )
    return made
