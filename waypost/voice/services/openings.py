"""A confidential answer is opened by two people together: one for safeguarding, one more; with a reason, and the student is told."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.trust import audit, keys

from .. import mail
from ..models import Answer, Kind, Opening
from . import Refused
from .answers import Given, unpacked


@transaction.atomic
def ask_to_open(answer: Answer, reason: str, *, by: int, untold_because: str = "") -> Opening:
    """Somebody for safeguarding asks. Nothing opens before a second person says yes."""
    if answer.wave.survey.kind != Kind.CONFIDENTIAL:
        raise Refused(_("Only a confidential answer can be opened like this."))
    waiting = Opening.objects.filter(answer=answer, opened=None).first()
    if waiting is not None:
        return waiting
    made = Opening.objects.create(
        answer=answer, reason=reason, untold_because=untold_because, asked=clock.now(), asked_by=by
    )
    audit.act("survey.opening.ask", object_kind="opening", object_id=made.pk, detail={"by_person": by})
    mail.ask_second(made)
    return made


@transaction.atomic
def say_yes(opening: Opening, *, by: int) -> Opening:
    """The second person. From now on both read it; the student is told on the own page."""
    locked = Opening.objects.select_for_update().get(pk=opening.pk)
    if locked.opened is not None:
        return locked
    if locked.asked_by == by:
        raise Refused(_("It takes a second person."))
    locked.opened, locked.second_by = clock.now(), by
    locked.save(update_fields=["opened", "second_by"])
    audit.act(
        "survey.opening.open",
        object_kind="opening",
        object_id=locked.pk,
        detail={"by_person": by, "told": not locked.untold_because},
    )
    return locked


def read(opening: Opening, *, by: int) -> Given:
    """What was answered, to one of the two who opened it. Each reading stands in the book of acts."""
    if opening.opened is None or by not in {opening.asked_by, opening.second_by}:
        raise Refused(_("Two people open it together."))
    audit.act("survey.opening.read", object_kind="opening", object_id=opening.pk, detail={"by_person": by})
    return unpacked(keys.unseal(opening.answer.sealed))[0]
