"""Every change of planned help: plan it, hold a session, look at it again, hand it over. Each in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from waypost.readings.models import Episode
from waypost.school import calendar, clock
from waypost.school.models import Person

from .. import talks
from ..models import Approach, Handover, Helped, Intervention, Present, Session
from ..models.interventions import Decided
from . import signals as steps

#: School days before a signal opened in which what raised it may lie, where it names no day of its own.
WINDOW = 10
_DAYS = ("since", "day", "first_day", "last_day")  # parameters of reasons that are days (ordinals)
_EARLIEST = date(2000, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned, for how long, and what it should move (one of readings.outcomes.OUTCOMES)."""

    what: str
    outcome: str
    begins: date
    review: date
    a_week: int = 2
    why: str = ""
    approach: Approach | None = None


@transaction.atomic
def plan(
    wanted: Plan,
    students: Sequence[Person],
    owner: Person,
    *,
    once: UUID,
    signals: Mapping[int, Episode] | None = None,
    account: int | None = None,
) -> Intervention:
    """Planned help for one or a few. `signals`: student -> the signal behind it, which the owner then has.

    Sent twice (the same `once`) it is one. Raises AlreadyTaken when another adult has one of the signals.
    """
    before = Intervention.objects.filter(once=once).first()
    if before is not None:
        return before
    now = clock.now()
    try:
        with transaction.atomic():
            made = Intervention.objects.create(
                approach=wanted.approach,
                what=wanted.what,
                why=wanted.why,
                outcome=wanted.outcome,
                a_week=wanted.a_week,
                owner_id=owner.pk,
                begins=wanted.begins,
                review=wanted.review,
                made=now,
                made_by=owner.pk,
                once=once,
            )
    except IntegrityError:  # the other sending was quicker by a moment
        return Intervention.objects.get(once=once)
    for student in students:
        episode = (signals or {}).get(student.pk)
        Helped.objects.create(
            intervention=made,
            person_id=student.pk,
            episode_id=episode.pk if episode else None,
            trigger=trigger_of(episode) if episode else None,
            since=wanted.begins,
        )
        if episode is not None and episode.state != "ended":
            steps.take(episode, owner, account)
    for student in students:
        talks.record_help(talks.HELP_BEGUN, student.pk, owner.pk, made.pk, now)
    return made


def trigger_of(episode: Episode) -> date:
    """The first day of what raised a signal, so that the worst days are no baseline; rather too early than too late."""
    told = [
        int(value)
        for reason in episode.reasons
        for name, value in (reason.get("params") or {}).items()
        if name in _DAYS and isinstance(value, int) and value > _EARLIEST
    ]
    first = episode.opened
    for _day in range(WINDOW):
        first = calendar.previous_school_day(first) or first
    return min([first, *(date.fromordinal(d) for d in told if d <= episode.opened.toordinal())])


@transaction.atomic
def held(intervention: Intervention, day: date, present: Iterable[int], by: Person) -> Session:
    """A session on a day. Noting the same day again adds who was there; nobody is counted twice."""
    now = clock.now()
    session, _new = Session.objects.get_or_create(
        intervention=intervention, day=day, defaults={"by": by.pk, "at": now}
    )
    inside = set(intervention.students.filter(until=None).values_list("person_id", flat=True))
    there = set(session.present.values_list("person_id", flat=True))
    fresh = sorted((set(present) & inside) - there)
    made = [Present.objects.create(session=session, person_id=p) for p in fresh]
    for one in made:
        one.statement_id = talks.record_help(
            talks.SUPPORTED, one.person_id, by.pk, intervention.pk, clock.now()
        )
        one.save(update_fields=["statement_id"])
    return session


@transaction.atomic
def decide(
    intervention: Intervention,
    decided: str,
    by: Person,
    *,
    learnt: str = "",
    review: date | None = None,
    verdicts: Mapping[int, str] | None = None,
) -> None:
    """Keep it until a later look, or end it (stop, change). `verdicts`: student -> what before and after show."""
    locked = Intervention.objects.select_for_update().get(pk=intervention.pk)
    if locked.ended is not None:
        return
    locked.decided, locked.decided_at, locked.decided_by = decided, clock.now(), by.pk
    locked.learnt = learnt.strip()[:600]
    if decided == Decided.KEEP:
        locked.review = review or clock.today() + timedelta(weeks=6)
    else:
        locked.ended = clock.today()
        for person, verdict in (verdicts or {}).items():
            Helped.objects.filter(intervention=locked, person_id=person).update(verdict=verdict)
    locked.save()


@transaction.atomic
def hand_over(intervention: Intervention, to: Person, by: Person, words: str = "") -> None:
    """Another adult goes on with it; the signals behind it go along."""
    locked = Intervention.objects.select_for_update().get(pk=intervention.pk)
    if locked.owner_id == to.pk:
        return
    Handover.objects.create(
        intervention=locked,
        from_id=locked.owner_id,
        to_id=to.pk,
        words=words.strip()[:600],
        at=clock.now(),
    )
    ids = [i for i in locked.students.values_list("episode_id", flat=True) if i]
    steps.pass_on_signals(ids, locked.owner_id, to.pk)
    locked.owner_id = to.pk
    locked.save(update_fields=["owner_id"])


@transaction.atomic
def leave(helped: Helped) -> None:
    """A student is in it no longer; what was held stays in the history."""
    Helped.objects.filter(pk=helped.pk, until=None).update(until=clock.today())


@transaction.atomic
def add_approach(title: str, how: str, by: Person) -> Approach:
    """Into the library; the same title is the same approach."""
    found, _new = Approach.objects.get_or_create(
        title=title.strip()[:120], defaults={"how": how.strip()[:600], "made": clock.now(), "made_by": by.pk}
    )
    return found
