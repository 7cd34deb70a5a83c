"""The lock of notes that wait on a device for a connection (TRUST 15).

The page carries it, the device keeps only what it has locked: whoever finds the device, or signs in on it as somebody
else, reads nothing. It opens again when the same observer opens the same sheet.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings


def lock_of(watch_id: int, observer_id: int) -> str:
    """A key for AES-256 in base64, the same each time for one observer's sheet; kept nowhere."""
    said = f"climate offline note|{watch_id}|{observer_id}".encode()
    return base64.b64encode(hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).digest()).decode()
