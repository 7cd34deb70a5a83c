"""The steps of filling the demonstration school, in order; each remembers that it is done, so that seeding can be resumed.

The term is lived through again: the school's own clock stands at the end of a stretch of days, what was sent until
then goes in, the worker reads it and closes the days; then the clock moves on. So signals open and end as they would have.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from waypost.trust.models import Setting

from . import celebrations, families, places, pulses, surveys, term
from .seed import Plan

NAME = places.SEEDING


@dataclass(slots=True)
class Progress:
    """How far seeding is, for the first page (a Setting) and for the next start."""

    done: list[str] = field(default_factory=list)
    now: str = ""
    share: float = 0.0
    finished: bool = False
    seed: int = 0
    size: float = 1.0
    took: dict[str, float] = field(default_factory=dict)  # seconds of each step: where filling is slow

    @classmethod
    def kept(cls, plan: Plan) -> Progress:
        row = Setting.objects.filter(pk=NAME).first()
        return cls(**row.value) if row else cls(seed=plan.seed, size=plan.size)

    def save(self) -> None:
        value: dict[str, Any] = {f: getattr(self, f) for f in self.__slots__}
        Setting.objects.update_or_create(pk=NAME, defaults={"value": value})


def run(plan: Plan) -> None:
    """Do what is not done yet."""
    progress = Progress.kept(plan)
    plan = Plan(plan.url, progress.size, progress.seed)  # a school that was begun keeps its seed
    if progress.finished:
        return
    started = time.monotonic()
    progress.save()
    with term.Reader() as reader:
        steps = plan_steps(plan, reader)
        for n, (name, words, work) in enumerate(steps):
            if name not in progress.done:
                progress.now, progress.share = words, n / len(steps)
                progress.save()
                began = time.monotonic()
                work()
                progress.took[name] = round(time.monotonic() - began, 1)
                progress.done.append(name)
    progress.now, progress.share, progress.finished = "", 1.0, True
    progress.save()
    print(f"The school is filled, in {time.monotonic() - started:.0f} s.", flush=True)


def plan_steps(plan: Plan, reader: term.Reader) -> list[tuple[str, str, Callable[[], None]]]:
    """(name, words for the first page, what to do)."""
    places.files(plan)
    steps: list[tuple[str, str, Callable[[], None]]] = [
        ("school", "The school, its year and its people", lambda: places.school(plan)),
        ("skills", "What there is to learn, and what counts for it", lambda: places.skills(plan)),
        ("people", "Accounts, roles and families", lambda: places.people(plan)),
    ]
    stretches = term.stretches(json.loads((plan.folder / "calendar.json").read_text()))
    for first, last, until in stretches:
        steps.append((f"days {first} {last}", _words(first), _stretch(plan, reader, first, last, until)))
    steps += [
        ("adults", "What the adults said of the signals", lambda: term.adults(plan)),
        ("cards", "Cards for children without a password", lambda: pulses.cards(plan)),
        ("families", "What families and students write and agree to", lambda: families.live(plan)),
        ("opened", "A confidential answer that two people opened", surveys.opened),
        ("figures", "Figures for the leader", lambda: term.figures(plan)),
        ("board", "A screen for the hallway, a report for the board", celebrations.finish),
    ]
    return steps


def _words(first: date) -> str:
    return f"The days from {first.day}.{first.month}. on"


def _stretch(plan: Plan, reader: term.Reader, first: date, last: date, until: datetime) -> Callable[[], None]:
    return lambda: term.live(plan, reader, first, last, until)
