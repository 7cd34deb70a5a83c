"""Events -> states -> readings and verdicts, for one student. Pure: what is stored is `store`'s business."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from waypost.measures.context import Context
from waypost.measures.events import Events
from waypost.measures.protocol import StudentView, Verdict, read_all
from waypost.measures.reading import Reading

from .panel import Panel


@dataclass(slots=True)
class Folded:
    """Every state of one student, and up to which event."""

    states: dict[str, Any]
    seq: int = 0  # the highest seq folded
    last_at: int | None = None  # work time of the last dated event, ms
    last_day: int = 0  # its school-local day

    def follows(self, events: Events) -> bool:
        """May these events be stepped onto the states, or do they belong before what was folded already?"""
        if not len(events):
            return True
        first = int(events.at[0]) if events.day[0] else None
        return self.last_at is None or (first is not None and first >= self.last_at)


@dataclass(frozen=True, slots=True)
class Said:
    """What the measures and signals say of one student on one day."""

    day: int
    readings: list[Reading]
    verdicts: list[Verdict] = field(default_factory=list)


def fold(panel: Panel, events: Events) -> Folded:
    """A whole history from the first event."""
    return step(panel, Folded({name: measure.init() for name, measure in panel.folds.items()}), events)


def step(panel: Panel, folded: Folded, events: Events) -> Folded:
    """Further events, in fold order and after all that was folded (`follows`). Changes and returns `folded`."""
    if not len(events):
        return folded
    for name, measure in panel.folds.items():
        folded.states[name] = measure.step(folded.states[name], events)
    folded.seq = max(folded.seq, int(events.seq.max()))
    if events.day[-1]:
        folded.last_at, folded.last_day = int(events.at[-1]), int(events.day[-1])
    return folded


def read(
    panel: Panel, folded: Folded, context: Context, *, decide: bool = True, made_up: bool = False
) -> Said:
    """All readings as of `context.today`, and with `decide` what the signals say of them.

    `made_up`: a day in the past that is read for the sake of the signals alone; only what they look at is read.
    """
    wanted = ((m, name) for m, name in panel.reads if not made_up or m.about.name in panel.for_signals)
    readings = read_all(wanted, folded.states, context)
    verdicts: list[Verdict] = []
    if decide and panel.signals:
        view = StudentView({(r.measure, r.subject): r for r in readings}, folded.states, context)
        for signal in panel.signals.values():
            verdicts += signal.decide(view)
    return Said(context.today, readings, verdicts)


def finite(value: float | None) -> float | None:
    """A number that may be stored: not-a-number and infinity are no readings."""
    return value if value is None or math.isfinite(value) else None


def pack(panel: Panel, folded: Folded) -> Iterable[tuple[str, str, bytes]]:
    """(state, version, data) of each state."""
    return ((name, panel.version(name), m.pack(folded.states[name])) for name, m in panel.folds.items())


def unpack(panel: Panel, rows: Iterable[tuple[str, str, int, int | None, bytes]]) -> Folded | None:
    """Stored (state, version, seq, last_at, data) rows; None where one is missing or of another version."""
    kept = {name: (version, seq, last_at, data) for name, version, seq, last_at, data in rows}
    if any(name not in kept or kept[name][0] != panel.version(name) for name in panel.folds):
        return None
    states = {name: m.unpack(bytes(kept[name][3])) for name, m in panel.folds.items()}
    seqs = {row[1] for row in kept.values()}
    times = {row[2] for row in kept.values()}
    return Folded(states, seqs.pop(), times.pop()) if len(seqs) == len(times) == 1 else None
