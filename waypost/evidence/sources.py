"""How each source is: when it last sent something, what is usual for it, what was refused, and where it was silent.

A gap is found from the source's own rhythm (`rhythm`), or a person says that it is down. It ends by itself when
evidence of those days arrives, however late.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waypost.school import calendar, clock
from waypost.trust import audit
from waypost.web import say

from . import rhythm
from .changes import sources_changed
from .models import Refused, Source, SourceDay, SourceGap

LOOK_BACK = 200  # calendar days that gaps are looked for in
BY_RHYTHM, BY_PERSON = "rhythm", "person"


@dataclass(frozen=True, slots=True)
class Health:
    """A source's state on one day. `state` is a word of the design system: fine, late, silent, waiting, rest."""

    last_arrival: datetime | None
    usual: tuple[float, ...]  # chance of work on Monday, ..., Sunday; empty: not known yet
    refused: int  # in the last seven days
    waiting: int  # in the tray
    gap: SourceGap | None
    state: str
    sentence: str


def health(source: Source, *, paper: bool = False) -> Health:
    """How this source is today, with one sentence for people; on `paper` it names days that stay right tomorrow."""
    today = clock.today()
    gap = source.gaps.filter(until=None).order_by("since").first()
    waiting = Refused.objects.filter(source=source, state="waiting").count()
    week = SourceDay.objects.filter(source=source, day__gt=today - timedelta(days=7), day__lte=today)
    refused = week.aggregate(n=Sum("refused"))["n"] or 0
    state = _state(source, gap, waiting)
    sentence = _sentence(source, gap, None if paper else today)
    if waiting:
        sentence += " " + ngettext(
            "%(n)s statement waits in the tray.", "%(n)s statements wait in the tray.", waiting
        ) % {"n": say.number(waiting)}
    return Health(source.last_arrival, _usual(source, today), refused, waiting, gap, state, sentence)


def freshness_line() -> str:
    """One line for Today's head: which source last sent when, or which is silent, and that it accuses nobody."""
    rows = list(Source.objects.filter(kind="xapi").order_by("name"))
    silent = list(
        SourceGap.objects.filter(source__in=rows, until=None).select_related("source").order_by("since")
    )
    today = clock.today()
    if silent:
        names = say.listed([g.source.name for g in silent])
        text = _("No evidence from %(names)s since %(day)s: nobody who works there is called quiet for it")
        return text % {
            "names": names,
            "day": say.near_day(_before(silent[0].source, silent[0]), today),
        }
    last = Source.objects.exclude(kind="room").exclude(last_arrival=None).order_by("-last_arrival").first()
    if last is None or last.last_arrival is None:
        return ""
    moment = say.moment(clock.local(last.last_arrival), clock.local(clock.now()))
    return _("Last evidence: %(moment)s, %(name)s") % {"moment": moment, "name": last.name}


def gaps(source_ids: Iterable[int] | None = None) -> list[SourceGap]:
    """All gaps (of these sources), oldest first."""
    rows = SourceGap.objects.all() if source_ids is None else SourceGap.objects.filter(source__in=source_ids)
    return list(rows.order_by("since", "pk"))


@transaction.atomic
def watch() -> set[int]:
    """Look at every tool's rhythm up to yesterday, and open, end, move or take back gaps. Returns the sources whose
    gaps changed; `sources_changed` is sent for them. Idempotent; the worker calls it before it closes a day."""
    changed = {s.pk for s in Source.objects.filter(kind="xapi", paused=False) if settle(s)}
    if changed:
        sources_changed.send(sender=Source, source_ids=changed)
    return changed


def heard_from(source_ids: set[int]) -> None:
    """Evidence of these sources has just been counted: an open gap of theirs may be over. In the caller's transaction."""
    silent = Source.objects.filter(pk__in=source_ids, gaps__until=None, gaps__found_by=BY_RHYTHM).distinct()
    changed = {s.pk for s in silent if settle(s)}
    if changed:
        sources_changed.send(sender=Source, source_ids=changed)


def settle(source: Source) -> bool:
    """Make this source's gaps what its days say now."""
    today = clock.today()
    first = today - timedelta(days=LOOK_BACK)
    days = _school_days(first, today - timedelta(days=1))
    wanted = {
        (date.fromordinal(s.since), date.fromordinal(s.until) if s.until else None)
        for s in rhythm.silences(days, _worked(source, first))
    }
    if any(_works_today(source, today) for _since, until in wanted if until is None):
        wanted = {(since, until or _last(days, today)) for since, until in wanted}
    rows = source.gaps.filter(found_by=BY_RHYTHM, since__gte=first)
    there = {(g.since, g.until): g for g in rows}
    if there.keys() == wanted:
        return False
    for key in there.keys() - wanted:
        there[key].delete()
    SourceGap.objects.bulk_create(
        SourceGap(source=source, since=since, until=until, found_by=BY_RHYTHM)
        for since, until in sorted(wanted - there.keys(), key=str)
    )
    return True


@transaction.atomic
def say_down(
    source: Source, since: date, *, until: date | None = None, note: str = "", by: int | None = None
) -> SourceGap:
    """A person says that the source was (or is) down: claims that rest on it wait."""
    if until is not None and until < since:
        raise ValueError(_("The last day lies before the first. Change one of the two."))
    row = SourceGap.objects.create(
        source=source, since=since, until=until, found_by=BY_PERSON, note=note[:200]
    )
    audit.act("source.down", actor_id=by, object_kind="source", object_id=source.pk)
    sources_changed.send(sender=Source, source_ids={source.pk})
    return row


@transaction.atomic
def say_up(source: Source, *, by: int | None = None) -> int:
    """A person says that it works again: what a person had said is ended with yesterday. Returns how many gaps ended."""
    yesterday = clock.today() - timedelta(days=1)
    ended = 0
    for row in source.gaps.filter(found_by=BY_PERSON, until=None):
        row.until = max(row.since, yesterday)
        row.save(update_fields=["until"])
        ended += 1
    audit.act("source.up", actor_id=by, object_kind="source", object_id=source.pk)
    sources_changed.send(sender=Source, source_ids={source.pk})
    return ended


@transaction.atomic
def pause(source: Source, *, paused: bool, by: int | None = None) -> None:
    """Nothing is expected of a paused source (it is not used this term); it may still send."""
    source.paused = paused
    source.save(update_fields=["paused"])
    if paused:
        source.gaps.filter(found_by=BY_RHYTHM, until=None).update(until=clock.today())
    audit.act(
        "source.pause" if paused else "source.resume", actor_id=by, object_kind="source", object_id=source.pk
    )
    sources_changed.send(sender=Source, source_ids={source.pk})


def _state(source: Source, gap: SourceGap | None, waiting: int) -> str:
    if source.paused:
        return "rest"
    if gap is not None:
        return "silent"
    return "waiting" if waiting else "fine" if source.last_arrival else "late"


def _sentence(source: Source, gap: SourceGap | None, today: date | None) -> str:
    if source.paused:
        return _("Paused: nothing is expected from it now.")
    if gap is not None and gap.found_by == BY_PERSON:
        return _("Down since %(day)s, as a person says.") % {"day": say.near_day(gap.since, today)}
    if gap is not None:
        return _("No evidence since %(day)s, though it is usual on these days.") % {
            "day": say.near_day(_before(source, gap), today)
        }
    if source.last_arrival is None:
        return _("Nothing has come from it yet.")
    last = clock.local(source.last_arrival)
    moment = say.moment(last, clock.local(clock.now())) if today else say.dated(last.date())
    return _("Last evidence: %(moment)s.") % {"moment": moment}


def _before(source: Source, gap: SourceGap) -> date:
    """The last day with work before a gap (the gap's first day where none is known)."""
    row = source.days.filter(day__lt=gap.since, worked__gt=0).order_by("-day").first()
    return row.day if row else gap.since


def _usual(source: Source, today: date) -> tuple[float, ...]:
    first = today - timedelta(days=LOOK_BACK)
    days, worked = _school_days(first, today - timedelta(days=1)), _worked(source, first)
    habit = rhythm.usual(days, worked, rhythm.silences(days, worked))
    if habit.days < rhythm.ENOUGH:
        return ()
    monday = today.toordinal() - today.weekday()
    return tuple(habit.share(monday + i) if habit.seen.get((monday + i - 1) % 7) else 0.0 for i in range(7))


def _worked(source: Source, first: date) -> dict[int, int]:
    rows = SourceDay.objects.filter(source=source, day__gte=first, worked__gt=0).values_list("day", "worked")
    return {day.toordinal(): n for day, n in rows}


def _works_today(source: Source, today: date) -> bool:
    return SourceDay.objects.filter(source=source, day=today, worked__gt=0).exists()


def _school_days(first: date, last: date) -> list[int]:
    """School days from first to last; without a calendar, the days from Monday to Friday."""
    found = calendar.school_days()
    if len(found) == 0:
        return [d for d in range(first.toordinal(), last.toordinal() + 1) if (d - 1) % 7 < 5]
    return [int(d) for d in found if first.toordinal() <= d <= last.toordinal()]


def _last(days: list[int], today: date) -> date:
    return date.fromordinal(days[-1]) if days else today
