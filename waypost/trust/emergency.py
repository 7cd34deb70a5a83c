"""Emergency access, as every request meets it: which student is open to whom, for how much longer (TRUST 11).

Only to read, and only in the session in which it was taken: a request that changes something doesn't have it. Nothing
restricted is opened by it, nor a jotting or a concern (`access.Rule.open_rows`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.http import HttpRequest

from . import clock
from .access import Who
from .models import EmergencyAccess

LENGTH = timedelta(hours=1)
KEY = "waypost_emergency"  # in the session: that there is one to ask for


def with_emergency(request: HttpRequest, who: Who) -> Who:
    """The asker, with the student who is open just now."""
    if KEY not in request.session or request.method not in {"GET", "HEAD"} or who.viewing_as is not None:
        return who
    rows = EmergencyAccess.objects.filter(
        pk=request.session[KEY], account_id=who.account or 0, until__gt=clock.wall()
    )
    found = frozenset(rows.values_list("person_id", flat=True))
    if not found:
        del request.session[KEY]
        return who
    return replace(who, emergency=found)


def remember(request: HttpRequest, taken: EmergencyAccess) -> None:
    request.session[KEY] = taken.pk
