"""Every table to take along, with hostile words in it, in somebody else's reader and in a spreadsheet program (TRUST 22)."""

from __future__ import annotations

import inspect
import io
import random
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from tests.community.rounds import adopted
from tests.community.test_profile import pupils
from tests.community.test_profile import read as readings
from tests.readings import makers
from tests.village import Village
from tests.voice import rounds
from waypost.care.models import Objection
from waypost.care.services import kept
from waypost.community import profile
from waypost.community.models import Indicator
from waypost.evidence.models import Iri
from waypost.evidence.responses import report
from waypost.evidence.responses.rows import BadRow
from waypost.homes import releases
from waypost.homes.models import ReportSnapshot
from waypost.homes.report import take
from waypost.readings import projector
from waypost.school.models import Class, Person
from waypost.skills.models import Skill
from waypost.trust.folder import DataFolder
from waypost.trust.models import ReleaseCell
from waypost.trust.releases.service import compute_release
from waypost.trust.releases.suppress import Figure
from waypost.voice.models import ItemVersion, Wave
from waypost.voice.queries.results import AUDIENCE
from waypost.web.export import RUNS, Column, csv_lines

from .doors import doors
from .test_outputs import read

SignedIn = Callable[[object], Client]
ROOT = Path(__file__).parents[2] / "waypost"
#: Who writes tables, and that each is tried here: doors one by one, two others by their own tests. What `measures
#: growth-percentiles` writes is an interchange file, read back by `import`: untouched.
MAKERS = {
    "homes/views/classes.py", "homes/views/leader.py", "homes/views/student.py", "readings/views.py", "skills/views.py",
    "voice/views/results.py", "homes/report/take.py", "evidence/responses/report.py",
    "homes/views/growth.py", "cli/percentiles.py",
}  # fmt: skip
HIDDEN = re.compile(r"^[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x1f]+")


def test_no_table_is_made_that_is_not_tried_here() -> None:
    writes = re.compile(
        r"\bexport_csv\(|\bcsv_lines\(|\bcsv\.(Dict)?[wW]riter\(|write_table\(|write_csv\(|\.to_csv\(|[wW]orkbook\("
    )
    found = {str(p.relative_to(ROOT)) for p in ROOT.rglob("*.py") if writes.search(p.read_text())}
    assert {f for f in found if not f.startswith("demo/")} - {"web/export.py"} == MAKERS


def nasty(count: int) -> list[str]:
    """Words that some spreadsheet may run: each first sign, behind what nobody sees, before what would call out."""
    dice = random.Random(22)
    unseen = ["", " ", "\u202e", "\u200b", "\ufeff", "\xa0", "''", '"']
    calls = [
        "1+1",
        "SUM(A1)",
        'WEBSERVICE("http://127.0.0.1/x")',
        'HYPERLINK("http://x";"y")',
        "cmd|' /C calc'!A0",
    ]
    some = "".join(map(chr, [9, 10, 13, 34, 39, 44, 59, 61, 0xFF1D, 0x0627, 0x1F642]))
    made = [before + sign + call for before in unseen for sign in RUNS for call in calls]
    made += ["".join(dice.choices(some + "=+-@1A(", k=dice.randint(1, 12))) for _ in range(count)]
    return made


#: What a person, a tool or a file may send: any text that a database takes, often one that would run.
WORDS = st.one_of(
    st.sampled_from(nasty(0)),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1),
)
ALL = 9  # texts for one example


@dataclass
class Tables:
    """A village in which every table has rows, and the places where people's texts come from."""

    village: Village
    doors: dict[str, tuple[Person, str]]  # address -> who asks, a column of numbers
    evidence: list[int]  # names of activities (Iri)
    groups: list[int]  # released cells

    def say(self, words: list[str]) -> None:
        """Give people, places and things these names."""
        given, family, title, skill, activity, objection, indicator, question, group = words
        v = self.village
        Person.objects.filter(pk=v.mia.pk).update(given_name=given[:100], family_name=family[:100])
        Class.objects.filter(pk=v.maths_7b.pk).update(title=title[:200])
        Skill.objects.update(title=skill[:250])
        Iri.objects.filter(pk__in=self.evidence).update(name=activity[:200])
        Objection.objects.update(words=objection[:1000])
        Indicator.objects.update(words=indicator[:120])
        ItemVersion.objects.update(texts={"en": question[:200]})
        for pk in self.groups:
            ReleaseCell.objects.filter(pk=pk).update(line=f"{group[:110]}{pk}")
        cache.clear()


@pytest.fixture
def tables(village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tables:
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    DataFolder(tmp_path).create("school", "now")
    adopted(village)
    readings(pupils(village, 24), talked=14, secure=3)
    profile.make()
    releases.make()
    skill = makers.skill("lines")
    makers.align(skill, "https://tool.example/lines")
    makers.send(*makers.days_of_work(village.mia, 6), *makers.days_of_work(village.mia, 4, item="lines"))
    projector.catch_up()
    kept.object_to(village.mia.pk, village.rosa.pk, "skills", "That was not me", once=uuid4())
    rounds.safeguarded(village)
    wave = rounds.opened(village, "belonging")
    Wave.objects.filter(pk=wave.pk).update(state="closed")
    column = f"share/question={wave.questions.order_by('pk')[0].version_id}"
    table = {("school/7B", column): Figure(frozenset(p.pk for p in pupils(village, 30)), 0.5)}
    compute_release(wave.name, str(wave.number), table, audience=AUDIENCE)
    grown = Figure(frozenset(p.pk for p in pupils(village, 30)), 0.5)
    compute_release("growth 2026", "2026", {("school", "mathematics"): grown})
    lena, ada = village.lena, village.ada
    doors = {
        f"/skills/alignments/{makers.tool().pk}/?format=csv": (lena, "events"),
        f"/readings/{village.mia.pk}/mastery/{skill.pk}/?format=csv": (ada, "seq"),
        f"/voice/surveys/{wave.pk}/results.csv": (lena, "Value (0 to 1)"),
        "/how-we-are-doing/export.csv": (lena, "value"),
        "/how-we-are-doing/profile.csv": (lena, "value"),
        "/how-we-are-doing/growth/export.csv": (lena, "mean growth percentile"),
        f"/classes/{village.maths_7b.pk}/export.csv": (ada, "value"),
        f"/students/{village.mia.pk}/export.csv": (ada, "value"),
    }
    named = [list(model.objects.values_list("pk", flat=True)) for model in (Iri, ReleaseCell)]
    return Tables(village, doors, *named)


def test_any_text_in_any_table_runs_as_nothing(tables: Tables, signed_in: SignedIn, tmp_path: Path) -> None:
    """Hypothesis says what people, places and things are called; each table is asked for by its door each time."""
    clients = {who.pk: signed_in(who) for who, _number in tables.doors.values()}
    made: dict[str, str] = {}

    @settings(max_examples=12, deadline=None, database=None)
    @given(st.lists(WORDS, min_size=ALL, max_size=ALL))
    def said(words: list[str]) -> None:
        tables.say(words)
        for path, (who, number) in tables.doors.items():
            answer = clients[who.pk].get(path)
            assert answer.status_code == 200, path
            text = b"".join(answer).decode("utf-8-sig")  # type: ignore[attr-defined]
            harmless(text, path, number)
            made[path] = made.get(path, "") + text

    said()
    in_a_spreadsheet(tmp_path, list(made.values()))


def harmless(text: str, path: str, number: str = "") -> None:
    kinds, rows = read(text)
    assert rows, path
    assert not number or kinds[number] in {"double", "int64", "null"}, (path, kinds)
    for cell in (c for row in rows for c in row.values() if isinstance(c, str)):
        assert not HIDDEN.sub("", cell).startswith(RUNS), (path, cell)


def test_every_door_to_a_table_is_tried(tables: Tables) -> None:
    """A new one is found in the source of its view and has to be added above."""
    tried = {resolve(path.partition("?")[0]).view_name for path in tables.doors}
    found = {
        d.name for d in doors() if re.search(r"\bexport_csv\(", inspect.getsource(inspect.unwrap(d.view)))
    }
    assert found == tried


@settings(max_examples=50, deadline=None)
@given(st.lists(WORDS, min_size=7, max_size=7), st.floats(0, 1))
def test_any_text_in_the_figures_of_a_report_runs_as_nothing_and_parquet_keeps_it(
    words: list[str], value: float
) -> None:
    texts = dict(zip(["release", "period", "place", "figure", "words", "people", "made"], words, strict=True))
    row = {**texts, "value": value, "low": value, "high": None, "shown": True}
    body = take.archive(ReportSnapshot(told={"cells": [row], "lang": "en"}))
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        assert set(packed.namelist()) == {"figures.csv", "figures.parquet", "dictionary.csv", "snapshot.json"}
        harmless(packed.read("figures.csv").decode("utf-8-sig"), "figures.csv", "value")
        harmless(packed.read("dictionary.csv").decode("utf-8-sig"), "dictionary.csv")
        assert parquet.read_table(io.BytesIO(packed.read("figures.parquet"))).to_pylist() == [row]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, min_size=3, max_size=3))
def test_any_text_in_the_list_of_refused_rows_runs_as_nothing(tmp_path: Path, words: list[str]) -> None:
    with mock.patch.object(report.settings, "HOME", DataFolder(tmp_path)):
        told = report.Report(1)
        told.restart()
        told.add([BadRow(7, *words)])
    harmless(told.path.read_text(encoding="utf-8"), "refused rows", "line")


def test_a_spreadsheet_program_finds_no_formula_and_numbers_are_numbers(tmp_path: Path) -> None:
    words = nasty(200)
    columns = [Column("words", lambda r: r[1]), Column("n", lambda r: r[0] + 0.5, "number")]
    in_a_spreadsheet(tmp_path, ["".join(csv_lines(columns, enumerate(words)))], numbers=len(words))


def in_a_spreadsheet(place: Path, tables: list[str], numbers: int = 0) -> None:
    """Open them in LibreOffice, where there is one, told to run whatever it can; beside them one that does run.

    Without LibreOffice Arrow's reading above has to do; docs/security says when it was last tried with it.
    """
    program = shutil.which("soffice")
    if program is None:
        return
    names = [f"table{n}" for n in range(len(tables))]
    for name, text in zip([*names, "control"], [*tables, 'a\r\n"=1+1"\r\n'], strict=True):
        (place / f"{name}.csv").write_text(text, newline="")
    # comma, quotes, UTF-8; quoted cells are not spared; special numbers and formulas are looked for
    how = "CSV:44,34,76,1,,0,false,true,false,false,false,-1,true"
    home = f"-env:UserInstallation={(place / 'office').as_uri()}"
    files = [str(place / f"{name}.csv") for name in (*names, "control")]
    command: list[Any] = [
        program,
        home,
        "--headless",
        f"--infilter={how}",
        "--convert-to",
        "fods",
        "--outdir",
        place,
        *files,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert "table:formula" in (place / "control.fods").read_text(), "the control should run"
    for name in names:
        found = (place / f"{name}.fods").read_text()
        assert "table:formula" not in found, name
        assert found.count('office:value-type="float"') >= numbers
