"""Notes of three kinds (TRUST 4): a jotting is its author's alone, a record is the file's, a restricted one has named readers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core import serializers
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.agree import seen_by
from tests.trust.doors import doors
from tests.trust.test_urls import SKIP, addresses
from tests.village import NOW, Village
from waypost.care import jottings
from waypost.care.access import OWN_JOTTING, REVISE_NOTE, SEE_NOTE, SEE_RESTRICTED_NOTE
from waypost.care.models import Jotting, Note, NoteVersion, RestrictedNote
from waypost.care.services import notes as services
from waypost.school import clock
from waypost.school.models import Person
from waypost.trust.folder import DataFolder
from waypost.trust.registry import LINES, Disclosure
from waypost.trust.who import who_is

SignedIn = Callable[[object], Client]
CANARY = "Zuzana counts the stairs"


def write(client: Client, student: Person, kind: str, **more: object) -> dict[str, object]:
    sent: dict[str, object] = {"once": str(uuid4()), "words": CANARY, "kind": kind, **more}
    assert client.post(f"/care/students/{student.pk}/notes/new/", sent).status_code == 302
    return sent


@pytest.mark.django_db
def test_the_kinds_stand_on_the_buttons_and_the_record_is_the_first(
    village: Village, signed_in: SignedIn
) -> None:
    page = signed_in(village.ada).get(f"/care/students/{village.mia.pk}/notes/new/").content.decode()
    at = [page.index(f">Keep as {kind}<") for kind in ("a record", "my jotting", "a restricted record")]
    assert at == sorted(at)
    assert "a family may ask to read it" in page


@pytest.mark.django_db
def test_each_kind_is_read_by_its_readers_and_nobody_else(village: Village, signed_in: SignedIn) -> None:
    ada = signed_in(village.ada)
    write(ada, village.mia, "record")
    write(ada, village.mia, "restricted", readers="counsellor")
    write(ada, village.mia, "jotting")
    assert seen_by(village, SEE_NOTE, Note.objects.get()) == {"ada", "cora", "lena"}
    assert seen_by(village, SEE_RESTRICTED_NOTE, RestrictedNote.objects.get()) == {"ada", "cora"}
    assert seen_by(village, OWN_JOTTING, Jotting.objects.get()) == {"ada"}
    assert seen_by(village, REVISE_NOTE, Note.objects.get()) == {"ada"}


@pytest.mark.django_db
def test_no_page_search_or_export_of_anybody_but_the_author_shows_a_jotting(
    village: Village, signed_in: SignedIn
) -> None:
    write(signed_in(village.ada), village.mia, "jotting")
    shown = []
    for name in ("ada", "mia", "cora", "lena", "adam", "priya", "sam"):
        client = signed_in(getattr(village, name))
        asks = who_is(village.account(getattr(village, name)))
        for door in doors():
            if door.name in SKIP or door.gate is None or not door.gate.passes(asks):
                continue
            for address in addresses(village, door):
                if door.parameters and f"/{village.mia.pk}/" not in address:
                    continue
                response = client.get(address, {"q": "Zuzana", "search": "Zuzana"})
                body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
                if CANARY.encode() in body:
                    shown.append((name, door.name))
    assert shown == [("ada", "care:notes_of")]


@pytest.mark.django_db
def test_no_dump_of_the_database_holds_a_word_of_a_jotting_and_no_access_request_hands_one_over(
    village: Village, signed_in: SignedIn
) -> None:
    write(signed_in(village.ada), village.mia, "jotting")
    dump = serializers.serialize("json", Jotting.objects.all())
    assert "Zuzana" not in dump
    assert json.loads(dump)[0]["fields"]["sealed"] not in {"", CANARY}
    assert LINES["care.Jotting"].disclosure is Disclosure.NEVER
    assert LINES["care.Jotting"].retention.days == 84


@pytest.mark.django_db
def test_nobody_borrows_eyes_for_a_jotting_or_a_restricted_record(village: Village) -> None:
    services.jot(village.mia, village.ada, CANARY, once=uuid4())
    services.write_restricted(village.mia, village.ada, CANARY, "leader", once=uuid4())
    eyes = who_is(village.account(village.ada), viewing_as=village.account(village.adam).pk)
    assert not OWN_JOTTING.open_rows(eyes).exists()
    assert not SEE_RESTRICTED_NOTE.open_rows(eyes).exists()


@pytest.mark.django_db
def test_sharing_a_jotting_means_to_write_a_record_from_it(village: Village, signed_in: SignedIn) -> None:
    ada = signed_in(village.ada)
    write(ada, village.mia, "jotting")
    one = Jotting.objects.get()
    page = ada.get(f"/care/students/{village.mia.pk}/notes/new/?from={one.pk}").content.decode()
    assert CANARY in page
    cora = signed_in(village.cora)
    assert cora.get(f"/care/students/{village.mia.pk}/notes/new/?from={one.pk}").status_code == 404
    names = {p.name for p in doors() if "jotting" in (p.name or "")}
    assert names == {"care:jotting_let_go"}, "there is no other way to do anything with a jotting"
    ada.post(reverse("care:jotting_let_go", args=[one.pk]))
    assert not Jotting.objects.exists()


@pytest.mark.django_db
def test_a_note_sent_twice_is_one_and_a_revision_keeps_what_it_said_before(
    village: Village, signed_in: SignedIn
) -> None:
    ada = signed_in(village.ada)
    sent = write(ada, village.mia, "record")
    ada.post(f"/care/students/{village.mia.pk}/notes/new/", sent)
    note = Note.objects.get()
    for _ in range(2):
        ada.post(f"/care/notes/{note.pk}/change/", {"words": "She counts the stairs aloud"})
    assert list(NoteVersion.objects.order_by("number").values_list("words", flat=True)) == [
        CANARY,
        "She counts the stairs aloud",
    ]
    page = ada.get(f"/care/students/{village.mia.pk}/notes/").content.decode()
    assert CANARY in page.split("<summary>What it said before")[1]
    assert signed_in(village.cora).post(f"/care/notes/{note.pk}/change/", {"words": "x"}).status_code == 404


@pytest.mark.django_db
def test_what_is_older_than_a_year_is_folded(village: Village, signed_in: SignedIn) -> None:
    with clock.held_at(NOW - timedelta(days=366)):
        services.write(village.mia, village.ada, CANARY, once=uuid4())
    page = signed_in(village.ada).get(f"/care/students/{village.mia.pk}/notes/").content.decode()
    first, folded = page.split("1 older than a year")
    assert CANARY in folded
    assert CANARY not in first
    assert "No record yet." in first


@pytest.mark.django_db
def test_the_mirror_shows_a_writer_the_own_words_and_nobody_elses(
    village: Village, signed_in: SignedIn
) -> None:
    services.write(village.mia, village.ada, "Mia is lazy. She never reads.", once=uuid4())
    services.write(village.mia, village.ada, "Forgot her book.", once=uuid4())
    services.write(village.leo, village.cora, "Leo is weak.", once=uuid4())
    page = signed_in(village.ada).get("/care/notes/how-i-write/").content.decode()
    assert "Mia is lazy." in page
    assert "Only hard things stand in your notes about Mia Santos" in page
    assert "Leo" not in page
    services.write(village.mia, village.ada, "She explained the map to Noor.", once=uuid4())
    page = signed_in(village.ada).get("/care/notes/how-i-write/").content.decode()
    assert "Only hard things" not in page


@pytest.mark.django_db(transaction=True)
def test_a_jotting_is_gone_from_the_file_bytes_after_twelve_weeks_and_a_day() -> None:
    from tests import village as cast

    with clock.held_at(NOW):
        people = cast.build()
        one = services.jot(people.mia, people.ada, CANARY, once=uuid4())
    sealed = one.sealed[40:].encode()
    assert sealed in _bytes()
    key = DataFolder.from_environment().path / "keys" / "jottings" / one.key_name
    assert key.stat().st_mode & 0o077 == 0
    with clock.held_at(NOW + timedelta(weeks=12)):
        assert jottings.let_go() == 0
        assert jottings.unseal(one) == CANARY
    _nobody_looks_into_the_past()
    with clock.held_at(NOW + timedelta(weeks=12, days=1)):
        assert jottings.let_go() == 1
    assert not Jotting.objects.exists()
    assert sealed not in _bytes()
    assert not key.exists()
    assert jottings.unseal(one) == "", "a copy of the database made meanwhile opens nothing either"


def _nobody_looks_into_the_past() -> None:
    """PostgreSQL keeps what is deleted as long as a session with an older snapshot lives; an earlier test may have left
    one behind. (Until it ends, a jotting's key is gone and its bytes open nothing.)"""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)"
            )


def _bytes() -> bytes:
    """All bytes of the database files, the log of SQLite among them; on PostgreSQL those of the table."""
    if connection.vendor == "sqlite":
        whole = Path(str(connection.settings_dict["NAME"]))
        parts = [whole, whole.with_name(whole.name + "-wal")]
        return b"".join(p.read_bytes() for p in parts if p.exists())
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath('care_jotting'))")
        main = bytes(cursor.fetchone()[0])
        cursor.execute("SELECT reltoastrelid::regclass::text FROM pg_class WHERE relname = 'care_jotting'")
        return main
