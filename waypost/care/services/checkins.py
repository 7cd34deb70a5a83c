"""Every change of a check-in: how often, plan, hold, put off, call off. Each in one transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from waypost.school import calendar, clock
from waypost.school.models import Person

from ..models import CheckIn, Rhythm
from ..models.checkins import USUAL, WhoDoes
from . import contact, notes
from . import signals as steps


@dataclass(frozen=True, slots=True)
class Said:
    """What both agreed to keep; the student reads all of it."""

    how_are_you: str = ""
    went_well: str = ""
    hard: str = ""
    next_step: str = ""
    who_does_it: str = ""


@transaction.atomic
def set_rhythm(student: Person, adult: Person, every: int, *, by: Person, why: str = "") -> Rhythm:
    """How often somebody meets this student from now on; what was set before stays in the history."""
    now = clock.now()
    Rhythm.objects.filter(person_id=student.pk, ended=None).update(ended=now)
    return Rhythm.objects.create(
        person_id=student.pk,
        adult_id=adult.pk,
        every=every,
        why=why.strip()[:200],
        since=clock.local(now).date(),
        set_by=by.pk,
    )


@transaction.atomic
def end_rhythm(student: Person) -> None:
    """Back to every four weeks, as for everybody."""
    Rhythm.objects.filter(person_id=student.pk, ended=None).update(ended=clock.now())


@transaction.atomic
def plan(student: Person, adult: Person, day: date, *, by: Person, once: UUID | None = None) -> CheckIn:
    """A talk on a day to come. The same two have one planned at a time: planning again moves it."""
    standing = _planned(student, adult)
    if standing is not None:
        CheckIn.objects.filter(pk=standing.pk).update(planned=day)
        standing.planned = day
        return standing
    return _make(student, adult, once or uuid4(), by, planned=day)


@transaction.atomic
def hold(
    student: Person,
    adult: Person,
    said: Said,
    *,
    once: UUID,
    apart: str = "",
    next_on: date | None = None,
    account: int | None = None,
) -> CheckIn:
    """They have talked. Sent twice (the same `once`) it is one talk; `apart` becomes a record of its own.

    A next step that the adult does is a planned step of the adult. `next_on`: the day of the next check-in.
    """
    before = CheckIn.objects.filter(once=once, person_id=student.pk).first()
    if before is not None and before.held is not None:
        return before
    now = clock.now()
    standing = before or _planned(student, adult)
    if standing is None:
        standing = _make(student, adult, once, adult)
        if standing.held is not None:  # the other sending was quicker by a moment
            return standing
    else:
        CheckIn.objects.filter(pk=standing.pk).update(once=once)
    if apart:
        notes.write(student, adult, apart, once=uuid4(), check_in=standing.pk)
    if said.next_step and said.who_does_it in {WhoDoes.ADULT, WhoDoes.BOTH}:
        steps.plan(student.pk, said.next_step, next_on or in_days(USUAL // 4), adult, None, account)
    made = contact.note(student, adult, now, besides=standing.pk)
    CheckIn.objects.filter(pk=standing.pk).update(held=now, statement_id=made, **asdict(said))
    if next_on is not None:
        plan(student, adult, next_on, by=adult)
    standing.refresh_from_db()
    return standing


@transaction.atomic
def call_off(check_in: CheckIn) -> None:
    CheckIn.objects.filter(pk=check_in.pk, held=None).update(called_off=clock.now())


def in_days(days: int) -> date:
    """The school day so many school days from now."""
    today = clock.today()
    return calendar.next_school_day(today, days) or today + timedelta(days=days)


def _planned(student: Person, adult: Person) -> CheckIn | None:
    rows = CheckIn.objects.select_for_update().filter(
        person_id=student.pk, adult_id=adult.pk, held=None, called_off=None
    )
    return rows.order_by("planned", "pk").first()


def _make(student: Person, adult: Person, once: UUID, by: Person, planned: date | None = None) -> CheckIn:
    try:
        with transaction.atomic():
            return CheckIn.objects.create(
                person_id=student.pk,
                adult_id=adult.pk,
                planned=planned,
                made=clock.now(),
                made_by=by.pk,
                once=once,
            )
    except IntegrityError:
        return CheckIn.objects.get(once=once)
