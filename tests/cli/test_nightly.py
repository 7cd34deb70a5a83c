"""The worker's nightly work."""

from __future__ import annotations

import pytest

from tests.village import Village
from waypost.cli import nightly


def test_it_runs_once_a_day_and_one_broken_part_does_not_stop_the_others(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    from waypost.homes import releases

    def broken() -> int:
        raise RuntimeError

    monkeypatch.setattr(releases, "make", broken)
    assert nightly.due()
    assert set(nightly.run()) == {"trust"}
    assert not nightly.due()
