"""Verdicts -> episodes: when a signal opens, is held back, goes on and ends. History is only ever added to.

An episode is known by person, signal, subject and its first school day. While one lives, a verdict moves it; an ended
one stays as it was, and a later raise on another day is a new one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from waypost.measures.protocol import Signal, Verdict
from waypost.measures.reading import Reason
from waypost.school import calendar
from waypost.school.identities import chunks, person_of

from .models import Episode, EpisodeEvent

OPEN, SUSPENDED, ENDED = "open", "suspended", "ended"
EVIDENCE, PERSON, TIME = "evidence", "person", "time"
Key = tuple[str, int]  # signal, subject
LIVE = ~Q(state=ENDED)


@dataclass
class Plan:
    """What one student's verdicts change; written by `save` inside the caller's transaction."""

    new: list[tuple[Episode, dict[str, Any]]] = field(default_factory=list)
    moved: list[tuple[Episode, str, dict[str, Any]]] = field(default_factory=list)  # episode, event, detail
    rested: list[Episode] = field(default_factory=list)  # its reason has gone: it may be raised again
    restated: list[Episode] = field(
        default_factory=list
    )  # goes on, and the evidence has moved since it was last said

    def __bool__(self) -> bool:
        return bool(self.new or self.moved or self.rested or self.restated)


def known(person_ids: Iterable[int], since: int) -> dict[int, list[Episode]]:
    """Episodes that a verdict of a day after `since` (ordinal) may meet, oldest first.

    Those that live, those kept quiet by a person, and those of these days (one that ended today may go on today).
    """
    lately = date.fromordinal(max(since - 14, 1))
    may_meet = LIVE | Q(resting=True) | Q(silent_until__gte=lately) | Q(opened__gte=lately)
    out: dict[int, list[Episode]] = defaultdict(list)
    for part in chunks(person_ids):
        for episode in Episode.objects.filter(may_meet, person_id__in=part).order_by("opened", "pk"):
            out[episode.person_id].append(episode)
    return out


def plan(
    person: int,
    verdicts: Iterable[Verdict],
    episodes: Iterable[Episode],
    *,
    day: int,
    school_days: NDArray[np.int32],
    now: datetime,
    signals: Mapping[str, Signal],
) -> Plan:
    """What changes, given what the signals say on a day (ordinal). `episodes` are this person's, oldest first."""
    last: dict[Key, Episode] = {}
    opened: dict[tuple[str, int, date], Episode] = {}
    for one in sorted(episodes, key=lambda e: (e.state != ENDED, e.opened)):  # one that lives stands last
        last[one.signal, one.subject] = one
        opened[one.signal, one.subject, one.opened] = one
    said = {(v.signal, v.subject): v for v in verdicts}
    out = Plan()
    first_day = date.fromordinal(_school_day(day, school_days))
    for key, verdict in said.items():
        episode = last.get(key)
        if episode is not None and episode.state != ENDED and _for_another(episode, verdict, first_day):
            _end(out, episode, day, EVIDENCE, now, {"why": "for another adult"})
            if verdict.position == "raise" and (*key, first_day) not in opened:
                _raise(out, person, verdict, None, first_day, now, signals[verdict.signal])
        elif episode is not None and episode.state != ENDED:
            _move(out, episode, verdict, day, now)
        elif verdict.position == "raise" and not kept_quiet(episode, day):
            _raise(
                out, person, verdict, opened.get((*key, first_day)), first_day, now, signals[verdict.signal]
            )
        elif verdict.position == "clear" and episode is not None and episode.resting:
            _rest(out, episode)
    for key, episode in last.items():
        if key not in said:
            if episode.state != ENDED:
                _end(out, episode, day, EVIDENCE, now, {"why": "no verdict"})
            elif episode.resting:
                _rest(out, episode)
    return out


def save(plan: Plan, now: datetime) -> None:
    for episode, kind, detail in plan.moved:  # first what ends: one of a kind lives at a time
        episode.save(update_fields=["state", "changed_at", "ended", "ended_by", "resting"])
        EpisodeEvent.objects.create(episode=episode, at=now, kind=kind, detail=detail)
    for episode, detail in plan.new:
        episode.save(force_insert=True)
        EpisodeEvent.objects.create(episode=episode, at=now, kind="raised", detail=detail)
    for episode in plan.rested:
        episode.save(update_fields=["resting"])
    for episode in plan.restated:
        episode.save(update_fields=["reasons", "clears", "next_step", "inputs"])


def as_shown(verdict: Verdict) -> dict[str, Any]:
    """The evidence as it is shown, for the history."""
    return {"reasons": [reason(r) for r in verdict.reasons], "inputs": dict(verdict.inputs)}


def reason(given: Reason | None) -> dict[str, Any] | None:
    return None if given is None else {"code": given.code, "params": dict(given.params)}


def end_all(episodes: Iterable[Episode], day: int, now: datetime, why: str) -> Plan:
    """Nobody is there any more of whom this could be said (two rows were found to be one person)."""
    out = Plan()
    for episode in episodes:
        if episode.state != ENDED:
            _end(out, episode, day, PERSON, now, {"why": why})
    return out


def _move(out: Plan, episode: Episode, verdict: Verdict, day: int, now: datetime) -> None:
    if verdict.position == "clear":
        _end(out, episode, day, EVIDENCE, now, as_shown(verdict))
    elif verdict.position == "suspend" and episode.state == OPEN:
        _to(out, episode, SUSPENDED, "suspended", now, as_shown(verdict))
    elif verdict.position in {"raise", "hold"} and episode.state == SUSPENDED:
        _to(out, episode, OPEN, "resumed", now, as_shown(verdict))
    if episode.state == OPEN and verdict.position == "raise" and _restate(episode, verdict):
        out.restated.append(episode)


def _for_another(episode: Episode, verdict: Verdict, day: date) -> bool:
    """What is now told to another adult is another episode: this one stays with its own."""
    return bool(verdict.only_for) and _adult(verdict, day) != episode.only_for_id


def _restate(episode: Episode, verdict: Verdict) -> bool:
    """Say it as it stands now; what was shown when it was raised stays in the history. True if anything is new."""
    now = [reason(r) for r in verdict.reasons]
    if now == episode.reasons:
        return False
    episode.reasons, episode.inputs = now, dict(verdict.inputs)
    episode.clears, episode.next_step = reason(verdict.clears), reason(verdict.next_step)
    return True


def _raise(
    out: Plan,
    person: int,
    verdict: Verdict,
    again: Episode | None,
    first_day: date,
    now: datetime,
    signal: Signal,
) -> None:
    """A new episode; or, on the very day on which one of this identity had ended, that one goes on."""
    if again is not None:
        again.ended, again.ended_by = None, ""
        _to(out, again, OPEN, "resumed", now, as_shown(verdict))
        return
    episode = Episode(
        person_id=person,
        signal=verdict.signal,
        subject=verdict.subject,
        opened=first_day,
        version=str(signal.about.version),
        state=OPEN,
        raised_at=now,
        changed_at=now,
        reasons=[reason(r) for r in verdict.reasons],
        clears=reason(verdict.clears),
        next_step=reason(verdict.next_step),
        inputs=dict(verdict.inputs),
        good_news=signal.about.good_news,
        only_for_id=_adult(verdict, first_day),
        adults_from=_adults_from(signal, first_day),
    )
    out.new.append((episode, as_shown(verdict)))


def _adult(verdict: Verdict, day: date) -> int | None:
    """The one adult for whom it is. An identifier that stands for nobody: no adult at all (0)."""
    return (person_of(verdict.only_for, day) or 0) if verdict.only_for else None


def _adults_from(signal: Signal, day: date) -> date | None:
    days = signal.about.student_first
    return calendar.next_school_day(day, days) if days else None


def _end(out: Plan, episode: Episode, day: int, by: str, now: datetime, detail: dict[str, Any]) -> None:
    episode.ended, episode.ended_by = date.fromordinal(day), by
    _to(out, episode, ENDED, "ended", now, detail)


def _to(out: Plan, episode: Episode, state: str, kind: str, now: datetime, detail: dict[str, Any]) -> None:
    episode.state, episode.changed_at = state, now
    out.moved.append((episode, kind, detail))


def _rest(out: Plan, episode: Episode) -> None:
    episode.resting = False
    out.rested.append(episode)


def kept_quiet(last: Episode | None, day: int) -> bool:
    """A person ended it while its reason stood, or said that it was wrong."""
    if last is None:
        return False
    return last.resting or (last.silent_until is not None and day <= last.silent_until.toordinal())


def _school_day(day: int, school_days: NDArray[np.int32]) -> int:
    """The day itself where it is a school day, else the last one before it; without a calendar the day itself."""
    at = int(np.searchsorted(school_days, day, side="right"))
    return int(school_days[at - 1]) if at else day
