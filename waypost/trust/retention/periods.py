"""How long each table's rows stay: the registry's word, moved by the school within bounds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import transaction
from django.db.models import CASCADE, PROTECT, DateField, Field, ForeignKey, Model
from django.utils.translation import gettext as _

from .. import audit
from ..models import Setting
from ..refusal import Refused
from ..registry import LINES, Clock, Line, Retention

SETTING = "retention.periods"  # Setting: {name of the period: days}
#: Shorter ones end every night without a word: sessions, codes, jobs. Nobody wants a letter about those.
SILENT = 60
DATED = (Clock.CREATED, Clock.CLOSED, Clock.YEAR_END)
#: Where a table says nothing else, its clock starts at the first of these that it has.
_USUAL = {
    Clock.CREATED: ("made", "at", "created", "received", "started", "chosen_on"),
    Clock.CLOSED: ("closed",),
    Clock.YEAR_END: ("made", "at", "day"),
    Clock.LEFT: (),
    Clock.FOREVER: (),
}
#: These first: the rest of a file hangs on them, and nobody may read a student anew whose file is ending.
_FIRST = ("evidence.Statement", "school.Person")


@dataclass(frozen=True, slots=True)
class Table:
    """A table that the general job ends rows of."""

    label: str
    line: Line
    model: type[Model]

    @property
    def retention(self) -> Retention:
        return self.line.retention

    @property
    def silent(self) -> bool:
        return is_silent(self.retention)


def is_silent(retention: Retention) -> bool:
    return retention.clock in DATED and retention.clock is not Clock.YEAR_END and retention.days < SILENT


def start_of(label: str) -> str:
    """The path to the date that starts a table's clock; "" where it has none."""
    retention = LINES[label].retention
    if retention.start:
        return retention.start
    names = {f.name for f in apps.get_model(label)._meta.concrete_fields if isinstance(f, DateField)}
    return next((n for n in _USUAL[retention.clock] if n in names), "")


def along_of(label: str) -> str:
    """The foreign key to the row with which a table's rows go; "" where they have a clock of their own."""
    return LINES[label].retention.along


def acts_on(label: str) -> bool:
    """Does the general job end rows of this table itself?"""
    retention = LINES[label].retention
    return retention.clock is not Clock.FOREVER and not retention.by and not along_of(label)


@cache
def hangs_on(label: str) -> tuple[tuple[type[Model], str], ...]:
    """(model, path to the key) of the tables whose rows keep a row of this one: their own time isn't over yet. What goes
    along keeps nothing, but what hangs on that does."""
    found: list[tuple[type[Model], str]] = []
    for other, line in LINES.items():
        for key in keys_of(other):
            if key.related_model._meta.label != label or other == label:
                continue
            if along_of(other) == key.name:
                found += [(model, f"{path}__{key.name}") for model, path in hangs_on(other)]
            elif line.retention.blocks:
                found.append((apps.get_model(other), key.name))
    return tuple(found)


def keys_of(label: str) -> list[ForeignKey[Model, Model]]:
    """Foreign keys that take a row along, or that don't let go."""
    fields: list[Field[object, object]] = list(apps.get_model(label)._meta.concrete_fields)
    return [f for f in fields if isinstance(f, ForeignKey) and f.remote_field.on_delete in {CASCADE, PROTECT}]


def tables(*, silent: bool) -> list[Table]:
    """The tables of the job in an order in which each comes after what hangs on it."""
    order: list[str] = []

    def visit(label: str, above: frozenset[str]) -> None:
        if label in order or label in above:
            return
        for model, _key in hangs_on(label):
            visit(model._meta.label, above | {label})
        order.append(label)

    for label in (*_FIRST, *sorted(LINES)):
        if label in LINES:
            visit(label, frozenset())
    first = [label for label in _FIRST if label in order]
    rest = [label for label in order if label not in first]
    found = [Table(label, LINES[label], apps.get_model(label)) for label in (*first, *rest) if acts_on(label)]
    return [t for t in found if t.silent == silent]


def name_of(label: str) -> str:
    """The name of the period that a table follows: several follow one, such as the file."""
    return LINES[label].retention.name or label


def chosen() -> dict[str, int]:
    """What the school set: name -> days."""
    kept = Setting.objects.filter(pk=SETTING).values_list("value", flat=True).first()
    return {str(k): int(v) for k, v in dict(kept or {}).items()}


def days_of(label: str, periods: dict[str, int]) -> int:
    return periods.get(name_of(label), LINES[label].retention.days)


def all_periods() -> dict[str, int]:
    """Every period as it holds now."""
    mine = chosen()
    return {name_of(label): days_of(label, mine) for label in LINES if acts_on(label)}


def bounds(retention: Retention) -> tuple[int, int]:
    """The least and the most days that the school may choose; the same twice where it may not."""
    if (
        retention.clock is Clock.FOREVER
        or retention.by
        or (retention.days < SILENT and retention.clock is not Clock.YEAR_END)
    ):
        return retention.days, retention.days
    return retention.least or max(1, retention.days // 4), retention.most or max(365, retention.days * 3)


@transaction.atomic
def choose(name: str, days: int, by: int) -> None:
    """The school moves a period. A run that was told already keeps the longer of the two."""
    label = next((x for x in LINES if acts_on(x) and name_of(x) == name), "")
    if not label:
        raise Refused(_("There is no such period."))
    least, most = bounds(LINES[label].retention)
    if least == most:
        raise Refused(_("This period is fixed."))
    if not least <= days <= most:
        raise Refused(_("Choose between %(least)d and %(most)d days.") % {"least": least, "most": most})
    before = all_periods()[name]
    if days == before:
        return
    Setting.objects.update_or_create(pk=SETTING, defaults={"value": chosen() | {name: days}})
    audit.act(
        "retention.period",
        actor_id=by,
        object_kind="period",
        object_id=name[:64],
        detail={"from": before, "to": days},
    )
