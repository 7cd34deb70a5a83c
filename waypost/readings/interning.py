"""Numbers for the texts that many events share: sets of tags and identifiers. Bulk, idempotent, remembered."""

from __future__ import annotations

from collections.abc import Iterable

from waypost.evidence.iris import identifiers as evidence_identifiers
from waypost.evidence.iris import iris as evidence_iris
from waypost.school.identities import chunks

from .models import TagSet

_MOST = 200_000  # remembered at most; then forgotten and asked again
_LONGEST = 500  # of TagSet.key


class TagSets:
    """A set of tags -> its number. Rows are only ever added, so what was once learnt stays true."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], int] = {}

    def of(self, wanted: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
        """The number of each set of tags, made where it is new. The empty set has none."""
        if len(self._known) > _MOST:
            self._known.clear()
        new = {tags for tags in wanted if tags and tags not in self._known}
        if new:
            iris = evidence_iris.ids({iri for tags in new for iri in tags})
            keys = {tags: _key(iris[iri] for iri in tags) for tags in new}
            numbers = _made(keys.values())
            self._known |= {tags: numbers[key] for tags, key in keys.items()}
        return self._known


def identifier_ids(keys: Iterable[str]) -> dict[str, int]:
    """Identifier ids of canonical keys, made where they are new."""
    return evidence_identifiers.ids(keys)


def _key(iris: Iterable[int]) -> str:
    """Sorted ids, comma-separated; what does not fit is left out, whole numbers only."""
    key = ",".join(str(i) for i in sorted(set(iris)))
    return key if len(key) <= _LONGEST else key[:_LONGEST].rpartition(",")[0]


def _made(keys: Iterable[str]) -> dict[str, int]:
    wanted = sorted(set(keys))
    found = _found(wanted)
    missing = [key for key in wanted if key not in found]
    if missing:
        rows = [TagSet(key=key) for key in missing]
        TagSet.objects.bulk_create(rows, batch_size=400, ignore_conflicts=True)
        found |= _found(missing)
    return found


def _found(keys: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in chunks(keys):
        found.update(TagSet.objects.filter(key__in=part).values_list("key", "pk"))
    return found
