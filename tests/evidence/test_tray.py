"""The tray: mended and replayed with its id, dropped, and never flooded beyond its own room."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from waypost.evidence import ingest, tray
from waypost.evidence.models import Refused, SourceDay, Statement
from waypost.evidence.statements import RefusedStatement
from waypost.trust.models import Act

from .makers import Store, statement


def waiting() -> list[Refused]:
    ingest.stop()
    return list(Refused.objects.filter(state="waiting").order_by("pk"))


def test_a_mended_statement_is_filed_under_the_id_it_came_with(store: Store) -> None:
    number = str(uuid4())
    store.post(statement(id=number, verb={"id": "answered"}))
    (row,) = waiting()
    assert str(row.statement_id) == number
    mended = json.loads(row.document) | {
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"},
        "id": str(uuid4()),
    }
    assert tray.replay(row, json.dumps(mended), by=1) == 1
    assert str(Statement.objects.get().id) == number
    assert Statement.objects.get().credential == store.credential
    assert waiting() == []
    assert Act.objects.filter(verb="evidence.replay").exists()


def test_what_still_cannot_be_taken_goes_on_waiting(store: Store) -> None:
    store.post(statement(verb={"id": "answered"}))
    (row,) = waiting()
    with pytest.raises(RefusedStatement, match="no IRI"):
        tray.replay(row, row.document, by=1)
    with pytest.raises(RefusedStatement, match="no JSON"):
        tray.replay(row, "{", by=1)
    assert [r.pk for r in waiting()] == [row.pk]


def test_mending_does_not_lift_the_bounds_of_a_key(store: Store) -> None:
    store.post(statement(verb={"id": "answered"}))
    (row,) = waiting()
    forged = statement(verb={"id": "urn:waypost:verb:judged"})
    with pytest.raises(RefusedStatement, match="Waypost's own"):
        tray.replay(row, json.dumps(forged), by=1)


def test_the_tool_that_sends_again_and_the_mender_make_one_statement(store: Store) -> None:
    number = str(uuid4())
    store.post(statement(id=number), statement(verb={"id": "answered"}))
    along = next(r for r in waiting() if r.code == "came-along")
    assert store.post(statement(id=number)).status_code == 200
    assert tray.replay(along, along.document, by=1) == 0
    assert Statement.objects.count() == 1


def test_a_dropped_one_waits_no_longer(store: Store) -> None:
    store.post(statement(verb={"id": "answered"}))
    (row,) = waiting()
    tray.drop(row, by=1)
    assert waiting() == []


def test_a_flood_fills_only_its_own_tray_while_good_statements_pass(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tray, "MOST_WAITING", 3)
    for _ in range(5):
        store.post(statement(verb={"id": "answered"}))
    assert store.post(statement()).status_code == 200
    assert len(waiting()) == 3
    assert SourceDay.objects.get(day="2026-11-23").refused == 5


def test_a_document_that_is_no_text_is_kept_readable(store: Store) -> None:
    store.ask("POST", "statements", raw=b'{"actor": "\xff\x00"}')
    (row,) = waiting()
    assert "�" in row.document
    assert row.statement_id is None
