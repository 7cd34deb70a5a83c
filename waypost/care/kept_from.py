"""Not this person: which signals an adult is not to see, since the student asked that they shouldn't know."""

from __future__ import annotations

from django.db.models import Q

from .models import TalkNot

ASKED = "asked_for_help"


def asked_and_kept_from(adult: int) -> Q:
    """Signals that a student asked for help, of students with an open request that is kept from this adult."""
    kept = TalkNot.objects.filter(adult_id=adult, request__ended=None).values("request__person_id")
    return Q(signal=ASKED, person_id__in=kept)
