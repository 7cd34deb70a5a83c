"""Oracle: t.test of R 4.2; lessons drawn one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from waypost.measures import lessons
from waypost.measures.lessons import LessonSettings

from .visits import share_of


def test_a_few_lessons_have_the_t_interval_of_r():
    """t.test(c(.6, .9, .5, .8, .75))$conf.int = 0.51172216 0.90827784"""
    found = lessons.share([6, 9, 5, 8, 15], [10, 10, 10, 10, 20])
    assert (found.value, found.low, found.high) == pytest.approx((0.71, 0.51172216, 0.90827784))
    assert (found.lessons, found.looks, found.state) == (5, 60, "named")


def test_each_lesson_weighs_the_same_however_often_the_observer_looked():
    assert lessons.share([1, 50], [1, 100]).value == pytest.approx(0.75)
    assert lessons.level(["a", "a", "a", "b"], [1, 1, 1, 4]).value == pytest.approx(2.5)


def test_under_four_lessons_there_is_no_interval_and_without_one_no_value():
    assert lessons.share([5, 6, 7], [10, 10, 10]).state == "not_enough"
    assert lessons.share([5, 6, 7], [10, 10, 10]).low is None
    assert lessons.share([], []).value is None
    assert lessons.share([0, 5], [0, 10]).lessons == 1


def test_lessons_that_all_came_out_the_same_have_no_interval():
    found = lessons.share([10] * 6, [10] * 6)
    assert (found.state, found.value, found.low) == ("no_variation", 1.0, None)


def test_many_lessons_are_drawn_anew_as_wholes():
    rng = np.random.default_rng(3)
    means = rng.uniform(0.2, 0.9, 24)
    found = lessons.share(means * 20, np.full(24, 20))
    one_by_one = [np.mean(rng.choice(means, 24)) for _ in range(20_000)]
    low, high = np.quantile(one_by_one, [0.025, 0.975])
    assert found.low == pytest.approx(low, abs=0.02)
    assert found.high == pytest.approx(high, abs=0.02)
    assert found.low < low  # widened as t is
    assert found == lessons.share(means * 20, np.full(24, 20))


def test_twenty_lessons_drawn_anew_are_as_wide_as_t_would_be():
    """Hesterberg (2015): percentiles widened by t and by sqrt(n / (n - 1)) match the t interval of even values."""
    means = np.linspace(0.3, 0.7, 20)
    found = lessons.share(means * 100, np.full(20, 100), LessonSettings(draws=200_000))
    half = stats.t.ppf(0.975, 19) * means.std(ddof=1) / 20**0.5
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=0.01)


@given(st.lists(st.tuples(st.integers(0, 8), st.just(8)), min_size=1, max_size=40))
def test_a_share_stays_within_its_limits_and_these_within_nothing_and_everything(visits):
    hits, looks = zip(*visits, strict=True)
    found = lessons.share(hits, looks, LessonSettings(draws=200))
    assert 0 <= found.value <= 1
    if found.low is not None:
        assert 0 <= found.low <= found.value <= found.high <= 1


@pytest.mark.parametrize("visited", [5, 25])
def test_the_interval_holds_the_truth_in_a_small_simulation(visited):
    """The declared coverage, quickly; at full size in proof_surveys.py."""
    rng = np.random.default_rng(visited)
    truth, drawn = share_of(rng, 0.6, visited, 250)
    found = [lessons.share(hits, np.full(visited, 12), LessonSettings(draws=300)) for hits in drawn]
    assert np.mean([f.low <= truth <= f.high for f in found if f.low is not None]) >= 0.9
