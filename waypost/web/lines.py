"""A week-by-week line against one's own habit, drawn on the server: words keep their size, the line stretches with the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import ceil

from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from . import say
from .shapes import across

_LEFT, _RIGHT = 0.06, 0.97  # where the first and the last week stand, as shares of the width
_TOP, _BOTTOM = 0.10, 0.80  # where the highest value and zero stand, as shares of the height


@dataclass(frozen=True, slots=True)
class Week:
    """One week. `value` None: nothing is known. `rest` names a holiday, `gap` a source that was silent."""

    start: date
    value: float | None
    rest: str = ""
    gap: str = ""


@dataclass(frozen=True, slots=True)
class WeeklyLine:
    """What the drawing and its table show. `low`..`high` is the usual band of this person, None while it is not known.

    `unit` stands over the table's column ("days worked"); `summary` is the sentence read out instead of the picture.
    `start`, a day within the weeks, is marked and named by `start_label` ("help began").
    """

    title: str
    unit: str
    weeks: Sequence[Week]
    low: float | None = None
    high: float | None = None
    top: float | None = None
    summary: str = ""
    start: date | None = None
    start_label: str = ""

    @property
    def start_at(self) -> int | None:
        """The place of the week that the marked day lies in."""
        if self.start is None:
            return None
        return next((n for n, w in enumerate(self.weeks) if 0 <= (self.start - w.start).days < 7), None)

    @property
    def ceiling(self) -> float:
        known = [week.value for week in self.weeks if week.value is not None]
        return max(1.0, self.top or ceil(max([*known, self.high or 0.0], default=1.0)))

    def x(self, index: float) -> float:
        return _LEFT + (_RIGHT - _LEFT) * (index / max(1, len(self.weeks) - 1))

    def y(self, value: float) -> float:
        return _BOTTOM - (_BOTTOM - _TOP) * min(1.0, value / self.ceiling)

    @property
    def has_rest(self) -> bool:
        return any(week.rest for week in self.weeks)

    @property
    def has_gap(self) -> bool:
        return any(week.gap for week in self.weeks)

    @property
    def has_band(self) -> bool:
        return self.low is not None and self.high is not None

    @property
    def sentence(self) -> str:
        return self.summary or _("%(title)s, %(count)s weeks. The figures stand in the table below.") % {
            "title": self.title,
            "count": say.number(len(self.weeks)),
        }


def weekly_svg(line: WeeklyLine) -> SafeString:
    """The picture. Its table stands beside it (templates/web/parts/weekly.html)."""
    return format_html(
        '<svg class="plot" role="img" aria-label="{}">{}{}{}{}{}{}{}</svg>',
        line.sentence,
        _band(line),
        _shades(line),  # over the band: nothing is usual in a holiday
        _rules(line),
        _start(line),
        _strokes(line),
        _dots(line),
        _months(line),
    )


def _percent(share: float) -> str:
    return f"{round(share * 100, 2):g}%"


def _shades(line: WeeklyLine) -> SafeString:
    """Holidays and silent sources, each run of weeks as one block from half a week before to half a week after."""
    blocks = []
    kinds = groupby(
        enumerate(line.weeks), key=lambda pair: "rest" if pair[1].rest else "gap" if pair[1].gap else ""
    )
    for kind, run in kinds:
        if kind:
            places = [index for index, _week in run]
            left, right = max(0.0, line.x(places[0] - 0.5)), min(1.0, line.x(places[-1] + 0.5))
            start = min(float(across(left)[:-1]), float(across(right)[:-1]))
            blocks.append((kind, f"{start:g}%", _percent(right - left), _percent(_BOTTOM)))
    return format_html_join("", '<rect class="{}" x="{}" y="0%" width="{}" height="{}" rx="6"/>', blocks)


def _band(line: WeeklyLine) -> SafeString:
    if line.low is None or line.high is None:
        return SafeString("")
    top, bottom = line.y(line.high), line.y(line.low)
    return format_html(
        '<rect class="band" x="0%" y="{}" width="100%" height="{}" rx="4"/>',
        _percent(top),
        _percent(max(0.02, bottom - top)),
    )


def _rules(line: WeeklyLine) -> SafeString:
    values = (0.0, line.ceiling) if line.ceiling < 2 else (0.0, line.ceiling / 2, line.ceiling)
    return format_html_join(
        "",
        '<line class="rule" x1="0%" x2="100%" y1="{0}" y2="{0}"/><text x="{1}" y="{0}" dy="-4">{2}</text>',
        (
            (_percent(line.y(value)), across(0.0), say.number(value, 0 if float(value).is_integer() else 1))
            for value in values
            if float(value).is_integer() or line.ceiling < 2
        ),
    )


def _start(line: WeeklyLine) -> SafeString:
    """A dashed line through the day that is marked; its name stands in the keys and in the table."""
    index = line.start_at
    if index is None or line.start is None:
        return SafeString("")
    inside = (line.start - line.weeks[index].start).days / 7
    place = across(min(_RIGHT, line.x(index + inside - 0.5)) if index else line.x(0))
    return format_html('<line class="start" x1="{0}" x2="{0}" y1="0%" y2="{1}"/>', place, _percent(_BOTTOM))


def _runs(line: WeeklyLine) -> Iterator[list[tuple[float, float]]]:
    """Stretches of neighbouring weeks with a value: the line breaks where nothing is known."""
    for known, run in groupby(enumerate(line.weeks), key=lambda pair: pair[1].value is not None):
        if known:
            yield [
                (float(across(line.x(index))[:-1]), 100 * line.y(week.value or 0.0)) for index, week in run
            ]


def _strokes(line: WeeklyLine) -> SafeString:
    points = ((" ".join(f"{x:g},{y:.4g}" for x, y in run),) for run in _runs(line) if len(run) > 1)
    inner = format_html_join("", '<polyline class="line" points="{}"/>', points)
    return format_html(
        '<svg x="0" y="0" width="100%" height="100%" viewBox="0 0 100 100" preserveAspectRatio="none">{}</svg>',
        inner,
    )


def _dots(line: WeeklyLine) -> SafeString:
    """The last week, and weeks that stand alone, as a dot."""
    runs = list(_runs(line))
    lonely = [run[0] for run in runs if len(run) == 1]
    last = [runs[-1][-1]] if runs else []
    places = ((f"{x:g}%", f"{y:.4g}%") for x, y in dict.fromkeys([*lonely, *last]))
    return format_html_join("", '<circle class="dot" cx="{}" cy="{}" r="6"/>', places)


def _months(line: WeeklyLine) -> SafeString:
    """The name of each month under its first week, where there is room; the last one ends at the edge."""
    room = len(line.weeks) / 6
    begins = [
        index
        for index, week in enumerate(line.weeks)
        if index == 0 or week.start.month != line.weeks[index - 1].start.month
    ]
    if len(begins) > 1 and begins[1] < room:
        del begins[0]  # the last days of a month would take the place of the whole month after it
    named: list[tuple[str, str, str]] = []
    shown = -room
    for index in begins:
        if index - shown >= room:
            at_end = index > len(line.weeks) * 0.9
            place = across(line.x(index) if not at_end else 1.0)
            month = formats.date_format(line.weeks[index].start, "M", use_l10n=False)
            named.append((place, "end" if at_end else "start", month))
            shown = index
    return format_html_join("", '<text x="{}" y="99%" text-anchor="{}">{}</text>', named)
