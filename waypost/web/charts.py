"""Vega-Lite specs to SVG on the server (vl-convert): inline data only, nothing is fetched, colours follow light and dark by CSS."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString, mark_safe

#: Colours as Vega writes them; data.css answers to each with the token of the same meaning, so that dark mode works.
COLOURS = {
    "brand": "#1c6b59",
    "quiet": "#566070",
    "line": "#e2ded2",
    "soft": "#e2efe9",
    "ink": "#1d2530",
    "unknown": "#8f897a",
    "starting": "#b07c12",
    "developing": "#4c8f7b",
    "slipping": "#a8552f",
    "due": "#5f64a8",
}

#: Width in px of the drawing for phones (its axis comes on top).
NARROW = 240

CONFIG: dict[str, Any] = {
    "background": None,
    "font": "Atkinson Hyperlegible, system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": COLOURS["quiet"],
        "titleColor": COLOURS["quiet"],
        "domainColor": COLOURS["line"],
        "gridColor": COLOURS["line"],
        "tickColor": COLOURS["line"],
        "labelFontSize": 16,
        "titleFontSize": 16,
        "titleFontWeight": 400,
    },
    "legend": {
        "labelColor": COLOURS["quiet"],
        "titleColor": COLOURS["quiet"],
        "labelFontSize": 16,
        "titleFontSize": 16,
    },
    "text": {"color": COLOURS["ink"], "fontSize": 16},
    "line": {"color": COLOURS["brand"], "strokeWidth": 3, "strokeCap": "round"},
    "bar": {"color": COLOURS["brand"]},
    "point": {"color": COLOURS["brand"], "filled": True, "size": 90},
    "area": {"color": COLOURS["soft"]},
    "rule": {"color": COLOURS["line"]},
    "range": {
        "category": [
            COLOURS[name] for name in ("brand", "starting", "due", "developing", "slipping", "unknown")
        ]
    },
}


def chart_svg(spec: Any, label: str, live: str = "") -> SafeString:
    """A Vega-Lite spec (dict, or anything with to_dict(), as altair's charts) as an SVG that is read out as `label`.

    A spec wider than a phone is drawn twice, and CSS shows the one that fits: words keep their size.
    `live` is an id: the spec goes along as JSON, and static/web/live-chart.js makes the drawing answer to the pointer.
    Raises ValueError for a spec that names a URL: data stand in the spec (TRUST 22).
    """
    plain: dict[str, Any] = spec if isinstance(spec, dict) else spec.to_dict()
    if _names_url(plain):
        raise ValueError("a chart's data stand in its spec; it may not name a url")
    drawn = [_svg(json.dumps(plain, default=str), "")]
    if isinstance(plain.get("width"), int | float) and plain["width"] > NARROW:
        drawn = [
            _svg(json.dumps(plain, default=str), "for-wide"),
            _svg(json.dumps(plain | {"width": NARROW}, default=str), "for-narrow"),
        ]
    pictures = format_html_join("", "{}", ((one,) for one in drawn))
    if not live:
        return format_html('<div class="vega" role="img" aria-label="{}">{}</div>', label, pictures)
    told = json_script(json.loads(json.dumps({"config": CONFIG} | plain, default=str)), live)
    return format_html(
        '<div class="vega" role="img" aria-label="{}" data-spec="{}">{}</div>{}', label, live, pictures, told
    )


@lru_cache(maxsize=64)
def _svg(spec: str, css: str) -> SafeString:
    import vl_convert  # a large library; only pages with such a chart pay for it

    drawn: str = vl_convert.vegalite_to_svg(json.loads(spec), config=CONFIG, allowed_base_urls=[])
    if "<script" in drawn or "javascript:" in drawn:
        raise ValueError("the chart would carry a script")
    quiet = re.sub(r'\s(?:style|role|aria-[a-z]+)="[^"]*"', "", drawn)
    # The text inside comes escaped from Vega's SVG writer; tests/web/test_charts.py holds it to that.
    return mark_safe(quiet.replace('class="marks"', f'class="marks {css}" aria-hidden="true"', 1))  # noqa: S308


def _names_url(part: Any) -> bool:
    if isinstance(part, dict):
        return any(
            key in {"url", "href"} or _names_url(value) for key, value in part.items() if key != "$schema"
        )
    return isinstance(part, list) and any(_names_url(item) for item in part)
