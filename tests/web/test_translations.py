"""Students and families read every page in their own language, and no translation is half done."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from waypost.web.catalogs import ROOT, compile_one, po_files
from waypost.web.messages import PLURALS, collect

#: Where the texts of students and families stand: one file, or a folder with everything in it.
STUDENTS_AND_FAMILIES = (
    "care/consents.py",
    "care/forms/family.py",
    "care/forms/kept.py",
    "care/forms/messages.py",
    "care/forms/safeguarding.py",
    "care/elsewhere.py",
    "school/talk_form.py",
    "care/helplines.py",
    "care/models/family.py",
    "care/models/kept.py",
    "care/queries/kept.py",
    "care/services/family.py",
    "care/services/messages.py",
    "care/services/talk.py",
    "care/templates/care/consent_children.html",
    "care/templates/care/consents.html",
    "care/templates/care/from_home.html",
    "care/templates/care/home_talks.html",
    "care/templates/care/home_wish.html",
    "care/templates/care/kept.html",
    "care/templates/care/parts/path_wishes.html",
    "care/templates/care/parts/week_panel.html",
    "care/templates/care/messages.html",
    "care/templates/care/thread.html",
    "care/templates/care/parts/said.html",
    "care/templates/care/sent.html",
    "care/templates/care/talk.html",
    "care/templates/care/tell.html",
    "care/templates/care/told.html",
    "care/views/family.py",
    "care/views/home.py",
    "care/views/kept.py",
    "care/views/messages.py",
    "care/views/talk.py",
    "climate/",
    "community/",
    "homes/templates/homes/path.html",
    "homes/templates/homes/start.html",
    "homes/templates/homes/family_slip.html",
    "homes/templates/homes/parts/week.html",
    "homes/templates/homes/week.html",
    "homes/weeks.py",
    "homes/templates/homes/welcome.html",
    "homes/templates/homes/demo.html",
    "homes/navigation.py",
    "homes/views/path.py",
    "homes/views/week.py",
    "homes/views/front.py",
    "care/templates/care/my_talks.html",
    "care/templates/care/parts/path_panel.html",
    "care/templates/care/parts/shared.html",
    "care/models/checkins.py",
    "learning/",
    "practice/",
    "measures/",
    "recognition/",
    "voice/",
    "readings/panels.py",
    "readings/words.py",
    "readings/views.py",
    "readings/templates/",
    "school/templates/school/claim.html",
    "school/templates/school/letter.html",
    "school/templates/school/of_age.html",
    "school/views/family.py",
    "trust/consent/",
    "trust/limits.py",
    "trust/outbox.py",
    "trust/safeguarding.py",
    "trust/templates/account/",
    "trust/templates/trust/account.html",
    "trust/templates/trust/card.html",
    "trust/templates/trust/card_in.html",
    "trust/templates/trust/card_number.html",
    "trust/templates/trust/card_no_number.html",
    "trust/cards.py",
    "trust/views/cards.py",
    "trust/templates/trust/code.html",
    "trust/templates/trust/code_password.html",
    "trust/templates/trust/devices.html",
    "trust/templates/trust/mail_stop.html",
    "trust/templates/trust/slow_down.html",
    "trust/views/account.py",
    "trust/views/code.py",
    "web/",
)
_HOLDER = re.compile(r"%\(\w+\)[a-z]|%%")
_TAG = re.compile(r"</?\w+[^>]*>")
#: Forms that speak of exactly one or two may leave the number out: Arabic says it with the word itself.
_MAY_OMIT_NUMBER = {"es": {0}, "ar": {1, 2}}


def _entries(language: str) -> list[polib.POEntry]:
    return [entry for po in po_files(language) for entry in polib.pofile(str(po))]


def _translated(language: str) -> list[polib.POEntry]:
    found = [entry for entry in _entries(language) if entry.translated()]
    assert len(found) > 500
    return found


def _forms(entry: polib.POEntry) -> Iterator[tuple[int | None, str]]:
    if entry.msgid_plural:
        yield from entry.msgstr_plural.items()
    else:
        yield None, entry.msgstr


@pytest.mark.parametrize("language", PLURALS)
def test_every_form_keeps_the_placeholders_and_percent_signs(language: str) -> None:
    for entry in _translated(language):
        wanted = sorted(_HOLDER.findall(entry.msgid_plural or entry.msgid))
        for form, text in _forms(entry):
            given = sorted(_HOLDER.findall(text))
            if form in _MAY_OMIT_NUMBER[language]:
                assert set(given) <= set(wanted), entry.msgid
                assert len(set(wanted) - set(given)) <= 1, entry.msgid
            else:
                assert set(given) == set(wanted), entry.msgid
                assert given.count("%%") == wanted.count("%%"), entry.msgid


@pytest.mark.parametrize("language", PLURALS)
def test_markup_inside_a_text_is_the_same(language: str) -> None:
    for entry in _translated(language):
        for _, text in _forms(entry):
            assert sorted(_TAG.findall(text)) == sorted(_TAG.findall(entry.msgid)), entry.msgid


@pytest.mark.parametrize("language", PLURALS)
def test_plurals_have_all_forms_of_the_language(language: str) -> None:
    number = int(re.findall(r"nplurals=(\d)", PLURALS[language])[0])
    for po in po_files(language):
        assert polib.pofile(str(po)).metadata["Plural-Forms"] == PLURALS[language]
    plurals = [e for e in _entries(language) if e.msgid_plural and any(e.msgstr_plural.values())]
    assert len(plurals) > 10
    for entry in plurals:
        assert sorted(entry.msgstr_plural) == list(range(number)), entry.msgid
        assert all(text.strip() for text in entry.msgstr_plural.values()), entry.msgid


@pytest.mark.parametrize("language", PLURALS)
def test_nothing_is_left_half_sure(language: str) -> None:
    assert [entry.msgid for entry in _entries(language) if entry.fuzzy] == []


@pytest.mark.parametrize("language", PLURALS)
def test_students_and_families_find_every_text_in_their_language(language: str) -> None:
    done = {(e.msgid, e.msgctxt or "") for e in _translated(language)}
    ours = [
        text
        for text, places in collect().items()
        if any(place.startswith(STUDENTS_AND_FAMILIES) for place in places)
    ]
    assert len(ours) > 450
    missing = [text.single for text in ours if (text.single, text.context) not in done]
    assert missing == [], (
        "translate these in the locale folder of their package, then run `python -m waypost.web.messages`"
    )


def test_the_list_of_student_and_family_sources_names_what_exists() -> None:
    assert [name for name in STUDENTS_AND_FAMILIES if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("language", PLURALS)
def test_one_text_is_translated_in_one_way(language: str) -> None:
    """The packages share one voice: what two of them say is said alike."""
    said: dict[tuple[str, str], set[str]] = {}
    for e in _translated(language):
        text = repr(dict(e.msgstr_plural)) if e.msgid_plural else e.msgstr
        said.setdefault((e.msgid, e.msgctxt or ""), set()).add(text)
    assert {msgid: texts for msgid, texts in said.items() if len(texts) > 1} == {}


def test_a_file_is_compiled_anew_when_it_has_changed(tmp_path: Path) -> None:
    po = tmp_path / "django.po"
    polib.POFile().save(str(po))
    assert [compile_one(po), compile_one(po)] == [True, False]
    os.utime(po, (2e9, 2e9))
    assert compile_one(po)


def test_arabic_uses_its_own_punctuation() -> None:
    """A Latin question mark or comma faces the wrong way in a line that runs from right to left."""
    for entry in _translated("ar"):
        for _, text in _forms(entry):
            assert not re.search(r"[\u0600-\u06ff]\s*[?;,]", text), entry.msgid
