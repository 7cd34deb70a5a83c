"""The same readings in the words of a student and of a family: what is going on, what I did, no ranks, no numbers first."""

from __future__ import annotations

from dataclasses import dataclass, field

from waypost.readings import queries as readings
from waypost.readings import words
from waypost.readings.access import SEE_GOOD_NEWS, SEE_OWN_SIGNAL
from waypost.readings.models import Reading
from waypost.school.models import Person
from waypost.skills.models import Skill
from waypost.trust.access import ReadBook

MOST = 4


@dataclass(slots=True)
class Own:
    """What a student or a family reads; every list may be empty, and the page says so kindly."""

    working_on: list[Skill] = field(default_factory=list)
    look_again: list[Skill] = field(default_factory=list)
    secure: list[tuple[Skill, Reading]] = field(default_factory=list)
    lines: list[tuple[Skill, Reading]] = field(default_factory=list)
    good: list[str] = field(default_factory=list)
    soon: list[str] = field(default_factory=list)  # what the student sees before any adult


def gather(reads: ReadBook, person: Person) -> Own:
    """For the student: all own skills."""
    found = readings.mastery_of(reads, [person.pk])
    skills = Skill.objects.in_bulk([r.subject for r in found])
    pairs = sorted(
        ((skills[r.subject], r) for r in found if r.subject in skills),
        key=lambda pair: (pair[0].framework_id, pair[0].position, pair[0].pk),
    )
    by_state: dict[str, list[Skill]] = {}
    for skill, reading in pairs:
        by_state.setdefault(reading.state, []).append(skill)
    good = SEE_GOOD_NEWS.scoped(reads, lambda rows: rows.filter(person_id=person.pk, state="open")).listed()
    first = SEE_OWN_SIGNAL.scoped(reads, lambda rows: rows.filter(person_id=person.pk, state="open")).listed()
    return Own(
        soon=[text for e in first for text in words.own_reasons(e)],
        working_on=_latest(pairs, {"starting", "developing", "slipping"}),
        look_again=by_state.get("due_for_a_look", [])[:MOST],
        secure=[(s, r) for s, r in pairs if r.state in {"secure", "due_for_a_look"}],
        lines=pairs,
        good=[words.for_student(e) for e in sorted(good, key=lambda e: e.opened, reverse=True)][:MOST],
    )


def for_family(reads: ReadBook, child: Person) -> Own:
    """For the family: good news that may be told at home, what is going on."""
    found = gather(reads, child)
    good = SEE_GOOD_NEWS.scoped(reads, lambda rows: rows.filter(person_id=child.pk, state="open")).listed()
    public = [e for e in sorted(good, key=lambda e: e.opened, reverse=True) if not words.is_private(e)]
    found.good = [words.for_family(e, child) for e in public][:1]
    return found


def _latest(pairs: list[tuple[Skill, Reading]], states: set[str]) -> list[Skill]:
    """The skills worked on last, newest first."""
    going = [(s, r) for s, r in pairs if r.state in states]
    return [s for s, _ in sorted(going, key=lambda pair: -(pair[1].detail.get("last_day") or 0))][:MOST]
