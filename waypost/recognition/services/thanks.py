"""Thanks between students: written, read first by an adult, passed on or held; and who wants none from whom."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction

from waypost.school import clock

from ..models import Celebration, CelebrationKind, NoThanks, Thanks, ThanksState
from . import celebrations, short_enough

MANY_A_DAY = 5  # beyond, the page asks once more; nothing is dropped (TRUST 24)


def written_today(person_id: int) -> int:
    since = datetime.combine(clock.today(), time.min, clock.zone())
    return Thanks.objects.filter(from_person_id=person_id, written__gte=since).count()


@transaction.atomic
def write(from_person_id: int, to_person_id: int, words: str, *, once: UUID) -> Thanks:
    """Written; an adult reads it first. To somebody who wants none it goes nowhere, and looks the same to who wrote it."""
    before = Thanks.objects.filter(once=once, from_person_id=from_person_id).first()
    if before is not None:
        return before
    unwanted = NoThanks.objects.filter(person_id=to_person_id, not_from_person_id=from_person_id).exists()
    try:
        with transaction.atomic():
            return Thanks.objects.create(
                from_person_id=from_person_id, to_person_id=to_person_id, words=short_enough(words), written=clock.now(), once=once,
                state=ThanksState.BLOCKED if unwanted else ThanksState.WAITING,
            )  # fmt: skip
    except IntegrityError:
        return Thanks.objects.get(once=once, from_person_id=from_person_id)


@transaction.atomic
def pass_on(thanks: Thanks, *, by: int) -> bool:
    """An adult has read it: it arrives. False where it no longer waits, or isn't wanted by now."""
    thanks = Thanks.objects.select_for_update().get(pk=thanks.pk)
    if thanks.state not in {ThanksState.WAITING, ThanksState.REPORTED}:
        return False
    if NoThanks.objects.filter(
        person_id=thanks.to_person_id, not_from_person_id=thanks.from_person_id
    ).exists():
        _read(thanks, ThanksState.BLOCKED, by)
        return False
    if thanks.celebration_id is None:
        given = celebrations.praise(
            thanks.to_person_id,
            thanks.words,
            by=thanks.from_person_id,
            once=thanks.once,
            kind=CelebrationKind.THANKS,
        )
        thanks.celebration_id = given.pk
    _read(thanks, ThanksState.PASSED, by)
    return True


@transaction.atomic
def hold(thanks: Thanks, *, by: int) -> None:
    """An adult keeps it back; where it had arrived, it goes again. The adult talks with who wrote it."""
    thanks = Thanks.objects.select_for_update().get(pk=thanks.pk)
    if thanks.celebration_id is not None:
        celebrations.take_back(Celebration.objects.get(pk=thanks.celebration_id))
    _read(thanks, ThanksState.HELD, by)


def _read(thanks: Thanks, state: ThanksState, by: int) -> None:
    thanks.state, thanks.read_by, thanks.read_at = state, by, clock.now()
    thanks.save(update_fields=["state", "read_by", "read_at", "celebration_id"])


@transaction.atomic
def report(celebration: Celebration) -> None:
    """The receiver asks an adult to look at it; it is out of sight at once."""
    Thanks.objects.filter(celebration_id=celebration.pk, state=ThanksState.PASSED).update(
        state=ThanksState.REPORTED
    )


@transaction.atomic
def no_more_from(person_id: int, not_from_person_id: int) -> None:
    """No thanks from this person any more. Those that wait don't arrive; the other isn't told."""
    NoThanks.objects.get_or_create(
        person_id=person_id, not_from_person_id=not_from_person_id, defaults={"since": clock.now()}
    )
    Thanks.objects.filter(
        to_person_id=person_id, from_person_id=not_from_person_id, state=ThanksState.WAITING
    ).update(state=ThanksState.BLOCKED)


@transaction.atomic
def welcome_again(person_id: int, not_from_person_id: int) -> None:
    """Thanks from this person may come again; what was stopped stays stopped."""
    NoThanks.objects.filter(person_id=person_id, not_from_person_id=not_from_person_id).delete()
