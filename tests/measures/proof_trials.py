"""Trials at full size: coverage and false alarms on schools with a known effect. For `make proof`."""

import numpy as np
import pytest

from waypost.measures.trials import TrialSettings, clustered, randomization_test

from ..proof import record
from .strategies import lots, parallel, phase_in

pytestmark = pytest.mark.proof
SETS = 2000
QUICK = TrialSettings(draws_most=1000)


def covered(line, found, truth, most=0.98):
    share = float(np.mean([f.low <= truth <= f.high for f in found]))
    record(line, f"{share:.3f} of {len(found)}", f"0.93 to {most}", 0.93 <= share <= most)
    assert 0.93 <= share <= most


def false_alarms(line, found):
    share = float(np.mean([f.state in ("higher", "lower") for f in found]))
    most = 0.05 + 2 * (0.05 * 0.95 / len(found)) ** 0.5
    record(
        f"{line}: false alarms",
        f"{share:.3f} of {len(found)}",
        f"0.05 (up to {most:.3f} by the draw)",
        share <= most,
    )
    assert share <= most


@pytest.mark.parametrize("effect", [0.0, 0.2])
@pytest.mark.parametrize("classes", [8, 16])
def test_a_lottery_of_classes(classes, effect):
    rng = np.random.default_rng(classes)
    found = [randomization_test(*lots(rng, classes, effect, QUICK), settings=QUICK) for _ in range(SETS)]
    covered(f"lottery of {classes} classes, effect {effect}", found, effect)
    if not effect:
        false_alarms(f"lottery of {classes} classes", found)


@pytest.mark.parametrize(("effect", "uneven"), [(0.0, 0.0), (0.3, 0.0), (0.3, 0.2)])
@pytest.mark.parametrize("classes", [8, 15])
def test_a_phase_in_by_lottery(classes, effect, uneven):
    periods = 5 if classes == 8 else 4
    rng = np.random.default_rng(classes)
    found = [
        randomization_test(*phase_in(rng, classes, periods, effect, QUICK, uneven), settings=QUICK)
        for _ in range(SETS)
    ]
    covered(f"phase-in of {classes} classes, effect {effect} +- {uneven}", found, effect)
    if not effect:
        false_alarms(f"phase-in of {classes} classes", found)


@pytest.mark.parametrize(("effect", "uneven"), [(0.0, 0.0), (0.2, 0.0), (0.3, 0.2)])
@pytest.mark.parametrize("each", [4, 6, 15])
def test_students_of_alike_classes(each, effect, uneven):
    rng = np.random.default_rng(each)
    found = [clustered(*parallel(rng, each, effect, uneven)) for _ in range(SETS)]
    covered(f"CR2, {each} + {each} classes, effect {effect} +- {uneven}", found, effect)
    if not effect:
        false_alarms(f"CR2, {each} + {each} classes", found)
