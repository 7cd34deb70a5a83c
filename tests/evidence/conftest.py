"""Fixtures of this room: what the process remembers is forgotten between tests; a store that answers like the real one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from waypost.evidence import ingest, iris
from waypost.evidence.models import Source
from waypost.evidence.services import NewSecret, create_credential
from waypost.evidence.xapi import auth, bounds, limits

from .makers import Store


@pytest.fixture(autouse=True)
def _fresh_ids() -> Iterator[None]:
    for room in (iris, auth, bounds, limits):
        room.forget()
    yield
    ingest.stop()
    for room in (iris, auth, bounds, limits):
        room.forget()


@pytest.fixture
def store(transactional_db: None, still: None) -> Iterator[Store]:
    """The store with one tool and its key; a real commit for each request, as in production."""
    tool = Source.objects.create(
        name="Tool", slug="tool", kind="xapi", home_page="https://tool.example", made="2026-11-01T00:00Z"
    )
    yield Store(create_credential("Tool key", tool))
    ingest.stop()  # before the database is emptied


@pytest.fixture
def key_for(store: Store) -> Callable[..., Store]:
    """The same store, asked with another key."""

    def of(name: str, source: Source | None = None, **more: object) -> Store:
        made: NewSecret = create_credential(name, source or store.source, **more)  # type: ignore[arg-type]
        return Store(made)

    return of
