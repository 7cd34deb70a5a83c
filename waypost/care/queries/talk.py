"""Reads of wishes to talk, each for whoever may: the student, and the adults who were told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from waypost.school import clock
from waypost.school.models import Person
from waypost.school.queries import names_of
from waypost.trust.access import ReadBook, Who
from waypost.trust.pages import CARD

from ..access import ANSWER_TALK, OWN_TALK
from ..models import TalkRequest


@dataclass(frozen=True, slots=True)
class Asked:
    """One request in words: `reader` is "" until somebody has read it."""

    request: TalkRequest
    person: str
    reader: str
    at: datetime


def on_shared_device(who: Who) -> bool:
    """Came in with a card alone, which is how children come in on the tablets of a class (TRUST 15)."""
    return who.tier == CARD


def tell(asked: TalkRequest) -> Asked:
    names = names_of([asked.person_id, *([asked.read_by] if asked.read_by else [])])
    reader = names.get(asked.read_by or 0, "")
    return Asked(asked, names.get(asked.person_id, ""), reader, clock.local(asked.made))


def own(reads: ReadBook) -> list[Asked]:
    """What the student asked for and what became of it: what is open, not what is over."""
    rows = OWN_TALK.scoped(reads, lambda rows: rows.filter(ended=None).order_by("-made", "-pk")).read()
    return [tell(row) for row in rows]


def told(reads: ReadBook) -> list[Asked]:
    """What an adult was told of and isn't over: what nobody has read first."""
    rows = ANSWER_TALK.scoped(reads, lambda rows: rows.filter(ended=None).distinct()).read()
    rows.sort(key=lambda r: (r.read_at is not None, r.made))
    return [tell(row) for row in rows]


def person_of(asked: TalkRequest) -> Person:
    return Person.objects.get(pk=asked.person_id)
