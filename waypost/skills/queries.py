"""What the pages of this room show."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from waypost.trust.access import ReadBook

from . import alignment, uses
from .access import SEE_SKILL
from .models import Framework, Skill


@dataclass(slots=True)
class Node:
    """A skill with those below it, and how deep it stands."""

    skill: Skill
    depth: int
    aligned: int = 0


@dataclass(slots=True)
class TreePage:
    framework: Framework
    nodes: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SourceCount:
    """How much of a source's work counts for no skill yet."""

    pk: int
    name: str
    events: int
    unaligned: int


def trees(reads: ReadBook) -> list[TreePage]:
    """Every active tree, depth first."""
    rules = [rule for source in alignment.current().of_source.values() for rule in source.rules()]
    aligned: dict[int, int] = defaultdict(int)
    for _, _, number in rules:
        aligned[number] += 1
    skills = SEE_SKILL.scoped(reads, lambda rows: rows.order_by("framework_id", "position", "pk")).listed()
    below: dict[tuple[int, int | None], list[Skill]] = defaultdict(list)
    known = {s.pk for s in skills}
    for skill in skills:
        parent = skill.parent_id if skill.parent_id in known else None
        below[skill.framework_id, parent].append(skill)
    out = []
    for framework in Framework.objects.filter(active=True).order_by("title"):
        nodes: list[Node] = []
        stack = [(s, 0) for s in reversed(below[framework.pk, None])]
        while stack:
            skill, depth = stack.pop()
            nodes.append(Node(skill, depth, aligned[skill.pk]))
            stack += [(s, depth + 1) for s in reversed(below[framework.pk, skill.pk])]
        if nodes:
            out.append(TreePage(framework, nodes))
    return out


def source_counts() -> list[SourceCount]:
    """Each source with work, and how much of it counts for no skill."""
    out = []
    for pk, name in uses.ask().sources().items():
        work = uses.ask().work(pk)
        if work:
            left = unaligned(pk, work)
            out.append(SourceCount(pk, name, sum(w.events for w in work), sum(w.events for w in left)))
    return out


def unaligned(source_id: int, work: list[uses.Work] | None = None) -> list[uses.Work]:
    """What a source has sent that counts for no skill yet, most events first."""
    rules = alignment.current().source(source_id)
    every = uses.ask().work(source_id) if work is None else work
    return [w for w in every if not rules.of(w.activity, w.tags, w.columns)]
