"""Logs, jobs, sessions and mail hold nothing of a person, also when something breaks (TRUST 26)."""

from __future__ import annotations

import importlib
import io
import logging
import logging.config
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from tests.canary import rows_as_text
from tests.rotating import some_of
from tests.trust.doors import doors
from tests.trust.planted import Planted, plant
from tests.trust.test_urls import SKIP, addresses
from tests.village import Village
from waypost.cli import jobs, minute, nightly
from waypost.trust import logs, outbox
from waypost.trust.access import NOBODY, Who
from waypost.trust.models import Outgoing
from waypost.trust.who import who_is

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
CANARY = "otter-canary"
TYPED = "badger-typed"
KNOWN = "care/notes/<int:pk>/change/"
WHOLE = "X-Whole"  # a request that may do its work
WHO = ("ada", "cora", "lena", "sam", "priya", "adam", "mia", "rosa", "petra")
#: Where nothing of a person's words may stand, whatever breaks.
SINKS = frozenset(
    {
        "django_tasks_database_dbtaskresult", "trust_outgoing", "trust_readbatch", "trust_readrow", "trust_tries",
        "trust_subjectset",
    }
)  # fmt: skip


class Broken(RuntimeError):
    said = CANARY  # the most that a message could give away


def breaks(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """A middleware: each view does its work, and then fails over something that somebody wrote."""

    class Breaking:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            return get_response(request)

        def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
            if WHOLE in request.headers:
                return
            with suppress(Http404, PermissionDenied), transaction.atomic():  # as far as it comes
                view(request, *args, **kwargs)
            raise Broken(f"{Broken.said} typed {request.GET} {request.POST}") from KeyError(Broken.said)

    return Breaking()


class Fields(HTMLParser):
    """What somebody would fill in on a page: words where words go, else the first choice."""

    def __init__(self) -> None:
        super().__init__()
        self.filled: dict[str, str] = {}
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {k: v or "" for k, v in attrs}
        name, kind = told.get("name", ""), told.get("type", "text")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and told.get("value"):
            self.filled.setdefault(self.select, told["value"])
        elif tag == "textarea" or (tag == "input" and kind in {"text", "search"}):
            self.filled.setdefault(name, TYPED)
        elif tag == "input" and kind == "email":
            self.filled.setdefault(name, f"{TYPED}@home.example")
        elif tag in {"input", "button"} and "value" in told:
            self.filled.setdefault(name, told["value"])


def filled(page: str) -> dict[str, str]:
    fields = Fields()
    fields.feed(page)
    return {k: v for k, v in fields.filled.items() if k} | {"q": TYPED}


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
def planted(village: Village, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Planted:
    """A village with a word of its own in each field of each table; temporary files where they can be looked at."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    words = plant(village)
    monkeypatch.setattr(Broken, "said", words.all())
    return words


def told(planted: Planted, said: str, tmp_path: Path) -> dict[str, set[str]]:
    """Place -> the fields of which something stands there, what was typed included."""
    places = {"the log": said}
    for table in SINKS | {"trust_act"}:
        places[table] = rows_as_text(table)
    places["sessions"] = str([Session(session_data=s).get_decoded() for s in Session.objects.values_list("session_data", flat=True)])  # fmt: skip
    places["cache"] = str([vars(c) for c in caches.all(initialized_only=True)])
    places["mail"] = "".join(m.subject + m.body + str(m.extra_headers) for m in mail.outbox)
    for folder in (tmp_path, Path(settings.HOME.path, "tmp")):
        for file in folder.rglob("*"):
            if file.is_file():
                places[f"file {file.name}"] = file.read_bytes().decode(errors="replace")
    found = {}
    for place, text in places.items():
        fields = planted.in_text(text) - KNOWN_TO.get(place, set())
        if TYPED in text and place != "trust_act":
            fields.add("what was typed")
        found[place] = fields
    return {place: fields for place, fields in found.items() if fields}


#: What such a place is there to keep.
KNOWN_TO: dict[str, set[str]] = {"trust_act": {"trust.Act.detail"}}


def test_an_error_in_any_view_tells_logs_and_tables_nothing_of_a_person(
    village: Village, planted: Planted, signed_in: SignedIn, logged: io.StringIO, settings: Any,
    tmp_path: Path, capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.trust.test_logs.breaks"]
    failed = 0
    rights = {who: who_is(village.account(getattr(village, who))) for who in WHO}
    reached = [d for d in doors() if d.gate is not None and d.name not in SKIP]
    chosen = set(some_of([d.route for d in reached], len(reached) // 4))
    for door in (d for d in reached if d.route in chosen or d.route == KNOWN):
        who = next((w for w, me in rights.items() if door.gate.passes(me)), WHO[0])
        client = signed_in(getattr(village, who))  # anew: what was sent may have ended the session before
        client.raise_request_exception = False
        place = addresses(village, door)[0]
        page = client.get(place, headers={WHOLE: "1"})
        form = filled(page.content.decode(errors="replace")) if not page.streaming else {}
        answer = client.post(f"{place}?q={TYPED}", {"words": TYPED, "name": TYPED} | form)
        failed += answer.status_code == 500
        if answer.status_code == 500:
            assert not planted.in_text(answer.content.decode())
    assert failed > 0.8 * len(chosen), "hardly any view was reached"
    outbox.deliver()
    said = logged.getvalue() + "".join(capfd.readouterr())
    assert "Broken" in said, "where it broke is told"
    assert f"500 POST {KNOWN} by {logs.pseudonym(village.account(village.ada).pk)}" in said
    assert told(planted, said, tmp_path) == {}


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
    village: Village, planted: Planted, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each kind of job, on rows that hold a word in each field."""
    names = [name for name, kind in tasks()]
    assert len(names) >= 4
    whole = Task.call

    def call(self: Any, *ids: Any) -> None:
        with suppress(Exception), transaction.atomic():  # as far as it comes
            whole(self, *ids)
        raise Broken(Broken.said) from ValueError(Broken.said)

    monkeypatch.setattr(Task, "call", call)
    for name, task in tasks():
        row = DBTaskResult.objects.get(pk=task.enqueue(1).id)
        jobs._batch().run_task(row)
        row.refresh_from_db()
        assert "Broken" in row.traceback, name
        assert "test_logs.py" in row.traceback, name
    assert told(planted, logged.getvalue(), tmp_path) == {}


def tasks() -> list[tuple[str, Any]]:
    """All jobs of all rooms."""
    rooms = [
        importlib.import_module(f"{a.name}.jobs")
        for a in apps.get_app_configs()
        if find_spec(f"{a.name}.jobs")
    ]
    return sorted((t.module_path, t) for room in rooms for t in vars(room).values() if isinstance(t, Task))


@pytest.mark.parametrize("rounds", [minute, nightly])
def test_a_part_of_the_workers_round_that_fails_says_where_and_not_what(
    rounds: Any, village: Village, planted: Planted, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    """Each part does its work, on rows that hold a word in each field, and then fails."""

    def breaking(part: Callable[[], Any]) -> Callable[[], Any]:
        def run() -> None:
            with suppress(Exception), transaction.atomic():  # as far as it comes
                part()
            raise Broken(Broken.said) from ValueError(Broken.said)

        return run

    parts = rounds.parts()
    monkeypatch.setattr(rounds, "parts", lambda: [(name, breaking(part)) for name, part in parts])
    rounds.run()
    outbox.deliver()
    said = logged.getvalue()
    assert said.count("test_logs.Broken") == len(parts)
    assert told(planted, said, tmp_path) == {}


def test_a_field_that_leaks_is_named(planted: Planted, village: Village, tmp_path: Path) -> None:
    word = next(w for w, field in planted.fields.items() if field == "care.NoteVersion.words")
    Outgoing.objects.update(outcome=word)
    assert told(planted, f"x {word}", tmp_path) == {
        "the log": {"care.NoteVersion.words"},
        "trust_outgoing": {"care.NoteVersion.words"},
    }


def test_the_same_person_is_the_same_in_all_lines_and_nobody_else_is(village: Village) -> None:
    ada, ben = village.account(village.ada).pk, village.account(village.ben).pk
    assert logs.pseudonym(ada) == logs.pseudonym(ada) != logs.pseudonym(ben)
    assert str(ada) != logs.pseudonym(ada)
    assert len(logs.pseudonym(ada)) == 12


def test_the_pseudonym_hangs_on_this_machines_key(
    village: Village, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = logs.pseudonym(7)
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    assert logs.pseudonym(7) != here


def test_a_line_written_while_somebody_looks_with_anothers_eyes_is_the_real_persons() -> None:
    class Asked:
        who = Who(account=5, viewing_as=9)
        method = "GET"

    assert logs.of_request(Asked(), 403).endswith(f"by {logs.pseudonym(9)}")
    Asked.who = NOBODY
    assert logs.of_request(Asked(), 404) == "404 GET (no page of ours) by nobody"


def test_what_the_web_server_and_python_print_themselves_is_without_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A stream that breaks off on its way is told by granian, a thread that ends by Python."""
    for module, name in ((sys, "excepthook"), (threading, "excepthook"), (logging, "raiseExceptions")):
        monkeypatch.setattr(module, name, getattr(module, name))  # put back afterwards
    text, server = io.StringIO(), logging.getLogger(logs.SERVER)
    handler = logging.StreamHandler(text)
    server.addHandler(handler)
    try:
        logs.keep_process_wordless()
        try:
            raise Broken(CANARY) from KeyError(CANARY)
        except Broken as error:
            server.error("Application callable raised an exception", exc_info=error)
            sys.excepthook(Broken, error, error.__traceback__)
            threading.excepthook(threading.ExceptHookArgs((Broken, error, error.__traceback__, None)))
    finally:
        server.removeHandler(handler)
    printed = capsys.readouterr().err
    assert text.getvalue().count("test_logs.Broken") == 1
    assert printed.count("test_logs.Broken") == 2
    assert not logging.raiseExceptions, "a line that can't be written would be printed with all that it says"
    assert CANARY not in text.getvalue() + printed
