"""Spread of talks and waiting times, against R (tests/measures/reference/balance.R)."""

from __future__ import annotations

from itertools import permutations

import pytest

from waypost.measures.balance import middle_wait, spread


@pytest.mark.parametrize(
    ("counts", "ratio"),
    [([0, 0, 1, 1, 2, 3, 5, 8], 3.08571428571), ([2, 2, 3, 3, 2, 3, 2, 3], 0.114285714286)],
)
def test_ratio_against_R_4_2_2_var_by_mean(counts: list[int], ratio: float) -> None:
    assert spread(counts).ratio == pytest.approx(ratio, abs=1e-11)


@pytest.mark.parametrize(
    ("days", "answered", "middle"),
    [
        ([1, 2, 3, 9], [1, 1, 1, 0], 2.5),
        ([0, 1, 1, 2, 4, 7, 9, 12, 20], [1, 1, 0, 1, 1, 0, 1, 0, 0], 9),
        ([5, 8, 8, 3, 20, 14], [1, 1, 0, 1, 0, 1], 11),
        ([4, 6, 9, 11], [1, 0, 0, 0], None),
        ([3, 3, 3, 6], [1, 0, 0, 1], 6),
        ([1, 2, 7, 9], [1, 1, 0, 0], 5.5),
    ],
)
def test_middle_wait_against_survival_3_5_3_survfit_quantile(
    days: list[int], answered: list[int], middle: float | None
) -> None:
    for order in list(permutations(range(len(days))))[:24]:
        assert middle_wait([days[i] for i in order], [bool(answered[i]) for i in order]) == middle


def test_nobody_and_no_talk_have_no_figure_and_are_not_zero() -> None:
    assert (spread([]).share, spread([]).ratio) == (None, None)
    assert (spread([0, 0, 0]).share, spread([0, 0, 0]).ratio) == (1.0, None)
    assert middle_wait([], []) is None
