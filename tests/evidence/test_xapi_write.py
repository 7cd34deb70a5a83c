"""POST and PUT: stored whole or not at all, idempotent by id, refused in a sentence."""

from __future__ import annotations

import json
import threading
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import RequestFactory

from waypost.evidence import ingest, stream
from waypost.evidence.models import Refused, SourceDay, Statement, Tombstone
from waypost.evidence.services import end_credential, rotate_credential
from waypost.evidence.statements import prepare
from waypost.evidence.xapi import caps, limits
from waypost.evidence.xapi.stack import XapiShortcut
from waypost.school import clock

from .makers import Store, said, statement


def tray() -> list[tuple[str, str]]:
    ingest.stop()
    return list(Refused.objects.order_by("pk").values_list("code", "field"))


def test_a_posted_statement_answers_with_its_id_and_is_there(store: Store) -> None:
    """ "200 OK, Statement id(s) (UUID), in the same order as the corresponding stored Statements."""
    answer = store.post(statement(), statement())
    assert answer.status_code == 200
    ids = json.loads(answer.content)
    assert [str(s.id) for s in Statement.objects.order_by("seq")] == ids
    assert answer["X-Experience-API-Version"] == "2.0.0"
    assert answer["X-Experience-API-Consistent-Through"]


def test_put_stores_under_the_id_of_the_address(store: Store) -> None:
    number = str(uuid4())
    assert store.put(number, statement()).status_code == 204
    assert store.put(number, statement()).status_code == 204
    assert store.put(number, statement(result={"success": False})).status_code == 409
    assert store.put(number, statement(id=str(uuid4()))).status_code == 400
    assert Statement.objects.count() == 1


def test_one_bad_statement_refuses_the_whole_batch_and_says_which(store: Store) -> None:
    """ "An LRS rejects with 400 Bad Request a POST ... if any Statement in the batch is rejected."""
    good, bad = statement(id=str(uuid4())), statement(verb={"id": "no-iri"})
    answer = store.post(good, bad)
    assert answer.status_code == 400
    assert said(answer) == {
        "error": said(answer)["error"],
        "code": "bad-iri",
        "field": "verb.id",
        "statement": 1,
    }
    assert Statement.objects.count() == 0
    assert tray() == [("came-along", ""), ("bad-iri", "verb.id")]


def test_a_version_header_is_asked_for(store: Store) -> None:
    assert store.post(statement(), X_Experience_API_Version=None).status_code == 400
    assert store.post(statement(), X_Experience_API_Version="0.95").status_code == 400
    old = store.post(statement(), X_Experience_API_Version="1.0.3")
    assert (old.status_code, old["X-Experience-API-Version"]) == (200, "1.0.3")
    assert store.ask("GET", "about", X_Experience_API_Version=None).status_code == 200


def test_without_a_key_nothing_is_told(store: Store) -> None:
    for value in (None, "Basic nonsense", "Bearer abc", "Basic OnBhc3M="):
        answer = store.post(statement(), Authorization=value)
        assert answer.status_code == 401
        assert "Basic" in answer["WWW-Authenticate"]


def test_a_session_cookie_means_nothing_here(store: Store) -> None:
    answer = store.post(statement(), Authorization=None, Cookie="waypost=abcdef")
    assert answer.status_code == 401


def test_an_ended_key_is_refused_at_the_next_request_and_a_rotated_one_needs_its_new_secret(
    store: Store,
) -> None:
    assert store.post(statement()).status_code == 200
    fresh = Store(rotate_credential(store.credential))
    assert store.post(statement()).status_code == 401
    assert fresh.post(statement()).status_code == 200
    end_credential(fresh.credential)
    assert fresh.post(statement()).status_code == 401


def test_work_in_the_future_waits_in_the_tray(store: Store) -> None:
    answer = store.post(statement(timestamp="2026-11-23T07:30:00Z"))
    assert (answer.status_code, said(answer)["code"]) == (400, "future")
    assert tray() == [("future", "timestamp")]
    assert store.post(statement(timestamp="2026-11-23T07:07:00Z")).status_code == 200


def test_what_was_erased_is_refused_and_not_kept_in_the_tray(store: Store) -> None:
    number = uuid4()
    Tombstone.objects.create(seq=1, id_digest=stream.id_digest(number), case="c", erased=clock.now())
    assert store.post(statement(id=str(number))).status_code == 409
    assert tray() == []


BEYOND = [
    (b"[" * 30 + b"]" * 30, 413),
    (b'{"a":"' + b"x" * (caps.STRING + 5) + b'"}', 413),
    (b" " * (caps.BODY + 1), 413),
    (b"[" + b",".join([b"{}"] * (caps.STATEMENTS + 1)) + b"]", 413),
    (b"", 400),
    (b"[]", 400),
    (b"null", 400),
    (b"\xff\xfe", 400),
    (b'{"actor":', 400),
]


def test_a_request_beyond_the_caps_or_not_json_is_refused_in_a_sentence(store: Store) -> None:
    for body, status in BEYOND:
        answer = store.ask("POST", "statements", raw=body)
        assert answer.status_code == status, body[:20]
        assert said(answer)["error"]


def test_attachments_are_refused_in_a_sentence_as_long_as_they_are_not_taken(store: Store) -> None:
    answer = store.ask("POST", "statements", raw=b"--x", **{"Content-Type": "multipart/mixed; boundary=x"})
    assert (answer.status_code, said(answer)["code"]) == (400, "not-yet")


def test_a_full_queue_says_come_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(job: object) -> None:
        raise ingest.QueueFull

    monkeypatch.setattr(ingest._writer, "put", full)
    answer = store.post(statement())
    assert (answer.status_code, answer["Retry-After"]) == (503, "1")


def test_a_daily_quota_says_when_to_come_again(store: Store) -> None:
    store.credential.daily_quota = 1
    store.credential.save()
    assert store.post(statement()).status_code == 200
    answer = store.post(statement())
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    limits.forget()  # a restart counts what is in the store
    assert store.post(statement()).status_code == 429


def test_ingest_refuses_to_be_called_inside_a_transaction(store: Store) -> None:
    drafts = [prepare(statement(), now=0)]
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        ingest.ingest(drafts, store.credential)


def test_many_senders_at_once_lose_and_double_nothing(store: Store) -> None:
    answers: list[tuple[str, int]] = []
    shared = [str(uuid4()) for _ in range(10)]

    def send(part: int) -> None:
        for i in range(20):
            number = shared[i] if i < 10 else str(uuid4())
            answers.append((number, store.post(statement(id=number)).status_code))
        connection.close()

    threads = [threading.Thread(target=send, args=(i,)) for i in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert {status for _, status in answers} == {200}
    assert {str(i) for i in Statement.objects.values_list("id", flat=True)} == {
        number for number, _ in answers
    }
    assert Statement.objects.count() == 4 * 10 + 10
    assert sum(SourceDay.objects.values_list("arrived", flat=True)) == 50


def test_a_failing_request_does_not_spoil_the_group_it_is_written_with(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ingest.file_batches

    def fragile(batches: list[stream.Batch]) -> list[stream.Filed]:
        if any(d.verb.endswith("failed") for b in batches for d in b.drafts):
            raise OSError("disk")
        return real(batches)

    monkeypatch.setattr(ingest, "file_batches", fragile)
    good = ingest._Job(stream.Batch([prepare(statement(), now=0)], store.source.pk))
    bad = ingest._Job(stream.Batch([prepare(statement(verb={"id": "urn:x:failed"}), now=0)], store.source.pk))
    ingest._writer._file([good, bad])
    assert len(good.done.result(0).new) == 1
    with pytest.raises(OSError, match="disk"):
        bad.done.result(0)


def test_everything_else_goes_on_to_the_rest_of_waypost() -> None:
    stack = XapiShortcut(lambda request: "the rest")  # type: ignore[arg-type, return-value]
    assert stack(RequestFactory().get("/today/")) == "the rest"
