"""What isn't the student's doing, gathered for many students in a few queries (see `measures.context`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waypost.evidence.models import SourceGap
from waypost.measures.context import Context, Gap
from waypost.school import calendar, identities, queries
from waypost.school.models import Enrollment, Person
from waypost.skills.models import Relation, Skill

from .models import ClassHabit, Event
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
    class_priors: Mapping[int, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Own:
    """The part that is one student's."""

    absent: Days = field(default_factory=lambda: _NO_DAYS)
    attendance_known: bool = False
    since: int = 0
    home_adult: int = 0
    sources: frozenset[int] = frozenset()  # those of the silent sources that this student has worked with
    active: bool = True
    left: int = 0  # day of leaving
    prior: tuple[float, float] | None = None  # how often the student's class works, as fitted (`habits`)


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
        class_priors=dict(ClassHabit.objects.values_list("class_id", "values")),
    )


def _gaps() -> tuple[Gap, ...]:
    rows = SourceGap.objects.order_by("source_id", "since", "pk").values_list("source_id", "since", "until")
    return tuple(Gap(s, a.toordinal(), b.toordinal() if b else None) for s, a, b in rows)


def own(person_ids: Iterable[int], common: Shared) -> dict[int, Own]:
    """Each student's own part."""
    rows = identities.rows_of_all(person_ids)
    presence = queries.presence_of(rows)
    adults = queries.home_adults_of(rows)
    since = queries.enrolled_since(rows)
    here = {p: (active, left) for p, active, left in _here(rows)}
    silent = _silent_sources(rows, {gap.source for gap in common.gaps})
    classes = _classes(rows) if common.class_priors else {}
    return {
        person: Own(
            absent=presence[person].absent,
            attendance_known=presence[person].known,
            since=_first_school_day(since.get(person, 0), common.school_days),
            home_adult=adults.get(person, 0),
            sources=frozenset(silent.get(person, ())),
            active=here[person][0] if person in here else True,
            left=here[person][1] if person in here else 0,
            prior=next(
                (common.class_priors[c] for c in classes.get(person, ()) if c in common.class_priors), None
            ),
        )
        for person in rows
    }


def _here(person_ids: Iterable[int]) -> Iterator[tuple[int, bool, int]]:
    """(person, still here, day of leaving or 0)."""
    for part in identities.chunks(person_ids):
        for person, active, left in Person.objects.filter(pk__in=part).values_list("pk", "active", "left"):
            yield person, active, left.toordinal() if left else 0


def _classes(rows: Mapping[int, list[int]]) -> dict[int, list[int]]:
    """Classes of each student, homerooms first: the first one with a fitted habit is what "usual" rests on."""
    root = {row: person for person, parts in rows.items() for row in parts}
    found: dict[int, list[tuple[bool, int]]] = defaultdict(list)
    for part in identities.chunks(root):
        lines = Enrollment.objects.filter(person__in=part, role="student", active=True)
        for person, klass, kind in lines.values_list("person_id", "klass_id", "klass__kind"):
            found[root[person]].append((kind != "homeroom", klass))
    return {person: [klass for _, klass in sorted(lines)] for person, lines in found.items()}


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
        parameters=common.parameters
        if mine.prior is None
        else {**common.parameters, "gone_quiet": mine.prior},
        home_adult=mine.home_adult,
    )


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
