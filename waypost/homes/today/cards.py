"""Cards: one for each student who may need somebody, or for several students with one cause."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from waypost.care import owners, quality
from waypost.measures.registry import SIGNALS
from waypost.readings import words
from waypost.readings.models import Episode
from waypost.school import calendar, clock
from waypost.school.models import Class, Person
from waypost.skills.models import Skill

GROUP = 4  # students with one cause are one card
CARDS = 5  # on Today at first sight
LONGEST_WAIT = 8  # school days by which every card was seen, so that ten are never reached


@dataclass(frozen=True, slots=True)
class Further:
    """Another signal about the student of a card: a line under the first."""

    episode: Episode
    heading: str


@dataclass(frozen=True, slots=True)
class Card:
    """One student who may need somebody, or several with one cause."""

    episodes: list[Episode]  # what an answer answers
    people: list[Person]
    skill: Skill | None
    klass: Class | None
    heading: str
    sentences: list[str]
    further: list[Further]
    next_step: str
    clears: str
    since: date
    why_you: str  # taken, chosen, class, home, instead (of a home adult)
    rate: quality.Rate | None
    tone: str  # "ask" or "care"

    @property
    def episode(self) -> Episode:
        """The signal that the heading speaks of."""
        return self.episodes[0]

    @property
    def person(self) -> Person:
        return self.people[0]

    @property
    def is_group(self) -> bool:
        return len(self.people) > 1


@dataclass(frozen=True, slots=True)
class Pile:
    """The signals of one card, before it is put into words: the first is what the card is about."""

    episodes: list[Episode]
    class_id: int

    @property
    def people(self) -> set[int]:
        return {e.person_id for e in self.episodes}

    def unseen_since(self, day: date) -> date | None:
        """Since when something of it has waited unseen; what was first seen today keeps its place until tomorrow."""
        fresh = (e for e in self.episodes if e.seen_at is None or clock.day_of(e.seen_at) >= day)
        return min((e.opened for e in fresh), default=None)

    def order(self, late: date | None) -> tuple[object, ...]:
        """Somebody asked; then what can't wait unseen, since `late`, the oldest first; then by the rule's rank, many before
        few, old before new."""
        top = min(rank(e) for e in self.episodes)
        first = self.episodes[0]
        return top != 0, late is None, late or date.min, top, -len(self.people), first.opened, first.person_id


def rank(episode: Episode) -> int:
    """The rule's own: what matters first is 0."""
    signal = SIGNALS.get(episode.signal)
    return signal.about.rank if signal else 99


def _cannot_wait(found: Sequence[Pile], day: date) -> dict[int, date]:
    """Those (by id, with since when) that must be seen from today on, the oldest first and five a day, if none is to wait unseen longer
    than it may: many that were raised on one day begin early enough."""
    days = calendar.school_days()
    past = days[days <= day.toordinal()]
    waiting = sorted(
        (since, p.episodes[0].pk, id(p)) for p in found if (since := p.unseen_since(day)) is not None
    )
    must = 0
    for place, (since, _pk, _id) in enumerate(waiting):
        left = LONGEST_WAIT - int((past > since.toordinal()).sum())
        if left <= place // CARDS + 1:
            must = place + 1
    return {pile: since for since, _pk, pile in waiting[:must]}


def piles(episodes: Sequence[Episode], ownership: owners.Ownership, day: date) -> list[Pile]:
    """One pile for four or more students with one cause in one class, else one for each student; first things first."""
    by_cause: dict[tuple[str, int, int], list[Episode]] = defaultdict(list)
    classes: dict[int, int] = {}
    for episode in episodes:
        klass = ownership.class_of(episode)
        classes[episode.pk] = klass.class_id if klass else 0
        by_cause[episode.signal, episode.subject, classes[episode.pk]].append(episode)
    found: list[Pile] = []
    alone: dict[int, list[Episode]] = defaultdict(list)
    for (_, subject, class_id), group in by_cause.items():
        if subject and len(group) >= GROUP:
            found.append(Pile(sorted(group, key=lambda e: (e.opened, e.pk)), class_id))
            continue
        for episode in group:
            alone[episode.person_id].append(episode)
    for own in alone.values():
        own.sort(key=lambda e: (rank(e), e.opened, e.pk))
        found.append(Pile(own, classes[own[0].pk]))
    late = _cannot_wait(found, day)
    return sorted(found, key=lambda pile: pile.order(late.get(id(pile))))


def tell(
    chosen: Sequence[Pile], ownership: owners.Ownership, people: Mapping[int, Person], adult: int
) -> list[Card]:
    """These piles in words."""
    classes = Class.objects.in_bulk([p.class_id for p in chosen if p.class_id])
    skills = Skill.objects.in_bulk([p.episodes[0].subject for p in chosen if p.episodes[0].subject])
    return [
        _card(p, people, skills.get(p.episodes[0].subject), classes.get(p.class_id), ownership, adult)
        for p in chosen
    ]


def _card(
    pile: Pile,
    people: Mapping[int, Person],
    skill: Skill | None,
    klass: Class | None,
    ownership: owners.Ownership,
    adult: int,
) -> Card:
    first = pile.episodes[0]
    person = people[first.person_id]
    said = words.of(first, person)
    many = len(pile.people) > 1
    return Card(
        episodes=pile.episodes,
        people=sorted((people[p] for p in pile.people), key=lambda p: p.name) if many else [person],
        skill=skill,
        klass=klass,
        heading=words.group_heading(first.signal, len(pile.people), skill) if many else said.heading,
        sentences=[] if many else said.reasons,
        further=[] if many else [Further(e, words.heading(e, person.called)) for e in pile.episodes[1:]],
        next_step=words.group_next_step(first.signal, skill) if many else said.next_step,
        clears=said.clears,
        since=first.opened,
        why_you=_why_you(first, ownership, adult),
        rate=quality.rate(first.signal),
        tone="ask" if rank(first) == 0 else "care",
    )


def _why_you(episode: Episode, ownership: owners.Ownership, adult: int) -> str:
    if ownership.taken.get(episode.pk) == adult:
        return "taken"
    if episode.pk in ownership.chosen or episode.only_for_id == adult:
        return "chosen"
    if ownership.class_of(episode):
        return "class"
    return "home" if episode.person_id in ownership.home else "instead"
