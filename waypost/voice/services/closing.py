"""The close of a round: anonymous boxes are opened all together, or, where fewer than ten came, destroyed unread.

Order: what is known goes into the answer tables and the boxes out, in one transaction; then key and spool are wiped;
then the database file gives back its pages (`sweep`, a job). Broken off anywhere, closing again goes on from there.
Of confidential and named answers the words are copied out, shuffled and without names, to be read together.
"""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction

from waypost.school import clock
from waypost.trust import audit, keys, ledger
from waypost.trust.sealed import Key, Spool
from waypost.trust.sealed.tables import give_back

from ..models import Answer, Box, Invited, Numbers, Said, State, Wave
from .answers import Given, spool_of, unpacked
from .surveys import ROUND, K, plan


def close(wave: Wave, *, by: int | None = None) -> Wave:
    """End a round. What waited in the spool counts. Safe to call again."""
    wave = Wave.objects.select_related("survey").get(pk=wave.pk)
    if wave.anonymous and (wave.open or Key(wave.name).exists):
        with spool_of(wave).held() as spool:
            if wave.open:
                _settle(wave, spool, by)
            Key(wave.name).destroy()
            spool.destroy()
    elif wave.open:
        with transaction.atomic():
            answers = [unpacked(keys.unseal(a.sealed)) for a in Answer.objects.filter(wave=wave)]
            secrets.SystemRandom().shuffle(answers)
            Said.objects.bulk_create(_said(wave, [(given, "") for given, _ in answers]), batch_size=500)
            _end(wave, State.CLOSED, by)
    return Wave.objects.select_related("survey").get(pk=wave.pk)


def _settle(wave: Wave, spool: Spool, by: int | None) -> None:
    boxes = {b.id: bytes(b.box) for b in Box.objects.filter(wave=wave)}
    boxes |= {UUID(name): box for name, box in spool.boxes.items()}
    enough = len(boxes) >= K and Key(wave.name).exists  # without its key: see restored.py
    opened = _opened(wave, list(boxes.values())) if enough else []
    with transaction.atomic(durable=True):
        Numbers.objects.bulk_create(_numbers(wave, opened), batch_size=500)
        Said.objects.bulk_create(_said(wave, opened), batch_size=500)
        Invited.objects.filter(wave=wave, person_id__in=spool.who).update(answered=True)
        Box.objects.filter(wave=wave).delete()
        _end(wave, State.CLOSED if enough else State.UNREAD, by)


def _end(wave: Wave, state: State, by: int | None) -> None:
    with transaction.atomic():
        done = Wave.objects.filter(pk=wave.pk, state=State.OPEN).update(state=state, public_key=None)
        if done:
            ledger.note(ROUND, [wave.pk] if wave.anonymous else [])
            audit.act(
                "survey.close",
                object_kind="wave",
                object_id=wave.pk,
                detail={"state": str(state), "by_person": by},
            )


def _opened(wave: Wave, boxes: list[bytes]) -> list[tuple[Given, str]]:
    """All answers, shuffled, with groups of fewer than ten melted into "all": nothing finer is ever stored."""
    key = Key(wave.name)
    found = [unpacked(key.open(box)) for box in boxes]
    secrets.SystemRandom().shuffle(found)
    kept = _groups(Counter(unit for _, unit in found))
    return [(given, unit if unit in kept else "") for given, unit in found]


def _groups(sizes: Counter[str]) -> set[str]:
    """Groups that stand for themselves: ten or more each, and what is left over is nobody or ten or more, too."""
    kept = {unit for unit, n in sizes.items() if unit and n >= K}
    while kept:
        left = sum(n for unit, n in sizes.items() if unit not in kept)
        if left == 0 or left >= K:
            break
        kept.remove(min(kept, key=lambda unit: (sizes[unit], unit)))
    return kept


def _numbers(wave: Wave, opened: list[tuple[Given, str]]) -> list[Numbers]:
    rows = [Numbers(id=uuid4(), wave=wave, unit=unit, scores=given.scores) for given, unit in opened]
    return sorted(rows, key=lambda row: row.id)


def _said(wave: Wave, opened: list[tuple[Given, str]]) -> list[Said]:
    rows = [
        Said(id=uuid4(), wave=wave, unit=unit, version_id=version, text=text, quotable=given.quotable)
        for given, unit in opened
        for version, text in given.words.items()
    ]
    return sorted(rows, key=lambda row: row.id)


def sweep(wave: Wave) -> None:
    """Give back the pages of boxes. Inside a transaction it can't; then the daily job does."""
    if wave.swept or not wave.over or (wave.anonymous and connection.in_atomic_block):
        return
    if wave.anonymous:
        give_back(Box, Invited)
    Wave.objects.filter(pk=wave.pk).update(swept=True)


def go_on(wave: Wave) -> Wave | None:
    """The next round of a survey that comes again, planned as many weeks after this one as was chosen."""
    survey = wave.survey
    if not (survey.every_weeks and survey.ended is None):
        return None
    opens = max(wave.opens_on + timedelta(weeks=survey.every_weeks), clock.today() + timedelta(days=1))
    return plan(survey, opens, opens + (wave.closes_on - wave.opens_on))
