"""Mornings of one teacher: Today's first five cards, day after day, over signals that open and end as they did.

By the very functions that make the page (owners, piles); the signals are given, as rows that need not be stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from waypost.care import owners
from waypost.homes.today import cards
from waypost.homes.today.cards import CARDS
from waypost.readings.models import Episode

ACTS = 2  # cards a morning that are answered; the others were looked at, and stay


@dataclass(slots=True)
class Mornings:
    """What the mornings were like. `waits`: school days until a signal that is still open was seen, one for each."""

    most_cards: int = 0
    waits: list[int] = field(default_factory=list)
    never_seen: list[int] = field(
        default_factory=list
    )  # school days that those waited who were not seen at the end
    without_owner: set[int] = field(default_factory=set)
    shown: int = 0


def live_through(episodes: Sequence[Episode], days: Sequence[date], adult: int) -> Mornings:
    """Each school day the first five are looked at and two of them answered. Rights and owners are today's."""
    found, seen, done = Mornings(), dict[int, int](), set[int]()
    ownership = owners.of(episodes)
    found.without_owner = {e.pk for e in episodes if ownership.owner(e) is None}
    mine = [e for e in episodes if ownership.owner(e) == adult]
    for n, day in enumerate(days):
        live = [
            e for e in mine if e.opened <= day and (e.ended is None or e.ended > day) and e.pk not in done
        ]
        for episode in live:
            episode.seen_at = _at(days[seen[episode.pk]]) if episode.pk in seen else None
        shown = cards.piles(live, ownership, day)[:CARDS]
        found.most_cards = max(found.most_cards, len(shown))
        found.shown += len(shown)
        for pile in shown:
            for episode in pile.episodes:
                if episode.pk not in seen:
                    seen[episode.pk] = n
                    found.waits.append(_school_days(days, episode.opened, day))
        for pile in shown[:ACTS]:
            done |= {e.pk for e in pile.episodes}
    last = days[-1]
    found.never_seen = [
        _school_days(days, e.opened, last)
        for e in mine
        if e.pk not in seen and e.opened <= last and (e.ended is None or e.ended > last)
    ]
    return found


def _school_days(days: Sequence[date], first: date, last: date) -> int:
    return sum(first < d <= last for d in days)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(7), UTC)
