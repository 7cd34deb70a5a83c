"""What must not stand in any template, style sheet or module of the whole package (TRUST 21, DESIGN: no page-specific CSS)."""

from __future__ import annotations

import re

from waypost.web.messages import ROOT

TEMPLATES = sorted(ROOT.rglob("templates/**/*.html"))
STYLES = sorted((ROOT / "web" / "static" / "web").glob("*.css"))
#: Where HTML is declared safe, and why it is.
ESCAPE_HATCHES = {
    "web/charts.py": "Vega's own SVG writer escapes the text",
    "web/grid.py": "escaped value by value",
    "web/markdown.py": "straight out of nh3",
}


def test_there_are_templates_to_look_at() -> None:
    assert len(TEMPLATES) > 20
    assert len(STYLES) == 4


def test_no_template_has_an_inline_style_or_handler() -> None:
    wrong = re.compile(
        r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|hx-on|hx-vals\s*=\s*[\"']js:|data:[a-z]+/",
        re.I,
    )
    assert [
        f"{path}: {found.group()}" for path in TEMPLATES if (found := wrong.search(path.read_text()))
    ] == []


def test_no_template_has_an_inline_script() -> None:
    scripts = re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")", re.I)
    assert [str(path) for path in TEMPLATES if scripts.search(path.read_text())] == []


def test_escape_hatches_stand_in_listed_places_only() -> None:
    hatch = re.compile(
        r"mark_safe|SafeString\((?!\"\"\))|\|\s*safe\b|autoescape\s+off|format_html\(\s*f[\"']|\bsafeseq\b|__html__"
    )
    found = {
        path.relative_to(ROOT).as_posix()
        for path in [*ROOT.rglob("*.py"), *TEMPLATES]
        if hatch.search(path.read_text())
    }
    assert found == set(ESCAPE_HATCHES)


def test_what_somebody_wrote_in_several_lines_keeps_its_own_direction() -> None:
    """An English sentence on an Arabic page: its full stop stands where it was written."""
    free = re.compile(
        r"(?<!<bdi>)(?<!<bdi class=\"fold\">)\{\{ (?!sentence|h\.words)[^}]*\|linebreaks(?:br)? \}\}"
    )
    marked = re.compile(r'dir="[^"]*"[^>]*>(?:<q>|<br>)?$')
    assert [
        f"{path}: {found.group()}"
        for path in TEMPLATES
        for text in [path.read_text()]
        for found in free.finditer(text)
        if not marked.search(text[: found.start()])
    ] == []


def test_no_room_brings_css_of_its_own() -> None:
    sheets = {path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.css")}
    assert {
        sheet
        for sheet in sheets
        if not sheet.startswith(("web/static/web/", "web/static/vendor/", "_static/"))
    } == set()


def test_styles_use_logical_properties_and_tokens() -> None:
    physical = re.compile(
        r"(?<![\w-])(?:margin|padding)-(?:left|right|top|bottom)|text-align:\s*(?:left|right)|(?<![\w-])(?:left|right):\s"
    )
    for path in STYLES:
        assert not physical.search(path.read_text()), path
    for path in STYLES:
        if path.name != "tokens.css":
            rules = re.sub(r"\.vega \[.*", "", path.read_text())
            assert not re.search(r"#[0-9a-f]{3,8}\b(?![^{]*\{)", rules), (
                f"{path} names a colour that is not a token"
            )


def test_dark_by_choice_equals_dark_by_device() -> None:
    tokens = (ROOT / "web" / "static" / "web" / "tokens.css").read_text()
    device = re.search(r":root:not\(\[data-theme=\"light\"\]\) \{(.*?)\}", tokens, re.S)
    chosen = re.search(r":root\[data-theme=\"dark\"\] \{\s*color-scheme: dark;(.*?)\}", tokens, re.S)
    assert device
    assert chosen
    assert device.group(1).split() == chosen.group(1).split()


def _light(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_light(one), _light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_tokens_have_the_contrast_that_their_use_needs() -> None:
    """WCAG 2.2: 1.4.3 text 4.5:1; 1.4.11 shapes that carry meaning 3:1."""
    tokens = (ROOT / "web" / "static" / "web" / "tokens.css").read_text()
    light = tokens[: tokens.index("@media (prefers-color-scheme")]
    dark = tokens[tokens.index(':root[data-theme="dark"]') : tokens.index(':root[data-theme="light"] {')]
    for block in (light, dark):
        named = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
        for text, surfaces in {
            "ink": ["paper", "card", "sunk", "glad-soft", "care-soft", "brand-soft"],
            "ink-2": ["paper", "card", "sunk", "glad-soft", "care-soft", "brand-soft"],
            "link": ["paper", "card", "sunk", "brand-soft", "glad-soft", "care-soft"],
            "brand-ink": ["brand", "brand-hover"],
            "care": ["card", "care-soft"],
            "glad": ["glad-soft"],
        }.items():
            for surface in surfaces:
                assert _contrast(named[text], named[surface]) >= 4.5, (text, surface)
        for shape in ("m0", "m1", "m2", "m3", "m4", "m5", "edge", "brand"):
            assert _contrast(named[shape], named["card"]) >= 3, shape


def test_every_icon_that_is_named_stands_in_the_sprite() -> None:
    sprite = (ROOT / "web" / "static" / "web" / "icons.svg").read_text()
    there = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    named = {
        name for path in TEMPLATES for name in re.findall(r"{% icon [\"']([\w-]+)[\"']", path.read_text())
    }
    assert named <= there, named - there
