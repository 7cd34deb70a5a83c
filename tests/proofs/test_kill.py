"""kill -9 of web and worker during import, posting and projection, fifty times."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from ..killing import PLACES, VICTIMS, Siege
from ..proof import record

ROUNDS = 50


@pytest.mark.proof
def test_nothing_acknowledged_is_lost_or_doubled_by_fifty_kills(tmp_path: Path) -> None:
    siege = Siege(tmp_path, seed=11, rows=4_000)
    turns = itertools.cycle(itertools.product(PLACES, VICTIMS))
    with siege.serving():
        for place, victim in itertools.islice(turns, ROUNDS):
            siege.round(place, victim)
            siege.verify()
    siege.verify()  # and once more with nobody serving
    told, posted = siege.tally, len(siege.tool.acknowledged)
    record(
        "kill -9 of web and of worker during import, posting and projection",
        f"{told.rounds} kills; {posted:,} statements acknowledged and {siege.imported * siege.rows:,} rows imported, "
        f"{len(told.wrong)} rounds with a loss, a double or a difference; back within {told.longest:.1f} s",
        "50 kills, nothing lost or doubled, verify clean",
        not told.wrong and told.rounds == ROUNDS,
    )
    assert told.wrong == []
    assert posted > 10 * ROUNDS
