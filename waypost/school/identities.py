"""Who an identifier was on which day, and which rows are one person: the reads of TRUST 9. Changes are in `people`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from .models import Identifier, Identity, Person

T = TypeVar("T")

#: Bound values in one query: below the 999 of an older SQLite.
CHUNK = 900


class Window(NamedTuple):
    """From `since` to `until` (None: open; both days included) an identifier was this person."""

    person: int
    since: date | None
    until: date | None

    def holds(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Known(NamedTuple):
    """An identifier of a person, and from when to when."""

    identifier: int
    since: date | None
    until: date | None


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Lists of at most `size` items."""
    rows = list(items)
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def issuer_of(key: str) -> str:
    """Who gives this identifier out: the account's home page, the address's mail domain, the OpenID's host."""
    kind, _, rest = key.partition("|")
    if kind == "account":
        return rest.rpartition("|")[0][:500]
    if kind == "mbox":
        return rest.rpartition("@")[2].lower()[:500]
    if kind == "openid":
        return rest.partition("://")[2].partition("/")[0].lower()[:500]
    return ""


def resolve(keys: Iterable[str], *, join: bool = True) -> dict[str, int]:
    """Canonical keys to Identifier ids, making rows for new ones. Idempotent, safe beside other writers.

    A new identifier is joined to a person where an exact rule says so (`people.automatic_join`), else to nobody.
    """
    wanted = list(dict.fromkeys(keys))
    found = ids_of(wanted)
    missing = [key for key in wanted if key not in found]
    if not missing:
        return found
    rows = [Identifier(key=key, issuer=issuer_of(key)) for key in missing]
    Identifier.objects.bulk_create(rows, batch_size=CHUNK // 2, ignore_conflicts=True)
    made = ids_of(missing)
    if join:
        from .automatic import join_automatically  # which reads through this module

        join_automatically(made.values())
    return found | made


def ids_of(keys: Iterable[str]) -> dict[str, int]:
    """Those of the keys that are known already."""
    found: dict[str, int] = {}
    for part in chunks(keys):
        found.update(Identifier.objects.filter(key__in=part).values_list("key", "pk"))
    return found


def merged_into() -> dict[int, int]:
    """Every absorbed person and the one who stands for both."""
    rows = Person.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into_id")
    near = {person: kept for person, kept in rows if kept is not None}
    return {person: _end(person, near) for person in near}


def standing_for(person_id: int) -> int:
    """The person who stands for this one: itself unless it was merged."""
    seen = {person_id}
    while True:
        kept = Person.objects.filter(pk=person_id).values_list("merged_into_id", flat=True).first()
        if kept is None or kept in seen:
            return person_id
        seen.add(kept)
        person_id = kept


def rows_of(person_id: int) -> list[int]:
    """All rows that are this person: the standing one first, then the absorbed."""
    root = standing_for(person_id)
    found, edge = [root], [root]
    while edge:
        edge = [
            p
            for p in Person.objects.filter(merged_into__in=edge).values_list("pk", flat=True)
            if p not in found
        ]
        found += edge
    return found


def rows_of_all(person_ids: Iterable[int]) -> dict[int, list[int]]:
    """`rows_of` for many people: keyed by the standing row."""
    absorbed = defaultdict(list)
    for person, kept in merged_into().items():
        absorbed[kept].append(person)
    return {p: [p, *absorbed.get(p, [])] for p in person_ids}


def person_of(identifier_id: int, day: date | None) -> int | None:
    """The person an identifier stood for on that day; None where nobody, or more than one, is known.

    Without a day (undated work) only an identifier that was ever one person's alone has an answer.
    """
    windows = windows_of([identifier_id]).get(identifier_id, [])
    return who_on(windows, day)


def who_on(windows: Sequence[Window], day: date | None) -> int | None:
    """The one person whose window holds that day, of windows as `windows_of` gives them."""
    people = {w.person for w in windows if day is None or w.holds(day)}
    return people.pop() if len(people) == 1 else None


def windows_of(identifier_ids: Iterable[int], *, follow: bool = True) -> dict[int, list[Window]]:
    """For each identifier its people and days; identifiers of nobody are left out.

    Merges are followed unless `follow` is False: a fact about a row is kept with that row, so that parting is exact.
    """
    found: dict[int, list[Window]] = defaultdict(list)
    merged = merged_into() if follow else {}
    for part in chunks(dict.fromkeys(identifier_ids)):
        rows = Identity.objects.filter(identifier__in=part, parted__isnull=True).order_by("pk")
        for identifier, person, since, until in rows.values_list(
            "identifier_id", "person_id", "since", "until"
        ):
            found[identifier].append(Window(merged.get(person, person), since, until))
    return dict(found)


def identifiers_of(person_id: int) -> list[Known]:
    """Every identifier of this person and when it was theirs, following merges both ways."""
    rows = Identity.objects.filter(person__in=rows_of(person_id), parted__isnull=True).order_by("pk")
    return [Known(*row) for row in rows.values_list("identifier_id", "since", "until")]


def identifiers_of_all(person_ids: Iterable[int]) -> dict[int, list[Known]]:
    """`identifiers_of` for many standing people at once."""
    wanted = rows_of_all(person_ids)
    root = {row: person for person, rows in wanted.items() for row in rows}
    found: dict[int, list[Known]] = {person: [] for person in wanted}
    for part in chunks(root):
        rows = Identity.objects.filter(person__in=part, parted__isnull=True).order_by("pk")
        for person, identifier, since, until in rows.values_list(
            "person_id", "identifier_id", "since", "until"
        ):
            found[root[person]].append(Known(identifier, since, until))
    return found


def _end(person: int, near: dict[int, int]) -> int:
    seen = {person}
    while person in near and near[person] not in seen:
        person = near[person]
        seen.add(person)
    return person
