"""The steps of a case: asked, checked, counted, decided on a ground, confirmed by a second person; or declined."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from .. import audit, clock, requests
from ..consent import subjects
from ..models import Account, ErasureCase, ErasureGround, Hold
from ..models.requests import AccessRequest
from ..refusal import Refused
from ..retention.lent import held_by
from . import lent, reach

DAYS = 30  # GDPR Art. 12 (3)
#: Grounds to hold that the privacy role may read; that a concern is open is nobody's to read here.
TOLD = ("access request", "law")
HELD = (*TOLD, "safeguarding")


@transaction.atomic
def ask(subject_id: int, asker_id: int | None, by: int | None = None) -> ErasureCase:
    """Somebody asks that everything about a person goes. An open case about them is that case."""
    made, new = ErasureCase.objects.get_or_create(
        subject_id=subject_id,
        closed=None,
        defaults={
            "asker_id": asker_id,
            "made": clock.now(),
            "due": subjects.today() + timedelta(days=DAYS),
        },
    )
    if new:
        _act("ask", made, by)
    return made


@transaction.atomic
def take_back(case: ErasureCase, asker_id: int) -> None:
    """Whoever asked no longer wants it. Once it has begun it can't be stopped."""
    _open(case)
    if asker_id != case.asker_id:
        raise Refused(_("Only whoever asked can take it back."))
    ErasureCase.objects.filter(pk=case.pk).delete()


@transaction.atomic
def check(case: ErasureCase, by: int, how: str) -> None:
    """Identity and right were checked by a person, in one of the ways of an access request."""
    if how not in requests.HOW:
        raise Refused(_("Say how it was checked."))
    _refuse_own(case, by)
    if ErasureCase.objects.filter(pk=case.pk, checked=None, closed=None).update(
        checked=clock.now(), checked_by=by
    ):
        _act("check", case, by, how=how)


@transaction.atomic
def count(case: ErasureCase, by: int) -> None:
    """The dry run: what would go and what stays, table by table. What was decided on older figures is open again."""
    _refuse_own(case, by)
    _open(case)
    if case.checked is None:
        raise Refused(_("First check who asks, and whether they may."))
    them = lent.whose(case.subject_id or 0)
    planned: dict[str, int] = {}
    stays: dict[str, list[Any]] = {}
    for label in (*reach.tables(), *reach.LAST):
        found = reach.look(label, them)
        if found.keys:
            planned[label] = len(found.keys)
        if found.stays and found.why != reach.SAFE and label != ErasureCase._meta.label:
            stays[label] = [found.stays, found.why]
    ErasureCase.objects.filter(pk=case.pk).update(
        counted=clock.now(), planned=planned, stays=stays, ground="", decided=None, decided_by=None,
        confirmed=None, confirmed_by=None,
    )  # fmt: skip
    _act("count", case, by)


@transaction.atomic
def decide(case: ErasureCase, by: int, ground: str) -> None:
    """The first person: it goes, on this ground."""
    _refuse_own(case, by)
    _open(case)
    if case.counted is None:
        raise Refused(_("First look at what would go."))
    if ground not in ErasureGround.values:
        raise Refused(_("Choose the ground on which it goes."))
    ErasureCase.objects.filter(pk=case.pk).update(
        ground=ground, decided=clock.now(), decided_by=by, confirmed=None, confirmed_by=None
    )
    _act("decide", case, by, ground=ground)


@transaction.atomic
def confirm(case: ErasureCase, by: int) -> None:
    """The second person: from now on it goes, as soon as nothing holds the file."""
    from .jobs import erase  # which runs what this module decides

    _refuse_own(case, by)
    case = ErasureCase.objects.select_for_update().get(pk=case.pk)
    _open(case)
    if case.decided is None or case.decided_by is None:
        raise Refused(_("First somebody has to decide."))
    if is_same_person(case.decided_by, by):
        raise Refused(_("A second person has to confirm it."))
    if case.confirmed is None:
        ErasureCase.objects.filter(pk=case.pk).update(confirmed=clock.now(), confirmed_by=by)
        _act("confirm", case, by)
        transaction.on_commit(lambda: erase.enqueue(case.pk))


@transaction.atomic
def decline(case: ErasureCase, by: int, why: str) -> None:
    """It stays, on a ground that whoever asked will read."""
    _refuse_own(case, by)
    _open(case)
    if case.checked is None:
        raise Refused(_("First check who asks, and whether they may."))
    if not why.strip():
        raise Refused(_("Name the ground on which it stays."))
    ErasureCase.objects.filter(pk=case.pk).update(
        closed=clock.now(), declined_by=by, why_not=why.strip()[:300]
    )
    _act("decline", case, by)


def is_held(case: ErasureCase) -> bool:
    """Does anything keep the file for now?"""
    people = lent.whose(case.subject_id or 0).people
    return any(held_by(word) & people for word in HELD)


def held_words(case: ErasureCase) -> list[str]:
    """What keeps the file for now, as far as it may be told."""
    people = lent.whose(case.subject_id or 0).people
    words = []
    if AccessRequest.objects.filter(released=None, subject_id__in=people).exists():
        words.append(_("An access request is open: it is answered first."))
    if Hold.objects.filter(ended=None, person_id__in=people).exists():
        words.append(_("The file is held because of a dispute or an order."))
    if not words and case.confirmed is not None and case.begun is None and is_held(case):
        words.append(_("A duty of the school keeps this file for now. It goes on by itself when that ends."))
    return words


def waits_for(case: ErasureCase) -> str:
    """The next step, in a sentence; "" when nothing is left to do for people."""
    if case.checked is None:
        return _("Somebody has to check who asks, and whether they may.")
    if case.counted is None:
        return _("Somebody has to look at what would go.")
    if case.decided is None:
        return _("Somebody has to decide on which ground it goes.")
    if case.confirmed is None:
        return _("A second person has to confirm it.")
    return ""


def overdue(day: Any) -> int:
    return ErasureCase.objects.filter(closed=None, gone=None, due__lt=day).count()


def _open(case: ErasureCase) -> None:
    now = ErasureCase.objects.filter(pk=case.pk).values_list("begun", "closed").first()
    if now != (None, None):
        raise Refused(_("It has begun already."))


def _refuse_own(case: ErasureCase, by: int) -> None:
    person = Account.objects.filter(pk=by).values_list("person_id", flat=True).first()
    if requests.own_to(person, ErasureCase.objects.filter(pk=case.pk)):
        raise Refused(_("Somebody else has to look after your own request."))


def is_same_person(one: int, other: int | None) -> bool:
    """Do two accounts belong to one person?"""
    people = set(Account.objects.filter(pk__in=[one, other]).values_list("person_id", flat=True))
    return one == other or (len(people) == 1 and None not in people)


def _act(verb: str, case: ErasureCase, by: int | None, **detail: str) -> None:
    audit.act(f"erasure.{verb}", actor_id=by, object_kind="erasure", object_id=case.pk, detail=detail)
