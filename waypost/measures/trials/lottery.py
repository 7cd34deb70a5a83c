"""The draws that could have come out: classes that start early or late, or classes that alternate by weeks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import factorial, prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .numbers import DEFAULT, TrialSettings

Ints = NDArray[np.int64]
NEVER = np.iinfo(np.int64).max  # the start of a class that never begins within the trial


def possible_draws(
    starts: ArrayLike, strata: Sequence[object] | None = None, settings: TrialSettings = DEFAULT
) -> Ints:
    """Starts (draws, classes) that the lottery could have given; the first row is the one that came out.

    `starts`: the period in which each class begins (NEVER: not at all). A lottery shuffles the starts, within strata
    if there were some. Up to `draws_most` all different draws are listed, once each; else as many are drawn by chance,
    with the one that came out among them.
    """
    drawn = np.asarray(starts, np.int64)
    names = (
        np.zeros(len(drawn), int) if strata is None else np.unique(np.asarray(strata), return_inverse=True)[1]
    )
    places = [np.flatnonzero(names == s) for s in range(int(names.max(initial=0)) + 1)]
    if prod(_orders(drawn[p]) for p in places) <= settings.draws_most:
        every = list(_listed(drawn, places))
        first = next(i for i, row in enumerate(every) if (row == drawn).all())
        every[0], every[first] = every[first], every[0]
        return np.array(every)
    random = np.random.default_rng(settings.seed)
    shuffled = np.tile(drawn, (settings.draws_most, 1))
    for p in places:
        shuffled[1:, p] = random.permuted(shuffled[1:, p], axis=1)
    return shuffled


def treated_by_start(starts: Ints, classes: ArrayLike, periods: ArrayLike) -> NDArray[np.float64]:
    """Which cells (class place, period) are with the strategy (draws, cells): from the start of the class on."""
    return (np.asarray(periods) >= starts[:, np.asarray(classes, int)]).astype(np.float64)


def treated_by_turns(
    firsts: Ints, classes: ArrayLike, periods: ArrayLike, block: int = 1
) -> NDArray[np.float64]:
    """The same for classes that alternate, `block` periods at a time: begin with the strategy (firsts 0) or without (1).

    Which half begins with it is the lottery: `possible_draws(firsts)` shuffles it.
    """
    turn = np.asarray(periods, int) // block
    return ((turn + firsts[:, np.asarray(classes, int)]) % 2 == 0).astype(np.float64)


def settled(periods: ArrayLike, block: int) -> NDArray[np.bool_]:
    """Cells to keep of classes that alternate: all but the first period after a change, which carries the last one over.

    Changes fall on the same periods in every draw, so dropping them leaves the lottery as it was.
    """
    if block < 2:
        raise ValueError("nothing is left of turns of one period; let each last two or more")
    period = np.asarray(periods, int)
    return (period < block) | (period % block != 0)


def _orders(starts: Ints) -> int:
    """Different orders of the starts."""
    counts = np.unique(starts, return_counts=True)[1].tolist()
    return factorial(len(starts)) // prod(factorial(c) for c in counts)


def _listed(drawn: Ints, places: list[Ints]) -> Iterator[Ints]:
    """Every draw once: the orders of one stratum within those of the others."""
    if not places:
        yield drawn.copy()
        return
    for rest in _listed(drawn, places[1:]):
        for order in _arrangements(sorted(drawn[places[0]].tolist())):
            row = rest.copy()
            row[places[0]] = order
            yield row


def _arrangements(left: list[int]) -> Iterator[list[int]]:
    """Different orders of a sorted list, each once."""
    if not left:
        yield []
    for i, value in enumerate(left):
        if i and value == left[i - 1]:
            continue
        for rest in _arrangements(left[:i] + left[i + 1 :]):
            yield [value, *rest]
