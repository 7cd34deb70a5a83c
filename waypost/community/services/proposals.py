"""Proposing an indicator and talking about it. What students, families and partners write is read first (TRUST 28)."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.trust import safeguarding

from ..measured import MEASURED
from ..models import Charter, CharterState, Comment, Group, Indicator, Kept
from . import Refused

MANY = 5  # proposals of one person in a version


@transaction.atomic
def propose(
    charter: Charter, person_id: int, group: str, words: str, *, once: UUID, why: str = "", figure: str = ""
) -> Indicator:
    """Sent twice, it is one."""
    done = Indicator.objects.filter(once=once).first()
    if done is not None:
        return done
    if charter.state != CharterState.WRITING:
        raise Refused(_("Ideas were gathered before the points. Keep yours for the next version."))
    if charter.indicators.filter(person_id=person_id).count() >= MANY:
        raise Refused(_("You have proposed five things already. Talk with others about them first."))
    if figure and figure not in MEASURED:
        raise Refused(_("Please open this page again."))
    _look_at(group, words, why)
    return Indicator.objects.create(
        charter=charter, words=words, why=why, figure=figure, group=group, person_id=person_id,
        state=_first(group), at=clock.now(), once=once,
    )  # fmt: skip


@transaction.atomic
def comment(indicator: Indicator, person_id: int, group: str, words: str, *, once: UUID) -> Comment:
    """Sent twice, it is one."""
    done = Comment.objects.filter(once=once).first()
    if done is not None:
        return done
    if indicator.charter.state not in {CharterState.WRITING, CharterState.SHARING}:
        raise Refused(_("This version is closed. The next one is open for words again."))
    _look_at(group, words)
    return Comment.objects.create(
        indicator=indicator, person_id=person_id, group=group, words=words, state=_first(group),
        at=clock.now(), once=once,
    )  # fmt: skip


def _look_at(group: str, *texts: str) -> None:
    """A child's call for help goes on at once; the staff may read the proposal days later."""
    if group == Group.STUDENTS:
        safeguarding.look_at(*texts)


def _first(group: str) -> str:
    return Kept.SHOWN if group == Group.STAFF else Kept.WAITING


@transaction.atomic
def show(thing: Indicator | Comment, by: int) -> None:
    _read(thing, Kept.SHOWN, by)


@transaction.atomic
def hold(thing: Indicator | Comment, by: int) -> None:
    _read(thing, Kept.HELD, by)


def _read(thing: Indicator | Comment, state: Kept, by: int) -> None:
    waiting = type(thing)._default_manager.filter(pk=thing.pk, state=Kept.WAITING)
    waiting.update(state=state, read_by=by)
