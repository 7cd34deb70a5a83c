"""Every change of skills and alignments. Each says in its own transaction what changed, and writes an act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.trust import audit

from . import alignment, changes, uses
from .alignment import COLUMN, MATCHES, SourceMap
from .models import Alignment, Framework, Relation, Skill

if TYPE_CHECKING:
    from .importing import Entry, Tree

__all__ = [
    "MATCHES",
    "Change",
    "Preview",
    "align",
    "differs",
    "end",
    "ensure_skills",
    "live_rules",
    "preview",
    "set_rule",
    "write_tree",
]

PRECEDES, EXACT_MATCH = "precedes", "exactMatchOf"
OWN = "urn:waypost:skills:files"  # the tree of skills that files have named and nobody has put in order


@dataclass(frozen=True, slots=True)
class Change:
    """One alignment to make or to end."""

    skill_id: int
    source_id: int
    match: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change of alignments would do."""

    works: list[uses.Work]  # combinations of activity and tags that would count for other skills
    events: int
    students: set[int]


def live_rules() -> set[tuple[int, str, str, int]]:
    """(source, match, pattern, skill) of every alignment in force."""
    rows = Alignment.objects.filter(ended__isnull=True)
    return set(rows.values_list("source_id", "match", "pattern", "skill_id"))


def preview(made: Sequence[Change] = (), ended: Sequence[Change] = ()) -> Preview:
    """Whose work would count for other skills. Changes nothing."""
    now = alignment.current()
    moved: list[uses.Work] = []
    students: set[int] = set()
    for source in {c.source_id for c in (*made, *ended)}:
        old = now.source(source)
        new = old.without_rules(_rules(ended, source)).with_rules(_rules(made, source))
        found = [w for w in uses.ask().work(source) if _of(old, w) != _of(new, w)]
        moved += found
        students |= uses.ask().students(source, [w.key for w in found]) if found else set()
    return Preview(moved, sum(w.events for w in moved), students)


@transaction.atomic
def align(made: Iterable[Change], *, by: int | None = None) -> int:
    """Make alignments; those already in force are left. Returns how many are new. Raises ValidationError."""
    known, now = live_rules(), clock.now()
    wanted = [c for c in dict.fromkeys(made) if (c.source_id, c.match, c.pattern, c.skill_id) not in known]
    for change in wanted:
        _check(change)
    with _changing({c.source_id for c in wanted}):
        Alignment.objects.bulk_create(
            [
                Alignment(
                    skill_id=c.skill_id,
                    source_id=c.source_id,
                    match=c.match,
                    pattern=c.pattern,
                    made=now,
                    made_by=by,
                )
                for c in wanted
            ]
        )
    if wanted:
        audit.act("skills.align", actor_id=by, object_kind="skills.Alignment", detail={"made": len(wanted)})
    return len(wanted)


@transaction.atomic
def end(alignment_ids: Iterable[int], *, by: int | None = None) -> int:
    """End alignments; they stay as history. Returns how many were in force."""
    rows = Alignment.objects.filter(pk__in=list(alignment_ids), ended__isnull=True)
    sources = set(rows.values_list("source_id", flat=True))
    with _changing(sources):
        count = rows.update(ended=clock.now())
    if count:
        audit.act("skills.align", actor_id=by, object_kind="skills.Alignment", detail={"ended": count})
    return count


@transaction.atomic
def set_rule(skill: Skill, rule: str, *, by: int | None = None) -> None:
    """By the model, or by judgement."""
    if rule not in {"model", "judgement"}:
        raise ValidationError(_("A skill counts by the model or by judgement."))
    if skill.rule != rule:
        skill.rule = rule
        skill.save(update_fields=["rule"])
        audit.act("skills.rule", actor_id=by, object_kind="skills.Skill", object_id=skill.pk)
        changes.skills_changed.send(sender=Skill, skill_ids={skill.pk})


@transaction.atomic
def ensure_skills(
    values: Iterable[str], source_id: int | None = None, *, by: int | None = None
) -> dict[str, int]:
    """A skill for each value of a file's skill column, and with `source_id` its alignment. value -> skill id; idempotent."""
    wanted = list(dict.fromkeys(v for v in (str(value).strip() for value in values) if v))
    framework, _made = Framework.objects.get_or_create(
        uri=OWN, defaults={"title": _("Skills named by files")}
    )
    found = dict(Skill.objects.filter(framework=framework).values_list("code", "pk"))
    codes = {value: value[:120] for value in wanted}
    new = list(dict.fromkeys(c for c in codes.values() if c not in found))
    Skill.objects.bulk_create(
        [Skill(framework=framework, code=c, title=c, position=len(found) + n) for n, c in enumerate(new)],
        batch_size=200,
    )
    if new:
        found = dict(Skill.objects.filter(framework=framework).values_list("code", "pk"))
    ids = {value: found[code] for value, code in codes.items()}
    if source_id is not None:
        align((Change(skill, source_id, COLUMN, value) for value, skill in ids.items()), by=by)
    return ids


@transaction.atomic
def write_tree(tree: Tree, *, by: int | None = None) -> Framework:
    """Write a checked tree: skills that are in it are made or changed; others stay."""
    framework, _new = Framework.objects.update_or_create(
        uri=tree.uri,
        defaults={
            "title": tree.title, "identifier": tree.identifier, "creator": tree.creator,
            "language": tree.language, "version": tree.version, "active": True,
        },
    )  # fmt: skip
    there = {s.code: s for s in Skill.objects.filter(framework=framework)}
    for place, entry in enumerate(tree.entries):
        skill = there.get(entry.code) or Skill(framework=framework, code=entry.code)
        _fill(skill, entry, place)
        skill.save()
        there[entry.code] = skill
    for entry in tree.entries:
        skill, parent = there[entry.code], there.get(entry.parent)
        if skill.parent_id != (parent.pk if parent else None):
            skill.parent = parent
            skill.save(update_fields=["parent"])
    _relate(tree, there)
    ids = {there[e.code].pk for e in tree.entries}
    alignment.touch()
    audit.act(
        "skills.import",
        actor_id=by,
        object_kind="skills.Framework",
        object_id=framework.pk,
        detail={"skills": len(ids)},
    )
    changes.skills_changed.send(sender=Framework, skill_ids=ids)
    return framework


def differs(skill: Skill, entry: Entry) -> bool:
    """Would this entry change the skill?"""
    parent = skill.parent.code if skill.parent else ""
    before = set(Relation.objects.filter(after=skill, kind=PRECEDES).values_list("before__code", flat=True))
    return (
        skill.title != entry.title
        or parent != entry.parent
        or before != set(entry.before)
        or skill.statement != entry.statement
        or (bool(entry.rule) and skill.rule != entry.rule)
        or not skill.active
    )


def _fill(skill: Skill, entry: Entry, place: int) -> None:
    skill.title, skill.position, skill.active = entry.title, place, True
    skill.identifier = entry.identifier or skill.identifier
    skill.statement, skill.kind = entry.statement, entry.kind
    skill.subject, skill.grades = entry.subject, entry.grades
    skill.rule = entry.rule or skill.rule or "model"


def _relate(tree: Tree, there: dict[str, Skill]) -> None:
    """What comes before what, as the file says it; exact matches with skills of other trees that are here."""
    mine = [there[e.code].pk for e in tree.entries]
    Relation.objects.filter(after__in=mine, kind=PRECEDES).delete()
    rows = [
        Relation(before=there[code], after=there[e.code], kind=PRECEDES)
        for e in tree.entries
        for code in e.before
        if code != e.code
    ]
    Relation.objects.bulk_create(rows, ignore_conflicts=True)
    wanted = {uri.rpartition("/")[2]: e for e in tree.entries for uri in e.same_as}
    for other in Skill.objects.filter(identifier__in=list(wanted)).exclude(pk__in=mine):
        Relation.objects.get_or_create(
            before=there[wanted[other.identifier].code], after=other, kind=EXACT_MATCH
        )


def _check(change: Change) -> None:
    if change.match not in MATCHES:
        raise ValidationError(_("Work is matched exactly, by its beginning, or by what a column says."))
    if not change.pattern:
        raise ValidationError(_("Name the work that should count."))
    if change.pattern.startswith(alignment.SKILL):
        raise ValidationError(_("This address belongs to Waypost itself and needs no alignment."))


class _changing:
    """Around a change of alignments: makes every process read the rules again, and tells others how they were."""

    def __init__(self, sources: set[int]) -> None:
        now = alignment.current()
        self.before: dict[int, SourceMap] = {s: now.source(s) for s in sources}

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None and self.before:
            alignment.touch()
            changes.alignments_changed.send(sender=Alignment, before=self.before)


def _rules(changes_: Iterable[Change], source: int) -> list[tuple[str, str, int]]:
    return [(c.match, c.pattern, c.skill_id) for c in changes_ if c.source_id == source]


def _of(rules: SourceMap, work: uses.Work) -> tuple[int, ...]:
    return rules.of(work.activity, work.tags, work.columns)
