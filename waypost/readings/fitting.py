"""Fit a measure's parameters to this school. New ones are kept only if they are better on students held back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from waypost.measures.events import Events
from waypost.school import clock
from waypost.trust import audit

from . import events, marks
from .join import SkillJoin
from .models import Parameters

HELD_BACK = 5  # every fifth student is held back to judge by
FEWEST = 50  # students with answers on skills


@dataclass(frozen=True, slots=True)
class Fitted:
    """What came of a fit."""

    measure: str
    kept: bool
    report: dict[str, Any] = field(default_factory=dict)

    def lines(self) -> list[str]:
        said = [f"{name}: {value}" for name, value in self.report.items()]
        last = (
            _("Kept: all students are read anew with the new numbers.")
            if self.kept
            else _("Not better on students held back, so nothing was changed.")
        )
        return [*said, last]


def fit(measure: str = "mastery", *, by: int | None = None) -> Fitted:
    """Fit on four of five students, judge on the fifth, and put in force what is better. Raises ValueError with a sentence."""
    if measure != "mastery":
        raise ValueError(_("Only mastery can be fitted to a school yet."))
    from waypost.measures import mastery
    from waypost.measures.registry import MEASURES

    from .panel import panel

    table = responses()
    students = np.unique(table["student"])
    if len(students) < FEWEST:
        raise ValueError(
            _("There are answers of %(n)s students; fitting needs %(needed)s.")
            % {"n": len(students), "needed": FEWEST}
        )
    held = np.isin(table["student"], students[::HELD_BACK])
    part = {name: column[~held] for name, column in table.items()}
    judge = {name: column[held] for name, column in table.items()}
    now = panel().folds.get("mastery", MEASURES["mastery"])
    before = log_loss(mastery.predict(now.parameters, judge), judge["correct"])  # type: ignore[attr-defined]
    after = log_loss(mastery.predict(mastery.fit(part), judge), judge["correct"])
    report = {
        "students": len(students),
        "answers": len(table["correct"]),
        "log loss before, held back": round(before, 5),
        "log loss after, held back": round(after, 5),
    }
    if not after < before:
        return Fitted(measure, kept=False, report=report)
    _put_in_force(measure, mastery.fit(table).to_json(), report, by)
    return Fitted(measure, kept=True, report=report)


def responses() -> dict[str, np.ndarray]:
    """Answers on skills of all students, in fold order: columns student, skill, correct. One row a skill of an answer."""
    people = sorted(marks.everybody())
    join, now = SkillJoin(), clock.milliseconds(clock.now())
    columns: dict[str, list[np.ndarray]] = {"student": [], "skill": [], "correct": []}
    for start in range(0, len(people), 64):
        for person, loaded in events.load(
            people[start : start + 64], now=now, zone=clock.zone(), join=join
        ).items():
            skills, correct = _answers(loaded.events)
            columns["student"].append(np.full(len(skills), person, np.int64))
            columns["skill"].append(skills.astype(np.int64))
            columns["correct"].append(correct)
    return {
        name: np.concatenate(parts) if parts else np.zeros(0, np.int64) for name, parts in columns.items()
    }


def log_loss(chance: np.ndarray, correct: np.ndarray) -> float:
    """Mean of -log of the probability given to what happened."""
    p = np.clip(np.asarray(chance, float), 1e-9, 1 - 1e-9)
    return float(-np.mean(np.where(correct == 1, np.log(p), np.log(1 - p))))


def _answers(found: Events) -> tuple[np.ndarray, np.ndarray]:
    from waypost.measures.events import Kind

    counts = np.diff(found.skill_start)
    of_event = np.repeat(np.arange(len(found)), counts)
    keep = (found.kind[of_event] == Kind.RESPONSE) & (found.success[of_event] >= 0)
    return found.skills[keep], found.success[of_event][keep].astype(np.int64)


@transaction.atomic
def _put_in_force(measure: str, values: Any, report: dict[str, Any], by: int | None) -> None:
    now = clock.now()
    Parameters.objects.filter(measure=measure, in_force=True).update(in_force=False)
    version = now.strftime("%Y-%m-%d.%H%M%S")
    Parameters.objects.create(
        measure=measure, version=version, values=values, fitted=now, in_force=True, report=report
    )
    audit.act("readings.fit", actor_id=by, object_kind="readings.Parameters", object_id=version)
    marks.mark_all("parameters")


def versions(measure: str) -> Sequence[Parameters]:
    return list(Parameters.objects.filter(measure=measure).order_by("-fitted"))
