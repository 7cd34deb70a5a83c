"""Reads of what families tell, wish and book, each for whoever may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from waypost.school import clock
from waypost.school.grounds import in_window, live_links
from waypost.school.models import GuardianLink, HomeAdult, Person
from waypost.school.queries import names_of
from waypost.trust.access import ReadBook
from waypost.trust.models import Account

from .. import adults
from ..access import BOOK_TALK_TIME, OWN_TALK_TIME, SEE_GOAL_WISH, SEE_HOME_WORD, SEE_TALK_BOOKED
from ..models import GoalWish, HomeWord, TalkBooked, TalkTime, Wished
from .messages import direction


@dataclass(frozen=True, slots=True)
class Word:
    """What was told from home, with the names of those in it."""

    word: HomeWord
    student: str
    guardian: str
    noted: str  # who of the staff noted it; "" where it was written here
    answered: str  # who answered
    dir: str


@dataclass(frozen=True, slots=True)
class Wish:
    wish: GoalWish
    guardian: str


@dataclass(frozen=True, slots=True)
class Time:
    """A time to talk: `booked` where it is taken, with whom; names only for the two who meet."""

    time: TalkTime
    at: datetime  # local
    adult: str
    booked: TalkBooked | None = None
    guardian: str = ""
    student: str = ""


@dataclass(frozen=True, slots=True)
class Guardian:
    """One guardian, for the staff: the language, and what the link opens. `bounces`: mail to the address comes back."""

    person: Person
    link: GuardianLink
    bounces: bool


def words(
    reads: ReadBook, student: int | None = None, *, open_only: bool = False, home_of: int | None = None
) -> list[Word]:
    """Newest first; of one student, or of the students whose home adult `home_of` is."""
    wanted = Q() if student is None else Q(person_id=student)
    if open_only:
        wanted &= Q(answered=None)
    if home_of is not None:  # what the home adult noted is known to the home adult
        mine = HomeAdult.objects.filter(in_window(clock.today()), adult=home_of).values("student")
        wanted &= Q(person_id__in=mine) & (Q(noted_by=None) | ~Q(noted_by=home_of))
    rows = SEE_HOME_WORD.scoped(reads, lambda r: r.filter(wanted).order_by("-said_on", "-pk")[:60]).read()
    names = names_of(
        i for w in rows for i in (w.person_id, w.guardian_id, w.noted_by or 0, w.answered_by or 0)
    )
    return [
        Word(
            w,
            names.get(w.person_id, ""),
            names.get(w.guardian_id, ""),
            names.get(w.noted_by or 0, ""),
            names.get(w.answered_by or 0, ""),
            direction(w.language),
        )
        for w in rows
    ]


def wishes(reads: ReadBook, student: int, *, open_only: bool = False) -> list[Wish]:
    """Newest first, without what was taken back."""
    rows = SEE_GOAL_WISH.scoped(
        reads, lambda r: r.filter(person_id=student).exclude(state=Wished.BACK).order_by("-made", "-pk")[:20]
    ).read()
    names = names_of(w.guardian_id for w in rows)
    return [Wish(w, names.get(w.guardian_id, "")) for w in rows if w.state == Wished.OPEN or not open_only]


def booked(reads: ReadBook, student: int | None = None) -> list[Time]:
    """Talks to come of whoever asks, the nearest first."""
    found = SEE_TALK_BOOKED.scoped(
        reads,
        lambda r: (
            r.filter(called_off=None, time__at__gt=clock.now(), **({"person_id": student} if student else {}))
            .select_related("time")
            .order_by("time__at", "pk")
        ),
    ).read()
    names = names_of(i for b in found for i in (b.person_id, b.guardian_id, b.time.adult_id))
    return [
        Time(
            b.time,
            clock.local(b.time.at),
            names.get(b.time.adult_id, ""),
            b,
            names.get(b.guardian_id, ""),
            names.get(b.person_id, ""),
        )
        for b in found
    ]


def free(reads: ReadBook, student: int) -> list[Time]:
    """Times that a guardian may take for this child, the nearest first."""
    around = [a.person.pk for a in adults.around(student, also_away=True)]
    taken = TalkBooked.objects.filter(called_off=None).values("time")
    rows = BOOK_TALK_TIME.scoped(
        reads,
        lambda r: (
            r.filter(adult_id__in=around, at__gt=clock.now()).exclude(pk__in=taken).order_by("at", "pk")[:40]
        ),
    ).listed()
    names = names_of(t.adult_id for t in rows)
    return [Time(t, clock.local(t.at), names.get(t.adult_id, "")) for t in rows]


def offered(reads: ReadBook) -> list[Time]:
    """The own times of an adult to come, free and taken."""
    rows = OWN_TALK_TIME.scoped(
        reads, lambda r: r.filter(closed=None, at__gt=clock.now()).order_by("at", "pk")
    ).listed()
    taken = {t.time.pk: t for t in booked(reads)}
    return [taken.get(t.pk) or Time(t, clock.local(t.at), "") for t in rows]


def guardians(student: int) -> list[Guardian]:
    """Those who may see the child today: for the page of the staff, asked after the student."""
    rows = live_links().filter(student=student, see=True).select_related("guardian")
    listed = list(rows.order_by("guardian__given_name", "pk"))
    ids = [link.guardian_id for link in listed]
    bouncing = Account.objects.filter(person_id__in=ids).exclude(mail_refused=None)
    refused = set(bouncing.values_list("person_id", flat=True))
    return [Guardian(link.guardian, link, link.guardian_id in refused) for link in listed]
