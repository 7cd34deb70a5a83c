"""Today: whom to talk with and why, before anything else. At most five cards; nothing waits unseen for long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Max

from waypost.care import access as care_access
from waypost.care import owners
from waypost.care.models import Answer, FollowUp, SignalAnswer
from waypost.care.panels import today as care_panel
from waypost.readings import words
from waypost.readings.access import SEE_EPISODE
from waypost.readings.models import Cursor, Episode, EpisodeEvent, Reading
from waypost.school import clock
from waypost.school.access import SEE_STUDENT
from waypost.school.models import HomeAdult, Person
from waypost.trust.access import ReadBook

from . import cards, news
from .cards import CARDS, Card
from .news import GoodNews

GOOD = 4


@dataclass(slots=True)
class HeldBack:
    """Claims that may not be made now, with the one reason that they share."""

    count: int
    people: list[Person]
    sentence: str


@dataclass(slots=True)
class Planned:
    """A step with a date, with one student or with several at once."""

    pk: int
    what: str
    due: date
    people: list[Person]


@dataclass(slots=True)
class Today:
    day: date
    cards: list[Card] = field(default_factory=list)
    waiting: int = 0
    more: list[Card] = field(default_factory=list)
    good: list[GoodNews] = field(default_factory=list)
    good_more: int = 0
    held: list[HeldBack] = field(default_factory=list)
    follow_ups: list[Planned] = field(default_factory=list)
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
    happened = EpisodeEvent.objects.exclude(kind="seen").order_by(
        "-pk"
    )  # to look changes nothing on the page
    latest = happened.values_list("pk", flat=True).first() or 0
    answers = SignalAnswer.objects.aggregate(n=Max("pk"))["n"] or 0
    planned = FollowUp.objects.aggregate(n=Max("pk"), d=Max("done"))
    return f"{seq}-{latest}-{answers}-{planned['n'] or 0}-{planned['d'] or ''}-{care_panel.stamp()}-{clock.today()}"


def gather(reads: ReadBook, adult: int, *, everything: bool = False) -> Today:
    """The page of one adult. `everything` shows what can wait as well."""
    with words.one_look():
        return _gather(reads, adult, everything)


def _gather(reads: ReadBook, adult: int, everything: bool) -> Today:
    day = clock.today()
    found = Today(day)
    live = SEE_EPISODE.scoped(reads, lambda rows: rows.exclude(state="ended")).listed()
    ownership = owners.of(live)
    mine = [e for e in live if ownership.owner(e) == adult]
    with_others = [e for e in live if ownership.usual_owner(e) == adult and ownership.owner(e) != adult]
    people = Person.objects.in_bulk({e.person_id for e in [*mine, *with_others]})
    answered = _answered(mine, day)
    open_now = [e for e in mine if e.state == "open" and e.pk not in answered]
    _cards(found, [e for e in open_now if not e.good_news], ownership, people, adult, everything)
    good = [e for e in open_now if e.good_news]
    found.good, found.good_more = news.gather(good, people, None if everything else GOOD)
    found.held = _held([e for e in mine if e.state == "suspended"], people)
    adults = Person.objects.in_bulk({ownership.taken[e.pk] for e in with_others})
    found.others = [(e, people[e.person_id], adults[ownership.taken[e.pk]]) for e in with_others]
    _follow_ups(found, reads, adult, day)
    _balance(found, adult)
    _note(reads, found)
    return found


def _note(reads: ReadBook, found: Today) -> None:
    """Whose reasons stand on the page was read; the others were only looked through."""
    reads.note(SEE_EPISODE, "read", [p.pk for c in [*found.cards, *found.more] for p in c.people])
    reads.note(SEE_EPISODE, "read", [p.pk for g in found.good for p in g.people])
    reads.note(SEE_STUDENT, "listed", [p.pk for p in found.longest_silent])


def _answered(mine: list[Episode], day: date) -> set[int]:
    """What needs nothing now: put off to a later day, answered already, or planned."""
    ids = [e.pk for e in mine]
    put_off = {e.pk for e in mine if e.snoozed_until and e.snoozed_until > day}
    answers = SignalAnswer.objects.filter(
        episode_id__in=ids, taken_back=None, answer__in=[Answer.ALREADY, Answer.USEFUL]
    ).values_list("episode_id", flat=True)
    planned = FollowUp.objects.filter(episode_id__in=ids, done=None).values_list("episode_id", flat=True)
    return put_off | set(answers) | {p for p in planned if p is not None}


def _cards(
    found: Today,
    episodes: list[Episode],
    ownership: owners.Ownership,
    people: Mapping[int, Person],
    adult: int,
    everything: bool,
) -> None:
    """The first five in words; what can wait is counted, and told only when somebody asks for it."""
    ordered = cards.piles(episodes, ownership, found.day)
    found.waiting = sum(len(p.people) for p in ordered[CARDS:])
    shown = ordered if everything else ordered[:CARDS]
    told = cards.tell(shown, ownership, people, adult)
    found.cards, found.more = told[:CARDS], told[CARDS:]
    found.unseen = [e for pile in shown for e in pile.episodes if e.seen_at is None]


def _held(suspended: list[Episode], people: Mapping[int, Person]) -> list[HeldBack]:
    """By the one reason that several share."""
    by_reason: dict[str, set[int]] = defaultdict(set)
    for episode, sentence in zip(suspended, words.why_all_held(suspended).values(), strict=True):
        by_reason[sentence].add(episode.person_id)
    return [
        HeldBack(len(them), sorted((people[p] for p in them), key=lambda p: p.name), sentence)
        for sentence, them in sorted(by_reason.items())
    ]


def _follow_ups(found: Today, reads: ReadBook, adult: int, day: date) -> None:
    soon = day + timedelta(days=7)
    due = care_access.SEE_FOLLOW_UP.scoped(
        reads, lambda rows: rows.filter(owner_id=adult, done=None, due__lte=soon).order_by("due")
    ).listed()
    people = Person.objects.in_bulk({f.person_id for f in due})
    steps: dict[tuple[object, ...], Planned] = {}
    for f in due:
        step = steps.setdefault((f.what, f.due, f.made), Planned(f.pk, f.what, f.due, []))
        step.people.append(people[f.person_id])
    found.follow_ups = list(steps.values())


def _balance(found: Today, adult: int) -> None:
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
    named = Person.objects.in_bulk(silent[:3])
    found.longest_silent = [named[s] for s in silent[:3] if s in named]
