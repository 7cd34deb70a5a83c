"""Texts in other languages: none is forgotten by the collector, each package keeps its own."""

from __future__ import annotations

import ast
from pathlib import Path

import polib
import pytest
from django.template import Context, Template

from waypost.web import messages, pseudo
from waypost.web.messages import PLURALS, Text, by_package, collect, in_python, in_template, merge, translated


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


def test_gettext_goes_by_no_name_that_the_collector_does_not_know() -> None:
    """Under another name (`gettext as _g`) a text would be asked for and never be translated."""
    strange = [
        f"{file.relative_to(messages.ROOT)}: {name.asname}"
        for file in messages.ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if "gettext" in name.name and name.asname not in {None, "_"}
    ]
    assert strange == []


def test_what_the_collector_finds_is_what_django_asks_for() -> None:
    """The made-up language answers for every text; the collected ones must be those very texts."""
    with pseudo.spoken():
        said = Template(
            '{% load i18n %}{% translate "Find 5 %" %}{% blocktranslate with n=3 %}{{ n }} of 5 %{% endblocktranslate %}'
        ).render(Context())
    assert (
        said == f"{pseudo.pseudo('Find 5 %%').replace('%%', '%')}{pseudo.pseudo('%(n)s of 5 %%') % {'n': 3}}"
    )


def test_merging_keeps_translations_and_lets_go_of_texts(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    assert merge(path, "es", {Text("Find"): ["a.html"], Text("Gone"): ["a.html"]}, {}) == 2
    catalog = polib.pofile(str(path))
    catalog.find("Find").msgstr = "Buscar"
    catalog.save()
    now = {Text("Find"): ["b.html"], Text("%(n)s day", "%(n)s days"): ["b.py"]}
    assert merge(path, "es", now, {}) == 1
    again = polib.pofile(str(path))
    assert again.find("Find").msgstr == "Buscar"
    assert [entry.msgid for entry in again] == ["%(n)s day", "Find"]


def test_a_text_that_another_package_has_comes_translated(tmp_path: Path) -> None:
    elsewhere = {Text("Save"): polib.POEntry(msgid="Save", msgstr="Guardar")}
    assert merge(tmp_path / "django.po", "es", {Text("Save"): ["a.html"]}, elsewhere) == 0


def test_each_package_keeps_its_own_words() -> None:
    found = by_package({Text("Save"): ["care/views.py", "voice/views.py"], Text("Take"): ["care/forms.py"]})
    assert found == {
        "care": {Text("Save"): ["care/views.py"], Text("Take"): ["care/forms.py"]},
        "voice": {Text("Save"): ["voice/views.py"]},
    }


@pytest.mark.parametrize("language", PLURALS)
def test_the_frame_and_the_components_are_translated(language: str) -> None:
    done = translated(language)
    ours = [text for text, places in collect().items() if any(place.startswith("web/") for place in places)]
    assert len(ours) > 80
    assert [text.single for text in ours if text not in done] == []
    assert messages.ROOT.name == "waypost"
