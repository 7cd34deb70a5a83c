"""What each rule should have said of a made-up school: written down from the simulator's own files, without the rule.

Three kinds. *Drawn*: the simulator decided it before there was any evidence (who is stuck, goes quiet, slips, answers low).
*Listed*: it stands in a list that the school keeps (missed days, requests for help, talks, steps of goals), and the rule's sentence is
counted out here anew, day by day, in the slowest way that is plainly right: what is proved is that evidence goes all the
way without a loss. Days are ordinals.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from waypost.demo.simulator import goal_days
from waypost.demo.simulator.falling import falling, mondays

ROW, WINDOW, FEWEST, END = 3, 30, 3, 1  # missed days: in a row; looked back on; never fewer; where it ends
ALONE = 20  # school days without a talk
NEAR = 10  # school days until a goal's day


@dataclass(frozen=True, slots=True)
class Case:
    """The rule should speak of this student (and skill, "" for the whole student) from `first` to `last` (None: still)."""

    student: str
    skill: str
    first: int
    last: int | None

    def covers(self, day: int) -> bool:
        return self.first <= day <= (self.last or day)


@dataclass(frozen=True, slots=True)
class Files:
    """The simulator's files of one school."""

    folder: Path
    truth: dict[str, Any]
    days: list[int]  # school days that are over

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def since(self, student: str) -> int:
        joined = self.truth["joined"].get(student)
        return date.fromisoformat(joined).toordinal() if joined else self.days[0]

    def times(self, name: str) -> dict[str, list[datetime]]:
        """Student -> moments of a file of the rooms, in order."""
        found = defaultdict(list)
        for row in self.rows(name):
            found[row["student"]].append(datetime.fromisoformat(row["time"]))
        return {student: sorted(times) for student, times in found.items()}


def drawn(kind: str) -> Callable[[Files], list[Case]]:
    """Episodes of the truth with a first and a last day."""

    def read(files: Files) -> list[Case]:
        return [
            Case(e["student"], e.get("skill", ""), _day(e["first_day"]), _day(e["last_day"]) if e["last_day"] else None)
            for e in files.truth[kind]
        ]  # fmt: skip

    return read


def slips(files: Files) -> list[Case]:
    """From that day on what had been learnt is shaky."""
    return [Case(e["student"], e["skill"], _day(e["day"]), None) for e in files.truth["slips"]]


def forgotten(files: Files) -> list[Case]:
    """Each day of practice that began below what "learnt" means, once it had been learnt: drawn slips and plain forgetting."""
    return [
        Case(student, skill, _day(day), _day(day))
        for student, learner in files.truth["learners"].items()
        for skill, state in learner["skills"].items()
        for day in state["shaky"]
    ]


def not_there(files: Files) -> list[Case]:
    """Up to the day on which it was learnt, if ever, and each day of `forgotten`: days of practice that began without knowing
    it. Who is read as secure too early needs the same look back."""
    early = [
        Case(student, skill, files.since(student), _day(learnt) if (learnt := state["learnt_on"]) else None)
        for student, learner in files.truth["learners"].items()
        for skill, state in learner["skills"].items()
    ]  # fmt: skip
    return early + forgotten(files)


def away(files: Files) -> list[Case]:
    """Three missed in a row, or a tenth of the last thirty and at least three; until at most one of them was missed."""
    missed = defaultdict(set)
    for row in files.rows("attendance.csv"):
        if row["status"] in {"absent", "excused"}:
            missed[row["student"]].add(_day(row["date"]))
    return [c for s in files.truth["homerooms"] for c in _away(s, missed[s], files)]


def _away(student: str, missed: set[int], files: Files) -> Iterator[Case]:
    here = [d for d in files.days if d >= files.since(student)]
    begun: int | None = None
    for n, day in enumerate(here):
        last = here[max(0, n - WINDOW + 1) : n + 1]
        count = sum(d in missed for d in last)
        row = n + 1 >= ROW and all(d in missed for d in here[n - ROW + 1 : n + 1])
        speaks = row or (count >= FEWEST and 10 * count >= len(last))
        if begun is None and speaks:
            begun = day
        elif begun is not None and not speaks and count <= END:
            yield Case(student, "", begun, day)
            begun = None
    if begun is not None:
        yield Case(student, "", begun, None)


def asked(files: Files) -> list[Case]:
    """A request, until the first talk with any adult after it; a talk on the same day leaves nothing to say at its close."""
    talks = files.times("rooms/conversations.csv")
    found = []
    for student, requests in files.times("rooms/help.csv").items():
        for at in requests:
            after = next((t for t in talks.get(student, []) if t > at), None)
            if after is None or after.date() > at.date():
                found.append(Case(student, "", at.toordinal(), after.toordinal() if after else None))
    return found


def alone(files: Files) -> list[Case]:
    """Twenty school days since the last talk with any adult, or since the first day here; until the next talk."""
    talks = files.times("rooms/conversations.csv")
    return [c for s in files.truth["homerooms"] for c in _alone(s, talks.get(s, []), files)]


def _alone(student: str, talks: list[datetime], files: Files) -> Iterator[Case]:
    since, ends = files.since(student), [t.toordinal() for t in talks]
    for begin, end in zip([since, *ends], [*ends, None], strict=True):
        without = [d for d in files.days if d > begin and (end is None or d < end)]
        if len(without) >= ALONE:
            yield Case(student, "", without[ALONE - 1], end)


def fallen(files: Files) -> list[Case]:
    """From the first of the last two weeks on, in which their answers are low each time; all others are as they were."""
    weeks = mondays(json.loads((files.folder / "calendar.json").read_text()))[-2:]
    return [Case(student, "", weeks[0].toordinal(), None) for student in falling(files.truth)]


def behind(files: Files) -> list[Case]:
    """A goal's day is at most ten school days off and less than half of its steps are done: until they are, the goal is
    reached, or another day is set. Goals of one student are one signal."""
    to_come = [_day(row["date"]) for row in files.rows("school_days.csv") if row["school"] == "yes"]
    late = defaultdict(set)
    for row in files.rows("rooms/goals.csv"):
        late[row["student"]] |= {d for d in files.days if _is_behind(row, d, to_come)}
    return [case for student, found in late.items() for case in _stretches(student, found, files.days)]


def _is_behind(goal: dict[str, str], day: int, school_days: list[int]) -> bool:
    begun = date.fromisoformat(goal["set_on"])
    reached = date.fromisoformat(goal["reached_on"]) if goal["reached_on"] else None
    today = date.fromordinal(day)
    if today < begun or (reached is not None and today >= reached):
        return False
    due = goal_days.days(begun, today + timedelta(days=1))[-1].toordinal()
    whole, done = int(goal["steps"]), int(goal["done"])
    end = reached or begun + goal_days.GIVEN
    ticked = sum(begun + (end - begun) * (n + 1) / (done + 1) <= today for n in range(done))
    return 2 * ticked < whole and sum(day < d <= due for d in school_days) <= NEAR


def _stretches(student: str, found: set[int], days: list[int]) -> Iterator[Case]:
    """School days in a row as cases; the last one may still go on."""
    begun: int | None = None
    for day in days:
        if day in found and begun is None:
            begun = day
        elif day not in found and begun is not None:
            yield Case(student, "", begun, day)
            begun = None
    if begun is not None:
        yield Case(student, "", begun, None)


def _day(text: str) -> int:
    return date.fromisoformat(text[:10]).toordinal()


#: Signal -> the cases it should speak of.
CASES: dict[str, Callable[[Files], list[Case]]] = {
    "gone_quiet": drawn("quiet"),
    "stuck": drawn("stuck"),
    "slipping": slips,
    "away": away,
    "asked_for_help": asked,
    "not_talked_with": alone,
    "low_pulse": fallen,
    "off_pace": behind,
}
#: Signal -> what makes it right beside its cases, though nobody has to be found for it.
ALSO_RIGHT: dict[str, Callable[[Files], list[Case]]] = {"slipping": not_there}
