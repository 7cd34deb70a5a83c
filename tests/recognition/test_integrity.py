"""The proof inside a badge, by the vectors of the W3C recommendation and by a checker that knows only what is published."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.test import Client

from tests.village import Village
from waypost.recognition.badges import integrity, keys
from waypost.recognition.models import BadgeKey, Certificate
from waypost.recognition.services import certificates
from waypost.trust.folder import DataFolder

SignedIn = Callable[[object], Client]
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

# Data Integrity EdDSA Cryptosuites v1.0 (W3C Recommendation, 15 May 2025), B.2 Representation: eddsa-jcs-2022
SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
DOCUMENT: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
DOCUMENT_HASH = "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
OPTIONS_HASH = "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db"
SIGNATURE = (
    "407cd12654b33d718ecbb99179a1506daaa849450bf3fc523cce3e1c96f8b803"
    "51da3f253d725c6f00b07c9e5448d50b3ef78012b9ab54255116d069c6dd2808"
)
PROOF_VALUE = "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"


def unpacked(text: str) -> bytes:
    """Multibase "z": base58 back to bytes, digit by digit."""
    assert text[0] == "z"
    number = 0
    for letter in text[1:]:
        number = number * 58 + ALPHABET.index(letter)
    body = number.to_bytes((number.bit_length() + 7) // 8)
    return b"\0" * (len(text[1:]) - len(text[1:].lstrip("1"))) + body


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    DataFolder(tmp_path).create("school", "now")


def test_the_vectors_of_the_recommendation_come_out_to_the_letter() -> None:
    seed = unpacked(SECRET)
    assert seed[:2] == b"\x80\x26"
    private = Ed25519PrivateKey.from_private_bytes(seed[2:])
    public = private.public_key().public_bytes_raw()
    assert integrity.multikey(BadgeKey(public=keys.b64(public))) == PUBLIC
    method = f"did:key:{PUBLIC}#{PUBLIC}"
    made = integrity.secured(DOCUMENT, created="2023-02-24T23:36:38Z", method=method, sign=private.sign)
    options = {k: v for k, v in made["proof"].items() if k != "proofValue"}
    assert integrity.hash_data(DOCUMENT, options).hex() == OPTIONS_HASH + DOCUMENT_HASH
    assert unpacked(made["proof"]["proofValue"]).hex() == SIGNATURE
    assert made["proof"]["proofValue"] == PROOF_VALUE


def test_the_canonical_form_is_that_of_rfc_8785() -> None:
    """3.2.3: names in the order of their UTF-16 code units; 3.2.2.2: texts escaped as ECMAScript does. Examples of the RFC."""
    names = {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
             "\U0001f600": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}  # fmt: skip
    found = list(json.loads(integrity.canonical(names)).values())
    assert found == ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign",
                     "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"]  # fmt: skip
    text = '\u20ac$\u000f\nA\'B"\\\\"/'
    assert integrity.canonical(text).decode() == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'
    assert integrity.canonical([True, None, 5]) == b"[true,null,5]"
    with pytest.raises(TypeError):
        integrity.canonical(0.5)


def checked(badge: dict[str, Any]) -> None:
    """What a checker does that has the file and the issuer's did.json alone. Raises if it doesn't hold."""
    document = {k: v for k, v in badge.items() if k != "proof"}
    proof = dict(badge["proof"])
    signature = unpacked(proof.pop("proofValue"))
    who = Client().get("/recognition/badges/did.json").json()
    assert proof["verificationMethod"].partition("#")[0] == who["id"] == document["issuer"]["id"]
    if proof["verificationMethod"] not in who["assertionMethod"]:
        raise LookupError(proof["verificationMethod"])
    key = next(m for m in who["verificationMethod"] if m["id"] == proof["verificationMethod"])
    assert key["type"] == "Multikey"
    raw = unpacked(key["publicKeyMultibase"])
    assert raw[:2] == b"\xed\x01"
    told = b"".join(
        hashlib.sha256(
            json.dumps(part, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        ).digest()
        for part in (proof, document)
    )
    Ed25519PublicKey.from_public_bytes(raw[2:]).verify(signature, told)


@pytest.fixture
def badge(village: Village, signed_in: SignedIn) -> dict[str, Any]:
    made: Certificate = certificates.make(
        village.mia, "For a talk", "You made us \u201cthink\u201d.\n\u0644\u064a\u0644\u0649 \U0001f331", "path", by=village.ada.pk, once=uuid4()
    )  # fmt: skip
    certificates.let_check(made, True)
    answer = signed_in(village.mia).get(f"/recognition/certificates/{made.pk}/badge.json")
    assert signed_in(village.leo).get(f"/recognition/certificates/{made.pk}/badge.json").status_code == 404
    return dict(json.loads(answer.content))


def test_a_badge_holds_and_a_changed_one_does_not(badge: dict[str, Any]) -> None:
    checked(badge)
    assert "Mia" not in json.dumps(badge)
    for changed in ({"name": "For more"}, {"proof": {**badge["proof"], "created": "2020-01-01T00:00:00Z"}}):
        with pytest.raises(InvalidSignature):
            checked({**badge, **changed})


def test_it_holds_after_a_new_key_and_not_after_its_own_was_stolen(badge: dict[str, Any]) -> None:
    signer = BadgeKey.objects.get(until=None)
    keys.renew(None)
    checked(badge)
    keys.stolen(signer, None)
    with pytest.raises(LookupError):
        checked(badge)
