"""What an older backup does not bring back (TRUST 13, 29): a revoked certificate, a yes taken back, a stolen key."""

from __future__ import annotations

from django.db.models import Q

from waypost.trust import ledger

from .badges.keys import STOLEN
from .services.certificates import NOT_CHECKED, REVOKED

ledger.keeps(
    REVOKED,
    ledger.Kind("recognition.Certificate", lambda: Q(revoked__isnull=False), lambda at: {"revoked": at}),
)
#: Nothing is public without a yes: most never had one.
ledger.keeps(
    NOT_CHECKED,
    ledger.Kind(
        "recognition.Certificate", lambda: Q(checkable=False), lambda at: {"checkable": False}, swept=False
    ),
)
ledger.keeps(
    STOLEN,
    ledger.Kind(
        "recognition.BadgeKey", lambda: Q(stolen__isnull=False), lambda at: {"stolen": at, "until": at}
    ),
)
