"""Stories as pages show them: with first names alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from waypost.readings.access import children_of, students_of_staff
from waypost.school.access import SEE_STUDENT
from waypost.school.models import Person
from waypost.school.queries import classes_of_student, students_of_class
from waypost.trust.access import ReadBook, Who
from waypost.trust.models import Role

from ..access.stories import ANSWER_STORY, MODERATE_STORY, SEE_STORY, TAKE_BACK_STORY, lives, missing
from ..models import InStory, Kept, Story
from ..services.stories import promise


@dataclass(frozen=True, slots=True)
class Shown:
    """`by`: the first name of who tells it; `names`: of those in it; `waits`: how many yeses are missing."""

    row: Story
    by: str
    names: list[str]
    lives: bool
    waits: int
    mine: bool
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody is in a story: me, or a child of mine."""

    story: Shown
    person: Person
    promise: str
    agreed: bool


def stories(reads: ReadBook) -> list[Shown]:
    """What the asker may read, newest first; own ones that are not shown yet, too."""
    return [shown(reads, s) for s in SEE_STORY.scoped(reads, lambda rows: rows[:60]).read()]


def shown(reads: ReadBook, story: Story) -> Shown:
    people = list(InStory.objects.filter(story=story).values_list("person_id", flat=True))
    called = {p.pk: p.called for p in Person.objects.filter(pk__in=[*people, story.person_id])}
    return Shown(
        story,
        called.get(story.person_id, ""),
        sorted(called[p] for p in people if p != story.person_id and p in called),
        lives(story),
        len(missing(story)),
        story.person_id == reads.who.person,
        bool(TAKE_BACK_STORY.may(reads.who, story)),
    )


def waiting(reads: ReadBook) -> list[Shown]:
    """Stories that wait for a member of the staff, the oldest first."""
    rows = MODERATE_STORY.scoped(reads, lambda rows: rows.order_by("at", "pk")).read()
    return [shown(reads, s) for s in rows]


def asked(reads: ReadBook) -> list[Asked]:
    """Where I or my child can be recognised: yes or no, as long as it is not over."""
    rows = ANSWER_STORY.scoped(reads, lambda rows: rows.exclude(state=Kept.HELD)).read()
    found: list[Asked] = []
    for story in rows:
        out = set(missing(story))
        found += [
            Asked(shown(reads, story), person, promise(story.reach), person.pk not in out)
            for person in about(reads.who, story)
        ]
    return found


def about(who: Who, story: Story) -> list[Person]:
    """Those in a story for whom the asker may answer: me, or children of mine."""
    inside = InStory.objects.filter(story=story).values("person_id")
    children = Person.objects.filter(pk__in=children_of(who)).filter(pk__in=inside)
    own = Person.objects.filter(pk=who.person or 0).filter(pk__in=inside)
    return [*own, *(c for c in children if c.pk != who.person)]


def who_can_be_in(reads: ReadBook) -> list[tuple[int, str]]:
    """Whom the asker may name: classmates for a student, own students for staff. Listed in the log of reads."""
    found = _may_name(reads.who)
    reads.note(SEE_STUDENT, "listed", [pk for pk, _name in found])
    return found


def _may_name(who: Who) -> list[tuple[int, str]]:
    if who.person is None:
        return []
    if who.has(Role.STUDENT):
        mates = {p.pk: p for k in classes_of_student(who.person) for p in students_of_class(k)}
        mates.pop(who.person, None)
        return sorted(
            ((pk, f"{p.called} {p.family_name[:1]}.") for pk, p in mates.items()), key=lambda x: x[1]
        )
    people = list(
        Person.objects.filter(pk__in=students_of_staff(who), active=True).order_by("given_name", "pk")
    )
    known = Counter(p.name for p in people)  # two of one name are told apart by their year
    return [
        (p.pk, f"{p.name} ({p.grade.lstrip('0')})" if known[p.name] > 1 and p.grade else p.name)
        for p in people
    ]
