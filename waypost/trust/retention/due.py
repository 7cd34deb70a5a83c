"""Which rows of a table have run out of time, and which of these a hold or a row that hangs on them keeps.

Pure questions: nothing is changed here, so that the announcement and the run ask the very same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db.models import DateTimeField, Model, Q, QuerySet

from ..registry import BARE_IDS, Clock
from . import lent
from .lent import People
from .periods import Table, hangs_on, start_of

CHUNK = 500


@dataclass(slots=True)
class Moment:
    """A day, who has left by it, and who is held on which ground. `held` counts rows that a hold kept."""

    day: date
    people: People
    holds: dict[str, set[int]] = field(default_factory=dict)
    held: int = 0
    going: dict[str, set[Any]] = field(default_factory=dict)  # a dry run: what would be gone already

    def kept(self, words: Iterable[str]) -> set[int]:
        """Everybody whom one of these grounds holds."""
        found: set[int] = set()
        for word in words:
            if word not in self.holds:
                self.holds[word] = lent.held_by(word)
            found |= self.holds[word]
        return self.people.with_others_of(found)


def candidates(table: Table, days: int, moment: Moment) -> list[Any]:
    """Keys of the rows whose clock has run out, before anybody asks about holds."""
    rows: QuerySet[Any] = table.model._default_manager.all()
    if table.retention.clock is Clock.LEFT:
        found = _of_the_gone(table, days, moment)
    else:
        found = set(rows.filter(_before(table, moment.day, days)).values_list("pk", flat=True))
    if table.retention.blank:
        found -= set(rows.filter(_blanked(table)).values_list("pk", flat=True))
    return sorted(found)


def _before(table: Table, day: date, days: int) -> Q:
    """Rows whose date lies before the edge; for a school year, the end of the last year that is over long enough."""
    path = start_of(table.label)
    edge = day - timedelta(days=days)
    if table.retention.clock is Clock.YEAR_END:
        edge = lent.last_year_end(edge) + timedelta(days=1)
    return Q(**{f"{path}__lt": _as_stored(table.model, path, edge)})


def _as_stored(model: type[Model], path: str, edge: date) -> date | datetime:
    *keys, last = path.split("__")
    for key in keys:
        model = model._meta.get_field(key).related_model  # type: ignore[assignment]
    timed = isinstance(model._meta.get_field(last), DateTimeField)
    return datetime.combine(edge, time(), UTC) if timed else edge


def _of_the_gone(table: Table, days: int, moment: Moment) -> set[Any]:
    rows = table.model._default_manager
    found: set[Any] = set()
    gone = sorted(moment.people.gone(moment.day, days))
    for path in table.line.person_paths:
        for start in range(0, len(gone), CHUNK):
            found |= set(named(table.model, path, gone[start : start + CHUNK]).values_list("pk", flat=True))
    if start_of(table.label):  # rows that name nobody count from a date of their own
        nobody = Q(**{f"{path}__isnull": True for path in table.line.person_paths})
        found |= set(rows.filter(nobody & _before(table, moment.day, days)).values_list("pk", flat=True))
    return found


def named(model: type[Model], path: str, people: Sequence[int]) -> QuerySet[Any]:
    """Rows that a registry path ties to some people, also where a step of it is a bare id."""
    first, _sep, rest = path.partition("__")
    if first in {f.name for f in model._meta.get_fields()} or not rest:
        return model._default_manager.filter(**{f"{path}__in": people})
    behind = named(apps.get_model(BARE_IDS[first]), rest, people).values("pk")
    return model._default_manager.filter(**{f"{first}_id__in": behind})


def _blanked(table: Table) -> Q:
    """Rows from which the name went already."""
    plain = {k: v for k, v in table.retention.blank.items() if not hasattr(v, "resolve_expression")}
    return Q(**{f"{k}__isnull" if v is None else k: v is None or v for k, v in plain.items()})


def sift(table: Table, keys: Sequence[Any], days: int, moment: Moment) -> list[Any]:
    """Of some hundred keys those that may end now: nobody in them is held or still here, and nothing hangs on them."""
    who = _people_in(table, keys)
    gone = moment.people.gone(moment.day, days)
    held = moment.kept(table.retention.hold)
    kept = _hung_on(table, keys, moment)
    free = []
    for key in keys:
        named = who.get(key, set())
        if table.retention.clock is Clock.LEFT and not _all_gone(named, gone, moment.people):
            continue
        if named & held:
            moment.held += 1
        elif key not in kept:
            free.append(key)
    return free


def _all_gone(named: set[int], gone: set[int], people: People) -> bool:
    """A row goes with the last student in it; one about no student with the last adult."""
    return (named & people.students or named) <= gone


def _people_in(table: Table, keys: Sequence[Any]) -> dict[Any, set[int]]:
    found: dict[Any, set[int]] = defaultdict(set)
    for path in table.line.person_paths:
        rows = table.model._default_manager.filter(pk__in=keys)
        for key, person in rows.values_list("pk", path):
            if person is not None:
                found[key].add(int(person))
    return found


def _hung_on(table: Table, keys: Sequence[Any], moment: Moment) -> set[Any]:
    if table.retention.then != "delete":
        return set()
    found: set[Any] = set()
    for model, key in hangs_on(table.label):
        going = moment.going.get(model._meta.label, set())
        rows = model._default_manager.filter(**{f"{key}__in": keys}).values_list("pk", key)
        found |= {on for pk, on in rows if pk not in going}
    return found


def chunks(keys: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
