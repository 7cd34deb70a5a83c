"""Sheets, pictures and tables made from hostile texts ask nobody for anything, and run as nothing (TRUST 22)."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pyarrow import csv

from tests.village import NOW, Village
from waypost.homes.models import ReportSnapshot
from waypost.homes.report import paper, sections, snapshot
from waypost.readings.models import Reading
from waypost.recognition import sheets
from waypost.recognition.services import celebrations, displays
from waypost.school.models import Class, Person, School
from waypost.trust.access import ReadBook
from waypost.trust.folder import DataFolder
from waypost.trust.who import who_is
from waypost.web import charts
from waypost.web.export import RUNS

SignedIn = Callable[[object], Client]


@pytest.fixture
def trap() -> Iterator[tuple[str, list[str]]]:
    """A server that answers everything with a picture and remembers who asked: (its address, the paths asked for)."""
    asked: list[str] = []

    class Trap(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/svg+xml")
            self.end_headers()
            self.wfile.write(b'<svg xmlns="http://www.w3.org/2000/svg"/>')

        do_POST = do_HEAD = do_OPTIONS = do_GET

        def log_message(self, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Trap)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def hostile(address: str) -> list[str]:
    return [
        f'#image("{address}/typst.png")', f'#import "{address}/x.typ": *', f"#link(\"{address}/l\")[x]", '#read("/etc/passwd")',
        f'<img src="{address}/html.png">', f"![x]({address}/markdown.png)", f'=WEBSERVICE("{address}/calc")', "#panic()",
        f'=HYPERLINK("{address}/h","x")', f"@import url({address}/css);", f"url({address}/u)", f"\u202e{address}/rtl", f"{address}/plain.png",
    ]  # fmt: skip


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    DataFolder(tmp_path).create("school", "now")


@pytest.fixture
def through_the_trap(trap: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> tuple[str, list[str]]:
    """Whatever would go out by a proxy of the environment comes by here, too."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, trap[0])
    return trap


def test_the_trap_does_see_who_asks(trap: tuple[str, list[str]]) -> None:
    import urllib.request

    urllib.request.urlopen(f"{trap[0]}/seen", timeout=5).read()
    assert trap[1] == ["/seen"]


def test_certificate_badge_poster_and_report_ask_for_nothing(
    village: Village,
    signed_in: SignedIn,
    through_the_trap: tuple[str, list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, asked = through_the_trap
    School.objects.update(name=f'#image("{address}/s.png") Willow')
    words = hostile(address)
    for n, text in enumerate(words):
        told = sheets.sheet(
            title=text, name=text, words="\n".join(words), design=("frame", "path", "leaf")[n % 3],
            on=date(2026, 11, 23), signed=text, address=f"{address}/check",
        )  # fmt: skip
        if n % 4 == 0:  # each is a process of its own
            assert sheets.typeset(sheets.TEMPLATE, told).startswith(b"%PDF-")
    wall, _token = displays.make(words[0], village.maths_7b.pk, by=village.ada.pk, once=uuid4())
    given = celebrations.praise(village.mia.pk, " ".join(words)[:400], by=village.ada.pk, once=uuid4())
    celebrations.show_to(given, "class")
    assert (
        signed_in(village.ada).get(f"/recognition/screens/{wall.pk}/poster.pdf").content.startswith(b"%PDF-")
    )
    part = sections.section(
        "x", words[0], 1, sentences=words, note=words[4], lines=[sections.line(t, t, t) for t in words],
        table={"heads": words[:3], "rows": [{"depth": 1, "cells": words[n : n + 3]} for n in range(3)]},
    )  # fmt: skip
    monkeypatch.setattr(sections, "gather", lambda reads: [part])
    kept = snapshot.make(ReadBook(who_is(village.account(village.lena))), None)
    for length in paper.LENGTHS:
        assert paper.pdf(kept, length).startswith(b"%PDF-")
    assert asked == []


def test_a_chart_asks_for_nothing_and_refuses_addresses(through_the_trap: tuple[str, list[str]]) -> None:
    address, asked = through_the_trap
    rows = [{"name": t, "n": n} for n, t in enumerate(hostile(address))]
    spec: dict[str, Any] = {
        "title": rows[0]["name"], "width": 200, "data": {"values": rows}, "mark": "bar",
        "encoding": {"x": {"field": "n", "type": "quantitative"}, "y": {"field": "name", "type": "nominal", "title": f"{address}/t"}},
    }  # fmt: skip
    drawn = str(charts.chart_svg(spec, rows[1]["name"]))
    assert "<image" not in drawn
    assert "<img" not in drawn
    for bad in (
        {**spec, "data": {"url": f"{address}/data.csv"}},
        {**spec, "mark": "image", "encoding": {"url": {"value": f"{address}/image.png"}}},
        {**spec, "encoding": {**spec["encoding"], "href": {"value": f"{address}/href"}}},
    ):
        with pytest.raises(ValueError, match="url"):
            charts.chart_svg(bad, "x")
    assert asked == []


# -- tables, read by somebody else's reader ---------------------------------------------------------------------------
def read(text: str) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Arrow's own reader, which finds out the types by itself: (column -> type, rows)."""
    table = csv.read_csv(io.BytesIO(text.encode()), parse_options=csv.ParseOptions(newlines_in_values=True))
    return {f.name: str(f.type) for f in table.schema}, table.to_pylist()


def test_every_table_to_take_along_holds_no_formula_and_its_numbers_are_numbers(
    village: Village, signed_in: SignedIn
) -> None:
    from tests.community.rounds import adopted
    from tests.community.test_profile import pupils
    from tests.community.test_profile import read as readings
    from tests.homes.makers import mastery, skill
    from waypost.community import profile
    from waypost.community.models import Indicator
    from waypost.homes import releases

    adopted(village)
    readings(pupils(village, 24), talked=14, secure=3)
    Person.objects.filter(given_name__startswith="S", kind="student").update(grade="=7+1")
    Indicator.objects.filter(words__startswith="What").update(words="=1+1")
    profile.make()
    releases.make()
    Person.objects.filter(pk=village.mia.pk).update(
        given_name='=HYPERLINK("http://x","a")', family_name="@SUM(A1)"
    )
    Class.objects.filter(pk=village.maths_7b.pk).update(title="+7B")
    for n, title in enumerate(RUNS):
        mastery(village.mia, skill(f"{title}1+1", f"s{n}"), "secure", 0.9)
    report = snapshot.make(ReadBook(who_is(village.account(village.lena))), None)
    body = signed_in(village.lena).get(f"/how-we-are-doing/reports/{report.pk}/figures.zip").content
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        texts = [packed.read(n).decode("utf-8-sig") for n in ("figures.csv", "dictionary.csv")]
    for who, path in (
        (village.lena, "/how-we-are-doing/export.csv"), (village.lena, "/how-we-are-doing/profile.csv"),
        (village.ada, f"/classes/{village.maths_7b.pk}/export.csv"), (village.ada, f"/students/{village.mia.pk}/export.csv"),
    ):  # fmt: skip
        answer = signed_in(who).get(path)
        assert answer.status_code == 200, path
        texts.append(b"".join(answer).decode("utf-8-sig"))
    for text in texts:
        kinds, rows = read(text)
        assert rows
        for head in {"value", "low", "high"} & set(kinds):
            assert kinds[head] in {"double", "null"}, (head, kinds)  # null: all are hidden or said in words
        for row in rows:
            for cell in row.values():
                assert not (isinstance(cell, str) and cell.lstrip("\u202e\u200b \t").startswith(RUNS)), cell
    assert sum("'=HYPERLINK" in t for t in texts) == 2
    assert any("'=1+1" in t for t in texts)
    assert Reading.objects.exists()
    assert ReportSnapshot.objects.filter(made=NOW).exists()
