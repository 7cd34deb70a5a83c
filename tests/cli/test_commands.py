"""What a script meets at the command line: sentences and exit codes, never a traceback, and nothing half made."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError
from typer.testing import CliRunner, Result

from waypost.cli import backup, imports, setup, user
from waypost.cli.app import app
from waypost.evidence.models import ResponseImport, Source
from waypost.evidence.services import create_source
from waypost.school.models import Class, Enrollment, Person
from waypost.trust.backup import each_night, make
from waypost.trust.folder import DataFolder
from waypost.trust.models import Account
from waypost.trust.services import ensure_account

pytestmark = pytest.mark.django_db

HEAD = "student,skill,correct,time\n"
TWO = HEAD + "s1,frac,1,2026-09-10T10:00:00+02:00\ns2,frac,0,2026-09-10T10:01:00+02:00\n"


@pytest.fixture(autouse=True)
def _ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django stands already, on the test's own tables."""
    for module in (setup, user, imports):
        monkeypatch.setattr(module, "ready", lambda **_: None)
    monkeypatch.setattr("waypost.cli.responses.give_way", lambda: None)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def bring(place: Path, text: str | bytes, *more: str) -> Result:
    place.write_bytes(text.encode() if isinstance(text, str) else text)
    return run("import", "responses", str(place), "--no-wait", *more)


def test_a_second_first_administrator_is_refused_in_a_sentence() -> None:
    assert "invitation for head" in run("setup", "--administrator", "head").output
    again = run("setup", "--administrator", "eve")
    assert (again.exit_code, "Sign in as head" in again.output) == (2, True)


def test_a_teacher_named_twice_is_one_and_gets_the_classes_that_came_since() -> None:
    assert "invitation for ada.okafor" in run("setup", "--teacher", "Ada Okafor").output
    klass = Class.objects.create(sourced_id="a", title="A")
    run("setup", "--teacher", "Ada Okafor")
    assert Enrollment.objects.get(klass=klass).person.name == "Ada Okafor"
    assert Account.objects.count() == 1


def test_the_last_step_says_that_the_set_up_is_done() -> None:
    Person.objects.create(given_name="Mia")
    create_source("Tool")
    said = run(
        "setup", "--name", "Oak", "--time-zone", "Europe/Berlin", "--country", "DE", "--term", "A:2026-09-01:2026-12-18",
        "--administrator", "head", "--teacher", "Ada Okafor",
    )  # fmt: skip
    assert "The set-up is done." in said.output


def test_an_account_with_a_wrong_role_is_not_half_made() -> None:
    said = run("user", "create", "bob", "--role", "king")
    assert (said.exit_code, Account.objects.count()) == (2, 0)
    assert run("user", "create", "bob", "--role", "student").exit_code == 2


def test_somebody_of_the_staff_made_here_is_a_person_of_the_school() -> None:
    run("user", "create", "bob", "--name", "Bob Berg", "--role", "counsellor")
    assert Person.objects.get(pk=Account.objects.get().person_id or 0).kind == "staff"
    assert run("user", "create", "bob").exit_code == 1


def test_the_list_tells_who_was_invited_and_who_was_not() -> None:
    run("user", "create", "bob")
    ensure_account(None, "Eve", "eve")
    assert run("user", "list").output == "bob: no role, invited\neve: no role, not invited yet\n"


@pytest.mark.parametrize("text", ["", "foo,bar\n1,2\n", HEAD.encode("utf-16"), b"\x1f\x8bno gzip"])
def test_a_file_that_cannot_be_read_leaves_no_source_behind(tmp_path: Path, text: str | bytes) -> None:
    said = bring(tmp_path / "tool.csv", text)
    assert (said.exit_code, Source.objects.count(), ResponseImport.objects.count()) == (1, 0, 0)
    assert "Traceback" not in said.output


def test_a_column_that_is_not_there_is_named_and_the_others_are_guessed(tmp_path: Path) -> None:
    assert "no column “pupil”" in bring(tmp_path / "a.csv", TWO, "--map", "student=pupil").output
    assert "2 answers are new" in bring(tmp_path / "b.csv", TWO, "--map", "student=student").output


def test_an_import_says_who_is_unknown_and_how_to_go_on(tmp_path: Path) -> None:
    said = " ".join(bring(tmp_path / "a.csv", TWO).output.split())
    assert "2 answers are new, 0 were here already, 0 were refused." in said
    assert "2 students of this file are not known here. Their answers wait: say whose they are" in said


def test_an_import_says_how_many_answers_count_for_no_skill_yet_and_where_to_say_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TWO)
    said = " ".join(run("import", "responses", str(tmp_path / "a.csv"), "--create-people").output.split())
    assert "2 of 2 answers from a count for no skill yet." in said
    assert f"/skills/alignments/{Source.objects.get().pk}/" in said
    (tmp_path / "rules.csv").write_text("source,match,pattern,skill\na,column,frac,FR\n")
    (tmp_path / "skills.csv").write_text("code,title\nFR,Fractions\n")
    assert run("import", "skills", str(tmp_path / "skills.csv"), "--apply").exit_code == 0
    assert run("import", "alignments", str(tmp_path / "rules.csv"), "--apply").exit_code == 0
    assert "no skill" not in run("import", "responses", str(tmp_path / "a.csv")).output


def test_a_file_without_answers_is_told_apart_from_one_with_old_ones(tmp_path: Path) -> None:
    assert "no answer stands below them" in bring(tmp_path / "a.csv", HEAD).output
    bring(tmp_path / "b.csv", TWO)
    assert "0 answers are new, 2 were here already" in bring(tmp_path / "b.csv", TWO).output


def test_lines_that_end_in_a_carriage_return_alone_are_lines(tmp_path: Path) -> None:
    assert "2 answers are new" in bring(tmp_path / "mac.csv", TWO.replace("\n", "\r")).output


def test_doctor_says_that_a_damaged_database_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def __init__(self, _: object) -> None:
            raise DatabaseError("file is not a database")

    monkeypatch.setattr("waypost.cli.doctor.ready", lambda **_: None)
    monkeypatch.setattr("django.db.migrations.executor.MigrationExecutor", Broken)
    said = run("doctor")
    assert (said.exit_code, "cannot be read: file is not a database" in said.output) == (1, True)


def test_other_columns_count_nothing_twice_and_a_file_can_be_taken_back_and_read_anew(tmp_path: Path) -> None:
    place = tmp_path / "a.csv"
    assert "2 answers are new" in bring(place, TWO, "--map", "skill=").output
    said = " ".join(
        run("import", "responses", str(place), "--no-wait", "--map", "skill=skill").output.split()
    )
    assert "0 answers are new, 2 were here already" in said
    assert "2 of those here already came before, read with other columns" in said
    assert "2 answers count nowhere any more." in run("import", "take-back", str(place), "--no-wait").output
    assert "2 answers are new" in run("import", "responses", str(place), "--no-wait").output
    assert run("import", "take-back", str(place), "--no-wait").exit_code == 0
    again = run("import", "take-back", str(place), "--no-wait")
    assert (again.exit_code, "Nothing that a.csv brought in stands here." in again.output) == (1, True)


def test_a_file_read_for_two_sources_is_taken_back_from_the_one_that_is_named(tmp_path: Path) -> None:
    place = tmp_path / "a.csv"
    bring(place, TWO, "--source", "A")
    bring(place, TWO, "--source", "B")
    asked = run("import", "take-back", str(place), "--no-wait")
    assert (asked.exit_code, "Say which with --source" in asked.output) == (2, True)
    assert run("import", "take-back", str(place), "--source", "B", "--no-wait").exit_code == 0
    assert ResponseImport.objects.get(source__name="A").state == "done"


def test_a_backup_at_night_is_asked_for_and_ended_by_one_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it says and keeps; that `serve` makes it is tests/trust/test_backup.py's."""
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path / "home"))
    DataFolder(tmp_path / "home").create("school", "2026")
    monkeypatch.setattr(backup, "ready", lambda **_: None)
    monkeypatch.setattr(make.database, "save", lambda to: None)
    run("backup", "--new-key", str(tmp_path / "key"))
    said = run("backup", "--to", str(tmp_path / "out"), "--nightly", "--keep", "20")
    assert "each night" in said.output
    assert each_night.plan() == each_night.Plan(str(tmp_path / "out"), 20)
    assert run("backup", "--to", str(tmp_path / "out"), "--nightly", "--recipient", "age1x").exit_code == 2
    assert run("backup", "--no-nightly").exit_code == 0
    assert each_night.plan() is None
    assert run("backup").exit_code == 2
