"""What came out, as a picture: the difference with its interval, beside none and beside what was called worthwhile.

Words stand beside it and are read out in its place; the drawing tells nothing that the words don't.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from waypost.measures.weekly import DAYS_WORKED
from waypost.web import say
from waypost.web.charts import COLOURS

from .plan import Plan

WIDTH, HEIGHT, HUNDRED = 440, 70, 100


@dataclass(frozen=True, slots=True)
class Drawn:
    """`spec` for the chart tag, `label` is read out, `legend` stands below it."""

    spec: dict[str, Any]
    label: str
    legend: str


def of_result(plan: Plan, numbers: Mapping[str, Any], size: str) -> Drawn | None:
    """None where no size may be said, or none could be worked out."""
    main, spread = numbers["main"], numbers["spread"]
    if not size or main["low"] is None or not numbers.get("told", True):
        return None
    times = 1 if plan.outcome == DAYS_WORKED else HUNDRED
    places = 2 if plan.outcome == DAYS_WORKED else 1
    value, low, high = (round(times * main[k], places) for k in ("value", "low", "high"))
    line = round(times * plan.smallest * spread, places) if spread else None
    unit = _("days a week") if plan.outcome == DAYS_WORKED else _("right of 100")
    told = _("The dot is the difference, the bar how sure we are, the grey line no difference.")
    if line is not None:
        told += " " + _("The dashed line is what you called worthwhile: %(n)s more %(unit)s.") % {
            "n": say.number(line, places), "unit": unit,
        }  # fmt: skip
    return Drawn(_spec(value, low, high, line, unit), f"{size} {told}", told)


def _spec(value: float, low: float, high: float, line: float | None, unit: str) -> dict[str, Any]:
    """Vega-Lite, data inside. The scale is as wide to the left of nought as to the right."""
    reach = 1.15 * max(abs(low), abs(high), abs(line or 0.0), 0.1)
    x = {"type": "quantitative", "scale": {"domain": [-reach, reach], "nice": False}}
    axis = {
        "title": unit,
        "tickCount": 5,
        "format": "+~g",
        "labelExpr": "datum.value == 0 ? '0' : datum.label",
        "grid": False,
    }
    middle = {"y": {"value": HEIGHT / 2}}
    layers: list[dict[str, Any]] = [_rule(0.0, x, {"color": COLOURS["quiet"], "strokeWidth": 1.5})]
    if line is not None:
        layers.append(_rule(line, x, {"color": COLOURS["starting"], "strokeWidth": 2, "strokeDash": [6, 4]}))
    bar = {"mark": {"type": "rule", "strokeWidth": 12, "strokeCap": "round", "color": COLOURS["developing"], "opacity": 0.45},
           "data": {"values": [{"low": low, "high": high}]},
           "encoding": {"x": {"field": "low", "axis": axis, **x}, "x2": {"field": "high"}, **middle}}  # fmt: skip
    dot = {"mark": {"type": "point", "filled": True, "size": 220, "color": COLOURS["brand"]},
           "data": {"values": [{"at": value}]}, "encoding": {"x": {"field": "at", **x}, **middle}}  # fmt: skip
    return {"width": WIDTH, "height": HEIGHT, "layer": [*layers, bar, dot]}


def _rule(at: float, x: Mapping[str, Any], mark: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "mark": {"type": "rule", **mark},
        "data": {"values": [{"at": at}]},
        "encoding": {"x": {"field": "at", **x}},
    }
