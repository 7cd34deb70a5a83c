"""Declared coverage of surveys and observed lessons at full size: 2,000 sets a case. For `make proof`."""

import numpy as np
import pytest

from waypost.measures import lessons, scales
from waypost.measures.lessons import LessonSettings
from waypost.measures.scales import ScaleSettings

from ..proof import record
from .surveys import true_alpha, wave
from .visits import LOOKS, share_of

pytestmark = pytest.mark.proof
SETS = 2000


def held(line, found, truth, most=0.975):
    """Record and ask for a share of intervals that hold the truth of at least 93 % (and at most `most`)."""
    named = [f for f in found if f.low is not None]
    share = float(np.mean([f.low <= truth <= f.high for f in named]))
    record(line, f"{share:.3f} of {len(named)}", f"0.93 to {most}", 0.93 <= share <= most)
    assert 0.93 <= share <= most


@pytest.mark.parametrize("levels", [None, 5])
@pytest.mark.parametrize("students", [100, 400])
def test_alpha_intervals_hold_the_truth(students, levels):
    rng = np.random.default_rng(students)
    loadings = [0.75, 0.7, 0.6, 0.55, 0.5]
    few = ScaleSettings(draws=400)
    found = [scales.alpha(wave(rng, students, loadings, levels), few) for _ in range(SETS)]
    held(f"alpha, {students} students, {levels or 'free'} levels", found, true_alpha(loadings, levels))


@pytest.mark.parametrize("paired", [True, False])
@pytest.mark.parametrize("students", [12, 60])
def test_intervals_of_a_change_hold_the_truth(students, paired):
    """Mean of four five-level items; the second wave 0.3 higher. Two separate groups where it is unpaired."""
    rng = np.random.default_rng(students)
    found = []
    for _ in range(SETS):
        first = wave(rng, students, [0.7] * 4, 5).mean(axis=1)
        second = 0.5 * first + 0.5 * wave(rng, students, [0.7] * 4, 5).mean(axis=1) + 0.3
        if not paired:
            first = 0.5 * wave(rng, students, [0.7] * 4, 5).mean(axis=1) + 1.5
        found.append(scales.change(first, second, asked=(students, students), paired=paired))
    held(f"change, {students} students, {'paired' if paired else 'unpaired'}", found, 0.3)


@pytest.mark.parametrize("middle", [0.5, 0.75])
@pytest.mark.parametrize("visited", [4, 8, 20, 40])
def test_intervals_over_lessons_hold_the_truth(visited, middle):
    rng = np.random.default_rng(visited)
    truth, drawn = share_of(rng, middle, visited, SETS)
    few = LessonSettings(draws=1000)
    found = [lessons.share(hits, np.full(visited, LOOKS), few) for hits in drawn]
    held(f"share {middle} over {visited} lessons", found, truth)
