"""What readings offer to pages that compose: sentences and a line for the student page. Readings go in, words come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waypost.evidence.models import Source, SourceGap
from waypost.school import calendar, clock, identities
from waypost.web import say
from waypost.web.lines import Week, WeeklyLine

from .models import Event, Reading


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence, and the page that says how we know."""

    sentence: str
    href: str


def talked_line(found: Sequence[Reading]) -> str:
    """When an adult last talked with the student."""
    reading = _one(found, "conversations")
    last = reading.detail.get("last_day") if reading else None
    if not last:
        return _("no talk noted yet")
    return _("last talk %(day)s") % {"day": say.ago(date.fromordinal(last), clock.today())}


def weekly(found: Sequence[Reading], *, as_of: date | None = None) -> WeeklyLine | None:
    """Days worked a week beside the student's own usual weeks; None where nothing is known."""
    reading = _one(found, "days_worked")
    if reading is None or not reading.series:
        return None
    known = {date.fromordinal(int(day)): float(value) for day, value in reading.series}
    first = min(known)
    last = as_of or reading.as_of or clock.today()
    weeks = [_week(monday, known) for monday in say.weeks_between(first, last)]
    low, high = reading.detail.get("usual_low"), reading.detail.get("usual_high")
    return WeeklyLine(
        title=_("Days with work, week by week"),
        unit=_("days with work"),
        weeks=weeks,
        low=low,
        high=high,
        top=5,
        summary=_days_sentence(reading),
    )


def facets(found: Sequence[Reading]) -> list[Fact]:
    """The recent days beside the student's own earlier weeks, a sentence each; nothing where nothing is known."""
    words = (
        ("days_worked", _days_sentence),
        ("active_minutes", _minutes_sentence),
        ("regularity", _regularity_sentence),
        ("persistence", _persistence_sentence),
    )
    out = []
    for measure, sentence in words:
        reading = _one(found, measure)
        if reading is not None and reading.value is not None:
            out.append(
                Fact(
                    f"{sentence(reading)} {beside(reading.state)}".strip(),
                    reverse("readings:how", args=[measure]),
                )
            )
    return out


def growth(found: Sequence[Reading]) -> list[Fact]:
    """This half-term beside the last."""
    reading = _one(found, "growth")
    if reading is None or reading.state == "not_enough":
        return []
    d, href = reading.detail, reverse("readings:how", args=["growth"])
    now = ngettext(
        "%(n)s skill became secure in this half-term.",
        "%(n)s skills became secure in this half-term.",
        d["secured"],
    )
    out = [Fact(now % {"n": d["secured"]}, href)]
    if d.get("days_before"):
        before = ngettext(
            "In the half-term before it was %(n)s.",
            "In the half-term before it was %(n)s.",
            d["secured_before"],
        )
        out.append(Fact(before % {"n": d["secured_before"]}, href))
    if d["slipped"]:
        text = ngettext(
            "%(n)s skill has become shaky and is worth a look.",
            "%(n)s skills have become shaky and are worth a look.",
            d["slipped"],
        )
        out.append(Fact(text % {"n": d["slipped"]}, href))
    if d["refreshed"]:
        text = ngettext("%(n)s skill came back.", "%(n)s skills came back.", d["refreshed"])
        out.append(Fact(text % {"n": d["refreshed"]}, href))
    return out


def sources_line(person_id: int) -> str:
    """Which tools and files this rests on, and which of them are silent now."""
    known = [k.identifier for k in identities.identifiers_of(person_id)]
    ids = set(
        Event.objects.filter(identifier_id__in=known, voided=False)
        .values_list("source_id", flat=True)
        .distinct()
    )
    names = dict(
        Source.objects.filter(pk__in=ids).exclude(kind="room").order_by("name").values_list("pk", "name")
    )
    if not names:
        return ""
    line = _("From %(sources)s.") % {"sources": say.listed(list(names.values()))}
    gaps = SourceGap.objects.filter(source__in=names, until__isnull=True).order_by("since")
    for gap in gaps:
        line += " " + _("No evidence from %(source)s %(since)s.") % {
            "source": names[gap.source_id],
            "since": say.since(gap.since, clock.today()),
        }
    return line


def _one(found: Sequence[Reading], measure: str) -> Reading | None:
    return next((r for r in found if r.measure == measure and not r.subject), None)


def _week(monday: date, known: dict[date, float]) -> Week:
    rest = "" if calendar.count_between(monday, monday + timedelta(days=6)) else _("holiday")
    return Week(monday, known.get(monday), rest=rest)


def _days_sentence(reading: Reading) -> str:
    d = reading.detail
    if reading.value is None:
        return _("Not enough days are known yet.")
    return _("Work on %(worked)s of the last %(days)s days here.") % {
        "worked": d.get("worked", 0),
        "days": d["days"],
    }


def _minutes_sentence(reading: Reading) -> str:
    return _("About %(minutes)s of work in a week.") % {"minutes": say.minutes(reading.value or 0)}


def _regularity_sentence(reading: Reading) -> str:
    return (
        _("Times of work are settled.")
        if (reading.value or 0) >= 0.5
        else _("Times of work change from day to day.")
    )


def _persistence_sentence(reading: Reading) -> str:
    d = reading.detail
    return _("After %(errors)s errors the work went on %(went_on)s times.") % {
        "errors": d.get("errors", 0),
        "went_on": d.get("went_on", 0),
    }


def beside(state: str) -> str:
    """A habit beside the student's own earlier weeks."""
    return {
        "as_usual": _("That is as usual."),
        "below_usual": _("That is less than in earlier weeks."),
        "above_usual": _("That is more than in earlier weeks."),
        "new": _("What is usual is not known yet."),
        "held_back": _("A tool is silent, so we do not compare."),
    }.get(state, "")
