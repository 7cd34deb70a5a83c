"""Oracles: sna 2.7-1 and igraph 1.3.5 (reference/replies.R) on Coleman's published network; pairs counted one by one."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.measures.replies import ReplySettings, replies

COLEMAN = np.genfromtxt(
    Path(__file__).with_name("reference") / "coleman.csv", delimiter=",", skip_header=1, dtype=int
)
BOYS = np.arange(1, 74)
ANY = ReplySettings(people_needed=2)
arcs = st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), max_size=60)


@pytest.mark.parametrize(
    ("wave", "pairs", "density", "reciprocity"),
    [(1, 243, 0.0462328767123288, 0.510288065843621), (2, 263, 0.0500380517503805, 0.463878326996198)],
)  # fmt: skip
def test_colemans_boys_give_the_figures_of_sna_and_igraph(wave, pairs, density, reciprocity):
    rows = COLEMAN[COLEMAN[:, 0] == wave]
    found = replies(BOYS, rows[:, 1], rows[:, 2])
    assert (found.state, found.people, found.pairs) == ("named", 73, pairs)
    assert (found.density, found.reciprocity) == pytest.approx((density, reciprocity), abs=1e-14)


def naive(people, answers):
    pairs = {(a, b) for a in people for b in people if a != b and (a, b) in answers}
    density = len(pairs) / (len(people) * (len(people) - 1))
    return density, sum((b, a) in pairs for a, b in pairs) / len(pairs) if pairs else None


@given(st.sets(st.integers(1, 12), min_size=2), arcs)
def test_any_discussion_is_counted_as_pair_by_pair(people, answers):
    found = replies(sorted(people), [a for a, _ in answers], [b for _, b in answers], ANY)
    density, back = naive(people, set(answers))
    assert found.density == pytest.approx(density)
    assert (found.reciprocity is None) == (back is None) == (found.state == "no_answers")
    assert found.reciprocity is None or found.reciprocity == pytest.approx(back)


@given(arcs, st.permutations(range(1, 13)))
def test_who_is_who_and_who_came_first_changes_nothing(answers, other):
    as_they_are = replies(range(1, 13), [a for a, _ in answers], [b for _, b in answers])
    named = [(other[a - 1], other[b - 1]) for a, b in answers][::-1]
    assert replies(other, [a for a, _ in named], [b for _, b in named]) == as_they_are


def test_by_chance_alone_reciprocity_is_as_large_as_the_density():
    """What the page says of it (Garlaschelli & Loffredo 2004), held by 400 drawn networks."""
    rng = np.random.default_rng(93)
    found = []
    for _ in range(400):
        one, other = np.nonzero(rng.random((20, 20)) < 0.2)
        found.append(replies(range(20), one, other))
    assert np.mean([f.reciprocity for f in found]) == pytest.approx(0.2, abs=0.01)
    assert np.mean([f.density for f in found]) == pytest.approx(0.2, abs=0.01)


def test_under_ten_who_wrote_nothing_is_told():
    nine = replies(range(9), [0, 1], [1, 0])
    assert (nine.state, nine.density, nine.reciprocity) == ("not_enough", None, None)
    assert replies(range(10), [0, 1], [1, 0]).state == "named"
    assert replies([], [], []).state == "not_enough"


def test_ten_who_wrote_and_answered_nobody_have_a_density_of_none():
    assert replies(range(10), [3], [3]).density == 0
    assert replies(range(10), [3], [99]).reciprocity is None
