"""Pages of evidence: what staff see, what administrators do, and that a secret is shown once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from waypost.evidence import jobs, uploads
from waypost.evidence.models import Credential, Refused, ResponseImport, Source, SourceGap, Statement
from waypost.evidence.services import create_credential
from waypost.evidence.xapi.auth import credential_of, digest_of
from waypost.school import clock

from ..village import Village
from .makers import source as make
from .makers import statement

PLAIN = b"student;skill;correct;time\nmia;Halves;1;2026-11-20 09:00:00\nleo;Halves;perhaps;\n"


@pytest.fixture
def admin(village: Village, signed_in: Callable[..., Client]) -> Client:
    return signed_in(village.adam)


@pytest.fixture
def tool(village: Village) -> Source:
    return make("Other", "https://other.example")


@pytest.fixture
def enqueued(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Jobs that pages put aside."""
    ids: list[int] = []
    monkeypatch.setattr(type(jobs.bring_in), "enqueue", lambda self, pk: ids.append(pk))
    yield ids
    for row in ResponseImport.objects.all():
        uploads.forget(row)


def test_staff_see_how_each_source_is_and_no_keys(
    village: Village, tool: Source, signed_in: Callable[..., Client]
) -> None:
    create_credential("Its key", tool)
    ada = signed_in(village.ada)
    assert "Nothing has come from it yet." in ada.get(reverse("evidence:sources")).content.decode()
    page = ada.get(reverse("evidence:source", args=[tool.pk])).content.decode()
    assert "Its key" not in page
    assert ada.get(reverse("evidence:tray")).status_code == 403
    assert ada.post(reverse("evidence:source-state", args=[tool.pk]), {"pause": "1"}).status_code == 403


def test_students_and_guardians_do_not_open_these_pages(
    village: Village, tool: Source, signed_in: Callable[..., Client]
) -> None:
    for who in (village.mia, village.rosa, village.petra):
        assert signed_in(who).get(reverse("evidence:sources")).status_code == 403


def test_a_room_of_waypost_is_no_source_to_look_after(admin: Client) -> None:
    room = Source.objects.create(name="Care", slug="care", kind="room", made=clock.now())
    assert admin.get(reverse("evidence:source", args=[room.pk])).status_code == 404


def test_a_tool_is_connected_and_its_secret_shown_once(admin: Client) -> None:
    answer = admin.post(
        reverse("evidence:source-new"), {"name": "Khan", "home_page": "https://khan.example"}, follow=True
    )
    assert answer.status_code == 200
    khan = Source.objects.get(name="Khan")
    made = admin.post(
        reverse("evidence:key-new", args=[khan.pk]),
        {"name": "Khan key", "prefixes": "", "scope": "statements"},
    )
    page = made.content.decode()
    key, secret = re.findall(r"<code>([\w-]{10,})</code>", page)
    row = Credential.objects.get(key=key)
    assert row.digest == digest_of(secret)
    assert row.prefixes == ["https://khan.example"]
    assert secret not in admin.get(reverse("evidence:source", args=[khan.pk])).content.decode()
    again = admin.post(
        reverse("evidence:key-new", args=[khan.pk]), {"name": "Khan key", "scope": "statements"}
    )
    assert "already" in again.content.decode()


def test_a_key_is_renewed_and_ended(admin: Client, tool: Source) -> None:
    made = create_credential("Its key", tool)
    assert "New secret" in admin.get(reverse("evidence:source", args=[tool.pk])).content.decode()
    admin.get(reverse("evidence:key-renew", args=[made.credential.pk]))
    admin.post(reverse("evidence:key-renew", args=[made.credential.pk]))
    made.credential.refresh_from_db()
    assert made.credential.key != made.key
    admin.post(reverse("evidence:key-end", args=[made.credential.pk]))
    made.credential.refresh_from_db()
    assert made.credential.ended is not None
    assert credential_of("Basic " + made.key) is None
    assert admin.get(reverse("evidence:key-renew", args=[made.credential.pk])).status_code == 404


def test_a_source_is_said_to_be_down_up_and_paused(admin: Client, tool: Source) -> None:
    where = reverse("evidence:source-state", args=[tool.pk])
    admin.post(reverse("evidence:source-down", args=[tool.pk]), {"since": "2026-11-19", "note": "update"})
    assert SourceGap.objects.get().note == "update"
    assert "said by a person" in admin.get(reverse("evidence:source", args=[tool.pk])).content.decode()
    admin.post(where, {"up": "1"})
    assert SourceGap.objects.get().until is not None
    admin.post(where, {"pause": "1"})
    assert Source.objects.get(pk=tool.pk).paused
    wrong = admin.post(
        reverse("evidence:source-down", args=[tool.pk]), {"since": "2026-11-19", "until": "2026-11-01"}
    )
    assert "before the first" in wrong.content.decode()


def test_the_tray_shows_the_reason_and_mends(admin: Client, tool: Source) -> None:
    row = Refused.objects.create(
        source=tool, received=clock.now(), code="bad-iri", field="verb.id", sentence="“answered” is no IRI.",
        document='{"canary": 1}',
    )  # fmt: skip
    listed = admin.get(reverse("evidence:tray")).content.decode()
    assert "is no IRI" in listed
    assert "canary" not in listed
    where = reverse("evidence:refused", args=[row.pk])
    assert "canary" in admin.get(where).content.decode()
    assert "xAPI has no" in admin.post(where, {"document": '{"canary": 1}'}).content.decode()

    assert admin.post(where, {"document": json.dumps(statement())}).status_code == 302
    assert Statement.objects.count() == 1
    assert admin.get(where).status_code == 404


def test_a_refused_one_is_dropped(admin: Client, tool: Source) -> None:
    row = Refused.objects.create(source=tool, received=clock.now(), code="x", sentence="No.", document="{")
    admin.post(reverse("evidence:refused", args=[row.pk]), {"drop": "1"})
    row.refresh_from_db()
    assert row.state == "dropped"


def test_a_file_is_sent_looked_over_and_brought_in(admin: Client, enqueued: list[int]) -> None:
    sent = {"file": SimpleUploadedFile("Work sheets.csv", PLAIN), "format": "csv", "source": ""}
    answer = admin.post(reverse("evidence:responses"), sent, follow=True)
    page = answer.content.decode()
    assert "The first rows" in page
    assert "Halves" in page
    row = ResponseImport.objects.get()
    assert row.source.name == "Work sheets"
    where = reverse("evidence:responses-one", args=[row.pk])
    missing = admin.post(where, {"student": "student", "student_is": "account", "duration_unit": "s"})
    assert "right or wrong" in missing.content.decode()
    chosen = {
        "student": "student",
        "skill": "skill",
        "correct": "correct",
        "time": "time",
        "student_is": "account",
        "duration_unit": "s",
    }
    assert "Reading your file" in admin.post(where, chosen, follow=True).content.decode()
    assert enqueued == [row.pk]
    jobs.bring_in.func(row.pk)
    done = admin.get(where).content.decode()
    assert "1 answer is new." in done
    assert "1 row could not be read." in done
    report = b"".join(admin.get(reverse("evidence:responses-report", args=[row.pk])).streaming_content)  # type: ignore[attr-defined]
    assert b"neither right nor wrong" in report
    assert not uploads.path_of(row).exists()
    assert Source.objects.get(name="Work sheets").mapping["skill"] == "skill"


def test_a_file_may_be_put_aside(admin: Client, enqueued: list[int]) -> None:
    admin.post(reverse("evidence:responses"), {"file": SimpleUploadedFile("a.csv", PLAIN), "format": "csv"})
    row = ResponseImport.objects.get()
    place: Path = uploads.path_of(row)
    assert place.exists()
    admin.post(reverse("evidence:responses-one", args=[row.pk]), {"drop": "1"})
    assert not place.exists()
    assert not ResponseImport.objects.exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 x", b"PK\x03\x04"])
def test_what_is_no_table_is_refused_in_a_sentence(
    admin: Client, enqueued: list[int], content: bytes
) -> None:
    page = admin.post(
        reverse("evidence:responses"), {"file": SimpleUploadedFile("a.csv", content), "format": "csv"}
    )
    assert page.status_code == 200
    assert ResponseImport.objects.count() == 0


def test_a_file_of_another_format_starts_at_once_and_tells_why_it_failed(
    admin: Client, enqueued: list[int]
) -> None:
    triples = SimpleUploadedFile("train.csv", b"1\n7\n1\nno number\n1\n1\n")
    admin.post(reverse("evidence:responses"), {"file": triples, "format": "triples"})
    (pk,) = enqueued
    jobs.bring_in.func(pk)
    assert "three lines a student" in admin.get(reverse("evidence:responses-one", args=[pk])).content.decode()
