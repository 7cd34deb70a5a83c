"""Keys that sign badges: one a year, Ed25519, private halves in the data folder's `keys/` alone (TRUST 13, 29)."""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.db import transaction

from waypost.school import clock
from waypost.trust import audit, ledger
from waypost.trust.folder import DataFolder

from ..models import BadgeKey

STOLEN = "badge key"  # in the ledger


def b64(data: bytes) -> str:
    """Base64url without padding (RFC 7515)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@transaction.atomic
def current() -> BadgeKey:
    """The key that signs now: this year's, made when first asked for. One whose private half is gone is followed by a new one."""
    found = BadgeKey.objects.select_for_update().filter(until=None, stolen=None).order_by("-pk").first()
    if found is not None and found.kid.startswith(f"{clock.today().year}-") and _place(found.kid).exists():
        return found
    return _new()


@transaction.atomic
def renew(account: int | None) -> BadgeKey:
    """A new key signs from now on; what the old ones signed stays good."""
    made = _new()
    audit.act("badge.key.renew", actor_id=account, object_kind="badge_key", object_id=made.pk)
    return made


@transaction.atomic
def stolen(key: BadgeKey, account: int | None) -> None:
    """Somebody else may have it: nothing it signed counts any more. Badges are signed anew when they are next fetched."""
    now = clock.now()
    BadgeKey.objects.filter(pk=key.pk, stolen=None).update(stolen=now)
    ledger.note(STOLEN, [key.pk])
    BadgeKey.objects.filter(pk=key.pk, until=None).update(until=now)
    audit.act("badge.key.stolen", actor_id=account, object_kind="badge_key", object_id=key.pk)
    transaction.on_commit(lambda: _place(key.kid).unlink(missing_ok=True))


def sign(claims: dict[str, Any], kid_prefix: str) -> str:
    """A compact JWS (RFC 7515, 8037) by the current key; `kid_prefix` is what stands before "#kid"."""
    key = current()
    header = {"alg": "EdDSA", "typ": "JWT", "kid": f"{kid_prefix}#{key.kid}"}
    body = ".".join(b64(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))
    return f"{body}.{b64(_private(key.kid).sign(body.encode()))}"


def sign_bytes(key: BadgeKey, data: bytes) -> bytes:
    """The bare signature of some bytes by one of our keys."""
    return _private(key.kid).sign(data)


def jwk(key: BadgeKey) -> dict[str, str]:
    """The public half as RFC 8037 writes it."""
    return {"kty": "OKP", "crv": "Ed25519", "x": key.public, "kid": key.kid, "alg": "EdDSA", "use": "sig"}


def pem(key: BadgeKey) -> str:
    raw = base64.urlsafe_b64decode(key.public + "=")
    whole = Ed25519PublicKey.from_public_bytes(raw)
    return whole.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _new() -> BadgeKey:
    now = clock.now()
    private = Ed25519PrivateKey.generate()
    kid = f"{clock.today().year}-{secrets.token_hex(4)}"
    handle = os.open(_place(kid), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        out.flush()
        os.fsync(out.fileno())
    BadgeKey.objects.filter(until=None).update(until=now)
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return BadgeKey.objects.create(kid=kid, public=b64(public), since=now)


def _private(kid: str) -> Ed25519PrivateKey:
    key = load_pem_private_key(_place(kid).read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{kid} is no Ed25519 key")
    return key


def _place(kid: str) -> Path:
    return DataFolder.from_environment().make("keys") / f"badge-{kid}.pem"
