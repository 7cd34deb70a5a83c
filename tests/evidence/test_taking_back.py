"""A file read with the wrong columns, or the wrong file: nothing counts twice, and all of it can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from waypost.evidence import jobs
from waypost.evidence.models import ResponseImport, Source, Statement
from waypost.evidence.responses import FileRefused, import_file, taking_back
from waypost.evidence.services import create_source

from ..village import Village

pytestmark = pytest.mark.usefixtures("village")

ROWS = (
    "pupil,topic,ok,at,secs\n"
    "mia,Halves,1,2026-11-20 09:00:00,12\n"
    "leo,Halves,0,2026-11-20 09:01:00,30\n"
    "leo,Halves,0,,7\nleo,Halves,0,,7\n"
)
BARE = {"student": "pupil", "correct": "ok", "time": "at"}
FULL = {**BARE, "skill": "topic", "duration": "secs"}


@pytest.fixture
def source(village: object) -> Source:
    return create_source("Worksheets", kind="file")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = tmp_path / "answers.csv"
    place.write_text(ROWS)
    return place


def standing() -> int:
    return Statement.objects.filter(voids=None, voided_by=None).count()


def test_a_file_read_anew_with_more_columns_counts_nothing_twice(file: Path, source: Source) -> None:
    assert import_file(file, source=source, mapping=BARE).new == 4
    file.write_text(ROWS + "ada,Thirds,1,2026-11-21 09:00:00,5\n")
    again = import_file(file, source=source, mapping=FULL)
    assert (again.new, again.same, again.otherwise) == (1, 4, 4)
    third = import_file(file, source=source, mapping=FULL)
    assert (third.new, third.same, third.otherwise) == (0, 5, 4)
    assert standing() == 5


def test_students_named_otherwise_are_still_the_same_rows(file: Path, source: Source) -> None:
    import_file(file, source=source, mapping=FULL)
    again = import_file(file, source=source, mapping={**FULL, "student_is": "sourced_id"})
    assert (again.new, again.otherwise) == (0, 4)


def test_a_file_without_the_columns_of_before_is_a_file_of_its_own(file: Path, source: Source) -> None:
    import_file(file, source=source, mapping=FULL)
    file.write_text("student,correct,time\nmia,1,2026-11-22 09:00:00\n")
    assert (
        import_file(
            file, source=source, mapping={"student": "student", "correct": "correct", "time": "time"}
        ).new
        == 1
    )


def test_what_was_taken_back_counts_nowhere_and_may_come_in_again_as_often_as_one_likes(
    file: Path, source: Source
) -> None:
    for mapping in (BARE, FULL, FULL):
        account = import_file(file, source=source, mapping=mapping)
        assert (account.new, account.same, standing()) == (4, 0, 4)
        row = ResponseImport.objects.get(pk=account.import_id)
        assert taking_back.ask(row, by=None)
        assert taking_back.take_back(row) == 4
        assert standing() == 0
    last = import_file(file, source=source, mapping=FULL)
    again = import_file(file, source=source, mapping=FULL)
    assert (last.new, again.new, again.same, standing()) == (4, 0, 4, 4)


def test_only_the_rows_of_that_import_are_taken_back(file: Path, source: Source) -> None:
    first = import_file(file, source=source, mapping=FULL)
    file.write_text(ROWS + "ada,Thirds,1,2026-11-21 09:00:00,5\n")
    other = create_source("Other", kind="file")
    import_file(file, source=other, mapping=FULL)
    second = import_file(file, source=source, mapping=FULL)
    assert second.new == 1
    row = ResponseImport.objects.get(pk=second.import_id)
    taking_back.ask(row, by=None)
    assert taking_back.take_back(row) == 1
    assert standing() == first.new + 5


def test_broken_off_it_goes_on_and_no_file_of_that_source_comes_in_meanwhile(
    file: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = import_file(file, source=source, mapping=FULL)
    row = ResponseImport.objects.get(pk=account.import_id)
    assert taking_back.ask(row, by=None)
    assert not taking_back.ask(row, by=None), "asked twice, it goes once"
    with pytest.raises(FileRefused, match="being taken back"):
        import_file(file, source=source, mapping=FULL)
    monkeypatch.setattr(taking_back, "MOST", 1)
    whole, calls = taking_back.file_batches, 0

    def breaks(batches: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise OSError("the plug was pulled")
        return whole(batches)

    monkeypatch.setattr(taking_back, "file_batches", breaks)
    with pytest.raises(OSError, match="plug"):
        jobs.take_back.call(account.import_id)
    assert standing() == 2
    jobs.take_back.call(account.import_id)
    row.refresh_from_db()
    assert (standing(), row.state, row.rows_back) == (0, "back", 4)


def test_readings_forget_what_was_taken_back(file: Path, source: Source, village: Village) -> None:
    from waypost.readings import projector
    from waypost.readings.models import Event

    account = import_file(file, source=source, mapping=FULL, create_people=True)
    projector.catch_up()
    assert Event.objects.filter(voided=False).count() == 4
    row = ResponseImport.objects.get(pk=account.import_id)
    taking_back.ask(row, by=None)
    taking_back.take_back(row)
    projector.catch_up()
    assert Event.objects.filter(voided=False).count() == 0


def test_an_administrator_takes_a_file_back_on_its_page(
    file: Path,
    source: Source,
    village: Village,
    signed_in: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    account = import_file(file, source=source, mapping=FULL)
    monkeypatch.setattr(type(jobs.take_back), "enqueue", lambda self, pk: None)
    here = reverse("evidence:responses-one", args=[account.import_id])
    back = reverse("evidence:responses-back", args=[account.import_id])
    admin = signed_in(village.adam)
    assert back in admin.get(here).content.decode()
    assert "4 answers will count nowhere" in admin.get(back).content.decode()
    assert admin.post(back).status_code == 302
    assert "0 of 4 so far" in admin.get(here).content.decode()
    jobs.take_back.call(account.import_id)
    assert "4 answers count nowhere any more" in admin.get(here).content.decode()
    assert admin.get(back).status_code == 302, "what was taken back is not asked for again"
