"""Which skills a piece of work counts for: what teachers aligned, read through a map that is kept per source.

A rule is an exact IRI, an IRI prefix (the longest wins), or what a file's skill column said. An exact IRI outranks
every prefix. The activity and each of its tags are looked at by themselves; the work counts for all skills found.
A source without an alignment counts for no skill: its work is still seen as work.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import F

from .models import Alignment, Generation

EXACT, PREFIX, COLUMN = "exact", "prefix", "column"
MATCHES = (EXACT, PREFIX, COLUMN)

#: A room of Waypost names a skill itself; nobody outside may write this prefix (TRUST 7), so it needs no alignment.
SKILL = "urn:waypost:skill:"

Skills = tuple[int, ...]


def skill_iri(skill_id: int) -> str:
    """The IRI by which a room's statement names one of our skills."""
    return f"{SKILL}{skill_id}"


@dataclass(frozen=True)
class SourceMap:
    """The rules of one source, ready to be asked."""

    exact: dict[str, Skills] = field(default_factory=dict)
    prefix: dict[str, Skills] = field(default_factory=dict)
    column: dict[str, Skills] = field(default_factory=dict)

    @property
    def lengths(self) -> list[int]:
        return sorted({len(p) for p in self.prefix}, reverse=True)

    def of(self, activity: str, tags: Sequence[str] = (), columns: Sequence[str] = ()) -> Skills:
        """Skill ids that the work counts for, sorted. `columns` are what skill columns said."""
        found: set[int] = set()
        lengths = self.lengths
        for iri in (activity, *tags):
            found.update(self._of_iri(iri, lengths))
        for value in columns:
            found.update(self.column.get(value, ()))
        return tuple(sorted(found))

    def _of_iri(self, iri: str, lengths: list[int]) -> Skills:
        if iri.startswith(SKILL):
            number = iri[len(SKILL) :]
            return (int(number),) if number.isdecimal() else ()
        if iri in self.exact:
            return self.exact[iri]
        return next((self.prefix[iri[:n]] for n in lengths if iri[:n] in self.prefix), ())

    def with_rules(self, rules: Iterable[tuple[str, str, int]]) -> SourceMap:
        """The map with further (match, pattern, skill id) rules: for a preview."""
        return build([*self.rules(), *rules])

    def without_rules(self, rules: Iterable[tuple[str, str, int]]) -> SourceMap:
        gone = set(rules)
        return build(rule for rule in self.rules() if rule not in gone)

    def rules(self) -> list[tuple[str, str, int]]:
        named = ((EXACT, self.exact), (PREFIX, self.prefix), (COLUMN, self.column))
        return [
            (m, pattern, skill) for m, table in named for pattern, skills in table.items() for skill in skills
        ]


def build(rules: Iterable[tuple[str, str, int]]) -> SourceMap:
    """A map of (match, pattern, skill id) rules."""
    tables: dict[str, dict[str, set[int]]] = {match: defaultdict(set) for match in MATCHES}
    for match, pattern, skill in rules:
        tables[match][pattern].add(skill)
    done = {match: {p: tuple(sorted(s)) for p, s in table.items()} for match, table in tables.items()}
    return SourceMap(done[EXACT], done[PREFIX], done[COLUMN])


@dataclass(frozen=True, slots=True)
class Maps:
    """Every source's map as of one generation."""

    generation: int
    of_source: dict[int, SourceMap]

    def source(self, source_id: int) -> SourceMap:
        return self.of_source.get(source_id, _NOTHING)


_NOTHING = SourceMap()
_kept: Maps | None = None


def generation() -> int:
    """Moves with every change of an alignment."""
    return Generation.objects.filter(name="alignments").values_list("number", flat=True).first() or 0


def current() -> Maps:
    """The maps in force. Asks for one small number; reads the rules again only when that has moved."""
    global _kept
    number = generation()
    if _kept is None or _kept.generation != number:
        _kept = Maps(number, _load())
    return _kept


def skills_of(source_id: int, activity: str, tags: Sequence[str] = (), columns: Sequence[str] = ()) -> Skills:
    """Skill ids that a piece of work from this source counts for (IRIs as text)."""
    return current().source(source_id).of(activity, tags, columns)


def forget() -> None:
    """Read the rules again in this process."""
    global _kept
    _kept = None


def touch() -> None:
    """Make every process read the rules again."""
    forget()
    Generation.objects.get_or_create(name="alignments")
    Generation.objects.filter(name="alignments").update(number=F("number") + 1)


def _load() -> dict[int, SourceMap]:
    rules: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
    rows = Alignment.objects.filter(ended__isnull=True, skill__active=True)
    for source, match, pattern, skill in rows.values_list("source_id", "match", "pattern", "skill_id"):
        rules[source].append((match, pattern, skill))
    return {source: build(found) for source, found in rules.items()}
