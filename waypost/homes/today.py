"""Today: whom to talk with and why, before anything else. At most five cards; nothing waits unseen for long."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Max

from waypost.care import access as care_access
from waypost.care import owners, quality
from waypost.care.models import Answer, FollowUp, SignalAnswer
from waypost.measures.registry import SIGNALS
from waypost.readings import words
from waypost.readings.access import SEE_EPISODE
from waypost.readings.models import Cursor, Episode, EpisodeEvent, Reading
from waypost.school import calendar, clock
from waypost.school.access import SEE_STUDENT
from waypost.school.models import Class, HomeAdult, Person
from waypost.skills.models import Skill
from waypost.trust.access import ReadBook

CARDS = 5
GROUP = 4  # students with one cause are one card
LONGEST_WAIT = 8  # school days unseen after which a card comes first, so that ten are never reached


@dataclass(frozen=True, slots=True)
class Card:
    """One student who may need somebody, or several with one cause."""

    episodes: list[Episode]
    people: list[Person]
    skill: Skill | None
    klass: Class | None
    heading: str
    sentences: list[str]
    next_step: str
    clears: str
    since: date
    why_you: str
    rate: quality.Rate | None
    tone: str  # "ask" or "care"

    @property
    def episode(self) -> Episode:
        return self.episodes[0]

    @property
    def person(self) -> Person:
        return self.people[0]

    @property
    def is_group(self) -> bool:
        return len(self.episodes) > 1

    @property
    def evidence(self) -> tuple[str, int]:
        return words.evidence_of(self.episode)


@dataclass(slots=True)
class GoodNews:
    episode: Episode
    person: Person
    sentence: str
    private: bool


@dataclass(slots=True)
class HeldBack:
    """Claims that may not be made now, with the one reason that they share."""

    count: int
    people: list[Person]
    sentence: str
    href: str = ""


@dataclass(slots=True)
class Today:
    day: date
    cards: list[Card] = field(default_factory=list)
    waiting: int = 0
    more: list[Card] = field(default_factory=list)
    good: list[GoodNews] = field(default_factory=list)
    good_more: int = 0
    held: list[HeldBack] = field(default_factory=list)
    follow_ups: list[tuple[FollowUp, Person]] = field(default_factory=list)
    others: list[tuple[Episode, Person, Person]] = field(
        default_factory=list
    )  # mine, but somebody else has it
    talked: int = 0
    home_students: int = 0
    longest_silent: list[Person] = field(default_factory=list)
    unseen: list[Episode] = field(default_factory=list)  # shown now for the first time


def stamp() -> str:
    """Changes when anything on Today may have changed: three index look-ups, nothing written."""
    seq = Cursor.objects.filter(pk="projector").values_list("seq", flat=True).first() or 0
    latest = EpisodeEvent.objects.aggregate(n=Max("pk"))["n"] or 0
    answers = SignalAnswer.objects.aggregate(n=Max("pk"))["n"] or 0
    planned = FollowUp.objects.aggregate(n=Max("pk"), d=Max("done"))
    return f"{seq}-{latest}-{answers}-{planned['n'] or 0}-{planned['d'] or ''}-{clock.today()}"


def gather(reads: ReadBook, adult: int, *, everything: bool = False) -> Today:
    """The page of one adult. `everything` shows what can wait as well."""
    day = clock.today()
    found = Today(day)
    live = SEE_EPISODE.scoped(reads, lambda rows: rows.exclude(state="ended")).listed()
    ownership = owners.of(live)
    mine = [e for e in live if ownership.owner(e) == adult]
    people = _people({e.person_id for e in live})
    skills = {s.pk: s for s in Skill.objects.filter(pk__in={e.subject for e in live if e.subject})}
    snoozed = _snoozed(mine, day)
    open_now = [e for e in mine if e.state == "open" and not e.good_news and e.pk not in snoozed]
    cards = _cards(open_now, ownership, people, skills, adult, day)
    found.cards, rest = cards[:CARDS], cards[CARDS:]
    shown = [e for c in (cards if everything else found.cards) for e in c.episodes]
    found.unseen = [e for e in shown if e.seen_at is None]
    found.waiting = sum(len(c.people) for c in rest)
    found.more = rest if everything else []
    good = [e for e in mine if e.good_news and e.state == "open"]
    found.good = [
        _good(e, people, skills) for e in sorted(good, key=lambda e: (_rank(e), -e.opened.toordinal()))
    ]
    if not everything:
        found.good, found.good_more = found.good[:4], max(0, len(found.good) - 4)
    found.held = _held([e for e in mine if e.state == "suspended"], people, skills)
    found.others = [
        (e, people[e.person_id], Person.objects.get(pk=ownership.taken[e.pk]))
        for e in live
        if ownership.usual_owner(e) == adult and ownership.taken.get(e.pk, adult) != adult
    ]
    _follow_ups(found, reads, adult, day)
    _balance(found, adult, day)
    # Whose reasons stand on the page was read; the others were only looked through.
    reads.note(SEE_EPISODE, "read", [p.pk for c in [*found.cards, *found.more] for p in c.people])
    reads.note(SEE_EPISODE, "read", [g.person.pk for g in found.good])
    reads.note(SEE_STUDENT, "listed", [p.pk for p in found.longest_silent])
    return found


def _people(ids: set[int]) -> dict[int, Person]:
    return Person.objects.in_bulk(list(ids))


def _rank(episode: Episode) -> int:
    signal = SIGNALS.get(episode.signal)
    return signal.about.rank if signal else 99


def _snoozed(mine: list[Episode], day: date) -> set[int]:
    """Episodes that were put off to a later day, or answered already."""
    ids = [e.pk for e in mine]
    put_off = {e.pk for e in mine if e.snoozed_until and e.snoozed_until > day}
    answered = SignalAnswer.objects.filter(
        episode_id__in=ids, taken_back=None, answer__in=[Answer.ALREADY, Answer.USEFUL]
    ).values_list("episode_id", flat=True)
    return put_off | set(answered)


def _cards(
    episodes: list[Episode],
    ownership: owners.Ownership,
    people: dict[int, Person],
    skills: dict[int, Skill],
    adult: int,
    day: date,
) -> list[Card]:
    by_cause: dict[tuple[str, int, int], list[Episode]] = defaultdict(list)
    for episode in episodes:
        klass = ownership.class_of(episode)
        by_cause[episode.signal, episode.subject, klass.class_id if klass else 0].append(episode)
    classes = Class.objects.in_bulk([c for _, _, c in by_cause if c])
    made: list[tuple[tuple[object, ...], Card]] = []
    for (_signal, subject, class_id), group in by_cause.items():
        whole = [group] if subject and len(group) >= GROUP else [[e] for e in group]
        for part in whole:
            card = _card(part, people, skills.get(subject), classes.get(class_id), ownership, adult, day)
            late = any(
                e.seen_at is None and calendar.count_between(e.opened, day) >= LONGEST_WAIT for e in part
            )
            rank = _rank(part[0])
            made.append(((rank != 0, not late, rank, -len(part), card.since, card.person.pk), card))
    return [card for _, card in sorted(made, key=lambda pair: pair[0])]


def _card(
    group: list[Episode],
    people: dict[int, Person],
    skill: Skill | None,
    klass: Class | None,
    ownership: owners.Ownership,
    adult: int,
    day: date,
) -> Card:
    first = min(group, key=lambda e: (e.opened, e.pk))
    said = words.of(first, people[first.person_id])
    many = len(group) > 1
    return Card(
        episodes=sorted(group, key=lambda e: people[e.person_id].name),
        people=sorted((people[e.person_id] for e in group), key=lambda p: p.name),
        skill=skill,
        klass=klass,
        heading=words.group_heading(first.signal, len(group), skill) if many else said.heading,
        sentences=[] if many else said.reasons,
        next_step=words.group_next_step(first.signal, skill) if many else said.next_step,
        clears=said.clears,
        since=first.opened,
        why_you=_why_you(first, ownership, adult),
        rate=quality.rate(first.signal),
        tone="ask" if _rank(first) == 0 else "care",
    )


def _why_you(episode: Episode, ownership: owners.Ownership, adult: int) -> str:
    if ownership.taken.get(episode.pk) == adult:
        return "taken"
    return "class" if ownership.class_of(episode) else "home"


def _good(episode: Episode, people: dict[int, Person], skills: dict[int, Skill]) -> GoodNews:
    person = people[episode.person_id]
    said = words.of(episode, person)
    return GoodNews(
        episode, person, " ".join(said.reasons) or said.heading, SIGNALS[episode.signal].about.private
    )


def _held(suspended: list[Episode], people: dict[int, Person], skills: dict[int, Skill]) -> list[HeldBack]:
    by_reason: dict[str, list[Episode]] = defaultdict(list)
    for episode in suspended:
        by_reason[words.why_held(episode)].append(episode)
    return [
        HeldBack(
            len({e.person_id for e in group}),
            sorted({people[e.person_id] for e in group}, key=lambda p: p.name),
            sentence,
        )
        for sentence, group in sorted(by_reason.items())
    ]


def _follow_ups(found: Today, reads: ReadBook, adult: int, day: date) -> None:
    soon = day + timedelta(days=7)
    due = care_access.SEE_FOLLOW_UP.scoped(
        reads, lambda rows: rows.filter(owner_id=adult, done=None, due__lte=soon).order_by("due")
    ).listed()
    people = _people({f.person_id for f in due})
    found.follow_ups = [(f, people[f.person_id]) for f in due]


def _balance(found: Today, adult: int, day: date) -> None:
    """How many of my own home students had a real conversation this month: seen by this adult alone."""

    students = list(HomeAdult.objects.filter(adult=adult, until=None).values_list("student_id", flat=True))
    found.home_students = len(students)
    talks = dict(
        Reading.objects.filter(person_id__in=students, measure="conversations").values_list(
            "person_id", "value"
        )
    )
    found.talked = sum(1 for s in students if talks.get(s) is not None and (talks[s] or 0) < 20)
    silent = sorted(
        (s for s in students if talks.get(s) is None or (talks[s] or 0) >= 20),
        key=lambda s: -(talks.get(s) or 999),
    )
    found.longest_silent = [p for p in (_people(set(silent[:3])).get(s) for s in silent[:3]) if p]
