"""A demonstration term lived through day by day by the real doors, and what its signals said, beside the truth."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from waypost.measures.quality import Onset, Raised

from ..running import environment, free_port, script
from .truths import Case, Files, drawn

SAID = """
import json
from waypost.readings.models import Episode
from waypost.school import calendar
from waypost.school.models import Person
from waypost.skills.models import Skill
names = dict(Person.objects.values_list("pk", "sourced_id"))
codes = dict(Skill.objects.values_list("pk", "code"))
rows = [
    [e.signal, names.get(e.person_id), codes.get(e.subject, ""), e.opened.toordinal(), e.ended.toordinal() if e.ended else None]
    for e in Episode.objects.filter(good_news=False).order_by("opened", "pk")
]
print(json.dumps({"episodes": rows, "days": [int(d) for d in calendar.school_days()]}))
"""
#: The mornings of the six adults with the most signals: cards at most, the longest wait unseen, signals without an owner.
MORNINGS = """
import json
from collections import Counter
from datetime import date
from tests.homes.mornings import live_through
from waypost.care import owners
from waypost.readings.models import Episode
from waypost.school import calendar, clock
made = list(Episode.objects.filter(good_news=False).order_by("opened", "pk"))
ownership = owners.of(made)
days = [date.fromordinal(int(d)) for d in calendar.school_days() if d < clock.today().toordinal()]
told = []
for adult, _n in Counter(owner for e in made if (owner := ownership.owner(e))).most_common(6):
    lived = live_through(made, days, adult)
    told.append([lived.most_cards, max([0, *lived.waits, *lived.never_seen]), len(lived.without_owner)])
print(json.dumps(told))
"""
FINISHED = """
from waypost.trust.models import Setting
row = Setting.objects.filter(pk="demo.seed").first()
print(bool(row and row.value["finished"]))
"""


@dataclass(frozen=True, slots=True)
class Said:
    """A signal that opened."""

    signal: str
    student: str
    skill: str  # "" where the signal is about the whole student
    opened: int  # ordinal
    ended: int | None


class Term:
    """One school after its term."""

    def __init__(self, home: Path) -> None:
        told = json.loads(script(home, SAID).splitlines()[-1])
        self.mornings: list[list[int]] = json.loads(script(home, MORNINGS).splitlines()[-1])
        self.folder = home / "demo"
        self.truth: dict[str, Any] = json.loads((home / "demo" / "truth.json").read_text())
        clock = date.fromisoformat(self.truth["clock"][:10]).toordinal()
        self.days = [d for d in told["days"] if d < clock]
        self.said = [Said(*row) for row in told["episodes"]]
        self.files = Files(self.folder, self.truth, self.days)
        self.quiet, self.stuck = drawn("quiet")(self.files), drawn("stuck")(self.files)
        self.adults = len(set(self.truth["home_adults"].values()))

    def place(self, day: int) -> int:
        """A day's place among the school days."""
        return bisect_left(self.days, day)

    def of(self, signal: str) -> list[Said]:
        return [s for s in self.said if s.signal == signal]

    def onsets(self, stories: list[Case]) -> list[Onset]:
        return [
            Onset(_id(s.student), _id(s.skill), self.place(s.first), self.group(s.student)) for s in stories
        ]

    def raised(self, signal: str, stories: list[Case]) -> list[Raised]:
        """Each signal, true if a story of that student and skill covers its day."""
        return [
            Raised(
                _id(s.student), _id(s.skill), self.place(s.opened), self.is_true(s, stories),
                group=self.group(s.student),
            )
            for s in self.of(signal)
        ]  # fmt: skip

    def is_true(self, said: Said, stories: list[Case]) -> bool:
        return any(
            (t.student, t.skill) == (said.student, said.skill) and t.covers(said.opened) for t in stories
        )

    def lacks(self, said: Said) -> bool:
        """Is this skill the prerequisite whose lack makes the student stuck on another?"""
        return any(
            (q["student"], q["prerequisite"]) == (said.student, said.skill) for q in self.truth["stuck"]
        )

    def found(self, signal: str, story: Case) -> bool:
        return any(self.is_true(s, [story]) for s in self.of(signal))

    def group(self, student: str) -> str:
        return str(self.truth["groups"].get(student, ""))

    def false(self, signal: str, stories: list[Case]) -> list[Said]:
        return [s for s in self.of(signal) if not self.is_true(s, stories)]

    def student_days(self, sex: str | None = None) -> int:
        who = [s for s, is_ in self.truth["groups"].items() if sex in (None, is_)]
        return len(who) * len(self.days)

    def innocent(self) -> dict[str, list[Said]]:
        """Quiet signals that nothing but a sick week, the holiday, the silent platform or a late start could explain."""
        quiet = self.false("gone_quiet", self.quiet)
        since = date.fromisoformat(self.truth["outages"][0]["since"][:10]).toordinal()
        holiday = self._holiday()
        return {
            "a sick week": [
                s for s in quiet for ill in self.truth["sick"]
                if s.student == ill["student"] and _day(ill["first_day"]) <= s.opened <= self._after(_day(ill["last_day"]), 5)
            ],
            "the holiday": [s for s in quiet if holiday[0] <= s.opened <= self._after(holiday[1], 2)],
            "the failed source": [s for s in quiet if s.student in self.truth["only_from"] and s.opened >= since],
            "joined mid-term": [s for s in quiet if s.student in self.truth["joined"]],
        }  # fmt: skip

    def _after(self, day: int, school_days: int) -> int:
        at = min(bisect_right(self.days, day) + school_days - 1, len(self.days) - 1)
        return self.days[at]

    def _holiday(self) -> tuple[int, int]:
        """The longest stretch without school."""
        gap, before = max((b - a, a) for a, b in zip(self.days, self.days[1:], strict=False))
        return before + 1, before + gap - 1


def live_through(home: Path, seed: int, seconds: float = 1800) -> Term:
    """`waypost demo --seed`, until the school is filled."""
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "waypost.cli", "demo", "--port", str(free_port()), "--seed", str(seed)]
    with (home.parent / f"demo-{seed}.log").open("w") as log:
        server = subprocess.Popen(command, env=environment(home), stdout=log, stderr=log)
        try:
            end = time.monotonic() + seconds
            while not _finished(home):
                if server.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"the school of seed {seed} was not filled; see {log.name}")
                time.sleep(5)
        finally:
            server.terminate()
            server.wait(timeout=300)
    return Term(home)


def _finished(home: Path) -> bool:
    try:
        return script(home, FINISHED).strip().endswith("True")
    except RuntimeError:  # no tables yet
        return False


def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


_ids: dict[str, int] = {}


def _id(name: str) -> int:
    return _ids.setdefault(name, len(_ids) + 1) if name else 0


def weeks(first: int, last: int) -> float:
    return timedelta(days=last - first + 1) / timedelta(weeks=1)
