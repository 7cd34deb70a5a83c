"""Two hundred phones behind one address share their points at a real server."""

from __future__ import annotations

import pytest

from benchmarks import bench_workshop

from ..proof import record


@pytest.mark.proof
def test_a_workshop_with_two_hundred_phones_answers_in_time_and_counts_each_once() -> None:
    found = {what: figure for what, figure, _ in bench_workshop.main()}
    late = found["all answers, 95%"]
    once = found["phones that joined"] == found["sheets"] == bench_workshop.PHONES
    holds = late < 300 and once and not found["refused"]
    record(
        "a workshop with 200 phones behind one address, 95th percentile of all answers",
        f"{late:.0f} ms; {found['sheets']:.0f} sheets of {found['phones that joined']:.0f} phones, {found['refused']:.0f} refused",
        "< 300 ms, each counted once",
        holds,
    )
    assert holds
