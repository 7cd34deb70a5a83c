"""What is next for a student at own pace: each skill within reach, how ready the student is for it, and why.

A skill is *ready* when everything that it builds on is there and it has not been begun; *going on* once begun; *due for a
look* when it was there and nothing has been seen of it for long; *not yet* while something that it builds on is missing, and
then that is named. Where no skill comes before another (no `skills.Relation`), nothing is proposed: people choose.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waypost.measures.signals.overruling import ENOUGH, SECURE
from waypost.skills.models import Relation, Skill
from waypost.trust.access import ReadBook
from waypost.web import say
from waypost.web.shapes import state_word

from . import queries
from .models import Reading

THERE = frozenset({"secure", "due_for_a_look"})
BEGUN = frozenset({"starting", "developing", "slipping"})
LACKING = frozenset({"starting", "slipping"})


class Ready(StrEnum):
    GOING_ON = "going on"
    NOW = "ready"
    LOOK = "due for a look"
    LATER = "not yet"


@dataclass(frozen=True, slots=True)
class Next:
    """One skill within reach. `there` and `missing`: what it builds on, as far as it is known."""

    skill: Skill
    ready: Ready
    state: str
    there: list[Skill] = field(default_factory=list)
    missing: list[tuple[Skill, str]] = field(default_factory=list)

    @property
    def why(self) -> str:
        """The reason in a sentence that student, family and teacher can read alike."""
        if self.ready == Ready.LOOK:
            return _(
                "This was there, and nothing has been seen of it for a while. Two tasks show whether it still is."
            )
        if self.ready == Ready.LATER:
            return _("First: %(skills)s.") % {
                "skills": say.listed([_with_state(s, st) for s, st in self.missing])
            }
        if self.state == "slipping":
            return _("This was there, and lately it has been shaky.")
        if self.missing:
            return _("Begun already. It builds on %(skills)s.") % {
                "skills": say.listed([_with_state(s, st) for s, st in self.missing])
            }
        if self.there:
            return _("What it builds on is there: %(skills)s.") % {
                "skills": say.listed([s.title for s in self.there])
            }
        return _("Begun already.") if self.ready == Ready.GOING_ON else _("Nothing else comes before it.")


def _with_state(skill: Skill, state: str) -> str:
    """A skill that is missing, and how far it is."""
    words = state_word(state) if state in BEGUN else _("not begun")
    return _("%(skill)s (%(state)s)") % {"skill": skill.title, "state": words}


@dataclass(frozen=True, slots=True)
class Order:
    """What comes before what: skills by id, and for each the ids that it builds on."""

    skills: Mapping[int, Skill]
    before: Mapping[int, frozenset[int]]

    @classmethod
    def of(cls, also: Iterable[int] = ()) -> Order:
        """All relations of skills in use; `also`: further skills to know by id."""
        rows = Relation.objects.filter(
            kind="precedes", before__active=True, after__active=True, after__framework__active=True
        ).values_list("before_id", "after_id")
        before: dict[int, set[int]] = defaultdict(set)
        for first, after in rows:
            before[after].add(first)
        wanted = {*also, *before, *(b for found in before.values() for b in found)}
        return cls(Skill.objects.in_bulk(list(wanted)), {k: frozenset(v) for k, v in before.items()})


def next_for(reads: ReadBook, person_id: int, found: Iterable[Reading] | None = None) -> list[Next]:
    """Every skill within reach of a student that the asker may see, in the order of the tree.

    `found`: the mastery readings, where the caller has read them already.
    """
    known = list(found) if found is not None else queries.mastery_of(reads, [person_id])
    states = {subject: state for (_person, subject), state in states_of(known).items()}
    return ahead(states, Order.of(states))


def states_of(found: Sequence[Reading]) -> dict[tuple[int, int], str]:
    """(student, skill) -> where it stands. What a person set outranks the model until there is as much new evidence as
    contradicting it takes (measures.signals.overruling): secure, or starting where somebody said "not yet".
    """
    light = any("detail" in r.get_deferred_fields() for r in found)
    set_by_people = {
        r.pk: r.detail
        for r in (_set_by_people(found) if light else found)
        if r.detail.get("overruled") and r.detail.get("tries_since_overruled", 0) < ENOUGH
    }
    return {
        (r.person_id, r.subject): _as_said(set_by_people[r.pk]["overruled"], r.state)
        if r.pk in set_by_people
        else r.state
        for r in found
    }


def _set_by_people(found: Sequence[Reading]) -> QuerySet[Reading]:
    """Of the rows that the asker may see, those that somebody has set."""
    people = {r.person_id for r in found}
    return Reading.objects.filter(
        person_id__in=people, measure=queries.MASTERY, detail__has_key="overruled"
    ).only("pk", "detail")


def _as_said(level: int, state: str) -> str:
    if level == SECURE:
        return state if state in THERE else "secure"
    return state if state not in THERE and state in BEGUN else "starting"


def ahead(states: Mapping[int, str], order: Order) -> list[Next]:
    """The same from the states of one student's skills."""
    within = [_next(pk, states, order) for pk in sorted({*states, *order.before}) if pk in order.skills]
    return sorted(
        (n for n in within if n is not None),
        key=lambda n: (n.skill.framework_id, n.skill.position, n.skill.pk),
    )


def _next(pk: int, states: Mapping[int, str], order: Order) -> Next | None:
    state = states.get(pk, "not_enough")
    before = sorted(order.before.get(pk, frozenset()))
    there = [order.skills[b] for b in before if states.get(b) in THERE]
    missing = [(order.skills[b], states.get(b, "not_enough")) for b in before if states.get(b) not in THERE]
    if state == "due_for_a_look":
        return Next(order.skills[pk], Ready.LOOK, state)
    if state == "secure":
        return None
    if state in BEGUN:
        return Next(order.skills[pk], Ready.GOING_ON, state, there, missing)
    if there and not missing:
        return Next(order.skills[pk], Ready.NOW, state, there)
    begun = [1 for _skill, s in missing if s in BEGUN]
    if there or begun:  # one step behind what the student is on
        return Next(order.skills[pk], Ready.LATER, state, there, missing)
    return None


@dataclass(frozen=True, slots=True)
class Need:
    """Several students who lack the same skill and have what it builds on, as far as it is known."""

    skill: Skill
    states: dict[int, str]  # student -> state of the skill
    unsure: frozenset[int]  # students of whom something that it builds on isn't known
    there: tuple[int, ...]  # students who have the skill and could help

    @property
    def people(self) -> list[int]:
        return list(self.states)


def needs(states: Mapping[int, Mapping[int, str]], order: Order, *, fewest: int = 2) -> list[Need]:
    """Groups by need: by the first skill that is missing, the largest first. A student may be in several."""
    lacking: dict[int, dict[int, str]] = defaultdict(dict)
    unsure: dict[int, set[int]] = defaultdict(set)
    for person, own in states.items():
        for pk in [pk for pk, state in own.items() if state in LACKING]:
            for root in _roots(pk, own, order, frozenset()):
                lacking[root][person] = own[root]
                if any(own.get(b, "not_enough") == "not_enough" for b in order.before.get(root, ())):
                    unsure[root].add(person)
    found = [
        Need(
            order.skills[pk],
            people,
            frozenset(unsure[pk]),
            tuple(p for p, own in states.items() if own.get(pk) in THERE),
        )
        for pk, people in lacking.items()
        if len(people) >= fewest and pk in order.skills
    ]
    return sorted(found, key=lambda n: (-len(n.states), n.skill.framework_id, n.skill.position, n.skill.pk))


def _roots(pk: int, own: Mapping[int, str], order: Order, seen: frozenset[int]) -> set[int]:
    """The first missing skills behind this one: itself, where nothing that it builds on is known to be missing."""
    behind = [b for b in order.before.get(pk, ()) if own.get(b) in BEGUN and b not in seen]
    if not behind:
        return {pk}
    return {root for b in behind for root in _roots(b, own, order, seen | {pk})}
