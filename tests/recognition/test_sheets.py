"""Certificates on paper: what people wrote is data and never markup (TRUST 22), every letter has its shape, nothing runs out."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.recognition.test_certificates import NAMES
from tests.village import Village
from waypost.recognition import sheets
from waypost.recognition.services import certificates
from waypost.school.look import contrast, look
from waypost.trust.folder import DataFolder
from waypost.web import typeset

SignedIn = Callable[[object], Client]
ATTACKS = (
    '#read("/etc/passwd")', "#panic()", "$x^2$", "*b* _i_ `c`", "\\u{202e}", "#import \"@preview/x:1.0.0\"", "]) #panic() //",
    "<a> @b", '"]}',
)  # fmt: skip
WIDE = 842  # points: A4 across


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    DataFolder(tmp_path).create("school", "now")


def drawn(
    name: str, design: str = "frame", title: str = "For a talk", words: str = "You asked."
) -> Image.Image:
    told = sheets.sheet(
        title=title, name=name, words=words, design=design, on=date(2026, 11, 23), signed="Ada", address=""
    )
    return Image.open(io.BytesIO(typeset.typeset(sheets.TEMPLATE, told, form="png", ppi=72))).convert("L")


@pytest.mark.parametrize("design", ["frame", "path", "leaf"])
def test_a_name_of_seventy_letters_keeps_to_its_sheet(db: None, design: str) -> None:
    long = "Maximiliane Theodora Wilhelmina von Oberhuber-Wolkenstein-Trostburgers"
    assert len(long) == 70
    empty = drawn(" ", design)
    assert empty.size == (WIDE, 595)
    for name in (long, "W" * 70):
        sheet = drawn(name, design)
        edges = (WIDE - 48, 130, WIDE - 34, 450)  # inside the frame, outside what is written
        assert sheet.crop(edges).tobytes() == empty.crop(edges).tobytes(), name
        assert sheet.tobytes() != empty.tobytes()


@pytest.mark.parametrize("name", NAMES)
def test_every_letter_of_a_name_has_a_shape_of_its_own(name: str) -> None:
    """A letter that no font knows would look like the empty box of U+E123, which none of them has."""

    def shape(letters: str) -> bytes:
        source = (
            "#set page(width: 60pt, height: 40pt, margin: 4pt)\n"
            '#text(font: ("Libertinus Serif", "Noto Sans Arabic"), size: 20pt, sys.inputs.letters)'
        )
        return bytes(
            typst.compile(
                source.encode(),
                format="png",
                ppi=72,
                font_paths=typeset.font_folders(),
                ignore_system_fonts=True,
                sys_inputs={"letters": letters},
            )
        )

    box = shape("\ue123")
    for letter in set(name) - {" "}:
        assert shape(letter) != box, letter


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_looks_like_markup_is_printed_as_it_was_typed(db: None, attack: str) -> None:
    assert drawn(attack, title=attack, words=attack).tobytes() != drawn(" ").tobytes()


def test_marks_that_turn_the_line_round_do_not_reach_the_sheet() -> None:
    told = typeset.clean({"name": "Mia\u202eolleH", "more": ["\u2066x\x00"]})
    assert told == {"name": "MiaolleH", "more": ["x"]}
    assert typeset.right_to_left("7 ليلى") is True
    assert typeset.right_to_left("7 Mia ليلى") is False


def test_the_template_sees_its_own_folder_alone(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("canary")
    inside = tmp_path / "templates"
    inside.mkdir()
    (inside / "bad.typ").write_text('#read("../secret.txt")')
    with pytest.raises(typeset.NotSet):
        typeset.typeset(inside / "bad.typ", {})


def test_a_template_that_never_ends_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "endless.typ").write_text(
        "#let f(n) = { let i = 0; while i < 10000000000 { i += 1 } }\n#f(1)"
    )
    monkeypatch.setattr(typeset, "SECONDS", -3)
    with pytest.raises(typeset.NotSet):
        typeset.typeset(tmp_path / "endless.typ", {})


def test_the_student_downloads_it_and_nobody_keeps_it(village: Village, signed_in: SignedIn) -> None:
    made = certificates.make(village.mia, "T", "w 🌱", "leaf", by=village.ada.pk, once=uuid4())
    address = f"/recognition/certificates/{made.pk}/certificate.pdf"
    before = {p for p in DataFolder.from_environment().path.rglob("*") if p.suffix == ".pdf"}
    answer = signed_in(village.mia).get(address)
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"].startswith("attachment")
    assert signed_in(village.leo).get(address).status_code == 404
    assert {p for p in DataFolder.from_environment().path.rglob("*") if p.suffix == ".pdf"} == before


def test_the_address_stands_on_it_only_after_the_yes(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = certificates.make(village.mia, "T", "w", "leaf", by=village.ada.pk, once=uuid4())
    assert sheets.told(made, "")["qr"] == ""
    told = sheets.told(made, "https://x.example/c")
    assert told["qr"].startswith("<svg")
    assert told["name"] == "Mia Santos"


def test_it_speaks_the_students_language(village: Village) -> None:
    village.mia.language = "ar"
    village.mia.save()
    made = certificates.make(village.mia, "T", "w", "leaf", by=village.ada.pk, once=uuid4())
    told = sheets.told(made, "")
    assert (told["lang"], told["rtl"]) == ("ar", True)


def test_contrast_is_that_of_wcag() -> None:
    """The examples of WCAG's own Understanding documents: #767676 on white is 4.54 to 1, black 21 to 1."""
    assert round(contrast("#767676"), 2) == 4.54
    assert contrast("#000000") == pytest.approx(21)


def test_a_leader_chooses_colours_that_can_be_read_and_a_crest(village: Village, signed_in: SignedIn) -> None:
    client = signed_in(village.lena)
    pale = client.post("/recognition/look/", {"brand": "#ffe08a", "accent": "#9a6b0f"}).content.decode()
    assert "Too pale for white paper" in pale
    picture = io.BytesIO()
    Image.new("RGB", (900, 900), "#204a87").save(picture, "JPEG")
    sent = {"brand": "#204a87", "accent": "#a04510", "crest": SimpleUploadedFile("c.jpg", picture.getvalue())}
    assert client.post("/recognition/look/", sent).status_code == 302
    kept = look()
    assert (kept.brand, kept.accent) == ("#204a87", "#a04510")
    crest = kept.crest_bytes()
    assert crest is not None
    assert Image.open(io.BytesIO(crest)).size == (700, 700)
    sent["crest"] = SimpleUploadedFile("c.png", b"<svg onload=alert(1)>")
    assert "isn" in client.post("/recognition/look/", sent).content.decode()
    assert look().crest == kept.crest
    assert client.get("/recognition/look/sample.png?design=path").content.startswith(b"\x89PNG")
    client.post("/recognition/look/", {"brand": "#204a87", "accent": "#a04510", "no_crest": "on"})
    assert look().crest_bytes() is None
    assert signed_in(village.ada).get("/recognition/look/").status_code == 403
