"""Event rows -> skills: the alignment, asked once for each combination of source, activity and tags."""

from __future__ import annotations

from collections.abc import Iterable

from waypost.evidence.models import Iri
from waypost.evidence.vocabulary import column_value
from waypost.school.identities import chunks
from waypost.skills import alignment
from waypost.skills.alignment import Skills

from .models import TagSet

Combination = tuple[int, int, int]  # source, activity, tags; 0: none

_MOST = 500_000


class SkillJoin:
    """Remembers answers until an alignment changes."""

    def __init__(self) -> None:
        self._generation = -1
        self._known: dict[Combination, Skills] = {}
        self._maps = alignment.Maps(-1, {})

    def of(self, combinations: Iterable[Combination]) -> dict[Combination, Skills]:
        """Skills of each combination; the mapping returned holds at least those asked for."""
        self._maps = alignment.current()
        if self._maps.generation != self._generation or len(self._known) > _MOST:
            self._generation, self._known = self._maps.generation, {}
        new = {c for c in combinations if c not in self._known}
        if new:
            tags = tags_of({c[2] for c in new})
            iris = iris_of({c[1] for c in new} | {i for found in tags.values() for i in found})
            for combination in new:
                self._known[combination] = self._find(combination, tags, iris)
        return self._known

    def _find(self, combination: Combination, tags: dict[int, list[int]], iris: dict[int, str]) -> Skills:
        source, activity, tag_set = combination
        named = [iris[i] for i in tags.get(tag_set, []) if i in iris]
        plain, columns = split_columns(named)
        return self._maps.source(source).of(iris.get(activity, ""), plain, columns)


def split_columns(tags: Iterable[str]) -> tuple[list[str], list[str]]:
    """Tags that are IRIs of others, and what skill columns of files said."""
    plain, columns = [], []
    for iri in tags:
        value = column_value(iri)
        if value is None:
            plain.append(iri)
        else:
            columns.append(value)
    return plain, columns


def tags_of(tag_sets: Iterable[int]) -> dict[int, list[int]]:
    """Iri ids of each set of tags."""
    found: dict[int, list[int]] = {}
    for part in chunks(t for t in tag_sets if t):
        for number, key in TagSet.objects.filter(pk__in=part).values_list("pk", "key"):
            found[number] = [int(i) for i in key.split(",")]
    return found


def iris_of(ids: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in chunks(i for i in ids if i):
        found.update(Iri.objects.filter(pk__in=part).values_list("pk", "iri"))
    return found
