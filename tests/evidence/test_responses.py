"""Files of responses: every format ends as statements, odd rows are named by line, the same file adds nothing."""

from __future__ import annotations

import csv
import gzip
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from waypost.evidence import vocabulary as words
from waypost.evidence.models import ResponseImport, Source, Statement
from waypost.evidence.responses import BadRow, FileRefused, ImportAccount, Response, import_file, runner
from waypost.evidence.responses.build import Builder
from waypost.evidence.responses.formats import reader_of
from waypost.evidence.responses.rows import Lacks
from waypost.evidence.responses.text import Lines
from waypost.evidence.services import create_source
from waypost.evidence.statements import prepare
from waypost.school.models import Class, Enrollment, Person
from waypost.school.people import person_of

pytestmark = pytest.mark.usefixtures("village")

ASSISTMENTS = """order_id,assignment_id,user_id,problem_id,original,correct,attempt_count,ms_first_response,skill_id,skill_name,hint_count,first_action,bottom_hint
30,1,64525,51424,1,1,1,32454,1,Box and Whisker,0,0,0
20,1,64525,51435,1,0,2,-500,1,Box and Whisker,3,1,1
10,1,70363,51444,1,0,3,4500,2,"Area, Circle",2,0,1
30,1,64525,51424,1,1,1,32454,7,Median,0,0,0
40,1,70363,51450,1,maybe,1,100,2,Mode,0,0,0
"""
DATASHOP = "\t".join(
    ["Row", "Transaction Id", "Anon Student Id", "Time", "Time Zone", "Duration (sec)", "Problem Name", "Problem View", "Step Name",
     "Attempt At Step", "Outcome", "Help Level", "Total Num Hints", "KC (Default)", "KC Category (Default)", "KC (Default)", "KC Category (Default)"]
) + "\n" + "".join("\t".join(r) + "\n" for r in [
    ["1", "t1", "Stu_a", "2009-09-11 10:11:12.0", "US/Eastern", "4.5", "P1", "1", "S1", "1", "INCORRECT", "", "", "add", "x", "carry", "y"],
    ["2", "t2", "Stu_a", "2009-09-11 10:11:20.0", "US/Eastern", ".", "P1", "1", "S1", "2", "HINT", "3", "3", "add", "x", "carry", "y"],
    ["3", "t3", "Stu_a", "2009-09-11 10:11:30.0", "US/Eastern", "2", "P1", "1", "S1", "3", "CORRECT", "", "", "add", "x", "", ""],
    ["4", "t4", "Stu_a", "2009-09-11 10:12:00.0", "US/Eastern", "2", "P1", "1", "", "", "", "", "", "", "", "", ""],
    ["5", "t5", "Stu_b", "never", "US/Eastern", "2", "P1", "1", "S1", "1", "CORRECT", "", "", "add", "x", "", ""],
])  # fmt: skip
TRIPLES = "3\n1,1,2\n0,1,1\n2\n1,3\n1,x\n3\n1,2\n1,1,1\n1\n5\n0\n"
PLAIN = "student,skill,correct,time,item,duration,hint\nmia,Halves,1,2026-11-20 09:00:00,q1,12,0\nleo,Halves,0,2026-11-20T09:01:00+01:00,q1,,2\n"


@pytest.fixture
def source(village: object) -> Source:
    return create_source("Worksheets", kind="file")


@pytest.fixture
def write(tmp_path: Path) -> Iterator[Any]:
    def to(content: str | bytes, name: str = "answers.csv") -> Path:
        place = tmp_path / name
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
        return place

    return to


def rows(path: Path, form: str, mapping: dict[str, Any] | None = None) -> list[Response | BadRow]:
    return list(reader_of(form, Lines(path), mapping or {}, path.name))


def said(pk: int | None = None) -> list[dict[str, Any]]:
    return [json.loads(bytes(s.payload)) for s in Statement.objects.order_by("seq")]


def report(account: ImportAccount) -> list[dict[str, str]]:
    assert account.report_path is not None
    with account.report_path.open() as handle:
        return list(csv.DictReader(handle))


def test_a_csv_with_known_names_needs_no_mapping(write: Any, source: Source) -> None:
    account = import_file(write(PLAIN), "csv", source=source)
    assert (account.new, account.same, account.refused, account.students, account.skills) == (
        2,
        0,
        0,
        2,
        ["Halves"],
    )
    mia, leo = said()
    assert mia["actor"]["account"] == {"homePage": "urn:waypost:source:worksheets", "name": "mia"}
    assert mia["object"]["id"] == "urn:waypost:source:worksheets/item/q1"
    assert mia["result"] == {"success": True, "duration": "PT12S"}
    assert mia["timestamp"] == "2026-11-20T08:00:00.000Z"  # the school's own zone
    assert leo["timestamp"] == "2026-11-20T08:01:00.000Z"  # the row's
    assert leo["result"] == {"success": False, "extensions": {words.HINTS: 2}}
    assert words.column_value(leo["context"]["contextActivities"]["grouping"][0]["id"]) == "Halves"


def test_the_same_file_again_adds_nothing_and_a_longer_one_only_what_is_new(
    write: Any, source: Source
) -> None:
    import_file(write(PLAIN), "csv", source=source)
    again = import_file(write(PLAIN), "csv", source=source)
    assert (again.new, again.same) == (0, 2)
    longer = import_file(write(PLAIN + "mia,Halves,1,2026-11-21 09:00:00,q2,3,0\n"), "csv", source=source)
    assert (longer.new, longer.same) == (1, 2)


def test_equal_rows_without_a_time_are_different_answers(write: Any, source: Source) -> None:
    text = "student,skill,correct\nmia,A,1\nmia,A,1\n"
    assert import_file(write(text), "csv", source=source).new == 2
    assert import_file(write(text), "csv", source=source).same == 2


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace("student", "Student ID").replace("correct", "Is Correct"),
        PLAIN + "\n\n",
        PLAIN.replace("mia,Halves", '"mia","Halves"'),
    ],
    ids=["BOM", "Windows ends", "semicolons", "tabs", "other names", "empty lines", "quotes"],
)
def test_ugly_tables_say_the_same(write: Any, source: Source, text: str) -> None:
    account = import_file(write(text), "csv", source=source)
    assert (account.new, account.refused, account.skills) == (2, 0, ["Halves"])
    assert said()[0]["result"]["success"] is True


def test_a_file_that_is_not_utf8_is_read_and_says_so(write: Any, source: Source) -> None:
    account = import_file(
        write("student,skill,correct\nZoë,Brüche,1\n".encode("cp1252")), "csv", source=source
    )
    assert account.skills == ["Brüche"]
    assert "Windows-1252" in account.notes[0]


@pytest.mark.parametrize(
    ("content", "name", "words_in"),
    [
        (b"", "a.csv", "empty"),
        (b"\n\n", "a.csv", "no rows"),
        (PLAIN.encode("utf-16"), "a.csv", "UTF-16"),
        (b"student,correct\n" + b"x" * 1_100_000, "a.csv", "longer than a megabyte"),
        (b"student\x00,correct\n", "a.csv", "no text has"),
        (b"%PDF-1.7", "a.pdf", "document"),
        (gzip.compress(PLAIN.encode())[:-9], "a.csv.gz", "cut off"),
        (b"name,answer\nmia,1\n", "a.csv", "Which column names the student"),
        (b"student,colour\nmia,red\n", "a.csv", "right or wrong"),
    ],
    ids=["empty", "blank", "UTF-16", "huge line", "NUL", "PDF", "cut gzip", "no student", "no answer"],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    write: Any, source: Source, content: bytes, name: str, words_in: str
) -> None:
    with pytest.raises(FileRefused, match=words_in):
        import_file(write(content, name), "csv", source=source)
    assert Statement.objects.count() == 0


def test_a_zip_is_refused_and_a_gzip_is_read(write: Any, source: Source, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", PLAIN)
    with pytest.raises(FileRefused, match="zip"):
        import_file(tmp_path / "a.zip", "csv", source=source)
    assert import_file(write(gzip.compress(PLAIN.encode()), "a.csv.gz"), "csv", source=source).new == 2


def test_a_gzip_bomb_is_refused_with_little_memory(
    write: Any, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("waypost.evidence.responses.text.FREE", 100_000)
    line = b"mia,A,1\n"
    bomb = gzip.compress(b"student,skill,correct\n" + line * 2_000_000)
    with pytest.raises(FileRefused, match="far more than its size"):
        list(Lines(write(bomb, "a.csv.gz")))


def test_bad_rows_go_to_the_report_with_line_field_and_reason_and_good_ones_in(
    write: Any, source: Source
) -> None:
    text = 'student,skill,correct,time\nmia,A,1,\n,A,1,\nmia,A,perhaps,\nmia,A,1,yesterday\nmia\n"=cmd()",A,nope,\nleo,A,0,\n'
    account = import_file(write(text), "csv", source=source)
    assert (account.new, account.refused) == (2, 5)
    found = report(account)
    assert [(r["line"], r["field"]) for r in found] == [
        ("3", "student"),
        ("4", "correct"),
        ("5", "time"),
        ("6", ""),
        ("7", "correct"),
    ]
    assert found[4]["row"].startswith("'=cmd")
    assert all(r["reason"].endswith((".", ".", "”.")) for r in found)


def test_a_row_that_was_changed_since_is_refused_not_doubled(write: Any, source: Source) -> None:
    import_file(write(ASSISTMENTS), "assistments", source=source)
    changed = import_file(
        write(ASSISTMENTS.replace("10,1,70363,51444,1,0", "10,1,70363,51444,1,1")),
        "assistments",
        source=source,
    )
    assert changed.new == 0
    assert any("statements never change" in r["reason"] for r in report(changed))


def test_assistments_joins_the_skills_of_one_answer_and_keeps_the_tools_order(
    write: Any, source: Source
) -> None:
    found = rows(write(ASSISTMENTS), "assistments")
    good = [r for r in found if isinstance(r, Response)]
    assert [r.identity for r in good] == ["10", "20", "30"]
    assert good[2].skills == ("Box and Whisker", "Median")
    assert good[0].skills == ("Area, Circle",)
    assert (good[0].duration, good[1].duration) == (4500, None)
    assert (good[0].hints, good[0].bottomed_out) == (0, False)  # tried first; the hints came after
    assert (good[1].hints, good[1].bottomed_out) == (3, True)  # asked for hints first
    assert [(r.line, r.field) for r in found if isinstance(r, BadRow)] == [(6, "correct")]
    assert all(r.at is None for r in good)


def test_assistments_may_lack_the_order_and_have_joined_skills(write: Any) -> None:
    text = "user_id,problem_id,correct,skill_id\n1,9,0.5,11_12\n"
    (row,) = rows(write(text), "assistments")
    assert isinstance(row, Response)
    assert (row.skills, row.success, row.score) == (("11", "12"), None, 0.5)


def test_datashop_reads_several_kcs_hints_zones_and_leaves_out_what_has_no_outcome(
    write: Any, source: Source
) -> None:
    found = rows(write(DATASHOP), "datashop")
    wrong, hint, right = [r for r in found if isinstance(r, Response)]
    assert wrong.skills == ("add", "carry")
    assert (wrong.success, wrong.hints, wrong.attempt, wrong.duration) == (False, 0, 1, 4500)
    assert wrong.at == 1_252_678_272_000  # 10:11:12 in New York, in summer
    assert (hint.is_hint, hint.bottomed_out) == (True, True)
    assert (right.success, right.hints, right.attempt) == (True, 1, 3)
    assert [(r.line, r.field) for r in found if isinstance(r, BadRow)] == [(5, "Outcome"), (6, "Time")]
    account = import_file(write(DATASHOP), "datashop", source=source)
    assert (account.new, account.refused) == (3, 2)
    assert said()[1]["verb"]["id"] == words.HINT_TAKEN


def test_datashop_takes_the_model_that_is_asked_for_or_names_those_it_has(write: Any) -> None:
    with pytest.raises(FileRefused, match="Default"):
        rows(write(DATASHOP), "datashop", {"kc_model": "Other"})


def test_triples_leave_out_a_student_whose_lines_do_not_agree(write: Any, source: Source) -> None:
    found = rows(write(TRIPLES, "train.csv"), "triples")
    good = [(r.student, r.skills[0], r.success) for r in found if isinstance(r, Response)]
    assert good == [
        ("train-1", "1", False),
        ("train-1", "1", True),
        ("train-1", "2", True),
        ("train-2", "1", True),
        ("train-4", "5", False),
    ]
    assert [(r.line, r.field) for r in found if isinstance(r, BadRow)] == [(6, "2"), (7, "")]
    with pytest.raises(FileRefused, match="three lines"):
        rows(write(PLAIN), "triples")


def test_people_and_classes_of_thirty_are_made_for_a_file_without_a_roster(
    write: Any, source: Source
) -> None:
    text = "".join(f"1\n{n % 3 + 1}\n1\n" for n in range(65))
    seen: list[str] = []
    account = import_file(
        write(text, "train.csv"),
        "triples",
        source=source,
        create_people=True,
        on_new_skills=lambda skills: seen.extend(skills),
    )
    assert sorted(seen) == ["1", "2", "3"] == sorted(account.skills)
    made = Person.objects.filter(sourced_id__startswith="worksheets:")
    assert made.count() == 65
    sizes = [
        Enrollment.objects.filter(klass=c).count()
        for c in Class.objects.filter(sourced_id__startswith="worksheets:").order_by("pk")
    ]
    assert sizes == [30, 30, 5]
    last = Statement.objects.order_by("-seq").first()
    assert last is not None
    assert person_of(last.actor_id or 0, None) == made.get(given_name="Student 65").pk
    import_file(write(text, "train.csv"), "triples", source=source, create_people=True)
    assert made.count() == 65


def test_undated_rows_say_so_and_what_else_the_file_lacks(write: Any, source: Source) -> None:
    import_file(write(TRIPLES), "triples", source=source)
    first = Statement.objects.order_by("seq")[0]
    assert first.timestamp is None
    extensions = json.loads(bytes(first.payload))["context"]["extensions"]
    assert set(extensions) == {words.UNDATED, words.NO_ITEM, words.NO_DURATION, words.NO_HINTS}


def test_an_import_that_was_broken_off_goes_on_where_it_was(
    write: Any, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "student,skill,correct\n" + "".join(f"s{n % 7},A,{n % 2}\n" for n in range(2_000))
    real, calls = runner.file_batches, []

    def fails_later(batches: Any) -> Any:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(batches)

    monkeypatch.setattr(runner, "file_batches", fails_later)
    with pytest.raises(KeyboardInterrupt):
        import_file(write(text), "csv", source=source)
    half = Statement.objects.count()
    assert 0 < half < 2_000
    assert ResponseImport.objects.get().rows_read == half
    monkeypatch.setattr(runner, "file_batches", real)
    account = import_file(write(text), "csv", source=source)
    assert (account.new, account.same, account.students) == (2_000, 0, 7)
    assert Statement.objects.count() == 2_000
    assert ResponseImport.objects.get().state == "done"


@pytest.mark.parametrize(
    "row",
    [
        Response(
            1,
            "mia",
            "a",
            item="q/1 ü?",
            skills=("A b", "ü"),
            success=True,
            at=1_800_000_000_123,
            duration=1234,
            hints=2,
            attempt=2,
        ),
        Response(1, "mia", "a", score=0.25),
        Response(1, "mia@willow.example", "a", skills=("A",), success=False, bottomed_out=True),
        Response(1, "mia", "a", item="q", is_hint=True, at=0, bottomed_out=True),
    ],
)
@pytest.mark.parametrize("student_is", ["account", "sourced_id", "email"])
def test_what_is_built_here_passes_every_check_of_foreign_statements(
    source: Source, row: Response, student_is: str
) -> None:
    if student_is == "email" and "@" not in row.student:
        row.student = "mia@willow.example"
    built = Builder(source, Lacks(True, True), student_is=student_is).draft(row)
    checked = prepare(built.payload, now=0, undated=row.at is None)
    assert json.loads(checked.payload) == json.loads(built.payload)
    for name in ("id", "timestamp", "verb", "actor", "activity", "people", "tags", "voids"):
        assert getattr(checked, name) == getattr(built, name), name


def test_a_student_named_by_the_rosters_id_is_that_person(write: Any, source: Source, village: Any) -> None:
    text = "sourcedId,correct\nmia,1\n"
    import_file(write(text), "csv", source=source)
    (row,) = Statement.objects.all()
    assert person_of(row.actor_id or 0, None) == village.mia.pk
