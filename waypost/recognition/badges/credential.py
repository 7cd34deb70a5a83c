"""What a badge says: Open Badges 3.0 (OpenBadgeCredential) and, for older tools, a signed 2.0 assertion.

The recipient is a salted hash of the name (identityType "name"): who has the file sees whose it is only by comparing a
name. No e-mail address, no birth date, no class.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction

from waypost.school import clock
from waypost.school.models import Person, School

from ..models import Badge, Certificate, StatusEntry
from . import integrity, keys

PATH = "/recognition/badges"
ENTRIES = 131_072  # the least that Bitstring Status List allows: it hides one among many
V2 = "https://www.w3.org/ns/credentials/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OB2 = "https://w3id.org/openbadges/v2"


@transaction.atomic
def issue(certificate: Certificate, base: str) -> Badge:
    """The badge of a certificate that may be checked, made once. `base`: "https://host", where this Waypost is reached."""
    before = Badge.objects.filter(certificate_id=certificate.pk).first()
    if before is not None:
        return before
    made = uuid.uuid4()
    return Badge.objects.create(
        certificate_id=certificate.pk, person_id=certificate.person_id, credential_id=made, salt=secrets.token_hex(16),
        entry=_place_for(made), base=base.rstrip("/"), issued=clock.now(),
    )  # fmt: skip


def _place_for(credential_id: uuid.UUID) -> int:
    """A place by chance: it says nothing of the order in which badges were made."""
    if StatusEntry.objects.count() > ENTRIES // 2:
        raise RuntimeError("the status list is half full: a second one is needed")
    while True:
        entry = secrets.randbelow(ENTRIES)
        try:
            with transaction.atomic():
                StatusEntry.objects.create(entry=entry, credential_id=credential_id)
                return entry
        except IntegrityError:
            continue


def did(base: str) -> str:
    """did:web of this Waypost: "https://a.example:8000" -> "did:web:a.example%3A8000:recognition:badges"."""
    return f"did:web:{urlsplit(base).netloc.replace(':', '%3A')}{PATH.replace('/', ':')}"


def issuer(base: str) -> dict[str, Any]:
    name = School.objects.values_list("name", flat=True).first() or "Waypost"
    return {"id": did(base), "type": ["Profile"], "name": name, "url": base}


def token(badge: Badge) -> str:
    """The badge as VC-JWT (Open Badges 3.0, 8.2), signed now by the current key."""
    return keys.sign(claims(badge), did(badge.base))


def embedded(badge: Badge) -> bytes:
    """The badge as JSON with its proof inside (Open Badges 3.0, 8.3), signed now by the current key."""
    key = keys.current()
    made = integrity.secured(
        open_badge(badge), created=moment(clock.now()), method=f"{did(badge.base)}#{multi(key.kid)}",
        sign=lambda data: keys.sign_bytes(key, data),
    )  # fmt: skip
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def multi(kid: str) -> str:
    """The name of a key as a Multikey in did.json, beside its name as a JWK."""
    return f"{kid}-multikey"


def claims(badge: Badge) -> dict[str, Any]:
    """The credential with the registered claims beside it, as a JWT's payload."""
    vc = open_badge(badge)
    return {**vc, "iss": vc["issuer"]["id"], "jti": vc["id"], "nbf": int(badge.issued.timestamp())}


def open_badge(badge: Badge) -> dict[str, Any]:
    """The OpenBadgeCredential itself."""
    about = Certificate.objects.get(pk=badge.certificate_id)
    return {
        "@context": [V2, OB3],
        "id": f"urn:uuid:{badge.credential_id}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": about.title,
        "issuer": issuer(badge.base),
        "validFrom": moment(badge.issued),
        "awardedDate": moment(badge.issued),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityType": "name",
                    "hashed": True,
                    "salt": badge.salt,
                    "identityHash": name_hash(badge),
                }
            ],
            "achievement": {
                "id": f"{badge.base}/recognition/check/{about.check_id}/",
                "type": ["Achievement"],
                "achievementType": "Award",
                "name": about.title,
                "description": about.words,
                "criteria": {"narrative": about.words},
            },
        },
        "credentialStatus": {
            "id": f"{badge.base}{PATH}/status/1/#{badge.entry}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(badge.entry),
            "statusListCredential": f"{badge.base}{PATH}/status/1/",
        },
    }


def assertion(badge: Badge) -> str:
    """The same as a signed Open Badges 2.0 assertion (a compact JWS), for tools that know no other."""
    about = Certificate.objects.get(pk=badge.certificate_id)
    here = f"{badge.base}{PATH}"
    signer = keys.current()
    said = {
        "@context": OB2,
        "type": "Assertion",
        "id": f"urn:uuid:{badge.credential_id}",
        "recipient": {"type": "name", "hashed": True, "salt": badge.salt, "identity": name_hash(badge)},
        "issuedOn": moment(badge.issued),
        "verification": {"type": "SignedBadge", "creator": f"{here}/keys/{signer.kid}/"},
        "badge": f"{badge.base}/recognition/check/{about.check_id}/badge.json",
    }
    return keys.sign(said, did(badge.base))


def name_hash(badge: Badge) -> str:
    """ "sha256$" + hex of the name, as it is written here, followed by the salt (Open Badges 3.0, IdentityObject)."""
    person = Person.objects.get(pk=badge.person_id)
    return "sha256$" + hashlib.sha256((person.name + badge.salt).encode()).hexdigest()


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
