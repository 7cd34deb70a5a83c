"""Living through the term: in what order, and what is waited for."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Any

import pytest

from waypost.demo import term
from waypost.demo.seed import Plan
from waypost.school.models import School


class Posted(Exception):
    """The first request of a tool."""


def test_nothing_is_posted_before_every_process_knows_the_new_time(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever looked at a page a moment before had the web process take a fortnight's work for the future."""
    School.objects.create(name="S", time_zone="UTC")

    def posts(*_: Any) -> None:
        raise Posted

    monkeypatch.setattr(term, "_attendance", lambda *_: None)
    monkeypatch.setattr(term, "files", lambda _plan: {"sources": {"tool": {"door": "xapi"}}})
    monkeypatch.setattr(term, "_post", posts)
    begun = time.monotonic()
    with pytest.raises(Posted):
        term.live(Plan("http://x", 1.0, 1), None, date(2026, 9, 7), date(2026, 9, 20), datetime(2026, 9, 20, tzinfo=UTC))  # type: ignore[arg-type]  # fmt: skip
    assert time.monotonic() - begun >= 1.0
