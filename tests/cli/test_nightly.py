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
    done = nightly.run()
    assert "releases" not in done
    assert {"trust", "lessons", "who worked together"} <= set(done)
    assert not nightly.due()
