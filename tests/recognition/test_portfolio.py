"""What a student takes along: only what was chosen, readable without a network, nothing that runs."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.recognition.test_badges import texts_of
from tests.village import NOW, Village
from waypost.learning.models import Piece
from waypost.learning.services import goals
from waypost.recognition.models import Badge, Certificate
from waypost.recognition.services import celebrations, certificates
from waypost.trust.folder import DataFolder

SignedIn = Callable[[object], Client]
UNTIL = NOW.date() + timedelta(days=60)
NASTY = '<img src="https://evil.example/x.png" onerror=alert(1)><script>alert(1)</script>'


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    DataFolder(tmp_path).create("school", "now")


class Links(HTMLParser):
    """Every address in the page, and every tag."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tags: set[str] = set()
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[Any]) -> None:
        self.tags.add(tag)
        self.addresses += [v for k, v in attrs if k in {"src", "href", "action", "data"} and v]
        self.handlers += [k for k, _v in attrs if k.startswith("on")]


def packed(client: Client, **sent: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(client.post("/recognition/portfolio/", sent).content))


def given(village: Village, words: str = "You drew it.") -> tuple[int, Certificate]:
    praised = celebrations.praise(village.mia.pk, words, by=village.ada.pk, once=uuid4())
    made = certificates.make(village.mia, "For a talk", words, "leaf", by=village.ada.pk, once=uuid4())
    certificates.let_check(made, True)
    return praised.pk, made


def test_the_folder_holds_what_was_chosen_and_no_more(village: Village, signed_in: SignedIn) -> None:
    praised, made = given(village)
    other = celebrations.praise(village.mia.pk, "Zuzana's secret", by=village.ada.pk, once=uuid4())
    client = signed_in(village.mia)
    assert "Zuzana" in client.get("/recognition/portfolio/").content.decode()
    folder = packed(client, celebration=praised, certificate=made.pk, words="Hello")
    page = folder.read("portfolio.html").decode()
    assert "You drew it." in page
    assert "Hello" in page
    assert "Zuzana" not in page
    assert str(other.pk) not in folder.namelist()
    assert set(folder.namelist()) == {
        "portfolio.html", "certificates/certificate-1.pdf", "badges/badge-1.png", "badges/badge-1.jwt",
        "badges/badge-1.json",
    }  # fmt: skip
    assert folder.read("certificates/certificate-1.pdf").startswith(b"%PDF-")
    assert "openbadgecredential" in texts_of(folder.read("badges/badge-1.png"))


def test_the_page_needs_no_network_and_runs_nothing(village: Village, signed_in: SignedIn) -> None:
    praised, made = given(village, NASTY)
    folder = packed(signed_in(village.mia), celebration=praised, certificate=made.pk, words=NASTY)
    page = folder.read("portfolio.html").decode()
    found = Links()
    found.feed(page)
    assert found.addresses
    assert all(a.startswith(("data:image/png;base64,", "data:text/css;base64,")) for a in found.addresses)
    sheet = next(a for a in found.addresses if a.startswith("data:text/css"))
    look = base64.b64decode(sheet.partition(",")[2]).decode()
    assert not re.search(r"url\(|@import", look)
    assert "script" not in found.tags
    assert not found.handlers
    assert not re.search(r"url\(|@import", page)


def test_a_certificate_that_may_not_be_checked_goes_along_without_a_badge(
    village: Village, signed_in: SignedIn
) -> None:
    _praised, made = given(village)
    certificates.let_check(made, False)
    folder = packed(signed_in(village.mia), certificate=made.pk)
    assert set(folder.namelist()) == {"portfolio.html", "certificates/certificate-1.pdf"}
    assert not Badge.objects.exists()


def test_it_speaks_the_students_language(village: Village, signed_in: SignedIn) -> None:
    village.mia.language = "ar"
    village.mia.save()
    praised, _made = given(village)
    page = packed(signed_in(village.mia), celebration=praised).read("portfolio.html").decode()
    assert '<html lang="ar" dir="rtl">' in page


def test_nobody_takes_along_what_is_anothers(village: Village, signed_in: SignedIn) -> None:
    praised, made = given(village)
    celebrations.show_to(celebrations.Celebration.objects.get(pk=praised), "public")
    folder = packed(signed_in(village.leo), celebration=praised, certificate=made.pk)
    assert folder.namelist() == ["portfolio.html"]
    assert "You drew it." not in folder.read("portfolio.html").decode()
    assert signed_in(village.rosa).get("/recognition/portfolio/").status_code == 403


def test_goals_and_work_go_along_as_the_student_chose(village: Village, signed_in: SignedIn) -> None:
    """Private goals and work that isn't shown at home have to be chosen by hand; the page marks the others."""
    goal = goals.set_goal(
        village.mia.pk, goals.Wording("Swim a length", UNTIL), by=village.mia.pk, once=uuid4()
    )
    hidden = goals.set_goal(
        village.mia.pk, goals.Wording(NASTY, UNTIL), by=village.mia.pk, once=uuid4(), private=True
    )
    work = Piece.objects.create(
        person_id=village.mia.pk, title="A bridge", text=NASTY, link="https://x.example/", with_family=True, made=NOW,
        made_by=village.mia.pk, once=uuid4(),
    )  # fmt: skip
    client = signed_in(village.mia)
    form = client.get("/recognition/portfolio/").content.decode()
    assert f'value="g{goal.pk}" checked' in form
    assert f'value="g{hidden.pk}" checked' not in form
    assert f'value="w{work.pk}" checked' in form
    page = packed(client, own=[f"g{goal.pk}", f"w{work.pk}"]).read("portfolio.html").decode()
    assert "Swim a length" in page
    assert "A bridge" in page
    found = Links()
    found.feed(page)
    assert "script" not in found.tags
    assert all(a.startswith("data:") for a in found.addresses), "a link of a piece stands there as text"
    assert page.count("evil.example") == 1, "of the work that was chosen, not of the goal that wasn't"
    theirs = (
        packed(signed_in(village.leo), own=[f"g{goal.pk}", f"w{work.pk}"]).read("portfolio.html").decode()
    )
    assert "Swim a length" not in theirs
    assert "A bridge" not in theirs
