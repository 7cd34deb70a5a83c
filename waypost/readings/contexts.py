"""What isn't the student's doing, gathered for many students in a few queries (see `measures.context`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db.models import Min, Q
from numpy.typing import NDArray

from waypost.evidence.models import SourceGap
from waypost.measures.context import Context, Gap
from waypost.school import calendar, identities
from waypost.school.models import Attendance, HomeAdult, Person
from waypost.skills.models import Relation, Skill

from .models import Event
from .panel import Panel

Days = NDArray[np.int32]
_NO_DAYS = np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True)
class Shared:
    """The part of a context that is the same for all students."""

    school_days: Days
    terms: tuple[tuple[int, int], ...]
    gaps: tuple[Gap, ...]
    skill_rule: Mapping[int, str]
    prerequisites: Mapping[int, tuple[int, ...]]
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Own:
    """The part that is one student's."""

    absent: Days = field(default_factory=lambda: _NO_DAYS)
    attendance_known: bool = False
    since: int = 0
    home_adult: int = 0
    sources: frozenset[int] = frozenset()  # those of the silent sources that this student has worked with
    active: bool = True
    left: int = 0


def shared(panel: Panel) -> Shared:
    """Asked for before each run of folds, so that a change that marked students stale is seen."""
    before: dict[int, list[int]] = defaultdict(list)
    rows = Relation.objects.filter(kind="precedes", before__active=True, after__active=True).order_by("pk")
    for first, then in rows.values_list("before_id", "after_id"):
        before[then].append(first)
    rules = Skill.objects.exclude(rule="model").filter(active=True).values_list("pk", "rule")
    return Shared(
        school_days=calendar.school_days(),
        terms=tuple((s.first, s.last) for s in calendar.half_terms()),
        gaps=_gaps(),
        skill_rule=dict(rules),
        prerequisites={skill: tuple(found) for skill, found in before.items()},
        parameters=panel.parameters,
    )


def _gaps() -> tuple[Gap, ...]:
    rows = SourceGap.objects.order_by("source_id", "since", "pk").values_list("source_id", "since", "until")
    return tuple(Gap(s, a.toordinal(), b.toordinal() if b else None) for s, a, b in rows)


def own(person_ids: Iterable[int], common: Shared) -> dict[int, Own]:
    """Each student's own part."""
    rows = identities.rows_of_all(person_ids)
    root = {row: person for person, parts in rows.items() for row in parts}
    attendance = _attendance(root)
    adults = _home_adults(root)
    people = _people(root)
    silent = _silent_sources(rows, {gap.source for gap in common.gaps})
    return {
        person: Own(
            absent=attendance.get(person, _NO_DAYS),
            attendance_known=person in attendance,
            since=_first_school_day(people.get(person, (0, True, 0))[0], common.school_days),
            home_adult=adults.get(person, 0),
            sources=frozenset(silent.get(person, ())),
            active=people.get(person, (0, True, 0))[1],
            left=people.get(person, (0, True, 0))[2],
        )
        for person in rows
    }


def context(common: Shared, mine: Own, day: int) -> Context:
    """The context of one student on one day. What lies after the day is not known yet on it."""
    return Context(
        today=day,
        school_days=common.school_days,
        absent=mine.absent[: int(np.searchsorted(mine.absent, day, side="right"))],
        attendance_known=mine.attendance_known,
        enrolled_since=mine.since,
        gaps=tuple(g for g in common.gaps if g.source in mine.sources and g.since <= day),
        terms=common.terms,
        skill_rule=common.skill_rule,
        prerequisites=common.prerequisites,
        parameters=common.parameters,
        home_adult=mine.home_adult,
    )


def _attendance(root: Mapping[int, int]) -> dict[int, Days]:
    """Whole days missed, sorted: by the day's own line, else every line of a period says so."""
    missed: dict[int, dict[int, bool]] = defaultdict(dict)
    whole: set[tuple[int, int]] = set()
    for part in identities.chunks(root):
        lines = Attendance.objects.filter(student__in=part).order_by("pk")
        for student, day, period, status in lines.values_list("student_id", "day", "period", "status"):
            person, number, away = root[student], day.toordinal(), status != "present"
            days = missed[person]
            if not period:
                whole.add((person, number))
                days[number] = away
            elif (person, number) not in whole:
                days[number] = away and days.get(number, True)
    return {
        p: np.array(sorted(d for d, away in days.items() if away), np.int32) for p, days in missed.items()
    }


def _home_adults(root: Mapping[int, int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for part in identities.chunks(root):
        rows = HomeAdult.objects.filter(student__in=part, until__isnull=True)
        found.update({root[s]: adult for s, adult in rows.values_list("student_id", "adult_id")})
    return found


def _people(root: Mapping[int, int]) -> dict[int, tuple[int, bool, int]]:
    """person -> (first day here, still here, day of leaving); 0: not known."""
    found: dict[int, tuple[int, bool, int]] = {}
    for part in identities.chunks(root):
        rows = Person.objects.filter(pk__in=part).annotate(
            joined=Min("memberships__since", filter=Q(memberships__since__isnull=False))
        )
        for row, since, joined, active, left in rows.values_list("pk", "since", "joined", "active", "left"):
            person, day = root[row], since or joined
            first, is_active, gone = found.get(person, (0, True, 0))
            if day and (not first or day.toordinal() < first):
                first = day.toordinal()
            if row == person:
                is_active, gone = active, left.toordinal() if left else 0
            found[person] = (first, is_active, gone)
    return found


def _first_school_day(day: int, school_days: Days) -> int:
    at = int(np.searchsorted(school_days, day, side="left"))
    return int(school_days[at]) if day and at < len(school_days) else day


def _silent_sources(rows: Mapping[int, list[int]], sources: set[int]) -> dict[int, set[int]]:
    """Which of some sources each student has ever worked with. Costs nothing while no source was silent."""
    if not sources:
        return {}
    known = identities.identifiers_of_all(rows)
    person_of = {k.identifier: person for person, found in known.items() for k in found}
    out: dict[int, set[int]] = defaultdict(set)
    for part in identities.chunks(person_of):
        found = Event.objects.filter(identifier_id__in=part, source_id__in=sources, voided=False)
        for identifier, source in found.values_list("identifier_id", "source_id").distinct():
            out[person_of[identifier]].add(source)
    return out
