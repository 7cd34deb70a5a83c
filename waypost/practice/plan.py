"""What a trial will do, fixed before anything is seen. Pure: the same plan as a page, a line in the database, an input of the analysis."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from waypost.measures.weekly import DAYS_WORKED, FIRST_TRIES

WEEK = timedelta(weeks=1)
NEVER = -1  # a class that is compared and does not begin within the trial
BEFORE = 4  # weeks before the first one: what students did before, and how far apart they usually are
OUTCOMES = (FIRST_TRIES, DAYS_WORKED)


class Design(StrEnum):
    PHASE_IN = "phase_in"
    TURNS = "turns"
    MATCHED = "matched"

    @property
    def by_lottery(self) -> bool:
        return self is not Design.MATCHED


@dataclass(frozen=True, slots=True)
class Plan:
    """`classes` with their `starts`: the week (from 0) in which each begins; for turns 0 begins with the strategy, 1 without.

    `first` is the Monday of week 0, `block` the weeks of one turn, `smallest` the smallest worthwhile difference in
    standard deviations between students, `group` a subgroup fixed beforehand ("" or "low_start").
    """

    version: int  # of the strategy
    design: Design
    outcome: str
    subject: str  # of the skills that count for first tries; "" all
    classes: tuple[int, ...]
    starts: tuple[int, ...]
    first: date
    weeks: int
    waves: int
    block: int
    smallest: float
    group: str
    expect: str
    ethics: str
    seed: str

    @property
    def last(self) -> date:
        """The Sunday of the last week."""
        return self.first + self.weeks * WEEK - timedelta(days=1)

    @property
    def sides(self) -> tuple[int, int]:
        """Classes with and without, at the time when there is most of both."""
        if self.design is Design.PHASE_IN:
            begun = [sum(s <= week for s in self.starts) for week in range(self.weeks)]
            most = max(begun, key=lambda b: min(b, len(self.classes) - b), default=0)
            return most, len(self.classes) - most
        with_it = sum(s == 0 for s in self.starts)
        return with_it, len(self.classes) - with_it

    def treated(self, place: int, week: int) -> bool:
        """Does the class at this place have the strategy in that week?"""
        start = self.starts[place]
        if self.design is Design.TURNS:
            return (week // self.block + start) % 2 == 0
        return start != NEVER and week >= start

    def week_of(self, day: date) -> int:
        """The number of a day's week; negative before the trial."""
        return (day - self.first).days // 7

    def text(self) -> str:
        """Canonical JSON: the same plan is the same text."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, default=str)

    @classmethod
    def read(cls, text: str) -> Plan:
        return cls.from_values(json.loads(text))

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Plan:
        found = {f.name: values[f.name] for f in fields(cls)}
        found["design"] = Design(found["design"])
        found["first"] = date.fromisoformat(str(found["first"]))
        found["classes"], found["starts"] = tuple(found["classes"]), tuple(found["starts"])
        return cls(**found)
