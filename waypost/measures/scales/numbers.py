"""The settings of the scales, and what the page says of them."""

from __future__ import annotations

from dataclasses import dataclass

from ..protocol import About, Proof
from ..settings import setting

PINNED = "Waypost's own choice, Student voice: scales"


@dataclass(frozen=True, slots=True)
class ScaleSettings:
    answered_share: float = setting(
        2 / 3, "Share of a scale's items a student must have answered to have a value.", PINNED
    )
    reliability_needed: int = setting(100, "Students before reliability is named.", PINNED)
    draws: int = setting(2000, "Bootstrap samples behind the interval of alpha.")
    seed: int = setting(1951, "Seed of those samples: the same answers give the same interval.")
    smallest_unique: float = setting(
        0.005,
        "An item whose own share of variance falls to this makes omega not computable (a Heywood case).",
        "lower bound of stats::factanal in R",
    )
    compare_from: float = setting(0.7, "ICC(2) from which means of classes may be set side by side.", PINNED)
    turnout: float = setting(
        0.6, "Share of those asked who must have answered, in both waves, for a change to be named.", PINNED
    )
    change_needed: int = setting(
        10, "Answers in each wave (paired: students in both) before a change is named.",
        "Waypost's own choice, Small groups",
    )  # fmt: skip


DEFAULT = ScaleSettings()

ABOUT = About(
    name="scales",
    title="Scales of a survey",
    question="How do students see this, can the scale be trusted, and has it changed since the last wave?",
    goes_in="Answers of one wave to the items of one scale, in one version. An edited item is a new version and is never joined to the old one.",
    how=(
        "A student's value is the mean of the items they answered, if they answered at least two thirds. Alpha and "
        "omega say how far the items hang together; from 100 students on. ICC(2) says how far class means can be told "
        "apart; they are set side by side from .70 on. A change between waves is paired where the survey knows who is "
        "who, and wider where it does not."
    ),
    formula=(
        "alpha = k/(k-1) (1 - sum of item variances / variance of the sum); omega = (sum of loadings)^2 / ((sum of "
        "loadings)^2 + sum of unique variances); ICC(1) = (MSB - MSW) / (MSB + (n0 - 1) MSW), ICC(2) = (MSB - MSW) / MSB"
    ),
    how_sure=(
        "Alpha has a 95 % interval by 2,000 bootstrap samples of students; a change has a t interval. Under 60 % "
        "answered no change is named, since those who are missing may think otherwise. There are no cut-off colours: "
        "a short scale of different sides of one thing may well have a modest alpha."
    ),
    not_for="Judging one student or one teacher, ranking classes, or comparing languages in which the items were not shown to mean the same.",
    estimand="mean of the scale among students like those who answered; its reliability; its change between two waves",
    proof=Proof.COVERAGE,
    sources=(
        "Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika, 16(3), 297-334.",
        "McDonald, R. P. (1999). Test theory: A unified treatment. Erlbaum (omega).",
        "Jöreskog, K. G. (1967). Some contributions to maximum likelihood factor analysis. Psychometrika, 32(4), 443-482.",
        "Bliese, P. D. (2000). Within-group agreement, non-independence, and reliability. In Klein & Kozlowski (Eds.), Multilevel theory, research, and methods in organizations (ICC(1), ICC(2)).",
        "Shrout, P. E., & Fleiss, J. L. (1979). Intraclass correlations: Uses in assessing rater reliability. Psychological Bulletin, 86(2), 420-428.",
    ),
    reference="psych 2.2.9 (alpha, ICC), lavaan 0.6-14 with semTools 0.5-6 (compRelSEM, obs.var = FALSE), lme4 1.1-31, t.test of R 4.2",
    states={
        "not_enough": "There are too few answers to name it.",
        "not_computable": "The items do not fit one factor well enough to give a number that means something.",
        "named": "It can be named.",
        "low_turnout": "Fewer than 60 % of those asked have answered in one of the waves.",
        "no_variation": "All answers are the same, so there is no telling how sure it is.",
        "higher": "Higher than before, by more than chance would do.",
        "lower": "Lower than before, by more than chance would do.",
        "no_clear_change": "No change that could be told from chance.",
    },
)  # fmt: skip
