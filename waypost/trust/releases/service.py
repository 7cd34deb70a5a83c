"""Compute, store and read releases. A stored release is all that pages, exports and letters may read about groups."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta

from django.db import transaction

from .. import audit, clock
from ..models import Release, ReleaseCell, ReleaseShown
from ..pseudonyms import codes_of, people_of
from .bounds import Told
from .suppress import Figure, Outcome, Place, suppress, told

THRESHOLD = 10
TEAM_THRESHOLD = 5  # inside a teaching team that knows its students by name
EVERY = timedelta(days=7)


def compute_release(
    name: str,
    period: str,
    table: Mapping[Place, Figure],
    *,
    audience: str = "leader",
    threshold: int = THRESHOLD,
    beside: Collection[str] = (),
    kept_back: Mapping[str, Sequence[frozenset[int]]] | None = None,
) -> Release:
    """Let a family of tables out, all at once.

    `table`: (line, column) -> Figure; see `suppress` for what lines and columns mean. A cell whose members differ
    from any earlier shown ones by one to threshold - 1 people keeps its old value and date. `beside`: names of other
    releases with columns of the same meaning: what they told is reckoned with, too. `kept_back`: column -> small groups
    that those hide and this one has no cell for.
    """
    codes = codes_of(person for figure in table.values() for person in figure.members)
    with transaction.atomic():
        history = _History(name, audience, beside)
        held = {p: row for p, f in table.items() if (row := history.must_stand(p, f, threshold)) is not None}
        fresh = {p: f for p, f in table.items() if p not in held}
        outcomes = suppress(fresh, threshold, history.told(), kept_back)
        release, _new = Release.objects.update_or_create(
            name=name,
            period=period,
            audience=audience,
            defaults={"made": clock.now(), "threshold": threshold},
        )
        _store(release, fresh, outcomes, codes, set(held))
        _remember(release, fresh, outcomes, codes, threshold)
        audit.act(
            "release.make",
            object_kind="release",
            object_id=release.pk,
            detail={"name": name, "cells": len(table)},
        )
    return release


def weekly(name: str, make: Callable[[], int], *, audience: str = "leader") -> int:
    """What `make` lets out under this name, at most once a week; 0 where nothing was done. For the nightly job.

    Of the same members a new value may be told: let out night after night, it would tell who moved it, and when.
    """
    last = Release.objects.filter(name=name, audience=audience).order_by("-made").first()
    return make() if last is None or clock.now() - last.made >= EVERY else 0


def shown(name: str, period: str, audience: str = "leader") -> list[ReleaseCell]:
    """The cells of a release, hidden ones among them (with nothing but that they are hidden); [] when none was made."""
    rows = ReleaseCell.objects.filter(release__name=name, release__period=period, release__audience=audience)
    return list(rows.order_by("line", "column"))


class _History:
    """Everything that was ever let out under this name, and beside it under others."""

    def __init__(self, name: str, audience: str, beside: Collection[str] = ()) -> None:
        every = ReleaseShown.objects.filter(name__in={name, *beside}, audience=audience).order_by("pk")
        self._every = list(every)
        self.rows = [row for row in self._every if row.name == name]
        self._codes = {row.pk: frozenset(row.codes.split(",")) for row in self._every}
        self._people = people_of({c for codes in self._codes.values() for c in codes})

    def must_stand(self, place: Place, figure: Figure, threshold: int) -> ReleaseShown | None:
        """The last shown value of a cell, when letting a new one out would tell about the few who came or went."""
        earlier = [r for r in self.rows if (r.line, r.column) == place]
        for row in earlier:
            gone = len(self._codes[row.pk] - set(self._people))  # erased people left the group, too
            change = len(self._members(row) ^ figure.members) + gone
            if 0 < change < threshold:
                return earlier[-1]
        return None

    def told(self) -> list[Told]:
        return [
            Told(members, row.low, row.high, row.column.partition("/")[0], int(row.made.timestamp()))
            for row in self._every
            if (members := self._members(row)) and len(members) == len(self._codes[row.pk])
        ]

    def _members(self, row: ReleaseShown) -> frozenset[int]:
        return frozenset(self._people[c] for c in self._codes[row.pk] if c in self._people)


def _digest(names: str) -> str:
    return hashlib.sha256(names.encode()).hexdigest()


def _names(figure: Figure, codes: Mapping[int, str]) -> str:
    return ",".join(sorted(codes[m] for m in figure.members))


def _store(
    release: Release,
    table: Mapping[Place, Figure],
    outcomes: Mapping[Place, Outcome],
    codes: Mapping[int, str],
    standing: set[Place],
) -> None:
    """Replace the release's cells, but for those that have to stand as they are."""
    _carry_over(release, standing)
    keep = [c.pk for c in release.cells.all() if (c.line, c.column) in standing]
    release.cells.exclude(pk__in=keep).delete()
    now = clock.now()
    ReleaseCell.objects.bulk_create(
        [
            ReleaseCell(
                release=release, line=place[0], column=place[1], value=o.value, band=o.band, shown=o.shown,
                low=table[place].low if o.value is not None else None,
                high=table[place].high if o.value is not None else None,
                words=o.words, members=_digest(_names(table[place], codes)) if o.shown else "", made=now,
            )
            for place, o in outcomes.items()
        ],
        batch_size=200,
    )  # fmt: skip


def _carry_over(release: Release, standing: set[Place]) -> None:
    """Cells that stand from an earlier period are shown in this one with their old date; where the old one was taken
    back, nothing stands, and the cell is hidden."""
    have = {(c.line, c.column) for c in release.cells.all()}
    earlier = ReleaseCell.objects.filter(
        release__name=release.name, release__audience=release.audience, shown=True
    ).order_by("-made")
    for cell in earlier:
        place = (cell.line, cell.column)
        if place in standing and place not in have:
            cell.pk = None
            cell.release = release
            cell.save(force_insert=True)
            have.add(place)
    ReleaseCell.objects.bulk_create(
        [
            ReleaseCell(release=release, line=line, column=column, shown=False, made=clock.now())
            for line, column in sorted(standing - have)
        ],
        batch_size=200,
    )


def _remember(
    release: Release,
    table: Mapping[Place, Figure],
    outcomes: Mapping[Place, Outcome],
    codes: Mapping[int, str],
    threshold: int,
) -> None:
    rows = []
    for place, outcome in outcomes.items():
        if not outcome.shown:
            continue
        figure = table[place]
        out, names = told(figure, threshold), _names(figure, codes)
        rows.append(
            ReleaseShown(
                name=release.name, audience=release.audience, line=place[0], column=place[1], digest=_digest(names),
                codes=names, low=out.low, high=out.high, made=release.made,
            )
        )  # fmt: skip
    ReleaseShown.objects.bulk_create(rows, batch_size=200)
