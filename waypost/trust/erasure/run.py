"""Everything of somebody goes: statements first, while their names still lead to them, the names themselves last.

Each batch is a transaction that also notes what went, and finds anew what is left: it can be stopped anywhere, and a
second run goes on. Files go before the row that names them, so that none is left that nobody knows of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F

from .. import audit, clock, disk, ledger
from ..consent import subjects
from ..models import Account, ErasureCase, ErasureGround, RetentionRun
from ..registry import LINES
from ..retention.lent import held_by
from . import cases, lent, reach
from .lent import Whose

BATCH = 200
PASSES = 3  # what somebody wrote while it ran goes with the next pass


def work() -> int:
    """Go on with every confirmed case that nothing holds; how many are done."""
    done = 0
    for case in ErasureCase.objects.filter(confirmed__isnull=False, closed=None).order_by("pk"):
        if case.gone is None and (case.begun is not None or not cases.is_held(case)):
            _erase(case)
        if case.gone is not None and disk.clean(case.ended):
            ErasureCase.objects.filter(pk=case.pk).update(closed=clock.now())
            done += 1
    return done


def again(people: Sequence[int]) -> int:
    """A backup that was put back has brought somebody back who was erased since: gone again, whatever holds them there."""
    left = set(people)
    done = 0
    while left:
        them = lent.whose(min(left))
        left -= them.people
        person = min(them.people)
        case = ErasureCase.objects.filter(subject_id__in=them.people, closed=None).first()
        case = case or ErasureCase(subject_id=person, made=clock.now(), due=subjects.today())
        case.ground = case.ground or ErasureGround.LAW
        case.checked = case.decided = case.confirmed = clock.now()
        case.save()
        _erase(case)
        if disk.clean(case.ended):
            ErasureCase.objects.filter(pk=case.pk).update(closed=clock.now())
        done += 1
    return done


ledger.erases(again)


def _erase(case: ErasureCase) -> None:
    them = lent.whose(case.subject_id or 0)
    words = lent.names(them.people)
    if case.begun is None:
        _begin(case, them)
    for _pass in range(PASSES):
        if not sum([_table(case, label, them) for label in reach.tables()]):
            break
    with transaction.atomic():
        _note(case, lent.scrub(words))
    with transaction.atomic():
        _names(case, them)
        _finish(case)


def _begin(case: ErasureCase, them: Whose) -> None:
    """From now on nobody signs in as them and nothing new is worked out; a backup put back would say it again."""
    ledger.write(ledger.PERSON, sorted(them.people))
    with transaction.atomic():
        case.begun = clock.now()
        ErasureCase.objects.filter(pk=case.pk).update(begun=case.begun)
        accounts = Account.objects.filter(person_id__in=them.people)
        accounts.update(is_active=False, mail=False, session_epoch=F("session_epoch") + 1)
        _end_sessions(list(accounts.values_list("pk", flat=True)))
        lent.begin(them)


def _end_sessions(accounts: Sequence[int]) -> None:
    sessions = apps.get_model("usersessions.UserSession")._default_manager.filter(user_id__in=accounts)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()


def _table(case: ErasureCase, label: str, them: Whose) -> int:
    """One table, batch by batch; how many rows went."""
    if reach.is_shared(label) and lent.finder_of(label) is None:
        return 0  # such rows go with the last who is in them
    keys, went = reach.look(label, them).keys, 0
    for part in reach.chunks(keys, BATCH):
        with transaction.atomic():
            gone = _rows(label, part, them, case)
            _note(case, gone)
        went += sum(gone.values())
    return went


def _rows(label: str, keys: Sequence[Any], them: Whose, case: ErasureCase) -> Mapping[str, int]:
    special = lent.eraser_of(label)
    if special is not None:
        return special(keys, them, f"erasure:{case.pk}")
    model = apps.get_model(label)
    rows = model._default_manager.filter(pk__in=keys)
    for name in (n for f in LINES[label].retention.files for n in rows.values_list(f, flat=True) if n):
        default_storage.delete(name)
    above = {(parent, key) for at, parent in reach.parents(label) for key in rows.values_list(at, flat=True)}
    gone = Counter(rows.delete()[1])
    for parent, key in above:
        if key is not None and reach.is_empty(parent, key):
            gone.update(parent._default_manager.filter(pk=key).delete()[1])
    return gone


def _names(case: ErasureCase, them: Whose) -> None:
    """The rows that only said who it was: they stay, empty, for nothing else to hang in the air."""
    for label in reach.LAST:
        model, retention = apps.get_model(label), LINES[label].retention
        path = LINES[label].person_paths[0]
        held = {p for word in retention.hold if word not in cases.HELD for p in held_by(word)}
        more = lent.blank_of(label)
        for row in model._default_manager.filter(**{f"{path}__in": them.people}):
            keeps_name = getattr(row, path) in held
            blank = {
                k: v for k, v in (dict(retention.blank) | more).items() if not keeps_name or "name" not in k
            }
            _note(case, {label: model._default_manager.filter(pk=row.pk).update(**blank)})


def _finish(case: ErasureCase) -> None:
    for waiting in RetentionRun.objects.filter(finished=None):
        people = {p: day for p, day in waiting.people.items() if int(p) != case.subject_id}
        RetentionRun.objects.filter(pk=waiting.pk).update(people=people)
    case.gone = clock.now()
    ErasureCase.objects.filter(pk=case.pk).update(gone=case.gone, subject_id=None, asker_id=None)
    audit.act(
        "erasure.done",
        object_kind="erasure",
        object_id=case.pk,
        detail={"rows": sum(case.ended.values()), "on": subjects.today()},
    )


def _note(case: ErasureCase, gone: Mapping[str, int]) -> None:
    found = {k: n for k, n in gone.items() if n}
    if found:
        case.ended = dict(Counter(case.ended) + Counter(found))
        ErasureCase.objects.filter(pk=case.pk).update(ended=case.ended)
