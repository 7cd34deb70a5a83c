"""A student or a family says that something in the record isn't right; the school answers. Nothing of it is removed."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from waypost.school import clock

from ..models import Objection


@transaction.atomic
def object_to(person_id: int, writer_id: int, part: str, words: str, *, once: UUID) -> Objection:
    """Say it. From now on it stands beside that part wherever it is shown. Sent twice it is said once."""
    before = Objection.objects.filter(once=once).first()
    if before is not None:
        return before
    try:
        with transaction.atomic():
            return Objection.objects.create(
                person_id=person_id, writer_id=writer_id, part=part, words=words.strip()[:1000],
                made=clock.now(), once=once,
            )  # fmt: skip
    except IntegrityError:
        return Objection.objects.get(once=once)


@transaction.atomic
def answer(objection: Objection, by: int, words: str) -> None:
    """What the school did or says about it; the statement stands as it was."""
    Objection.objects.filter(pk=objection.pk).update(
        answer=words.strip()[:1000], answered_by=by, answered=clock.now()
    )


@transaction.atomic
def take_back(objection: Objection) -> None:
    """The writer no longer says so."""
    Objection.objects.filter(pk=objection.pk, taken_back=None).update(taken_back=clock.now())
