"""Fixtures of this room: ids that the process remembers are forgotten between tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from waypost.evidence import iris


@pytest.fixture(autouse=True)
def _fresh_ids() -> Iterator[None]:
    iris.forget()
    yield
    iris.forget()
