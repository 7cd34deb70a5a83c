"""A student's days lived through again by the rules in force: when each would have spoken, and whether it came true.

For the backtest (`quality`). The outcome is fixed beforehand and looked at only up to the first help (a conversation
with any adult after the day of the signal). What should have been found is told without the rule:

- stuck: twenty counted tries of a skill without its ever being secure; it began with the tenth of them.
- gone quiet: fifteen days here in a row without a trace, after thirty days with work on half of them or more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .context import Context
from .engagement import exposure
from .engagement.fold import HOURS, Days
from .events import Events, Kind
from .protocol import Measure, Signal, StudentView
from .quality import DEFAULT, Onset, QualitySettings, Raised, quiet_outcome, stuck_outcome
from .reading import WHOLE_STUDENT, Reading
from .skill_now import SkillNow

STUCK, QUIET = "stuck", "gone_quiet"
RULES = (STUCK, QUIET)
MASTERY, WORKED = "mastery", "days_worked"
SOURCE_SHARE = 0.1  # as the engagement measures have it

ContextOf = Callable[[int], Context]


@dataclass(slots=True)
class Told:
    """What came of one student, for one rule. Days are places in the list of school days."""

    raised: list[Raised] = field(default_factory=list)
    onsets: list[Onset] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Player:
    """The rules, and the two measures whose states they look at, with the parameters in force."""

    measures: Mapping[str, Measure]
    signals: Mapping[str, Signal]
    settings: QualitySettings = DEFAULT

    def play(
        self,
        events: Events,
        days: NDArray[np.int32],
        context_of: ContextOf,
        *,
        student: int = 0,
        group: str = "",
    ) -> dict[str, Told]:
        """One student over `days` (ordinals of school days, sorted), each read at its close."""
        told = {name: Told() for name in RULES if name in self.signals}
        states = {name: self.measures[name].init() for name in (MASTERY, WORKED)}
        live: set[tuple[str, int]] = set()
        tried: dict[int, int] = {}  # skill -> day on which it had ten loose tries
        rest = events
        for place, day in enumerate(days.tolist()):
            part = rest.up_to_day(day)
            rest = rest[len(part) :]
            for name in states:
                states[name] = self.measures[name].step(states[name], part)
            context = context_of(day)
            readings = self.measures[MASTERY].read(states[MASTERY], context)
            if STUCK in told:
                told[STUCK].onsets += self._skills_stuck(readings, tried, place, student, group)
            view = StudentView({(r.measure, r.subject): r for r in readings}, states, context)
            for name, what in told.items():
                for subject in self._opened(name, view, live):
                    came, until = self._outcome(name, subject, states, rest, day, days, context_of)
                    what.raised.append(Raised(student, subject, place, came, until, group))
        if QUIET in told:
            silent = self._silences(states[WORKED], days, context_of(int(days[-1]))) if len(days) else ()
            told[QUIET].onsets += [Onset(student, WHOLE_STUDENT, place, group) for place in silent]
        return told

    def _opened(self, name: str, view: StudentView, live: set[tuple[str, int]]) -> Iterator[int]:
        """Subjects of which the rule begins to speak on this day."""
        said = {v.subject: v.position for v in self.signals[name].decide(view)}
        gone = {(n, s) for n, s in live if n == name and said.get(s, "clear") == "clear"}
        live -= gone
        for subject, position in said.items():
            if position == "raise" and (name, subject) not in live:
                live.add((name, subject))
                yield subject

    def _outcome(
        self,
        name: str,
        subject: int,
        states: Mapping[str, Any],
        rest: Events,
        day: int,
        days: NDArray[np.int32],
        context_of: ContextOf,
    ) -> tuple[bool | None, int | None]:
        """(did it come true, the place of the day on which that was plain)."""
        talks = rest.day[(rest.kind == Kind.CONVERSATION) & (rest.day > day)]
        helped = int(talks.min()) if len(talks) else None
        if name == STUCK:
            found, ahead = (
                self._tries_after(subject, states[MASTERY], rest, context_of),
                self.settings.tries_ahead,
            )
        else:
            found, ahead = self._days_after(rest, day, days, context_of), self.settings.days_ahead
        when, good = [d for d, _ in found], [g for _, g in found]
        before = None if helped is None else sum(d < helped for d in when)
        came = (
            stuck_outcome(good, before, self.settings)
            if name == STUCK
            else quiet_outcome(good, before, self.settings)
        )
        return came, int(np.searchsorted(days, when[ahead - 1])) if came else None

    def _tries_after(
        self, skill: int, state: Any, rest: Events, context_of: ContextOf
    ) -> list[tuple[int, bool]]:
        """(day, is the skill secure) after each of the next counted tries."""
        measure = self.measures[MASTERY]
        state = measure.unpack(measure.pack(state))
        found: list[tuple[int, bool]] = []
        before = self._of(state, skill, context_of(int(rest.day[0]))) if len(rest) else None
        counted, at = before.tries if before else 0, 0
        for i in _touching(rest, skill):
            state = measure.step(state, rest[at : i + 1])
            at = i + 1
            now = self._of(state, skill, context_of(int(rest.day[i])))
            if now and now.tries > counted:
                counted = now.tries
                found.append((int(rest.day[i]), now.secure))
            if len(found) == self.settings.tries_ahead:
                break
        return found

    def _of(self, state: Any, skill: int, context: Context) -> SkillNow | None:
        read = self.measures[MASTERY].read(state, context)
        return next((SkillNow(r) for r in read if r.subject == skill), None)

    def _days_after(
        self, rest: Events, day: int, days: NDArray[np.int32], context_of: ContextOf
    ) -> list[tuple[int, bool]]:
        """(day, was there a trace) of the next days here on which a tool could have told."""
        last = int(days[-1])
        state: Days = self.measures[WORKED].step(self.measures[WORKED].init(), rest)
        context = context_of(last)
        present = context.days_present(day + 1, last)
        silent = tuple(g for g in context.gaps if g.until is None or g.until > day)
        here = exposure.without_gaps(present, silent)[: self.settings.days_ahead]
        worked = state.of(here)[:, HOURS] != 0 if len(here) else []
        return [(int(d), bool(w)) for d, w in zip(here, worked, strict=True)]

    def _skills_stuck(
        self, readings: list[Reading], tried: dict[int, int], place: int, student: int, group: str
    ) -> Iterator[Onset]:
        """A skill with twenty tries since it was last secure (or ever), from the day of the tenth on."""
        many, twice = self.settings.tries_ahead, 2 * self.settings.tries_ahead
        for now in map(SkillNow, readings):
            tries = 0 if now.secure else now.loose_tries
            if tries < many:
                tried.pop(now.skill, None)
                continue
            tried.setdefault(now.skill, place)
            if tries >= twice and tried[now.skill] >= 0:
                yield Onset(student, now.skill, tried[now.skill], group)
                tried[now.skill] = -1  # said

    def _silences(self, state: Days, days: NDArray[np.int32], context: Context) -> Iterator[int]:
        """Places of the first days of long silences, of the days that are still kept."""
        here = exposure.counted_days(state, context, SOURCE_SHARE)
        worked = state.of(here)[:, HOURS] != 0 if len(here) else np.zeros(0, np.bool_)
        long, before = self.settings.silence, self.settings.silence_baseline
        for i in range(before, len(here) - long + 1):
            begins = worked[i - 1] and not worked[i : i + long].any()
            if begins and 2 * int(worked[i - before : i].sum()) >= before:
                yield int(np.searchsorted(days, here[i]))


def _touching(events: Events, skill: int) -> list[int]:
    """Places of the events that count for a skill."""
    of_event = np.repeat(np.arange(len(events)), np.diff(events.skill_start))
    return sorted({int(i) for i in of_event[events.skills == skill]})


def student_days(days: NDArray[np.int32], context: Context) -> int:
    """How many of these days the student was here."""
    return int(np.isin(context.days_present(context.enrolled_since, context.today), days).sum())
