"""Good news to give: a line for each, and one line for three or more students who got the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waypost.readings import words
from waypost.readings.models import Episode
from waypost.school.models import Person
from waypost.skills.models import Skill
from waypost.web import say

from .cards import rank

TOGETHER = 3  # students with the same good news stand in one line
NAMED = 2  # of them by name
GROUPED = "secured"


@dataclass(frozen=True, slots=True)
class GoodNews:
    """What to tell to whom."""

    episodes: list[Episode]
    people: list[Person]
    heading: str
    reason: str
    private: bool

    @property
    def episode(self) -> Episode:
        return self.episodes[0]

    @property
    def person(self) -> Person:
        return self.people[0]

    @property
    def is_group(self) -> bool:
        return len(self.people) > 1


def gather(
    episodes: Iterable[Episode], people: Mapping[int, Person], most: int | None
) -> tuple[list[GoodNews], int]:
    """The first lines (all, if `most` is None), and how many more there are."""
    same: dict[tuple[object, ...], list[Episode]] = defaultdict(list)
    for e in sorted(episodes, key=lambda e: (rank(e), -e.opened.toordinal(), e.pk)):
        together = e.signal == GROUPED and e.subject
        same[(e.signal, e.subject) if together else (e.pk,)].append(e)
    lines: list[list[Episode]] = []
    for group in same.values():
        lines += [group] if len(group) >= TOGETHER else [[e] for e in group]
    shown = lines if most is None else lines[:most]
    skills = Skill.objects.in_bulk([group[0].subject for group in shown if len(group) > 1])
    return [_line(group, people, skills) for group in shown], len(lines) - len(shown)


def _line(group: list[Episode], people: Mapping[int, Person], skills: Mapping[int, Skill]) -> GoodNews:
    first = group[0]
    them = sorted((people[e.person_id] for e in group), key=lambda p: p.name)
    said = words.of(first, people[first.person_id])
    if len(them) == 1:
        return GoodNews(group, them, said.heading, " ".join(said.reasons), words.is_private(first))
    heading = _("%(names)s can do it now: %(skill)s") % {
        "names": _names(them),
        "skill": skills[first.subject].title,
    }
    return GoodNews(group, them, heading, "", words.is_private(first))


def _names(them: list[Person]) -> str:
    """Kelechi, Mathilda and nine others."""
    if len(them) <= TOGETHER:
        return say.listed([p.called for p in them])
    others = len(them) - NAMED
    rest = ngettext("%(count)s other", "%(count)s others", others) % {"count": say.words(others)}
    return say.listed([*(p.called for p in them[:NAMED]), rest])
