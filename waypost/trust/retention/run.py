"""The nightly job: what is short-lived ends at once; all else is counted, told to `privacy`, and ended a fortnight later.

A run ends what it announced and nothing more: only people who had left by then, by periods no shorter than told, and
without those who are held by now. Each batch is a transaction that also notes what went, so that a run can stop
anywhere and be taken up the next night.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from .. import audit, clock, disk, outbox
from ..consent import subjects
from ..models import Account, RetentionRun, Role
from ..refusal import Refused
from ..who import accounts_with, who_is
from . import lent
from .due import Moment, candidates, chunks, sift
from .lent import People
from .periods import Table, all_periods, days_of, name_of, tables

NOTICE = timedelta(days=14)
BATCH = 200
PAUSE = 0.005  # seconds between batches: others write, too
MAIL = "retention"


def nightly() -> dict[str, int]:
    """All of it; safe to run again. Table -> rows that ended."""
    lent.note_leaving()
    ended = Counter(_end_short_lived())
    run = waiting()
    if run is not None and run.told and subjects.today() >= run.runs_on:
        gone = execute(run)
        ended.update(gone)
        disk.clean(gone)
        run = None
    announce(run)
    return dict(ended)


def waiting() -> RetentionRun | None:
    """The run that was announced and hasn't been yet."""
    return RetentionRun.objects.filter(finished=None).first()


def _end_short_lived() -> dict[str, int]:
    moment = Moment(subjects.today(), lent.people())
    ended: Counter[str] = Counter()
    for table in tables(silent=True):
        for keys in chunks(candidates(table, table.retention.days, moment), BATCH):
            with transaction.atomic():
                ended.update(_end(table, sift(table, keys, table.retention.days, moment), "retention"))
    return dict(ended)


def announce(run: RetentionRun | None = None) -> RetentionRun | None:
    """Count what would end in a fortnight and tell the privacy role. Where nobody holds it, nothing will end."""
    if run is not None and run.told:
        return run
    readers = list(accounts_with(Role.PRIVACY).values_list("pk", flat=True))
    if not readers:
        return None
    runs_on = subjects.today() + NOTICE
    people, periods = lent.people(), all_periods()
    planned, held = count(runs_on, people, periods)
    with transaction.atomic():
        run = run or RetentionRun(made=clock.now())
        run.runs_on, run.periods, run.planned, run.held = runs_on, periods, planned, held
        run.people = {str(p): left.isoformat() for p, left in people.left.items()}
        run.told = len(readers)
        run.save()
        if planned:
            for account in readers:
                outbox.put(account, MAIL, run.pk)
    return run


def count(day: date, people: People, periods: dict[str, int]) -> tuple[dict[str, int], int]:
    """The dry run: table -> rows that would end on a day, and how many a hold keeps. Changes nothing."""
    moment, found = Moment(day, people), {}
    for table in tables(silent=False):
        days = days_of(table.label, periods)
        going: set[Any] = set()
        for keys in chunks(candidates(table, days, moment)):
            going.update(sift(table, keys, days, moment))
        if going:
            found[table.label] = len(going)
            moment.going[table.label] = going
    return found, moment.held


def execute(run: RetentionRun) -> dict[str, int]:
    """End what was announced. Interrupted, it goes on where it stopped."""
    moment = Moment(run.runs_on, _as_told(run))
    now = all_periods()
    for table in tables(silent=False):
        name = name_of(table.label)
        days = max(now[name], int(run.periods.get(name, now[name])))
        moment.holds.clear()  # somebody may have been held since the last table
        for keys in chunks(candidates(table, days, moment), BATCH):
            with transaction.atomic():
                gone = _end(table, sift(table, keys, days, moment), f"retention:{run.pk}")
                if gone:
                    run.ended = dict(Counter(run.ended) + Counter(gone))
                    RetentionRun.objects.filter(pk=run.pk).update(ended=run.ended)
            time.sleep(PAUSE)
    with transaction.atomic():
        RetentionRun.objects.filter(pk=run.pk).update(
            waits=False, finished=clock.now(), people={}, held=moment.held
        )
        audit.act(
            "retention.run",
            object_kind="retention",
            object_id=run.pk,
            detail={"rows": sum(run.ended.values())},
        )
    return dict(run.ended)


def _as_told(run: RetentionRun) -> People:
    """Who had left when it was told and hasn't come back."""
    told = {int(p): date.fromisoformat(day) for p, day in run.people.items()}
    now = lent.people()
    left = {p: max(told[p], now.left[p]) for p in told if p in now.left}
    return People(left, now.students, now.root)


def _end(table: Table, keys: Sequence[Any], case: str) -> Mapping[str, int]:
    if not keys:
        return {}
    special = lent.ender_of(table.label)
    if special is not None:
        return special(keys, case)
    rows = table.model._default_manager.filter(pk__in=keys)
    if table.retention.then == "anonymise":
        return {table.label: rows.update(**table.retention.blank)}
    _let_go(name for field in table.retention.files for name in rows.values_list(field, flat=True))
    return dict(rows.delete()[1])


def _let_go(names: Iterable[str]) -> None:
    """Files go once their rows are gone for sure."""
    wanted = [name for name in names if name]
    for name in wanted:
        transaction.on_commit(partial(default_storage.delete, name))


@transaction.atomic
def put_off(run: RetentionRun, by: int) -> None:
    """Privacy needs more time to look: a fortnight later, counted anew then."""
    moved = RetentionRun.objects.filter(pk=run.pk, finished=None, ended={}).first()
    if moved is None:
        raise Refused(_("It has begun already."))
    moved.runs_on += NOTICE
    moved.put_off += 1
    moved.save(update_fields=["runs_on", "put_off"])
    audit.act(
        "retention.put-off",
        actor_id=by,
        object_kind="retention",
        object_id=run.pk,
        detail={"to": moved.runs_on},
    )


@outbox.kind(MAIL)
def _still_waits(account: Account, run_id: int) -> bool:
    """For whoever still holds the role, while the run hasn't been."""
    return (
        who_is(account).has(Role.PRIVACY) and RetentionRun.objects.filter(pk=run_id, finished=None).exists()
    )
