"""A real file of answers, from the file to the last reading and to the pages over it."""

from __future__ import annotations

import pytest

from benchmarks import bench_import

from ..proof import record

SECONDS, PAGE = 60.0, 150.0  # wanted: seconds, milliseconds


@pytest.mark.proof
def test_assistments_comes_in_within_a_minute_and_pages_over_it_answer_quickly() -> None:
    rows = bench_import.main(200)
    wanted = [(what, figure, unit, _wanted(what)) for what, figure, unit in rows if "median" not in what]
    for what, figure, unit, most in wanted:
        record(f"assist2009: {what}", f"{figure:.1f} {unit}", f"< {most:.0f} {unit}", figure < most)
    assert all(figure < most for _, figure, _, most in wanted)


def _wanted(what: str) -> float:
    return SECONDS if what.startswith("import") else PAGE
