"""Answers for the alignment page: what each source has sent, and whose work a change of alignment would move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Count
from django.db.models.functions import Coalesce

from waypost.evidence.models import Iri, Source
from waypost.school import identities
from waypost.skills import alignment
from waypost.skills.alignment import SourceMap
from waypost.skills.uses import Work

from .join import iris_of, split_columns, tags_of
from .models import Event


class FromEvents:
    """`waypost.skills.uses.Uses`, answered from the events."""

    def sources(self) -> dict[int, str]:
        return dict(Source.objects.order_by("name").values_list("pk", "name"))

    def work(self, source_id: int) -> list[Work]:
        rows = (
            Event.objects.filter(source_id=source_id, voided=False)
            .values_list("activity_id", Coalesce("tags_id", 0))
            .annotate(n=Count("seq"))
            .order_by("-n", "activity_id")
        )
        found = [(activity, tags, n) for activity, tags, n in rows]
        tag_ids = tags_of({tags for _, tags, _ in found})
        iris = iris_of({a for a, _, _ in found} | {i for ids in tag_ids.values() for i in ids})
        names = _names(a for a, _, _ in found)
        return [
            _work(a, t, n, [iris[i] for i in tag_ids.get(t, []) if i in iris], iris, names)
            for a, t, n in found
        ]

    def students(self, source_id: int, keys: Iterable[tuple[int, int]]) -> set[int]:
        wanted = set(keys)
        rows = (
            Event.objects.filter(source_id=source_id, activity_id__in={a for a, _ in wanted})
            if len({a for a, _ in wanted}) < identities.CHUNK
            else Event.objects.filter(source_id=source_id)
        )
        triples = rows.values_list("activity_id", Coalesce("tags_id", 0), "identifier_id").distinct()
        windows = identities.windows_of({i for a, t, i in triples if (a, t) in wanted})
        return {w.person for found in windows.values() for w in found}


def people_who_change(before: Mapping[int, SourceMap]) -> set[int]:
    """Students with work that counts for other skills now than by the maps before."""
    answers, now = FromEvents(), alignment.current()
    people: set[int] = set()
    for source, old in before.items():
        new = now.source(source)
        moved = [w.key for w in answers.work(source) if _asked(old, w) != _asked(new, w)]
        if moved:
            people |= answers.students(source, moved)
    return people


def _asked(rules: SourceMap, work: Work) -> tuple[int, ...]:
    return rules.of(work.activity, work.tags, work.columns)


def _work(
    activity: int, tags: int, events: int, named: list[str], iris: Mapping[int, str], names: Mapping[int, str]
) -> Work:
    plain, columns = split_columns(named)
    return Work(
        (activity, tags),
        iris.get(activity, ""),
        names.get(activity, ""),
        tuple(plain),
        tuple(columns),
        events,
    )


def _names(ids: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in identities.chunks(i for i in dict.fromkeys(ids) if i):
        found.update(Iri.objects.filter(pk__in=part).exclude(name="").values_list("pk", "name"))
    return found
