"""Two figures of how good a rule is, worked by hand."""

import doctest

import pytest
from scipy import stats

from waypost.measures import quality
from waypost.measures.quality import (
    Onset,
    Raised,
    backtest,
    by_group,
    quiet_outcome,
    staff_figure,
    stuck_outcome,
)


def test_the_example_in_the_docstring_holds():
    assert doctest.testmod(quality).failed == 0


def test_already_doing_counts_for_the_rule_and_silence_counts_for_neither():
    figure = staff_figure(useful=5, already_doing=3, wrong=2, unanswered=10)
    assert figure.helpful.share == 0.8
    assert figure.unanswered.share == 0.5
    low, high = stats.binomtest(8, 10).proportion_ci(method="wilson")
    assert (figure.helpful.low, figure.helpful.high) == pytest.approx((low, high))


def test_a_rule_without_answers_has_no_share_and_is_not_retired():
    figure = staff_figure(0, 0, 0, unanswered=3)
    assert figure.helpful.share is None
    assert not figure.retire
    assert staff_figure(0, 0, 0, 0).unanswered.share is None


@pytest.mark.parametrize(
    ("helpful", "wrong", "retire"), [(5, 24, False), (5, 25, True), (10, 20, False), (9, 21, True)]
)
def test_retiring_is_proposed_after_thirty_answers_if_even_the_upper_limit_is_below_one_half(
    helpful, wrong, retire
):
    """Wilson's upper limits: 9 of 30 gives .479, 10 of 30 gives .512."""
    assert staff_figure(helpful, 0, wrong, 0).retire is retire


@pytest.mark.parametrize("outcome", [stuck_outcome, quiet_outcome])
def test_an_outcome_is_judged_up_to_the_first_help_and_no_further(outcome):
    never, fourth = [False] * 12, [False] * 3 + [True] * 9
    assert outcome(never, None) is True
    assert outcome(fourth, None) is False
    assert outcome(fourth, 3) is None
    assert outcome(fourth, 4) is False
    assert outcome(never[:9], None) is None
    assert outcome([False] * 10 + [True], None) is True


EPISODES = [
    Raised(1, 0, 14, True, outcome_day=24),
    Raised(2, 0, 30, False),
    Raised(3, 0, 40, None),
    Raised(4, 7, 31, True, outcome_day=35),
]


def test_a_backtest_counts_what_came_true_what_was_found_and_how_soon():
    truths = [Onset(1, 0, 5), Onset(4, 7, 20), Onset(4, 0, 20), Onset(5, 0, 10)]
    figure = backtest(EPISODES, truths, student_days=1000)
    assert (figure.signals, figure.censored) == (4, 1)
    assert (figure.precision.hits, figure.precision.n) == (2, 3)
    assert figure.false_per_100_weeks == 0.5
    assert figure.false_low == pytest.approx(stats.gamma.ppf(0.025, 1.5) / 2)
    assert figure.false_high == pytest.approx(stats.gamma.ppf(0.975, 1.5) / 2)
    assert [(figure.found[h].hits, figure.found[h].n) for h in (10, 15)] == [(1, 4), (2, 4)]
    assert figure.delay == 10
    assert figure.lead == 7


@pytest.mark.parametrize(("onset", "within_10"), [(5, 1), (4, 0)])
def test_within_ten_days_means_the_day_of_the_onset_and_the_nine_after_it(onset, within_10):
    assert backtest(EPISODES, [Onset(1, 0, onset)], 100).found[10].hits == within_10


def test_a_signal_before_the_onset_finds_nothing():
    assert backtest(EPISODES, [Onset(1, 0, 15)], 100).found[15].hits == 0


def test_a_backtest_of_nothing_names_no_rate():
    figure = backtest([], [], 0)
    assert figure.false_per_100_weeks is None
    assert figure.precision.share is None
    assert figure.delay is None


def test_a_group_has_figures_only_from_thirty_signals_and_ten_events():
    many = [Raised(i, 0, i, i < 10, group="a") for i in range(30)]
    assert set(by_group(many, [], {"a": 500, "b": 500})) == {"a"}
    assert by_group(many[:29], [], {"a": 500}) == {}
    assert by_group([Raised(i, 0, i, i < 9, group="a") for i in range(30)], [], {"a": 500}) == {}
