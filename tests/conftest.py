"""Fixtures for all: the village, a clock held still, signed-in clients."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from whitenoise.base import WhiteNoise

from waypost.school import clock
from waypost.school.models import Person
from waypost.skills import alignment
from waypost.trust import readlog
from waypost.trust.models import Account

from . import village as cast
from .run import ON_BOTH_DATABASES

ROOT = Path(__file__).resolve().parent.parent
ROOMS = tuple(f"{room}/" for room in ON_BOTH_DATABASES)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """`make test` opens each page once: the seed decides on which of the two databases.

    A page costs a hundred times what a query does, and asks the database nothing that the tests of services and rules,
    which run on both each time, do not ask. `make proof` opens all of them on both (see tests/run.py).
    """
    shares = os.environ.get("WAYPOST_PAGES")  # "0 of 17" or "1 of 17": this half of the pages by seed 17
    if not shares:
        return
    half, _, seed = shares.split()
    others = [
        i for i in items if opens_pages(i) and str(zlib.crc32(f"{seed} {i.nodeid}".encode()) % 2) != half
    ]
    if others:
        config.hook.pytest_deselected(items=others)
        left = set(others)
        items[:] = [i for i in items if i not in left]


def opens_pages(item: pytest.Item) -> bool:
    """True for a test with a signed-in client in one of the rooms that both databases are tried with."""
    here = item.path.relative_to(ROOT).as_posix()
    alone = any(item.get_closest_marker(m) for m in ("browser", "postgres", "proof"))
    return not alone and here.startswith(ROOMS) and "signed_in" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session", autouse=True)
def _static_files_found_once() -> Iterator[None]:
    """Each client builds the middleware anew, and WhiteNoise looked at every static file each time."""
    found: dict[tuple[str, str], dict[str, object]] = {}
    look = WhiteNoise.update_files_dictionary

    def once(self: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in found:
            before = dict(self.files)
            look(self, root, prefix)
            found[root, prefix] = {url: f for url, f in self.files.items() if before.get(url) is not f}
        self.files.update(found[root, prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoise, "update_files_dictionary", once)
        yield


@pytest.fixture(autouse=True)
def _fresh_clock() -> Iterator[None]:
    clock.forget()
    yield
    clock.forget()


@pytest.fixture(autouse=True)
def _fresh_alignment() -> Iterator[None]:
    """Rules of a test that was rolled back have the generation of the next one's."""
    yield
    alignment.forget()


@pytest.fixture(autouse=True)
def _fresh_log_of_reads() -> Iterator[None]:
    """What one test's writer knows or still holds is nothing to the next."""
    yield
    readlog.writer.forget()


@pytest.fixture(autouse=True)
def _speak_english() -> Iterator[None]:
    """A request in another language leaves it active in this thread; no test inherits it."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _no_name_in_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page's CSRF token is chance letters: now and then it held "Mia" or "T0", and a page was blamed for it."""
    monkeypatch.setattr("django.middleware.csrf.CSRF_ALLOWED_CHARS", "qxzjQXZJ")


@pytest.fixture
def still() -> Iterator[None]:
    """Monday 23 November 2026, 08:04 at the school, and it stays so."""
    with clock.held_at(cast.NOW):
        yield


@pytest.fixture
def village(db: None, still: None) -> cast.Village:
    return cast.build()


@pytest.fixture
def signed_in(db: None) -> Callable[[Person | Account], Client]:
    """A client signed in as a person of the village (second factor counted as done)."""

    def client_of(who: Person | Account) -> Client:
        account = who if isinstance(who, Account) else Account.objects.get(person_id=who.pk)
        client = Client()
        client.force_login(account, backend="waypost.trust.signin.ActiveAccountBackend")
        session = client.session
        session["waypost_second_factor"] = True
        session.save()
        return client

    return client_of
