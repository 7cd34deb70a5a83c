"""Readings of the whole student as sentences: working habits, growth, talks. Numbers stand in a sentence, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waypost.evidence.models import Source
from waypost.readings.models import Event, Reading
from waypost.school import calendar, clock
from waypost.school.people import identifiers_of
from waypost.web import say
from waypost.web.lines import Week, WeeklyLine

WEEKS = 12


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence and the page that says how we know."""

    sentence: str
    measure: str

    @property
    def href(self) -> str:
        return reverse("readings:how", args=[self.measure])


def _whole(found: list[Reading], measure: str) -> Reading | None:
    return next((r for r in found if r.measure == measure and not r.subject), None)


def weekly(found: list[Reading], *, as_of: date | None = None) -> WeeklyLine | None:
    """Days worked a week against the student's own habit; None without dated work."""
    reading = _whole(found, "days_worked")
    if reading is None or not reading.series:
        return None
    today = as_of or clock.today()
    known = {date.fromordinal(int(day)): float(value) for day, value in reading.series}
    mondays = say.weeks_between(min(known), today)[-WEEKS:]
    weeks = [Week(m, known.get(m), rest="" if known.get(m) is not None else _rest(m)) for m in mondays]
    return WeeklyLine(
        title=_("Working days, beside the own habit"),
        unit=_("days worked"),
        weeks=weeks,
        low=_number(reading, "usual_low"),
        high=_number(reading, "usual_high"),
        top=5.0,
        summary=_habit(reading),
    )


def _rest(monday: date) -> str:
    """The name of a holiday week, where the whole week is off."""
    sunday = date.fromordinal(monday.toordinal() + 6)
    return "" if calendar.count_between(date.fromordinal(monday.toordinal() - 1), sunday) else _("holiday")


def _number(reading: Reading, name: str) -> float | None:
    value = reading.detail.get(name)
    return float(value) if isinstance(value, int | float) else None


def _habit(reading: Reading) -> str:
    words = {
        "as_usual": _("The last two weeks are as usual for this student."),
        "below_usual": _("The last two weeks lie below what is usual for this student."),
        "above_usual": _("The last two weeks lie above what is usual for this student."),
        "held_back": _("A source is silent now, so nothing is compared until it is back."),
        "new": _("It is too early to know what is usual for this student."),
    }
    return words.get(reading.state, _("There is too little dated work to say anything yet."))


def facets(found: list[Reading]) -> list[Fact]:
    """How this student works, beside their own earlier weeks: one sentence a facet that has one."""
    facts: list[Fact] = []
    days = _whole(found, "days_worked")
    if days is not None and days.state != "not_enough":
        facts.append(Fact(_habit(days), "days_worked"))
    for measure, words in _FACETS:
        reading = _whole(found, measure)
        if reading is None or reading.value is None:
            continue
        sentence = words(reading)
        if sentence:
            facts.append(Fact(sentence, measure))
    return facts


def _minutes(reading: Reading) -> str:
    usual = _number(reading, "usual")
    now = say.minutes(reading.value or 0)
    if usual is None:
        return _("%(now)s a week left a trace in the tools lately.") % {"now": now}
    return _("%(now)s a week left a trace in the tools lately; usual are %(usual)s.") % {"now": now, "usual": say.minutes(usual)}


def _persistence(reading: Reading) -> str:
    return _("After an error, the work went on in %(share)s of cases.") % {"share": say.in_hundred(reading.value)}


_FACETS = (("active_minutes", _minutes), ("persistence", _persistence))


def growth(found: list[Reading]) -> list[Fact]:
    """This half-term beside the last."""
    reading = _whole(found, "growth")
    if reading is None or reading.state == "not_enough":
        return []
    d = reading.detail
    secured, before = int(d.get("secured") or 0), int(d.get("secured_before") or 0)
    facts = [
        ngettext(
            "%(count)s skill became secure in this half-term.", "%(count)s skills became secure in this half-term.", secured
        )
        % {"count": say.words(secured).capitalize()}
        + " "
        + (_("In the last one: %(count)s.") % {"count": say.words(before)} if d.get("days_before") else "")
    ]
    if d.get("slipped"):
        n = int(d["slipped"])
        facts.append(ngettext("%(n)s skill slipped.", "%(n)s skills slipped.", n) % {"n": say.words(n).capitalize()})
    if d.get("refreshed"):
        n = int(d["refreshed"])
        facts.append(ngettext("%(n)s skill was refreshed.", "%(n)s skills were refreshed.", n) % {"n": say.words(n).capitalize()})
    return [Fact(f.strip(), "growth") for f in facts]


def talked_line(found: list[Reading]) -> str:
    """ "talked with 9 school days ago"."""
    reading = _whole(found, "conversations")
    if reading is None or reading.value is None:
        return _("no talk noted yet")
    days = round(reading.value)
    return _("talked with today") if days == 0 else _("talked with %(days)s ago") % {"days": say.school_days(days)}


def sources_line(person_id: int) -> str:
    """Which tools the evidence comes from, and that only this part of the work leaves traces."""
    ids = [known[0] for known in identifiers_of(person_id)]
    sources = Event.objects.filter(identifier_id__in=ids).order_by().values_list("source_id", flat=True).distinct()
    names = list(Source.objects.filter(pk__in=list(sources)).exclude(kind="room").order_by("name").values_list("name", flat=True))
    if not names:
        return ""
    return _("From %(sources)s. Work on paper and talk in class leave no trace here unless a teacher notes it.") % {"sources": say.listed(names)}
