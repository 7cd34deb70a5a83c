"""Texts in other languages: none is forgotten by the collector, placeholders survive, the compiled files are fresh."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from django.template import Context, Template

from waypost.web import messages, pseudo
from waypost.web.messages import LOCALE, PLURALS, Text, collect, in_python, in_template, merge


def test_python_and_templates_are_read() -> None:
    assert set(
        in_python('_("a") + ngettext("%(n)s day", "%(n)s days", 2) + pgettext("when", "b") + _(name)')
    ) == {Text("a"), Text("%(n)s day", "%(n)s days"), Text("b", context="when")}
    source = (
        '{% translate "Find 5 %" %}{% translate \'c\' context "d" as e %}{{ x|default:_("f") }}'
        "{% blocktranslate count n=3 %}{{ n }} one{% plural %}{{ n }} many{% endblocktranslate %}"
    )
    assert list(in_template(source)) == [
        Text("Find 5 %%"),
        Text("c", context="d"),
        Text("f"),
        Text("%(n)s one", "%(n)s many"),
    ]


def test_what_the_collector_finds_is_what_django_asks_for() -> None:
    """The made-up language answers for every text; the collected ones must be those very texts."""
    with pseudo.spoken():
        said = Template(
            '{% load i18n %}{% translate "Find 5 %" %}{% blocktranslate with n=3 %}{{ n }} of 5 %{% endblocktranslate %}'
        ).render(Context())
    assert (
        said == f"{pseudo.pseudo('Find 5 %%').replace('%%', '%')}{pseudo.pseudo('%(n)s of 5 %%') % {'n': 3}}"
    )


def test_merging_keeps_translations_and_retires_texts(tmp_path: Path) -> None:
    merge("es", {Text("Find"): ["a.html"], Text("Gone"): ["a.html"]}, tmp_path)
    path = tmp_path / "es" / "LC_MESSAGES" / "django.po"
    catalog = polib.pofile(str(path))
    catalog.find("Find").msgstr = "Buscar"
    catalog.save()
    assert merge("es", {Text("Find"): ["b.html"], Text("%(n)s day", "%(n)s days"): ["b.py"]}, tmp_path) == (
        2,
        1,
    )
    again = polib.pofile(str(path))
    assert again.find("Find").msgstr == "Buscar"
    assert [entry.msgid for entry in again.obsolete_entries()] == ["Gone"]
    assert (path.parent / "django.mo").exists()


@pytest.mark.parametrize("language", PLURALS)
def test_placeholders_survive_translation(language: str) -> None:
    catalog = polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))
    holders = re.compile(r"%\((\w+)\)[a-z]")
    for entry in catalog.translated_entries():
        allowed = set(holders.findall(entry.msgid)) | set(holders.findall(entry.msgid_plural))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            assert set(holders.findall(text)) <= allowed, entry.msgid
        if not entry.msgid_plural:
            assert set(holders.findall(entry.msgstr)) == allowed, entry.msgid


@pytest.mark.parametrize("language", PLURALS)
def test_compiled_files_are_fresh(language: str) -> None:
    folder = LOCALE / language / "LC_MESSAGES"
    fresh = polib.pofile(str(folder / "django.po")).to_binary()
    assert (folder / "django.mo").read_bytes() == fresh, "run `python -m waypost.web.messages`"


@pytest.mark.parametrize("language", PLURALS)
def test_the_frame_and_the_components_are_translated(language: str) -> None:
    catalog = {
        (e.msgid, e.msgctxt or "")
        for e in polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po")).translated_entries()
    }
    ours = [text for text, places in collect().items() if any(place.startswith("web/") for place in places)]
    assert len(ours) > 80
    assert [text.single for text in ours if (text.single, text.context) not in catalog] == []
    assert messages.ROOT.name == "waypost"
