"""The settings of "Did it help?", and what the page says of it."""

from __future__ import annotations

from dataclasses import dataclass

from ..protocol import About, Proof
from ..settings import setting

PINNED = "Waypost's own choice, Did it help?"


@dataclass(frozen=True, slots=True)
class BeforeAfterSettings:
    picture_below: int = setting(3, "Points before or after below which there is only a picture.", PINNED)
    verdict_from: int = setting(5, "Points before and after from which a verdict is given.", PINNED)
    trend_points: int = setting(
        5, "Points before from which it is looked whether things were already moving.", PINNED
    )
    trend_p: float = setting(
        0.05, "Kendall's p of the baseline from which the figure without its trend stands beside.", PINNED
    )
    soon: int = setting(
        5, "School days after the signal within which a student counts as served earlier.",
        "an untouched signal returns after so many: Waypost's own choice",
    )  # fmt: skip
    horizon: int = setting(
        20,
        "School days after the signal until which both groups are looked at; who is served after it is later.",
    )
    each_needed: int = setting(
        5, "Students served earlier, and later, before the groups are compared.",
        "Waypost's own choice, Small groups",
    )  # fmt: skip


DEFAULT = BeforeAfterSettings()

ABOUT = About(
    name="before_after",
    title="Did it help?",
    question="Is what the help should move different since it began, and did students served earlier get further than those served later?",
    goes_in=(
        "A raw and fresh outcome of each session or week (share right on first tries, days worked, a shared pulse), "
        "never a reading of a model. The time before ends with the last point before the first observation that raised "
        "the signal: help begins when things are worst, and what comes after the worst is better by itself."
    ),
    how=(
        "Each point before is set beside each point after: in how many of these pairs is the later one better (NAP)? "
        "Half would be no change. If the points before were already moving, the same figure without that movement "
        "stands beside it. Over students, those with the same signal who were served earlier are set beside those "
        "served later, both looked at over the same days after the signal."
    ),
    formula=(
        "NAP = share of pairs (before, after) with after better, ties one half; Tau = 2 NAP - 1; interval: the x with "
        "(NAP - x)^2 = z^2 x (1 - x) (1 + h (1 - x)/(2 - x) + h x/(1 + x)) / (m n), h = (m + n)/2 - 1; groups: after = "
        "a + b before + c earlier"
    ),
    how_sure=(
        "Fewer than 3 points before or after: a picture only. 3 or 4: too few to tell. From 5 and 5 on a 95 % interval; "
        "it takes points as unrelated, and weeks of one student are often alike, so it is rather too narrow. One "
        "series never tells why: higher afterwards can have other reasons."
    ),
    not_for="Saying that help has helped one student, judging who gave it, or comparing kinds of help across students who differ.",
    estimand="the chance that a point after is better than a point before; over students, the mean difference between served earlier and later at equal values before the signal",
    proof=Proof.COVERAGE,
    sources=(
        "Parker, R. I., & Vannest, K. (2009). An improved effect size for single-case research: Nonoverlap of all pairs. Behavior Therapy, 40(4), 357-367.",
        "Newcombe, R. G. (2006). Confidence intervals for an effect size measure based on the Mann-Whitney statistic. Part 2: Asymptotic methods and evaluation. Statistics in Medicine, 25(4), 559-573 (method 5).",
        "Tarlow, K. R. (2017). An improved rank correlation effect size statistic for single-case designs: Baseline corrected Tau. Behavior Modification, 41(4), 427-467.",
        "Sen, P. K. (1968). Estimates of the regression coefficient based on Kendall's tau. Journal of the American Statistical Association, 63(324), 1379-1389.",
    ),
    reference="SingleCaseES 0.7.4 (NAP, Tau, Tau_BC), scan 0.67.1 (kendall_tau, as in corrected_tau), cor.test and lm of R 4.2",
    states={
        "picture_only": "Fewer than three points before or after.",
        "too_few": "Three or four points before or after: too few to tell.",
        "higher_afterwards": "Higher afterwards, by more than chance would do. That can have other reasons.",
        "lower_afterwards": "Lower afterwards, by more than chance would do. That can have other reasons.",
        "no_clear_change": "No change that could be told from chance.",
        "not_enough": "Groups: too few students were served earlier or later.",
        "no_variation": "Groups: all values are the same.",
    },
)  # fmt: skip
