"""The worker's nightly work."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType

import pytest

from tests.village import NOW, Village
from waypost.care import library, quality
from waypost.cli import nightly
from waypost.climate import figures as lessons
from waypost.homes import answered, releases
from waypost.school import clock
from waypost.trust.releases import Figure, compute_release
from waypost.voice import heard_figures


def test_it_runs_once_a_day_and_one_broken_part_does_not_stop_the_others(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> int:
        raise RuntimeError

    monkeypatch.setattr(releases, "make", broken)
    assert nightly.due()
    done = nightly.run()
    assert "releases" not in done
    assert {"trust", "lessons", "who worked together"} <= set(done)
    assert not nightly.due()


@pytest.mark.parametrize("room", [releases, answered, heard_figures, lessons, quality, library])
def test_figures_about_groups_stand_for_a_week_whatever_happens_meanwhile(
    village: Village, monkeypatch: pytest.MonkeyPatch, room: ModuleType
) -> None:
    """ "Figures change at most once a week" (the leader's page): night by night a new value of the same people would tell
    who moved it."""
    asked: list[int] = []
    monkeypatch.setattr(room, "make", lambda: asked.append(1) or 1)
    audience = getattr(room, "AUDIENCE", "leader")
    with clock.held_at(NOW):
        everybody = Figure(frozenset(range(1, 31)), 0.5)
        compute_release(room.NAME, "now", {("all", "some"): everybody}, audience=audience)
    for days, found in ((1, 0), (6, 0), (7, 1)):
        with clock.held_at(NOW + timedelta(days=days)):
            nightly.run()
        assert len(asked) == found, f"{days} days later"
