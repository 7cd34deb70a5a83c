"""Logs, jobs, sessions and mail hold nothing of a person, also when something breaks (TRUST 26)."""

from __future__ import annotations

import io
import logging
import logging.config
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django_tasks_db.models import DBTaskResult

from tests.canary import tables_with
from tests.rotating import some_of
from tests.trust.doors import doors
from tests.trust.test_urls import SKIP, addresses
from tests.village import Village
from waypost.care.models.safeguarding import Way
from waypost.care.services import notes, safeguarding, talk
from waypost.cli import minute, nightly
from waypost.school.models import Person
from waypost.trust import outbox
from waypost.trust.models import Account
from waypost.trust.who import who_is

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
CANARY = "otter-canary"
KNOWN = "care/notes/<int:pk>/change/"
WHO = ("ada", "cora", "lena", "sam", "priya", "adam", "mia", "rosa", "petra")


class Broken(RuntimeError):
    pass


def breaks(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """A middleware: each view does its work, and then fails over something that somebody wrote."""

    class Breaking:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            return get_response(request)

        def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
            with suppress(Http404, PermissionDenied), transaction.atomic():  # as far as it comes
                view(request, *args, **kwargs)
            raise Broken(f"{CANARY} typed {request.GET} {request.POST}") from KeyError(CANARY)

    return Breaking()


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What the process writes meanwhile, by the formatter that a school runs with."""
    from waypost import settings as schools

    text = io.StringIO()
    handler = logging.StreamHandler(text)
    configured = logging.config.DictConfigurator(schools.LOGGING)
    handler.setFormatter(configured.configure_formatter(dict(schools.LOGGING["formatters"]["plain"])))
    root = logging.getLogger()
    root.addHandler(handler)
    yield text
    root.removeHandler(handler)


@pytest.fixture
def school(village: Village) -> Village:
    """A village in which the canary is in every name, and in what a child, a family and staff write."""
    Person.objects.update(family_name=CANARY, preferred_name=CANARY)
    Account.objects.update(name=f"A {CANARY}", email=f"{CANARY}@willow.example")
    mia, ada = village.mia.pk, village.ada.pk
    talk.ask(mia, ada, once=uuid4(), words=CANARY)
    notes.write(village.mia, village.ada, CANARY, once=uuid4())
    safeguarding.tell(CANARY, way=Way.RAISED, once=uuid4(), writer_id=ada, about_id=mia)
    return village


def test_an_error_in_any_view_tells_logs_and_tables_nothing_of_a_person(
    school: Village, signed_in: SignedIn, logged: io.StringIO, settings: Any
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.trust.test_logs.breaks"]
    failed = 0
    rights = {who: who_is(school.account(getattr(school, who))) for who in WHO}
    clients: dict[str, Client] = {}
    reached = [d for d in doors() if d.gate is not None and d.name not in SKIP]
    chosen = set(some_of([d.route for d in reached], len(reached) // 3))
    for door in (d for d in reached if d.route in chosen or d.route == KNOWN):
        who = next((w for w, me in rights.items() if door.gate.passes(me)), WHO[0])
        if who not in clients:
            clients[who] = signed_in(getattr(school, who))
            clients[who].raise_request_exception = False
        place = f"{addresses(school, door)[0]}?q={CANARY}"
        answer = clients[who].post(place, {"words": CANARY, "name": CANARY, "q": CANARY})
        failed += answer.status_code == 500
        if answer.status_code == 500:
            assert CANARY not in answer.content.decode()
    assert failed > 0.8 * len(chosen), "hardly any view was reached"
    outbox.deliver()
    said = logged.getvalue()
    assert "Broken" in said, "where it broke is told"
    assert f"500 POST {KNOWN}" in said
    assert CANARY not in said
    assert not tables_with(CANARY) & {"django_session", "django_tasks_database_dbtaskresult", "trust_outgoing", "trust_readrow", "trust_act", "trust_tries"}  # fmt: skip
    assert not [m for m in mail.outbox if CANARY in m.subject + m.body]
    tmp = Path(settings.HOME.path, "tmp")
    assert not [p for p in tmp.rglob("*") if p.is_file() and CANARY.encode() in p.read_bytes()]


def test_an_address_that_leads_nowhere_is_not_logged(logged: io.StringIO, village: Village) -> None:
    """It may hold the key of a calendar or of a mail."""
    Client().get(f"/care/calendar/{CANARY}.ics?x={CANARY}")
    Client().post(f"/mail/stop/{CANARY}/")
    Client().get(f"/{CANARY}/")
    said = logged.getvalue()
    assert "404 GET care/calendar/<str:token>.ics" in said
    assert "404 GET (no page of ours)" in said
    assert CANARY not in said


def test_a_job_that_fails_keeps_where_and_not_what(
    logged: io.StringIO, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = DBTaskResult.objects.create(
        task_path="waypost.voice.jobs.work_out", args_kwargs={"args": [1], "kwargs": {}}, backend_name="default",
        queue_name="default", worker_ids=["worker"],
    )  # fmt: skip
    try:
        raise Broken(CANARY) from ValueError(CANARY)
    except Broken as error:
        made.set_failed(error)
    made.refresh_from_db()
    assert "Broken" in made.traceback
    assert "test_logs.py" in made.traceback
    assert CANARY not in made.traceback


@pytest.mark.parametrize("part", [minute.run, nightly.run])
def test_a_part_of_the_workers_round_that_fails_says_where_and_not_what(
    part: Callable[[], Any], logged: io.StringIO, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_all: Any, **_more: Any) -> None:
        raise Broken(CANARY)

    from waypost.care import nightly as care

    monkeypatch.setattr(talk, "tick", fail)
    monkeypatch.setattr(care, "run", fail)
    part()
    assert "Broken" in logged.getvalue()
    assert CANARY not in logged.getvalue()
