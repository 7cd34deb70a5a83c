"""A suggestion is made, read, shown or not, answered, done. A second sending does nothing twice."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from waypost.school import clock
from waypost.trust import safeguarding

from ..models import Decision, Reply, Stage, Suggestion
from . import JUST_NOW

MANY = (
    3  # suggestions of one student in a day, from which on the page asks whether it is meant; it never drops
)


@transaction.atomic
def suggest(person_id: int, class_id: int | None, words: str, *, named: bool, once: UUID) -> Suggestion:
    """It waits until a person has read it."""
    made, new = Suggestion.objects.get_or_create(
        once=once,
        defaults={
            "person_id": person_id,
            "class_id": class_id,
            "words": words,
            "named": named,
            "at": clock.now(),
        },
    )
    if new:
        safeguarding.look_at(words)
    return made


def said_just_now(person_id: int, class_id: int | None, words: str, *, named: bool) -> bool:
    """The same words to the same people, a moment ago."""
    rows = Suggestion.objects.filter(person_id=person_id, class_id=class_id, words=words, named=named)
    return rows.filter(at__gte=clock.now() - JUST_NOW, taken_back=None).exists()


def many_today(person_id: int) -> bool:
    day = clock.now() - timedelta(hours=24)
    return Suggestion.objects.filter(person_id=person_id, at__gte=day).count() >= MANY


@transaction.atomic
def read(suggestion: Suggestion, by: int, *, show: bool) -> None:
    """An adult has read it, and shows it to the class or keeps it between the two."""
    stage = Stage.SHOWN if show and suggestion.class_id is not None else Stage.QUIET
    Suggestion.objects.filter(pk=suggestion.pk).update(stage=stage, read_by=by, read_at=clock.now())


@transaction.atomic
def reply(suggestion: Suggestion, decision: str, words: str, *, by: int, once: UUID) -> Reply:
    """What was decided, and why. Whoever answers has read it."""
    suggestion = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if suggestion.read_at is None:
        read(suggestion, by, show=False)
    made, _new = Reply.objects.get_or_create(
        once=once,
        defaults={
            "suggestion": suggestion,
            "decision": decision,
            "words": words,
            "by": by,
            "at": clock.now(),
        },
    )
    return made


@transaction.atomic
def done(suggestion: Suggestion) -> bool:
    """We did: only what was decided with yes, wholly or in part."""
    last = suggestion.replies.last()
    if last is None or last.decision not in {Decision.YES, Decision.PART}:
        return False
    return bool(Suggestion.objects.filter(pk=suggestion.pk, done_at=None).update(done_at=clock.now()))


@transaction.atomic
def take_back(suggestion: Suggestion) -> None:
    """The student no longer suggests it: nobody sees it any more."""
    Suggestion.objects.filter(pk=suggestion.pk, taken_back=None).update(taken_back=clock.now())
