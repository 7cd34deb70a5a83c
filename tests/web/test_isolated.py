"""People's own words keep their own direction inside our sentences."""

from __future__ import annotations

import re
from pathlib import Path

from django.template import Context, Template
from django.utils import translation

ROOMS = ("practice", "community", "recognition")
ROOT = Path(__file__).parents[2] / "waypost"


def test_an_english_title_in_an_arabic_sentence_keeps_its_full_stop() -> None:
    template = Template(
        "{% load i18n waypost %}{% blocktranslate with title=t|isolated %}“{{ title }}”{% endblocktranslate %}"
    )
    with translation.override("ar"):
        assert "\u2068Mind the gap.\u2069" in template.render(Context({"t": "Mind the gap."}))
    assert template.render(Context({"t": "Mind & mend."})) == "“Mind &amp; mend.”"


def test_what_people_wrote_at_length_stands_apart_on_the_pages_of_three_rooms() -> None:
    """Looks for long words that stand bare: neither in `bdi` or `q`, nor in an element with a direction of its own."""
    bare = [
        f"{page.name}: {found[0]}"
        for room in ROOMS
        for page in sorted((ROOT / room / "templates").rglob("*.html"))
        for found in re.finditer(r"(<[^<>]*>)?\s*{{ [\w.]+\|linebreaksbr }}", page.read_text())
        if not re.match(r"<bdi>|<q>|<[^>]*dir=", found[1] or "")
    ]
    assert bare == []


def test_a_name_before_a_day_stands_apart_on_the_pages_of_three_rooms() -> None:
    """ "Willow School · 17 November": bare, an Arabic page reads the 17 as part of the name, and the day falls apart."""
    ours = ("page.state_words", "w.kind", "p.work.kind")  # words of the page's own language
    found = [
        (page.name, name, around)
        for room in ROOMS
        for page in sorted((ROOT / room / "templates").rglob("*.html"))
        for around, name in re.findall(
            r"((?:<bdi>)?){{ ([\w.]+) }}(?:</bdi>)? · {{ [^}]*\|\w*(?:day|dated)\b", page.read_text()
        )
    ]
    assert ("check.html", "school", "<bdi>") in found
    assert [f for f in found if not f[2] and f[1] not in ours] == []
