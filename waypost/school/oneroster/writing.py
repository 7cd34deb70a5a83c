"""Writes a plan in the caller's transaction, by bulk statements: the tables of the roster, and who is gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from .. import clock
from ..identities import chunks
from ..models import Demographics, Enrollment, HomeAdult, Membership, Person
from .planning import Part, Plan, Values
from .shapes import SHAPES, Shape
from .upsert import upsert

BATCH = 200
Ids = dict[str, dict[str, int]]


def write(plan: Plan, *, confirm_gone: bool) -> set[int]:
    """Everything new, changed and gone. Returns the people whose rows or places changed."""
    ids: Ids = {}
    had_students = Person.objects.filter(kind="student", active=True).exists()
    for shape in SHAPES:
        part = plan.parts.get(shape.file)
        if part is not None:
            ids[shape.file] = _write_part(part, ids)
    touched = {ids["users"][code] for code in _codes(plan, "users")} if "users" in ids else set()
    touched |= _people_of_places(plan, ids)
    _demographics(plan, ids)
    _first_days(touched, newcomers_from=clock.today() if had_students else None)
    for shape in reversed(SHAPES):
        part = plan.parts.get(shape.file)
        if part is not None:
            touched |= end_rows(shape, part.deleted + (part.absent if confirm_gone else []))
    return touched


def end_rows(shape: Shape, pks: list[int]) -> set[int]:
    """Rows that are no more: never deleted, only ended. Returns the people concerned."""
    people: set[int] = set()
    today = clock.today()
    for some in chunks(pks):
        rows = shape.model._default_manager.filter(pk__in=some)
        if shape.file == "users":
            people |= set(some)
            rows.update(active=False, left=today)
            places = Enrollment.objects.filter(person__in=some, active=True)
            _end_dated(places, today)
            _end_dated(Membership.objects.filter(person__in=some, active=True), today)
            HomeAdult.objects.filter(Q(student__in=some) | Q(adult__in=some), until__isnull=True).update(
                until=today
            )
        elif shape.file in {"roles", "enrollments"}:
            people |= set(rows.values_list("person_id", flat=True))
            _end_dated(rows, today)
        else:
            rows.update(active=False)
    return people


def _end_dated(rows: Any, today: date) -> None:
    rows.filter(Q(until__isnull=True) | Q(until__gt=today)).update(until=today)
    rows.update(active=False)


def ids_by_code(shape: Shape) -> dict[str, int]:
    """sourcedId -> primary key of everything the table holds."""
    return dict(shape.model._default_manager.filter(sourced_id__isnull=False).values_list("sourced_id", "pk"))


def _write_part(part: Part, ids: Ids) -> dict[str, int]:
    rows = part.new | part.changed
    shape = part.shape
    own = {name for name, (file, _) in shape.refs.items() if file == shape.file}
    groups: dict[frozenset[str], list[tuple[str, Values]]] = defaultdict(list)
    for code, values in rows.items():
        groups[frozenset(values) - own - set(shape.many)].append((code, values))
    for names, some in groups.items():
        columns = sorted(f"{name}_id" if name in shape.refs else name for name in names)
        upsert(
            shape.model,
            columns,
            (_columns(shape, code, {n: values[n] for n in names}, ids) for code, values in some),
        )
    found = ids_by_code(shape)
    if shape.file != "orgs":
        for codes in chunks(part.named):
            shape.model._default_manager.filter(sourced_id__in=codes, rostered=False).update(rostered=True)
    if shape.file == "users":
        _welcome_back([found[code] for code in part.changed])
    _write_parents(shape, rows, own, found)
    for name, (file, _) in shape.many.items():
        _write_many(shape, name, rows, found, _known(ids, file))
    return found


def _columns(shape: Shape, code: str, values: Values, ids: Ids) -> Values:
    """A row by the table's own attribute names, references as primary keys."""
    fields: Values = {"sourced_id": code}
    for name, value in values.items():
        if name in shape.refs:
            fields[f"{name}_id"] = None if value is None else _known(ids, shape.refs[name][0])[value]
        else:
            fields[name] = value
    return fields


def _known(ids: Ids, file: str) -> dict[str, int]:
    """Rows that a reference may name, where that file wasn't part of this zip."""
    if file not in ids:
        ids[file] = ids_by_code(next(s for s in SHAPES if s.file == file))
    return ids[file]


def _write_parents(shape: Shape, rows: dict[str, Values], own: Iterable[str], found: dict[str, int]) -> None:
    for name in own:
        for code, values in rows.items():
            if name in values:
                parent = found[values[name]] if values[name] else None
                shape.model._default_manager.filter(pk=found[code]).update(**{name: parent})


def _write_many(
    shape: Shape, name: str, rows: dict[str, Values], found: dict[str, int], others: dict[str, int]
) -> None:
    through = getattr(shape.model, name).through
    source, target = (
        f"{shape.model._meta.model_name}_id",
        f"{getattr(shape.model, name).rel.model._meta.model_name}_id",
    )
    pks = [found[code] for code, values in rows.items() if name in values]
    for some in chunks(pks):
        through.objects.filter(**{f"{source}__in": some}).delete()
    pairs = [
        {source: found[code], target: others[other]}
        for code, values in rows.items()
        for other in values.get(name, ())
    ]
    through.objects.bulk_create([through(**pair) for pair in pairs], batch_size=BATCH)


def _welcome_back(pks: list[int]) -> None:
    for some in chunks(pks):
        Person.objects.filter(pk__in=some, left__isnull=False, left__lte=clock.today()).update(left=None)


def _codes(plan: Plan, file: str) -> list[str]:
    part = plan.parts[file]
    return [*part.new, *part.changed]


def _people_of_places(plan: Plan, ids: Ids) -> set[int]:
    people: set[int] = set()
    for name in ("roles", "enrollments"):
        if name in plan.parts:
            known = _known(ids, "users")
            rows = plan.parts[name].new | plan.parts[name].changed
            people |= {known[values["person"]] for values in rows.values()}
    return people


def _demographics(plan: Plan, ids: Ids) -> None:
    if not plan.demographics:
        return
    known = _known(ids, "users")
    Demographics.objects.bulk_create(
        [
            Demographics(person_id=known[code], values=row["values"])
            for code, row in plan.demographics.items()
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["values"],
    )
    people = [Person(pk=known[code], birth_date=row["birth_date"]) for code, row in plan.demographics.items()]
    Person.objects.bulk_update(people, ["birth_date"], batch_size=BATCH)


def _first_days(people: set[int], newcomers_from: date | None) -> None:
    """First day here, where it isn't known: of the earliest role or class; else today for a newcomer to a school that
    had students before (so that days before the coming never count as missed)."""
    for some in chunks(people):
        unknown = set(
            Person.objects.filter(pk__in=some, since__isnull=True, active=True).values_list("pk", flat=True)
        )
        first: dict[int, date] = {}
        for model in (Enrollment, Membership):
            dated = model.objects.filter(person__in=unknown, since__isnull=False)
            for person, since in dated.values_list("person_id", "since"):
                if since is not None:
                    first[person] = min(first.get(person, since), since)
        if newcomers_from is not None:
            for person in unknown - first.keys():
                first[person] = newcomers_from
        Person.objects.bulk_update(
            [Person(pk=p, since=d) for p, d in first.items()], ["since"], batch_size=BATCH
        )
