"""Oracles: irr 0.84.1 (kendall) and friedman.test (reference/school.R); scipy.stats."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from waypost.measures.concordance import ConcordanceSettings, between, concordance

# irr's example: 20 people rated by 3; as 3 raters of 20 things.
ANXIETY = [
    [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
    [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
    [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
]
POINTS = [
    [40, 30, 20, 10],
    [50, 25, 25, 0],
    [25, 25, 25, 25],
    [10, 20, 30, 40],
    [60, 20, 10, 10],
    [30, 40, 20, 10],
]
ANY = ConcordanceSettings(raters_needed=2, indicators_needed=2)


def test_w_is_that_of_irr_with_ties_corrected():
    assert concordance(ANXIETY, ANY).w == pytest.approx(0.53965687595437)
    assert concordance(POINTS).w == pytest.approx(0.239583333333333)


tables = st.integers(3, 6).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 5), min_size=n, max_size=n), min_size=2, max_size=8)
)


@given(tables)
def test_w_is_friedmans_statistic_in_another_dress(points):
    found = concordance(points, ANY)
    if found.state == "no_variation":
        assert all(len(set(row)) == 1 for row in points)
        return
    assert 0 <= found.w <= 1 + 1e-12
    if len(points[0]) >= 3:
        chi2 = stats.friedmanchisquare(*np.transpose(points)).statistic
        assert found.w == pytest.approx(chi2 / (len(points) * (len(points[0]) - 1)))


@given(tables, tables)
def test_two_groups_agree_as_pairs_of_one_person_from_each(first, second):
    second = [(row * 2)[: len(first[0])] for row in second]
    found = between({"families": first, "staff": second}, ANY)[("families", "staff")]
    assert found == pytest.approx(np.mean([spearman(a, b) for a, b in product(first, second)]))


def spearman(a, b):
    if len(set(a)) == 1 or len(set(b)) == 1:
        return 0.0
    return stats.spearmanr(a, b).statistic


def test_everybody_of_one_mind_is_one_and_too_few_say_nothing():
    assert concordance([[5, 3, 1]] * 5).w == 1
    assert concordance([[5, 3, 1]] * 4).state == "not_enough"
    assert concordance([[5, 3]] * 5).state == "not_enough"
    assert concordance([[2, 2, 2]] * 5).state == "no_variation"
    assert concordance([]).state == "not_enough"
    assert between({"staff": [[5, 3, 1]] * 5, "partners": [[5, 3, 1]] * 4}) == {}


@given(tables, st.randoms())
def test_neither_the_order_of_people_nor_of_indicators_matters(points, random):
    order = random.sample(range(len(points[0])), len(points[0]))
    turned = [[row[i] for i in order] for row in random.sample(points, len(points))]
    one, other = concordance(points, ANY), concordance(turned, ANY)
    assert one.w == (pytest.approx(other.w) if other.w is not None else None)
