"""A student asks to talk; somebody reads it; if nobody does, it goes on to the next adult (TRUST 3)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.trust import outbox
from waypost.trust.models import Setting
from waypost.trust.refusal import Refused

from .. import adults, hours, talks
from ..models import Away, Part, TalkNot, TalkRequest, TalkTold

HOURS = "care.talk_hours"  # Setting: school hours until it goes on
USUAL = 2.0


def patience() -> float:
    """School hours after which a request that nobody has read goes on."""
    kept = Setting.objects.filter(pk=HOURS).values_list("value", flat=True).first()
    return float(kept) if kept else USUAL


@transaction.atomic
def ask(
    person_id: int,
    adult_id: int,
    *,
    once: uuid.UUID,
    words: str = "",
    kept_from: Iterable[int] = (),
    shared_device: bool = False,
) -> TalkRequest:
    """Ask to talk with an adult. Sent twice (the same `once`) it is one request. Evidence is told that help was asked
    for, and of whom; never the words, nor from whom it is kept."""
    before = TalkRequest.objects.filter(once=once).first()
    if before is not None:
        return before
    choices = {a.person.pk for a in adults.around(person_id)}
    if adult_id not in choices:
        raise Refused(_("This person can't be reached now. Please choose somebody else."))
    now = clock.now()
    try:
        with transaction.atomic():
            asked = TalkRequest.objects.create(
                person_id=person_id,
                words=words.strip()[:400],
                shared_device=shared_device,
                made=now,
                once=once,
                statement_id=talks.record_asked(person_id, adult_id, now, shared_device=shared_device),
            )
    except IntegrityError:  # the other sending was quicker by a moment
        return TalkRequest.objects.get(once=once)
    TalkNot.objects.bulk_create(
        [TalkNot(request=asked, adult_id=a) for a in sorted(set(kept_from) - {adult_id})]
    )
    _tell(asked, [(adult_id, str(Part.CHOSEN))])
    return asked


def _tell(asked: TalkRequest, whom: list[tuple[int, str]]) -> None:
    now = clock.now()
    for adult, part in whom:
        _row, new = TalkTold.objects.get_or_create(
            request=asked, adult_id=adult, defaults={"part": part, "at": now}
        )
        if new:
            outbox.put_for_person(adult, "talk", asked.pk)


@transaction.atomic
def read(asked: TalkRequest, by: int) -> bool:
    """An adult who was told has read it, and says so; the student sees who. The clock stops. False: it had been read."""
    return (
        TalkRequest.objects.filter(pk=asked.pk, read_at=None, ended=None).update(
            read_at=clock.now(), read_by=by
        )
        == 1
    )


@transaction.atomic
def talked(person_id: int, by: int) -> int:
    """They talked: what this adult was told of is done. What waits for others goes on waiting."""
    told = TalkTold.objects.filter(adult_id=by).values("request")
    open_now = TalkRequest.objects.select_for_update().filter(pk__in=told, person_id=person_id, ended=None)
    now = clock.now()
    open_now.filter(read_at=None).update(read_at=now, read_by=by)
    return open_now.update(ended=now)


@transaction.atomic
def take_back(asked: TalkRequest) -> None:
    """The student doesn't need it any more. Nobody is told further; the request no longer counts in evidence."""
    now = clock.now()
    if TalkRequest.objects.filter(pk=asked.pk, ended=None).update(ended=now, taken_back=True):
        talks.take_back(asked.statement_id, asked.person_id, now)


def tick() -> int:
    """Let what nobody has read go on to the next adult: after the school's patience, or at once when whoever was told
    isn't there any more. Called each minute. How many went on."""
    waiting = TalkRequest.objects.filter(read_at=None, ended=None).order_by("pk")
    return sum(_go_on(pk) for pk in waiting.values_list("pk", flat=True))


@transaction.atomic
def _go_on(pk: int) -> bool:
    asked = TalkRequest.objects.select_for_update().filter(pk=pk, read_at=None, ended=None).first()
    if asked is None:
        return False
    told = list(asked.told.order_by("at", "pk"))
    latest = [t for t in told if t.at == told[-1].at]
    someone_there = adults.there([t.adult_id for t in latest])
    if someone_there and hours.after(latest[-1].at, patience()) > clock.now():
        return False
    kept = set(asked.kept_from.values_list("adult_id", flat=True))
    following = adults.after(asked.person_id, [(t.adult_id, t.part) for t in told], kept)
    _tell(asked, following)
    return bool(following)


@transaction.atomic
def away(adult_id: int, first: date, last: date) -> Away:
    """This adult isn't there on these days: nothing that waits for a person goes to them."""
    if last < first:
        raise Refused(_("The last day lies before the first. Change one of the two."))
    return Away.objects.create(adult_id=adult_id, first=first, last=last, noted=clock.now())


@transaction.atomic
def back(absence: Away) -> None:
    """Here again."""
    Away.objects.filter(pk=absence.pk).delete()
