"""Fixtures for all: the village, a clock held still, signed-in clients."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import translation

from waypost.school import clock
from waypost.school.models import Person
from waypost.trust import readlog
from waypost.trust.models import Account

from . import village as cast


@pytest.fixture(autouse=True)
def _fresh_clock() -> Iterator[None]:
    clock.forget()
    yield
    clock.forget()


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
