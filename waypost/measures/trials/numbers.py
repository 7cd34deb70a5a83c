"""The settings of trials, and what the page says of them."""

from __future__ import annotations

from dataclasses import dataclass

from ..protocol import About, Proof
from ..settings import setting

PINNED = "Waypost's own choice, Strategies and the school"


@dataclass(frozen=True, slots=True)
class TrialSettings:
    classes_needed: int = setting(
        4, "Classes with and without the strategy; below that we can't tell, whatever p.", PINNED
    )
    level: float = setting(0.05, "One minus the level of intervals.")
    draws_most: int = setting(
        20_000, "Up to so many possible draws all are gone through; above it so many are drawn by chance."
    )
    seed: int = setting(1935, "Seed of those: the same trial gives the same interval.")
    worthwhile: float = setting(
        0.10, "Smallest worthwhile effect in standard deviations, unless the plan fixed another.",
        "Waypost's own choice; after Kraft (2020)",
    )  # fmt: skip
    prior: float = setting(
        0.20, "Standard deviation of effects of strategies like these, around 0: behind the chance that is told.",
        "Waypost's own choice; after Kraft (2020)",
    )  # fmt: skip
    icc: float = setting(0.15, "How alike students of one class are, for planning, until the school knows its own.", "after Hedges & Hedberg (2007)")  # fmt: skip
    power: float = setting(0.80, "Power that a plan should reach.")


DEFAULT = TrialSettings()

ABOUT = About(
    name="trials",
    title="Trials of a strategy",
    question="Did classes with this strategy do better than they would have without it?",
    goes_in="The stored draw (which class starts when), an outcome fixed beforehand for each class and period or each student, and the plan.",
    how=(
        "Where classes drew lots, all other draws that could have come out are gone through: how often would chance "
        "alone have given a difference as large? The interval holds every effect that this test does not refuse. Where "
        "there was no lottery, students are compared by a regression whose errors allow for students of one class being "
        "alike (CR2), with the degrees of freedom that so few classes really give."
    ),
    formula=(
        "T(tau) = |z' M (y - tau z0)| / |M z| over all draws z, M taking out calendar and classes; V = (X'X)^-1 sum(X_c' A_c "
        "e_c e_c' A_c X_c) (X'X)^-1, A_c = (I - H_c)^(-1/2), df by Satterthwaite"
    ),
    how_sure=(
        "95 % intervals. Fewer than four classes with or without the strategy: we can't tell, whatever the numbers say. "
        "The chance that it is worth while supposes that most strategies do little (normal around 0, .20), and says so. "
        "In made-up schools where nothing worked, lots called 4.8 of 100 trials an effect (12,000 trials of 12 classes), "
        "alike classes 2.5 of 100 (8,000)."
    ),
    not_for="Appraising a teacher, subgroups that were not fixed beforehand, or a plan that was changed after data was seen.",
    estimand="mean difference that the strategy makes in classes like these",
    proof=Proof.COVERAGE,
    sources=(
        "Fisher, R. A. (1935). The design of experiments. Oliver & Boyd.",
        "Ernst, M. D. (2004). Permutation methods: A basis for exact inference. Statistical Science, 19(4), 676-685.",
        "Bell, R. M., & McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with multi-stage samples. Survey Methodology, 28(2), 169-181.",
        "Pustejovsky, J. E., & Tipton, E. (2018). Small-sample methods for cluster-robust variance estimation and hypothesis testing in fixed effects models. Journal of Business & Economic Statistics, 36(4), 672-683.",
        "Hedges, L. V., & Hedberg, E. C. (2007). Intraclass correlation values for planning group-randomized trials in education. Educational Evaluation and Policy Analysis, 29(1), 60-87.",
        "Kraft, M. A. (2020). Interpreting effect sizes of education interventions. Educational Researcher, 49(4), 241-253.",
    ),
    reference=(
        "clubSandwich 0.5.8 (vcovCR CR2, Satterthwaite), lme4 1.1-31, coin 1.4-2 (exact lottery), power.t.test of R 4.2, "
        "Stock & Watson's table 13.1 of Project STAR, all draws gone through by a slow version"
    ),
    states={
        "cant_tell": "There are too few classes for any certainty.",
        "higher": "Higher with the strategy, by more than chance would do.",
        "lower": "Lower with the strategy, by more than chance would do.",
        "no_clear_difference": "No difference that could be told from chance.",
    },
)  # fmt: skip
