"""Not a byte of whoever was erased is left in the data folder or in the tables' files, and a retention run cleans up, too."""

from __future__ import annotations

import contextlib
import os
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from tests.trust.rows import make
from tests.trust.test_erasure import confirmed, fill, sent, with_words
from tests.trust.test_retention import a_run, leave
from tests.village import NOW, Village
from waypost.evidence import uploads
from waypost.evidence.models import ResponseImport, Source
from waypost.school import kept
from waypost.school.models import RosterImport
from waypost.trust import disk
from waypost.trust.erasure import run
from waypost.trust.models import ErasureCase

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def canary(monkeypatch: pytest.MonkeyPatch) -> str:
    """A word of this test alone: what others rolled back, or wrote into another database beside it, may hold theirs."""
    word = f"ot{uuid4().hex[:6]}"  # as short as the fields that it stands in
    monkeypatch.setattr("tests.trust.test_erasure.CANARY", word)
    monkeypatch.setattr(
        disk, "PATIENCE", 200.0
    )  # a long test in the other process is a transaction on the same server
    return word


def files_with(word: str) -> list[str]:
    """Files of the database and of the data folder that hold the word anywhere."""
    places = [settings.HOME.path]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute("SHOW data_directory")
            places.append(Path(cursor.fetchone()[0]) / "base")
    files = [Path(at) / name for place in places for at, _folders, names in os.walk(place) for name in names]
    return sorted(str(f) for f in files if word.encode() in _bytes(f))


def _bytes(file: Path) -> bytes:
    """Another database of the server may end meanwhile, its files with it."""
    with contextlib.suppress(FileNotFoundError):
        return file.read_bytes()
    return b""


def test_no_byte_is_left_of_whoever_was_erased(village: Village, canary: str, tmp_path: Path) -> None:
    sent(village)
    fill(village.mia)
    assert not ResponseImport.objects.exists()
    roster = tmp_path / "roster.csv"
    roster.write_text(f"sourcedId,givenName\n{canary},x\n")
    RosterImport.objects.create(
        kind="attendance", state="waiting", made=NOW, digest="x", file_name="x", stored_as=kept.keep(roster)
    )
    sheet = ResponseImport.objects.create(
        source=Source.objects.order_by("pk")[0], file_name="x", digest="x", format="csv", state="chosen", started=NOW, report="refused-rows-1.csv"
    )  # fmt: skip
    for place in (uploads.path_of(sheet), settings.HOME.make("files") / sheet.report):
        place.write_text(f"student,correct\n{canary},1\n")
    assert files_with(canary)
    case = confirmed(village, village.mia)
    assert run.work() == 1
    assert ErasureCase.objects.get(pk=case.pk).closed is not None
    assert files_with(canary) == []


def test_a_retention_run_leaves_no_byte_either(village: Village, canary: str) -> None:
    note = make("care.Note", village.mia, NOW)
    with_words(make("care.NoteVersion", village.mia, NOW))
    leave(village.mia)
    assert files_with(canary) or note
    a_run(date(2029, 1, 1))
    assert files_with(canary) == []


@pytest.mark.postgres
def test_a_transaction_elsewhere_on_the_server_is_waited_for(
    village: Village, canary: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It needs not even be in our database: whoever began before the deletion keeps the row on the disk."""
    import psycopg

    make("care.Note", village.mia, NOW)
    with_words(make("care.NoteVersion", village.mia, NOW))
    leave(village.mia)
    url = connection.get_connection_params()
    with psycopg.connect(
        host=url["host"], user=url.get("user"), password=url.get("password"), dbname="postgres"
    ) as other:
        other.execute("SELECT pg_current_xact_id()")
        monkeypatch.setattr(disk, "PATIENCE", 0.3)
        assert not disk.clean([])
        other.rollback()
    assert disk.clean([])
