"""Who sends: Basic credentials, never a session. An ended credential is refused at the very next request."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time

from django.db import connection

from ..models import Credential

KEEP = (
    5.0  # seconds that a credential's settings are remembered; its end and its secret are looked at each time
)
_known: dict[int, tuple[float, Credential]] = {}
_ASK = "SELECT id, digest FROM evidence_credential WHERE key = %s AND ended IS NULL"


def digest_of(secret: str) -> str:
    """Secrets are random (256 bits), so one fast hash is enough; a slow one would cost 0.4 s a statement."""
    return hashlib.sha256(secret.encode()).hexdigest()


def credential_of(header: str) -> Credential | None:
    """The live credential that an Authorization header proves, or None."""
    pair = _basic(header)
    if pair is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [pair[0]])
        row = cursor.fetchone()
    expected = row[1] if row else "0" * 64
    right = hmac.compare_digest(digest_of(pair[1]), expected)
    return _settings(row[0]) if row and right else None


def forget() -> None:
    """Ask the database again for all settings of credentials."""
    _known.clear()


def _settings(pk: int) -> Credential:
    kept = _known.get(pk)
    now = time.monotonic()
    if kept is None or now - kept[0] > KEEP:
        kept = now, Credential.objects.select_related("source").get(pk=pk)
        _known[pk] = kept
    return kept[1]


def _basic(header: str) -> tuple[str, str] | None:
    kind, _, value = header.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        key, colon, secret = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (key, secret) if colon and len(key) <= 64 else None
