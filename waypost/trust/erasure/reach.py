"""Which rows of which table would go with somebody, and which stay on what ground. Questions only: nothing is changed here.

By the registry alone: a table with a line can't be forgotten, and one without fails the suite. A row goes when the
person is all it is about; a row about a student goes with the student, not with the adults in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from ..registry import BARE_IDS, LINES, Clock
from ..retention.due import named
from ..retention.lent import people as everybody
from ..retention.periods import keys_of
from .lent import Whose, finder_of, more_of

CHUNK = 500
#: Blanked at the very end: as long as they stand, everything else can still be found.
LAST = ("school.Person", "trust.Account")
#: Found while the names in tools still lead to the person.
_FIRST = ("evidence.Statement",)
#: Ids and dates alone, and the school has to show that it did what the law asks.
_DUTY = ("trust.AccessRequest", "trust.ErasureCase")
#: A tie between two: nothing is left of it without one of them.
_TIES = ("school.GuardianLink", "school.HomeAdult", "school.Merge")

FILE, WORK, OTHERS, DUTY, SAFE = "file", "work", "others", "duty", "safeguarding"
WHY = {
    FILE: _("It belongs to the file of a student or of somebody else; the name goes."),
    WORK: _("It is the school's own work; the name goes."),
    OTHERS: _("It is about others, too; this person's part goes."),
    DUTY: _("Dates that show that the school did what the law asks; no name."),
}


@dataclass(slots=True)
class Found:
    """Keys of the rows that go, and how many stay on which ground."""

    label: str
    keys: list[Any] = field(default_factory=list)
    stays: int = 0
    why: str = ""


def tables() -> list[str]:
    """Each table that is about somebody, in an order in which it comes after what hangs on it."""
    order: list[str] = []

    def visit(label: str, above: frozenset[str]) -> None:
        if label in order or label in above:
            return
        for other in _hanging_on(label):
            visit(other, above | {label})
        order.append(label)

    wanted = [label for label in LINES if LINES[label].person_paths]
    for label in sorted(wanted):
        visit(label, frozenset())
    first = [label for label in _FIRST if label in wanted]
    return [*first, *(x for x in order if x in wanted and x not in LAST and x not in first)]


@cache
def _hanging_on(label: str) -> tuple[str, ...]:
    return tuple(
        other
        for other in LINES
        if other != label and any(k.related_model._meta.label == label for k in keys_of(other))
    )


def look(label: str, them: Whose, students: Iterable[int] | None = None) -> Found:
    """What of one table goes. `students`: everybody who is one, where it is known already."""
    found = Found(label)
    find = finder_of(label)
    if find is not None:
        found.keys = sorted(find(them), key=str)
        return found
    extra = more_of(label, them)
    mine = _theirs(label, them) - extra
    why = _whole_table(label)
    if why:
        found.stays, found.why = len(mine), why if mine else ""
        found.keys = sorted(extra, key=str)
        return found
    others = _others(label, sorted(mine, key=str), them)
    grown = None if them.student else frozenset(everybody().students if students is None else students)
    go = {k for k in mine if not others.get(k) or _goes_along(label, k, others[k], them, grown)}
    found.keys = sorted(go | extra, key=str)
    found.stays = len(mine) - len(go)
    found.why = (OTHERS if is_shared(label) else FILE) if found.stays else ""
    return found


def _whole_table(label: str) -> str:
    """The ground on which a table stays as it is, but for the name in it; "" for all others."""
    retention = LINES[label].retention
    if label in _DUTY:
        return DUTY
    if retention.name == "concern":
        return SAFE  # never shown: not even that there is one
    return WORK if retention.clock is Clock.FOREVER else ""


def _goes_along(label: str, key: Any, others: set[int], them: Whose, students: frozenset[int] | None) -> bool:
    """A row with others in it: a student takes it along unless it is shared by several; an adult only what is first theirs."""
    if label in _TIES:
        return True
    if is_shared(label):
        return False
    if students is None:
        return True
    return not others & students and key in _by_path(label, LINES[label].person_paths[0], them)


def _theirs(label: str, them: Whose) -> set[Any]:
    found: set[Any] = set()
    for path in LINES[label].person_paths:
        found |= _by_path(label, path, them)
    return found


def _by_path(label: str, path: str, them: Whose) -> set[Any]:
    rows = named(apps.get_model(label), path, sorted(them.people))
    return set(rows.values_list("pk", flat=True))


def _others(label: str, keys: Sequence[Any], them: Whose) -> dict[Any, set[int]]:
    """Who else is in these rows."""
    found: dict[Any, set[int]] = defaultdict(set)
    model: type[Model] = apps.get_model(label)
    for path in LINES[label].person_paths:
        if path.split("__")[0] in BARE_IDS:
            continue  # such a table has a finder of its own
        for part in chunks(keys):
            rows = model._default_manager.filter(pk__in=part).values_list("pk", path)
            for key, person in rows:
                if person is not None and person not in them.people:
                    found[key].add(int(person))
    return found


@cache
def is_shared(label: str) -> bool:
    """Does a path go back through rows of several people (a task that was handed to many)? Such a row goes when nobody is left in it."""
    for path in LINES[label].person_paths:
        model: type[Model] = apps.get_model(label)
        for step in path.split("__")[:-1]:
            if step in BARE_IDS and step not in {f.name for f in model._meta.get_fields()}:
                return True
            at = model._meta.get_field(step)
            if at.one_to_many or at.many_to_many:
                return True
            model = at.related_model  # type: ignore[assignment]
    return False


def parents(label: str) -> list[tuple[str, type[Model]]]:
    """(foreign key, model) of the rows that are there only for those that hang on them: a meeting, a group."""
    return [
        (key.attname, key.related_model)
        for key in keys_of(label)
        if (line := LINES.get(key.related_model._meta.label)) is not None
        and (not line.person_paths or is_shared(key.related_model._meta.label))
        and line.retention.clock in {Clock.LEFT, Clock.YEAR_END}
    ]


def is_empty(model: type[Model], key: Any) -> bool:
    """Does nobody hang on such a row any more?"""
    for other in _hanging_on(model._meta.label):
        if LINES[other].person_paths and not is_shared(other):
            names = [k.name for k in keys_of(other) if k.related_model is model]
            manager = apps.get_model(other)._default_manager
            if any(manager.filter(**{name: key}).exists() for name in names):
                return False
    return True


def chunks(keys: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
