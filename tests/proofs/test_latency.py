"""200 statements a second at a real server: each in its reading within a second."""

from __future__ import annotations

import pytest

from benchmarks import bench_latency

from ..proof import record


@pytest.mark.proof
def test_a_statement_is_in_its_reading_within_a_second_while_200_a_second_arrive() -> None:
    found = {what: figure for what, figure, _ in bench_latency.main(seconds=30.0)}
    late, rate = found["in its reading, 95%"], found["rate reached"]
    holds = late < 1000 and rate > 195 and not found["refused"]
    record(
        "a statement posted is in its reading, 95th percentile while 200 a second arrive",
        f"{late:.0f} ms at {rate:.0f} a second; web {found['CPU of web']:.0f} % and worker {found['CPU of worker']:.0f} % of a core",
        "< 1000 ms",
        holds,
    )
    assert holds
