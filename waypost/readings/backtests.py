"""The backtest of each rule over the school's own days gone by: made by the worker once a week, stored and dated.

Whole-school figures stand in `RuleTest`; whatever is about a group of students leaves by a release alone (TRUST 2), and
the page shows the stored figures only where the release shows the whole school.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from waypost.measures import quality, replay
from waypost.measures.quality import Raised, figures_of
from waypost.school import calendar, clock
from waypost.school.models import Demographics, Person
from waypost.trust.models import ReleaseCell
from waypost.trust.releases import Figure, compute_release, shown, suppress
from waypost.trust.releases.service import THRESHOLD

from . import contexts, events, numbers
from .desk import Desk
from .join import SkillJoin
from .models import RuleTest
from .panel import panel

DAYS = 200  # school days looked back on
STUDENTS = 400  # at most, drawn at random: enough for the figures, and done in a minute or two
GROUP = 16
NEVER = 10**7  # a day that does not come
BREATHE = 0.002  # seconds after each student, so that evidence and pages go first
EVERY = 7  # days

Place = tuple[str, str]  # (line, column) of a release

RELEASE = "rules"
WHOLE = "school"
PRECISION, FOUND, FALSE = "came true", "found", "named wrongly"


def make(*, again: bool = False) -> int:
    """Backtest every rule that foretells something, if a week has gone by or a rule has changed; how many were made."""
    names = [name for name in replay.RULES if again or due(name)]
    if not names:
        return 0
    played = _play()
    for name in names:
        _store(name, played)
    release(played)
    return len(names)


@dataclass(frozen=True, slots=True)
class Played:
    """All students' days, lived through again."""

    told: Mapping[str, replay.Told]
    groups: Mapping[int, str]  # each student looked at -> group, "" for none
    here: Mapping[str, int]  # days here, by group; "" for all
    days: np.ndarray


def due(name: str) -> bool:
    last = RuleTest.objects.filter(signal=name).first()
    return last is None or last.version != version(name) or (clock.now() - last.made).days >= EVERY


def version(name: str) -> str:
    """Of the rule, and of the parameters of the measures that it looks at."""
    from waypost.measures.registry import SIGNALS

    now = panel()
    chosen = numbers.in_force().get(name, (0, {}))[0]
    mine = f"{SIGNALS[name].about.version}" + (f"n{chosen}" if chosen else "")
    return f"{mine}:{now.version(replay.MASTERY)}:{now.version(replay.WORKED)}"[:40]


def school_days_gone() -> np.ndarray:
    """School days that are over, oldest first."""
    days = calendar.school_days()
    return days[: int(np.searchsorted(days, clock.today().toordinal()))][-DAYS:]


def _play() -> Played:
    """What each rule would have said of whom, and what came of it."""
    from waypost.measures.registry import SIGNALS

    desk = Desk.open(SkillJoin())
    player = replay.Player(desk.panel.folds, {n: desk.panel.signals.get(n, SIGNALS[n]) for n in replay.RULES})
    days, people = school_days_gone(), _students()
    groups = dict.fromkeys(people, "") | _groups(people)
    told: dict[str, replay.Told] = {name: replay.Told() for name in replay.RULES}
    here: dict[str, int] = defaultdict(int)
    now = clock.milliseconds(clock.now())
    for start in range(0, len(people), GROUP):
        part = people[start : start + GROUP]
        loaded = events.load(part, now=now, zone=desk.zone, join=desk.join)
        own = contexts.own(part, desk.shared)
        for person in part:
            mine = own[person]
            lived = days[(days >= mine.since) & (days <= (mine.left or NEVER))]
            if not len(lived):
                continue

            def context_of(day: int, mine: contexts.Own = mine) -> Any:
                return contexts.context(desk.shared, mine, day)

            group = groups[person]
            found = player.play(loaded[person].events, lived, context_of, student=person, group=group)
            offset = int(np.searchsorted(days, lived[0]))
            for name, one in found.items():
                told[name].raised += [_moved(r, offset) for r in one.raised]
                told[name].onsets += [_moved(o, offset) for o in one.onsets]
            spent = replay.student_days(lived, context_of(int(lived[-1])))
            here[""] += spent
            here[group] += spent if group else 0
            time.sleep(BREATHE)
    return Played(told, groups, dict(here), days)


def _moved(row: Any, offset: int) -> Any:
    """A student's own places in the list of school days -> places in everybody's."""
    changes: dict[str, Any] = {"day": row.day + offset}
    if isinstance(row, Raised) and row.outcome_day is not None:
        changes["outcome_day"] = row.outcome_day + offset
    return type(row)(**{**asdict(row), **changes})


def _students() -> list[int]:
    rows = Person.objects.filter(kind="student", merged_into__isnull=True, active=True).order_by("pk")
    every = list(rows.values_list("pk", flat=True))
    if len(every) <= STUDENTS:
        return every
    return sorted(random.Random(clock.today().toordinal()).sample(every, STUDENTS))


def _groups(people: Iterable[int]) -> dict[int, str]:
    """One attribute, as in the school's other figures about groups; students without it belong to none."""
    rows = Demographics.objects.filter(person__in=list(people)).values_list("person_id", "values")
    return {person: f"sex={values['sex']}" for person, values in rows if values.get("sex")}


def _store(name: str, played: Played) -> None:
    told, days = played.told[name], played.days
    whole = quality.backtest(told.raised, told.onsets, played.here.get("", 0))
    RuleTest.objects.update_or_create(
        signal=name,
        defaults={
            "version": version(name),
            "made": clock.now(),
            "first": date.fromordinal(int(days[0])) if len(days) else None,
            "last": date.fromordinal(int(days[-1])) if len(days) else None,
            "figures": figures_of(whole),
        },
    )


def release(played: Played) -> None:
    """Let the figures out: of the whole school, and of each group with enough signals and events of its own."""
    table: dict[Place, Figure] = {}
    for name, told in played.told.items():
        whole = _cells(name, "", told, frozenset(played.groups))
        groups: dict[Place, Figure] = {}
        days = {group: n for group, n in played.here.items() if group}
        for group in quality.by_group(told.raised, told.onsets, days):
            members = frozenset(p for p, g in played.groups.items() if g == group)
            groups |= _cells(name, f"/{group}", _within(told, members), members)
        table |= _beside(whole, groups)
    if table:
        compute_release(RELEASE, period(), table)


def _beside(whole: Mapping[Place, Figure], groups: Mapping[Place, Figure]) -> dict[Place, Figure]:
    """The whole with its groups; without them where they would hide it, or tell about the few who belong to none."""
    alone, together = suppress(whole, THRESHOLD), suppress({**whole, **groups}, THRESHOLD)
    lost = {p[1] for p, cell in alone.items() if cell.shown and not together[p].shown}
    for place, figure in whole.items():
        ours = [f.members for p, f in groups.items() if _parent(p[1]) == place[1]]
        if 0 < len(figure.members.difference(*ours)) < THRESHOLD:
            lost.add(place[1])
    return {**whole, **{p: f for p, f in groups.items() if _parent(p[1]) not in lost}}


def _parent(column: str) -> str:
    return column.partition("/")[0]


def column(name: str, what: str, group: str = "") -> str:
    """The column of a release: "stuck: found", "stuck: found/sex=female"."""
    return f"{name}: {what}{group}"


def _within(told: replay.Told, members: frozenset[int]) -> replay.Told:
    return replay.Told(
        [r for r in told.raised if r.student in members], [o for o in told.onsets if o.student in members]
    )


def period(test: RuleTest | None = None) -> str:
    """The calendar month in which a test was made, or this one."""
    day = clock.local(test.made).date() if test else clock.today()
    return f"{day:%Y-%m}"


def cells_of(test: RuleTest) -> dict[str, ReleaseCell]:
    """What was let out of a test and may be shown: column -> cell."""
    found = shown(RELEASE, period(test))
    return {
        c.column: c for c in found if c.line == WHOLE and c.shown and c.column.startswith(f"{test.signal}: ")
    }


def _cells(name: str, group: str, told: replay.Told, members: frozenset[int]) -> dict[Place, Figure]:
    """Means over students: of the share of their signals that came true, of the share of what should have been found
    that was found in time, and of whether they were named wrongly at all (of all who were looked at)."""
    judged = [r for r in told.raised if r.came_true is not None]
    true, found = defaultdict(list), defaultdict(list)
    for r in judged:
        true[r.student].append(bool(r.came_true))
    for o in told.onsets:
        within = quality.backtest(told.raised, [o], 0).found[max(quality.DEFAULT.horizons)]
        found[o.student].append(bool(within.hits))
    wrongly = {r.student for r in judged if not r.came_true}
    false = {student: [student in wrongly] for student in members}
    return {
        (WHOLE, column(name, what, group)): Figure(frozenset(by), _mean(by))
        for what, by in ((PRECISION, true), (FOUND, found), (FALSE, false))
        if by
    }


def _mean(by: Mapping[int, Sequence[bool]]) -> float:
    return sum(sum(hits) / len(hits) for hits in by.values()) / len(by)
