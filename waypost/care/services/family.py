"""The family takes part: tells, wishes, books; staff note what came on paper or by phone. One function an action."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.school import queries as school
from waypost.trust import outbox, safeguarding

from .. import adults, talks
from ..models import GoalWish, HomeWord, TalkBooked, TalkTime, Way, Wished
from .talk import Refused

MOST_TIMES = 24  # offered in one go


def _has(guardian: int, student: int, right: str) -> None:
    """The right is asked at the moment of the action (TRUST 10)."""
    if guardian not in {g.pk for g in school.guardians_of(student, right)}:
        raise Refused(_("This can't be done for this child. Please ask at the school office."))


# What the family sees at home


def tell(student: int, guardian: int, words: str, *, language: str, once: UUID) -> HomeWord:
    """A guardian writes it here. The home adult is told that something waits. Sent twice it is said once.

    Raises Refused when the right has ended, or while nobody would read a call for help (TRUST 3).
    """
    _has(guardian, student, "message")
    ready = safeguarding.ready()
    if not ready:
        raise Refused(ready.reason)
    return _keep(student, guardian, words, language, Way.PAGE, clock.today(), None, once)


def note(
    student: int,
    guardian: int,
    words: str,
    *,
    language: str,
    way: Way,
    said_on: date,
    by: int,
    once: UUID,
    answered: str = "",
) -> HomeWord:
    """Somebody of the staff notes what a guardian said on the phone, on paper or in person, and what was answered then."""
    _has(guardian, student, "see")
    word = _keep(student, guardian, words, language, way, said_on, by, once)
    if answered.strip() and word.answered is None:
        HomeWord.objects.filter(pk=word.pk).update(
            answer=answered.strip()[:1000], answered_by=by, answered=clock.now()
        )
    return word


def _keep(
    student: int,
    guardian: int,
    words: str,
    language: str,
    way: Way,
    said_on: date,
    by: int | None,
    once: UUID,
) -> HomeWord:
    try:
        with transaction.atomic():
            word, new = HomeWord.objects.get_or_create(
                once=once,
                defaults={
                    "person_id": student, "guardian_id": guardian, "words": words.strip()[:1000], "language": language,
                    "way": way, "said_on": said_on, "noted_by": by, "made": clock.now(),
                },
            )  # fmt: skip
            if new:
                if by is None:  # what staff noted, somebody of the school has heard
                    safeguarding.look_at(words)
                talks.record_told_from_home(student, guardian, clock.now())
                home = school.home_adult_of(student)
                if home is not None and home.pk != by:
                    outbox.put_for_person(home.pk, "home", word.pk)
            return word
    except IntegrityError:  # the other sending was quicker by a moment
        return HomeWord.objects.get(once=once)


@transaction.atomic
def answer(word: HomeWord, by: int, words: str) -> None:
    """The school answers; the guardian is told that something waits."""
    HomeWord.objects.filter(pk=word.pk).update(
        answer=words.strip()[:1000], answered_by=by, answered=clock.now()
    )
    outbox.put_for_person(word.guardian_id, "home", word.pk)


# Goals


def wish(student: int, guardian: int, words: str, *, once: UUID) -> GoalWish:
    """A goal that a guardian proposes. It waits on the student's page; nobody is measured by it."""
    _has(guardian, student, "message")
    try:
        with transaction.atomic():
            made, new = GoalWish.objects.get_or_create(
                once=once,
                defaults={
                    "person_id": student, "guardian_id": guardian, "words": words.strip()[:300], "made": clock.now(),
                },
            )  # fmt: skip
            if new:
                safeguarding.look_at(words)
            return made
    except IntegrityError:
        return GoalWish.objects.get(once=once)


@transaction.atomic
def decide(made: GoalWish, state: Wished) -> bool:
    """The student takes it up or says not now; or the guardian takes it back. False: it was decided before."""
    changed = GoalWish.objects.filter(pk=made.pk, state=Wished.OPEN).update(state=state, decided=clock.now())
    return bool(changed)


# Talks


@transaction.atomic
def offer(adult: int, day: date, first: time, last: time, minutes: int, place: str = "") -> int:
    """Times from `first` on, one after the other, until `last`. Those that stand already stay. Returns how many are new."""
    at = datetime.combine(day, first, clock.zone())
    end = datetime.combine(day, last, clock.zone())
    made = 0
    for _n in range(MOST_TIMES):
        if at + timedelta(minutes=minutes) > end:
            break
        made += _offer_one(adult, at, minutes, place)
        at += timedelta(minutes=minutes)
    if not made:
        raise Refused(
            _("No new time fits between these two. Look at the times, or at what you offer already.")
        )
    return made


def _offer_one(adult: int, at: datetime, minutes: int, place: str) -> bool:
    around = TalkTime.objects.filter(
        adult_id=adult, closed=None, at__gt=at - timedelta(hours=3), at__lt=at + timedelta(minutes=minutes)
    )
    if at <= clock.now() or any(t.ends > at for t in around):
        return False
    TalkTime.objects.create(adult_id=adult, at=at, minutes=minutes, place=place.strip()[:120])
    return True


@transaction.atomic
def close(offered: TalkTime, by: int) -> None:
    """No longer offered; a family that had taken it is told that something waits."""
    for booked in offered.bookings.filter(called_off=None):
        call_off(booked, by)
    TalkTime.objects.filter(pk=offered.pk, closed=None).update(closed=clock.now())


def book(offered: TalkTime, student: int, guardian: int, *, once: UUID) -> TalkBooked:
    """Take a time. Raises Refused when somebody else was quicker, it has passed, or the two aren't joined."""
    _has(guardian, student, "book")
    before = TalkBooked.objects.filter(once=once, guardian_id=guardian).first()
    if before is not None:
        return before
    if offered.adult_id not in {a.person.pk for a in adults.around(student, also_away=True)}:
        raise Refused(_("This time can't be taken for this child."))
    if offered.closed is not None or offered.at <= clock.now():
        raise Refused(_("This time is over or no longer offered. Please choose another one."))
    try:
        with transaction.atomic():
            made = TalkBooked.objects.create(
                time=offered, person_id=student, guardian_id=guardian, made=clock.now(), once=once
            )
            outbox.put_for_person(offered.adult_id, "booked", made.pk)
            return made
    except IntegrityError:
        twin = TalkBooked.objects.filter(once=once).first()
        if twin is not None:
            return twin
        raise Refused(_("Somebody else has just taken this time. Please choose another one.")) from None


@transaction.atomic
def call_off(booked: TalkBooked, by: int) -> None:
    """One of the two can't come: the other one is told that something waits, and the time is free again."""
    changed = TalkBooked.objects.filter(pk=booked.pk, called_off=None).update(
        called_off=clock.now(), called_off_by=by
    )
    if changed:
        other = booked.guardian_id if by == booked.time.adult_id else booked.time.adult_id
        outbox.put_for_person(other, "booked", booked.pk)
