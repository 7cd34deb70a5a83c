"""What everybody may fetch: who we are, our public keys, and one list that says which badges were revoked. Nobody's name."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from waypost.school import clock

from ..models import Badge, BadgeKey, Certificate, StatusEntry
from . import integrity, keys
from .credential import ENTRIES, OB2, PATH, V2, did, issuer, moment, multi

LIST_LIVES = timedelta(hours=24)


def did_document(base: str) -> dict[str, Any]:
    """did.json: all keys whose signatures hold, the current one first, in two spellings. A stolen one isn't there."""
    keys.current()
    who = did(base)
    living = list(BadgeKey.objects.filter(stolen=None).order_by("-pk"))
    as_jwk: list[dict[str, Any]] = [
        {"id": f"{who}#{k.kid}", "type": "JsonWebKey", "controller": who, "publicKeyJwk": keys.jwk(k)}
        for k in living
    ]
    as_multikey: list[dict[str, Any]] = [
        {
            "id": f"{who}#{multi(k.kid)}",
            "type": "Multikey",
            "controller": who,
            "publicKeyMultibase": integrity.multikey(k),
        }
        for k in living
    ]
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/jwk/v1",
            "https://w3id.org/security/multikey/v1",
        ],
        "id": who,
        "verificationMethod": [*as_jwk, *as_multikey],
        "assertionMethod": [m["id"] for m in [*as_jwk, *as_multikey]],
    }


def key_set() -> dict[str, Any]:
    """keys.json (RFC 7517): each key with the days from and to which it signed; those that were stolen apart, by name alone."""
    keys.current()
    every = list(BadgeKey.objects.order_by("-pk"))
    return {
        "keys": [
            {
                **keys.jwk(k),
                "state": "signs" if k.until is None else "rotated",
                "nbf": int(k.since.timestamp()),
                **({"signed_until": moment(k.until)} if k.until else {}),
            }
            for k in every
            if k.stolen is None
        ],
        "revoked": [{"kid": k.kid, "revoked": moment(k.stolen)} for k in every if k.stolen is not None],
    }


def crypto_key(key: BadgeKey, base: str) -> dict[str, Any]:
    """One key as Open Badges 2.0 names it."""
    here = f"{base}{PATH}"
    return {
        "@context": OB2,
        "type": "CryptographicKey",
        "id": f"{here}/keys/{key.kid}/",
        "owner": f"{here}/issuer.json",
        "publicKeyPem": keys.pem(key),
    }


def profile(base: str) -> dict[str, Any]:
    """The issuer as Open Badges 2.0 names it."""
    here = f"{base}{PATH}"
    living = BadgeKey.objects.filter(stolen=None).order_by("-pk")
    return {
        "@context": OB2,
        "type": "Issuer",
        "id": f"{here}/issuer.json",
        "name": issuer(base)["name"],
        "url": base,
        "publicKey": [f"{here}/keys/{k.kid}/" for k in living],
        "revocationList": f"{here}/revocations.json",
    }


def badge_class(found: Certificate, base: str) -> dict[str, Any]:
    """What a 2.0 assertion was given for: no more than the page shows on which it is checked."""
    return {
        "@context": OB2,
        "type": "BadgeClass",
        "id": f"{base}/recognition/check/{found.check_id}/badge.json",
        "name": found.title,
        "description": found.title,
        "criteria": {"narrative": found.title},
        "image": f"{base}{PATH}/image.png",
        "issuer": f"{base}{PATH}/issuer.json",
    }


def revocations(base: str) -> dict[str, Any]:
    """Assertions of 2.0 that no longer hold, by their random ids."""
    gone = _gone()
    ids = StatusEntry.objects.filter(entry__in=gone).values_list("credential_id", flat=True)
    return {
        "@context": OB2,
        "type": "RevocationList",
        "id": f"{base}{PATH}/revocations.json",
        "issuer": f"{base}{PATH}/issuer.json",
        "revokedAssertions": sorted(f"urn:uuid:{one}" for one in ids),
    }


def status_list(base: str) -> str:
    """The BitstringStatusListCredential as VC-JWT: always the same size, whoever asks and whatever for."""
    here, now = f"{base}{PATH}/status/1/", clock.now()
    vc: dict[str, Any] = {
        "@context": [V2],
        "id": here,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did(base),
        "validFrom": moment(now),
        "validUntil": moment(now + LIST_LIVES),
        "credentialSubject": {
            "id": f"{here}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(_gone()),
        },
    }
    more = {"iss": did(base), "sub": f"{here}#list", "jti": here, "nbf": int(now.timestamp())}
    return keys.sign({**vc, **more}, did(base))


def encoded(revoked: Iterable[int]) -> str:
    """Bits, the first is the highest of the first byte; gzip, multibase base64url (Bitstring Status List 1.0, 3.3)."""
    bits = bytearray(ENTRIES // 8)
    for entry in revoked:
        bits[entry // 8] |= 0x80 >> (entry % 8)
    return "u" + keys.b64(gzip.compress(bytes(bits), mtime=0))


def _gone() -> set[int]:
    """Places that were given away and have no badge of a living certificate any more: revoked, or erased."""
    holds = Certificate.objects.filter(revoked=None).values("pk")
    living = set(Badge.objects.filter(certificate_id__in=holds).values_list("entry", flat=True))
    return set(StatusEntry.objects.values_list("entry", flat=True)) - living
