"""Trials as the room works them out, on drawn schools: coverage and false alarms. For `make proof`."""

from __future__ import annotations

import numpy as np
import pytest

from waypost.measures.trials import TrialSettings
from waypost.practice.analysis import analyse
from waypost.practice.plan import Design

from ..proof import record
from .schools import plan_of, school

pytestmark = pytest.mark.proof
SETS = 1000
QUICK = TrialSettings(draws_most=400)
CASES = {
    "none": (0.0, 0.0, 0.15),
    "small": (0.15, 0.0, 0.15),
    "heterogeneous": (0.3, 0.2, 0.15),
    "clustered": (0.0, 0.0, 0.35),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("design", list(Design))
def test_intervals_cover_as_declared_and_false_positives_stay_under_five_percent(
    design: Design, case: str
) -> None:
    effect, uneven, icc = CASES[case]
    rng = np.random.default_rng(len(case))
    found = []
    for _ in range(SETS):
        plan = plan_of(design, 12, rng)
        found.append(analyse(plan, *school(rng, plan, effect, uneven=uneven, icc=icc), settings=QUICK).main)
    known = [f for f in found if f.low is not None and f.high is not None]
    share = float(np.mean([f.low <= effect <= f.high for f in known]))  # type: ignore[operator]
    line = f"trial page, {design}, {case}"
    record(line, f"{share:.3f} of {len(known)}", "0.93 or more", share >= 0.93)
    assert share >= 0.93
    if not effect:
        alarms = float(np.mean([f.state in {"higher", "lower"} for f in found]))
        most = 0.05 + 2 * (0.05 * 0.95 / len(found)) ** 0.5
        record(
            f"{line}: false alarms",
            f"{alarms:.3f} of {len(found)}",
            f"0.05 (up to {most:.3f} by the draw)",
            alarms <= most,
        )
        assert alarms <= most
