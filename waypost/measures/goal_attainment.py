"""How far have a group's own goals come, as goal attainment scaling counts it?

Each goal has a level x from -2 to +2: -1 where the student was, 0 what the student expected, +1 and +2 better. Over the
goals of one student, weights w (all 1 here), r = .3 the correlation that goals of one person are taken to have:

    T = 50 + 10 sum(w x) / sqrt((1 - r) sum(w^2) + r (sum w)^2)          (Kiresuk & Sherman 1968, eq. 2)

The figure of a group is the mean of its students' T, over students with three goals or more, from ten students on,
beside the share of goals at 0 or better, who set the levels, and how many were revised downward. It has no interval
and no norm. Must not be used for: one student (read goal by goal: "not yet"), or comparing teachers or classes, since
easy and brave levels look the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from .protocol import About, Proof
from .settings import setting

PINNED = "Waypost's own choice, Personal goals"
KIRESUK = "Kiresuk, T. J., & Sherman, R. E. (1968). Goal attainment scaling. Community Mental Health Journal, 4(6), 443-453."


@dataclass(frozen=True, slots=True)
class AttainmentSettings:
    correlation: float = setting(0.3, "Correlation r that goals of one student are taken to have.", KIRESUK)
    goals_needed: int = setting(3, "Goals of a student before T is counted for that student.", PINNED)
    students_needed: int = setting(10, "Students with so many goals before the group has a figure.", PINNED)


DEFAULT = AttainmentSettings()

ABOUT = About(
    name="goal_attainment",
    title="Own goals of a group",
    question="Taken together, have students come as far with their own goals as they expected?",
    goes_in="The level of each goal at its latest review, who set the levels, and whether a revision made them easier. Levels are fixed at the start; a revision is a new version.",
    how=(
        "Each student's levels become one figure in which 50 means: as expected. The group's figure is their mean. "
        "Beside it stand the share of goals where it was expected or better, who set the levels, and how many were "
        "made easier on the way."
    ),
    formula="T = 50 + 10 sum(w x) / sqrt((1 - r) sum(w^2) + r (sum w)^2), w = 1, r = .3; mean over students",
    how_sure="There is no interval and no norm: levels are what people agreed on. Under 10 students with 3 goals each nothing is counted together.",
    not_for="One student, who reads goal by goal; or comparing teachers, classes or years: easy and brave levels look the same.",
    estimand="mean T of the students with three goals or more",
    proof=Proof.IDENTITY,
    sources=(KIRESUK,),
    reference="Kiresuk & Sherman's formula: three goals of equal weight, all +1, give 63.69",
    states={
        "not_enough": "Fewer than ten students have three goals or more.",
        "named": "The group has a figure.",
    },
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal at its latest review. `level`: -2 to +2; `set_by`: who set the levels ("student", "together", ...)."""

    student: Hashable
    level: int
    set_by: str
    made_easier: bool = False


@dataclass(frozen=True, slots=True)
class Attainment:
    """Shares are of the goals counted; `set_by` maps who to a share. All None or empty unless `state` is "named"."""

    state: str
    students: int
    goals: int
    t: float | None = None
    as_expected: float | None = None
    made_easier: float | None = None
    set_by: Mapping[str, float] | None = None


def t_score(
    levels: Sequence[float], weights: Sequence[float] | None = None, correlation: float = 0.3
) -> float:
    """T of one set of goals.

    >>> round(t_score([1, 1, 1]), 2)
    63.69
    """
    if len(levels) == 0:
        raise ValueError("T needs a goal")
    w = [1.0] * len(levels) if weights is None else weights
    total = sum(a * x for a, x in zip(w, levels, strict=True))
    return 50 + 10 * total / sqrt((1 - correlation) * sum(a * a for a in w) + correlation * sum(w) ** 2)


def attainment(goals: Iterable[Goal], settings: AttainmentSettings = DEFAULT) -> Attainment:
    """The figure of a group, over its students with enough goals."""
    own: dict[Hashable, list[Goal]] = {}
    for goal in goals:
        own.setdefault(goal.student, []).append(goal)
    enough = [theirs for theirs in own.values() if len(theirs) >= settings.goals_needed]
    counted = [goal for theirs in enough for goal in theirs]
    n = len(counted)
    if len(enough) < settings.students_needed:
        return Attainment("not_enough", len(enough), n)
    scores = [t_score([g.level for g in theirs], correlation=settings.correlation) for theirs in enough]
    return Attainment(
        "named",
        len(enough),
        n,
        t=sum(scores) / len(scores),
        as_expected=sum(g.level >= 0 for g in counted) / n,
        made_easier=sum(g.made_easier for g in counted) / n,
        set_by={who: count / n for who, count in sorted(Counter(g.set_by for g in counted).items())},
    )
