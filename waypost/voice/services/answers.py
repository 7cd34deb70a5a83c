"""Answering: with a name, confidential, or so that nobody can find out; on a page or typed in from paper."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waypost.trust import keys, safeguarding
from waypost.trust.sealed import Spool, box_of

from .. import asked, bank
from ..models import Answer, Box, Invited, Wave
from . import Refused
from .surveys import K


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody said: 1..5 and words by id of the question's version. Anything may be left out, but not all."""

    scores: dict[int, int] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)
    quotable: bool = False

    @property
    def empty(self) -> bool:
        return not (self.scores or self.words)

    def packed(self, unit: str) -> bytes:
        kept = {"s": self.scores, "w": self.words, "q": self.quotable, "u": unit}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()


def unpacked(content: bytes | str) -> tuple[Given, str]:
    """An answer and its reporting group."""
    kept = json.loads(content)
    scores = {int(k): int(v) for k, v in kept["s"].items()}
    return Given(scores, {int(k): str(v) for k, v in kept["w"].items()}, bool(kept["q"])), str(kept["u"])


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an answer: kept, or one had been there before; and the sentences that were handed on."""

    kept: bool
    danger: Sequence[str] = ()


def spool_of(wave: Wave) -> Spool:
    return Spool(wave.name, K)


def has_answered(wave: Wave, person_id: int) -> bool:
    """Also where the answer still waits for its batch: for the person's own pages alone."""
    if Invited.objects.filter(wave=wave, person_id=person_id, answered=True).exists():
        return True
    if not (wave.anonymous and wave.open):
        return False
    with spool_of(wave).held() as spool:
        return person_id in spool.who


def answer(wave: Wave, person_id: int, given: Given) -> Taken:
    """Take an answer of somebody who is asked. A second one (a double tap, another tab) is not taken.

    Raises Refused when the wave is not open, the person is not asked, or nothing was answered.
    """
    _check(wave, given)
    row = Invited.objects.filter(wave=wave, person_id=person_id).first()
    if row is None or asked.objecting(wave.survey, [person_id]):
        raise Refused(_("This survey isn't for you."))
    if wave.anonymous:
        kept = _into_the_spool(wave, given, row.unit, person_id)
    else:
        kept = _by_name(wave, given, row)
    return Taken(kept, safeguarding.look_at(*given.words.values()) if kept else ())


def paper_sheet(wave: Wave, unit: str, given: Given, *, once: UUID) -> bool:
    """One sheet without a name, typed in. `once` is of the form: the same sheet twice is one.

    There are never more sheets than people whose handing in was noted.
    """
    _check(wave, given)
    if not wave.anonymous:
        raise Refused(_("A sheet with a name is typed in for its person."))
    with spool_of(wave).held() as spool:
        _still_open(wave)
        name = once.hex
        if name in spool.boxes or Box.objects.filter(pk=once).exists():
            return False
        kept = set(Box.objects.filter(wave=wave).values_list("id", flat=True)) | {
            UUID(b) for b in spool.boxes
        }
        people = set(
            Invited.objects.filter(wave=wave, answered=True).values_list("person_id", flat=True)
        ) | set(spool.who)
        if len(kept) >= len(people):
            raise Refused(_("There are as many answers as people. First note who handed in a sheet."))
        spool.put(None, _box(wave, given, unit), name)
        _flush(wave, spool)
    safeguarding.look_at(*given.words.values())
    return True


def handed_in(wave: Wave, person_ids: Sequence[int]) -> int:
    """These people gave in a sheet on paper (an anonymous survey): noted with the next batch. How many are new."""
    asked_now = Invited.objects.filter(wave=wave, person_id__in=person_ids, answered=False)
    people = set(asked_now.values_list("person_id", flat=True)) - asked.objecting(wave.survey, person_ids)
    with spool_of(wave).held() as spool:
        _still_open(wave)
        fresh = people - spool.who
        for person in sorted(fresh):
            spool.put(person, None)
        _flush(wave, spool)
    return len(fresh)


def _check(wave: Wave, given: Given) -> None:
    if not wave.open:
        raise Refused(_("This survey isn't open."))
    if given.empty:
        raise Refused(_("Answer at least one question."))
    questions = {q.version_id: q.version.item.words for q in wave.questions.select_related("version__item")}
    numbers = all(
        questions.get(k) is False and bank.LOWEST <= v <= bank.HIGHEST for k, v in given.scores.items()
    )
    if not numbers or not all(questions.get(k) is True for k in given.words):
        raise Refused(_("Please open this page again."))


def _still_open(wave: Wave) -> None:
    """Under the spool's lock: a round that was closed a moment ago takes nothing any more."""
    if not Wave.objects.filter(pk=wave.pk, state="open").exists():
        raise Refused(_("This survey isn't open."))


def _box(wave: Wave, given: Given, unit: str) -> bytes:
    try:
        return box_of(bytes(wave.public_key or b""), given.packed(unit), wave.name)
    except ValueError as long:
        raise Refused(_("That is more than there is room for. Please make it shorter.")) from long


def _into_the_spool(wave: Wave, given: Given, unit: str, person_id: int) -> bool:
    box = _box(wave, given, unit)
    with spool_of(wave).held() as spool:
        _still_open(wave)
        if (
            person_id in spool.who
            or Invited.objects.filter(wave=wave, person_id=person_id, answered=True).exists()
        ):
            return False
        spool.put(person_id, box)
        _flush(wave, spool)
    return True


def _flush(wave: Wave, spool: Spool) -> None:
    """When enough people are together: who and what go into the database, each in an order of its own.

    A crash before the spool is cleared does no harm: the same rows are written again, and are the same.
    """
    if not spool.full:
        return
    with transaction.atomic(durable=True):
        Box.objects.bulk_create(
            [Box(id=UUID(name), wave=wave, box=spool.boxes[name]) for name in sorted(spool.boxes)],
            batch_size=100,
            ignore_conflicts=True,
        )
        Invited.objects.filter(wave=wave, person_id__in=spool.who).update(answered=True)
    spool.clear()


@transaction.atomic
def _by_name(wave: Wave, given: Given, row: Invited) -> bool:
    row = Invited.objects.select_for_update().get(pk=row.pk)
    if row.answered:
        return False
    sealed = keys.seal(given.packed(row.unit).decode())
    Answer.objects.create(wave=wave, person_id=row.person_id, sealed=sealed)
    Invited.objects.filter(pk=row.pk).update(answered=True)
    return True
