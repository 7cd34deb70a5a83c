"""Concerns: taken in, given to somebody who reads them, passed on until somebody does (TRUST 3).

Nothing here goes into evidence, the book of acts, Today or a family's window: the steps of a concern are its own record,
of reads, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from waypost.school import clock
from waypost.trust import outbox
from waypost.trust import safeguarding as trust
from waypost.trust.access import Decision
from waypost.trust.models import Role, Setting

from .. import adults, hours
from ..models import Concern, ConcernNot, ConcernStep
from ..models.safeguarding import Step, Way

HOURS = "care.concern_hours"  # Setting: school hours until the next deputy is told
USUAL = 1.0


def ready() -> Decision:
    """May children be asked how it goes? Other rooms ask `trust.safeguarding.ready`, which is the same."""
    return trust.ready()


def patience() -> float:
    kept = Setting.objects.filter(pk=HOURS).values_list("value", flat=True).first()
    return float(kept) if kept else USUAL


@transaction.atomic
def tell(
    words: str,
    *,
    way: Way,
    once: UUID,
    writer_id: int | None,
    about_id: int | None = None,
    about_words: str = "",
    kept_from: Iterable[int] = (),
) -> Concern:
    """Take a concern in and tell the first who may read it, at whatever hour. Sent twice it is one concern."""
    before = Concern.objects.filter(once=once).first()
    if before is not None:
        return before
    try:
        with transaction.atomic():
            made = Concern.objects.create(
                way=way,
                about_id=about_id,
                about_words=about_words.strip()[:200],
                writer_id=writer_id,
                words=words.strip(),
                made=clock.now(),
                once=once,
            )
    except IntegrityError:
        return Concern.objects.get(once=once)
    ConcernNot.objects.bulk_create([ConcernNot(concern=made, adult_id=a) for a in sorted(set(kept_from))])
    _give(made)
    return made


def hand_on(sentence: str) -> None:
    """A sentence of an anonymous answer: no name, no unit, no survey."""
    tell(sentence, way=Way.HANDED_ON, once=uuid4(), writer_id=None)


def readers(concern: Concern) -> list[int]:
    """Who may read it, in the order in which they are told: the safeguarding role without those it is kept from.

    Only when that leaves nobody do the leaders stand in.
    """
    kept = set(concern.kept_from.values_list("adult_id", flat=True))
    for role in (Role.SAFEGUARDING, Role.LEADER):
        people = [p for p in adults.holders(role) if p not in kept]
        if people:
            here = adults.there(people)
            return sorted(people, key=lambda p: p not in here)  # who is away comes last
    return []


def _give(concern: Concern) -> bool:
    """Tell the next: the first, then a deputy, then all of them, and all again as long as nobody takes it on."""
    given = list(
        concern.steps.filter(kind=Step.GIVEN).order_by("at", "pk").values_list("adult_id", flat=True)
    )
    people = readers(concern)
    fresh = [p for p in people if p not in given]
    following = fresh[:1] if len(set(given)) < 2 and fresh else people
    now = clock.now()
    ConcernStep.objects.bulk_create(
        [ConcernStep(concern=concern, kind=Step.GIVEN, adult_id=p, at=now) for p in following]
    )
    for person in following:
        outbox.put_for_person(person, "concern", concern.pk, urgent=True)
    return bool(following)


@transaction.atomic
def opened(concern: Concern, by: int) -> None:
    """Somebody looked: once a day for each, as this record's own log of reads."""
    since = clock.now() - timedelta(hours=24)
    if not concern.steps.filter(kind=Step.OPENED, adult_id=by, at__gt=since).exists():
        _step(concern, Step.OPENED, by)


@transaction.atomic
def take(concern: Concern, by: int) -> bool:
    """Somebody has it: the clock stops. False: this person had taken it on before."""
    held = Concern.objects.select_for_update().get(pk=concern.pk)
    if held.steps.filter(kind=Step.TAKEN, adult_id=by).exists():
        return False
    _step(held, Step.TAKEN, by)
    return True


@transaction.atomic
def note(concern: Concern, by: int, words: str) -> None:
    """What was done or learnt. Nothing that was written is changed."""
    _step(concern, Step.NOTE, by, words.strip())


@transaction.atomic
def close(concern: Concern, by: int, words: str) -> None:
    """It is dealt with, and why; it stays and can be read."""
    if not concern.steps.filter(kind=Step.CLOSED).exists():
        _step(concern, Step.CLOSED, by, words.strip())


def _step(concern: Concern, kind: Step, by: int, words: str = "") -> None:
    ConcernStep.objects.create(concern=concern, kind=kind, adult_id=by, words=words, at=clock.now())


def tick() -> int:
    """Pass on what nobody has taken on. Called each minute. How many were passed on."""
    done = ConcernStep.objects.filter(kind__in=[Step.TAKEN, Step.CLOSED]).values("concern")
    waiting = Concern.objects.exclude(pk__in=done).order_by("pk").values_list("pk", flat=True)
    return sum(_pass_on(pk) for pk in waiting)


@transaction.atomic
def _pass_on(pk: int) -> bool:
    concern = Concern.objects.select_for_update().get(pk=pk)
    latest = concern.steps.filter(kind=Step.GIVEN).order_by("-at", "-pk").first()
    if latest is not None:
        together = concern.steps.filter(kind=Step.GIVEN, at=latest.at).values_list("adult_id", flat=True)
        given = set(concern.steps.filter(kind=Step.GIVEN).values_list("adult_id", flat=True))
        others_there = adults.there(set(readers(concern)) - given)
        waits = hours.after(latest.at, patience()) > clock.now()
        if waits and (adults.there(together) or not others_there):
            return False
    return _give(concern)
