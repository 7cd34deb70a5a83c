"""What other numbers of a rule would have changed in the last school days: every student's days are lived through again,
once for the numbers in force and once for the proposed ones, with the same readings. Whole school, in bands (TRUST 2)."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from waypost.measures.context import Context
from waypost.measures.protocol import Signal, StudentView, Verdict
from waypost.measures.registry import SIGNALS
from waypost.school import clock
from waypost.school.models import Person
from waypost.trust.releases.suppress import band

from . import contexts, events, fold, numbers
from .backtests import BREATHE, school_days_gone
from .desk import Desk
from .models import RuleNumbers
from .panel import Panel, with_numbers

DAYS = 20  # school days that are looked back on
GROUP = 16  # students at a time
SURE = frozenset({"secure", "due_for_a_look"})


@dataclass(slots=True)
class Spells:
    """When a rule opened for one student, and for what it is open at the end."""

    opened: int = 0
    live: set[int] = field(default_factory=set)  # subjects

    def day(self, verdicts: Iterable[Verdict], *, counts: bool) -> None:
        """A day's verdicts; what was open before the first day that counts was not opened in these days."""
        said = {v.subject: v.position for v in verdicts}
        self.live = {subject for subject in self.live if said.get(subject, "clear") != "clear"}
        fresh = {subject for subject, position in said.items() if position == "raise"} - self.live
        self.live |= fresh
        self.opened += len(fresh) if counts else 0


@dataclass(frozen=True, slots=True)
class Found:
    """Students for whom the rule spoke in these days, in bands ("10–19"; "0" for none)."""

    days: int
    students: str
    before: str  # by the numbers in force
    after: str  # by the proposed ones
    only_before: str
    only_after: str


def look(row: RuleNumbers) -> None:
    """Look back, and leave what was found with the proposal."""
    if row.signal in SIGNALS:
        found = asdict(compare(numbers.here(row.signal), numbers.adjusted(SIGNALS[row.signal], row.values)))
    else:
        found = asdict(reread(row.signal, row.values))
    RuleNumbers.objects.filter(pk=row.pk, state=numbers.LOOKING).update(state=numbers.READY, found=found)


def compare(now: Signal, wanted: Signal) -> Found:
    """Over all active students."""
    days = [
        int(day) for day in school_days_gone()[-DAYS - 1 :]
    ]  # the first one only says what was open before
    people = _active()
    before, after = set[int](), set[int]()
    for start in range(0, len(people), GROUP):
        for person, ways in _live_through(people[start : start + GROUP], days, (now, wanted)):
            for spells, told in zip(ways, (before, after), strict=True):
                if spells.opened:
                    told.add(person)
        time.sleep(BREATHE)
    return Found(
        max(0, len(days) - 1),
        _band(len(people)),
        _band(len(before)),
        _band(len(after)),
        _band(len(before - after)),
        _band(len(after - before)),
    )


def _live_through(
    people: list[int], days: list[int], rules: tuple[Signal, ...]
) -> Iterable[tuple[int, tuple[Spells, ...]]]:
    desk = Desk.open(events.SkillJoin())
    loaded = events.load(people, now=clock.milliseconds(clock.now()), zone=desk.zone, join=desk.join)
    own = contexts.own(people, desk.shared)
    for person in people:
        rest, folded = loaded[person].events, fold.fold(desk.panel, events.Events.empty())
        ways = tuple(Spells() for _ in rules)
        for place, day in enumerate(days):
            part = rest.up_to_day(day)
            folded, rest = fold.step(desk.panel, folded, part), rest[len(part) :]
            if day < own[person].since:
                continue
            context = contexts.context(desk.shared, own[person], day)
            said = fold.read(desk.panel, folded, context, decide=False, made_up=True)
            view = StudentView({(r.measure, r.subject): r for r in said.readings}, folded.states, context)
            for rule, spells in zip(rules, ways, strict=True):
                spells.day(rule.decide(view), counts=place > 0)
        yield person, ways


@dataclass(frozen=True, slots=True)
class Reread:
    """Students of whom a measure would say something else today, in bands."""

    students: str
    changed: str  # in at least one subject
    more: str  # more subjects secure than now
    fewer: str


def reread(name: str, values: Mapping[str, Any]) -> Reread:
    """All active students as they stand today, by the numbers in force and by the proposed ones."""
    desk = Desk.open(events.SkillJoin())
    panels = [_alone(p, name) for p in (desk.panel, with_numbers(name, values))]
    today = clock.today().toordinal()
    people = _active()
    changed, more, fewer = 0, 0, 0
    for start in range(0, len(people), GROUP):
        part = people[start : start + GROUP]
        loaded = events.load(part, now=clock.milliseconds(clock.now()), zone=desk.zone, join=desk.join)
        own = contexts.own(part, desk.shared)
        for person in part:
            context = contexts.context(desk.shared, own[person], today)
            now, then = (_states(panel, loaded[person].events, context) for panel in panels)
            changed += now != then
            gain = sum(s in SURE for s in then.values()) - sum(s in SURE for s in now.values())
            more, fewer = more + (gain > 0), fewer + (gain < 0)
        time.sleep(BREATHE)
    return Reread(_band(len(people)), _band(changed), _band(more), _band(fewer))


def _alone(panel: Panel, name: str) -> Panel:
    """One measure of a panel."""
    reads = tuple((measure, own) for measure, own in panel.reads if measure.about.name == name)
    return replace(panel, folds={name: panel.folds[name]}, reads=reads)


def _states(panel: Panel, history: events.Events, context: Context) -> dict[int, str]:
    said = fold.read(panel, fold.fold(panel, history), context, decide=False)
    return {r.subject: r.state for r in said.readings}


def _active() -> list[int]:
    students = Person.objects.filter(kind="student", active=True, merged_into__isnull=True)
    return list(students.order_by("pk").values_list("pk", flat=True))


def _band(n: int) -> str:
    return band(n).replace("-", "–") if n else "0"
