"""A few beginnings for a goal: from what the student is in the middle of learning, and from what the student likes.

Suggestions, never a plan. Nothing of it is kept: the student's own words of this school year are read each time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from waypost.readings import queries as readings
from waypost.skills.models import Skill
from waypost.trust.access import ReadBook

from .models import GoalKind
from .queries.about import own_words_of

FROM_SKILLS, FROM_LIKING = 2, 3
GOING_ON = ("developing", "starting", "slipping")
LONGEST, MOST_WORDS = 40, 4  # an interest that still reads well inside a sentence
BETWEEN = re.compile(r"[,;:/.!?\n•·،؛؟]+|\s+[-–—]\s+")


@dataclass(frozen=True, slots=True)
class Idea:
    """What a goal could say; `key` names it in the address, so that nobody's words stand there."""

    key: str
    what: str
    first_step: str
    kind: GoalKind


@dataclass(frozen=True, slots=True)
class Ideas:
    learning: list[Idea]
    liking: list[Idea]
    said_nothing: bool  # the student has not said this year what he or she likes

    def find(self, key: str) -> Idea | None:
        return next((i for i in (*self.learning, *self.liking) if i.key == key), None)

    def __bool__(self) -> bool:
        return bool(self.learning or self.liking)


def for_goal(reads: ReadBook, person_id: int) -> Ideas:
    """Beginnings from the skills worked on last, and from the student's own page."""
    own = own_words_of(reads, person_id)
    said = [own.interests, own.likes] if own else []
    found = list(islice(interests(said[:1]), FROM_LIKING)) or list(islice(interests(said), FROM_LIKING))
    liking = [_of_liking(n, one) for n, one in enumerate(found)]
    return Ideas(_of_skills(reads, person_id), liking, said_nothing=not any(said))


def interests(said: Iterable[str]) -> Iterator[str]:
    """The single things in what somebody likes, each once, in the order in which they were written.

    >>> list(interests(["Football, drawing dragons; bees", "bees. Everything that has to do with very old ships"]))
    ['Football', 'drawing dragons', 'bees']
    """
    seen: set[str] = set()
    for text in said:
        for part in BETWEEN.split(text):
            one = " ".join(part.split())
            if one and len(one) <= LONGEST and len(one.split()) <= MOST_WORDS and one.casefold() not in seen:
                seen.add(one.casefold())
                yield one


def _of_skills(reads: ReadBook, person_id: int) -> list[Idea]:
    going = [r for r in readings.mastery_of(reads, [person_id]) if r.state in GOING_ON]
    going.sort(key=lambda r: -(r.detail.get("last_day") or 0))
    chosen = [r.subject for r in going[:FROM_SKILLS]]
    skills = Skill.objects.in_bulk(chosen)
    return [
        Idea(
            f"skill-{s}",
            _("Be able to do this alone: %(skill)s") % {"skill": skills[s].title},
            _("Do one with somebody who can do it"),
            GoalKind.ACADEMIC,
        )
        for s in chosen
        if s in skills
    ]


def _of_liking(n: int, one: str) -> Idea:
    """Three ways to make a goal of something that one likes, in turn."""
    what, step, kind = (
        (_("Find out something new and show it: %(this)s"), _("Write down one question"), GoalKind.PERSONAL),
        (_("Tell my class about it: %(this)s"), _("Choose three things to tell"), GoalKind.SOCIAL),
        (_("Make something of my own: %(this)s"), _("Draw how it could be"), GoalKind.PERSONAL),
    )[n % 3]
    return Idea(f"like-{n + 1}", what % {"this": one}, step, kind)
