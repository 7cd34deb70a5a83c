"""Who is held: an open access request, or law, by a person's word. Rooms add their own grounds through `lent.holder`."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from .. import audit, clock
from ..models import AccessRequest, Account, Hold
from ..refusal import Refused
from . import lent


@lent.holder("access request")
def _asked() -> Iterable[int]:
    """Whom an open request is about, and who asks: neither the package nor its reader may vanish meanwhile."""
    for pair in AccessRequest.objects.filter(released=None).values_list("subject_id", "asker_id"):
        yield from pair


@lent.holder("law")
def _held() -> Iterable[int]:
    return Hold.objects.filter(ended=None).values_list("person_id", flat=True)


@transaction.atomic
def hold(person_id: int, ground: str, by: int) -> Hold:
    """Keep a person's file beyond its time. Holding twice is one hold."""
    if not ground.strip():
        raise Refused(_("Say on what ground: a dispute, an order of a court."))
    if not Account.objects.filter(person_id=person_id).exists():
        raise Refused(_("This isn't somebody of the school."))
    made, new = Hold.objects.get_or_create(
        person_id=person_id,
        ended=None,
        defaults={"ground": ground.strip()[:300], "since": clock.now(), "set_by": by},
    )
    if new:
        audit.act("retention.hold", actor_id=by, object_kind="hold", object_id=made.pk)
    return made


@transaction.atomic
def lift(held: Hold, by: int) -> None:
    """The ground is gone: the file ends in its time."""
    if Hold.objects.filter(pk=held.pk, ended=None).update(ended=clock.now(), ended_by=by):
        audit.act("retention.lift", actor_id=by, object_kind="hold", object_id=held.pk)
