"""The signature inside the badge itself: Data Integrity with the cryptosuite eddsa-jcs-2022 (W3C Recommendation of 15 May 2025,
Data Integrity EdDSA Cryptosuites v1.0, 3.3). A reader of JSON checks it without knowing JWTs.

What is signed is the SHA-256 of the proof's options followed by that of the badge, both in the canonical form of RFC 8785.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

from ..models import BadgeKey

_BITCOIN = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519_PUBLIC = b"\xed\x01"  # the multicodec prefix of an Ed25519 public key


def secured(
    document: dict[str, Any], *, created: str, method: str, sign: Callable[[bytes], bytes]
) -> dict[str, Any]:
    """The document with its proof. `method` names the key (a Multikey of the issuer's), `sign` signs bytes by Ed25519."""
    options = {
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "created": created, "verificationMethod": method,
        "proofPurpose": "assertionMethod", "@context": document["@context"],
    }  # fmt: skip
    return {**document, "proof": {**options, "proofValue": "z" + base58(sign(hash_data(document, options)))}}


def hash_data(document: dict[str, Any], options: dict[str, Any]) -> bytes:
    """3.3.4: 64 bytes, the hash of the options before that of the document."""
    return b"".join(hashlib.sha256(canonical(part)).digest() for part in (options, document))


def canonical(value: Any) -> bytes:
    """RFC 8785, for what a badge holds: objects, lists, texts, whole numbers, true and false. Raises TypeError for else."""
    return _written(value).encode()


def _written(value: Any) -> str:
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))  # 3.2.3: by UTF-16 code units
        return "{" + ",".join(f"{_written(n)}:{_written(value[n])}" for n in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    if isinstance(value, str) or value is None or (isinstance(value, int) and abs(value) < 2**53):
        return json.dumps(value, ensure_ascii=False)
    raise TypeError(f"no canonical form for {type(value).__name__}")


def multikey(key: BadgeKey) -> str:
    """The public half as a Multikey writes it (Controlled Identifiers 1.0, 2.2.2)."""
    return "z" + base58(_ED25519_PUBLIC + base64.urlsafe_b64decode(key.public + "="))


def base58(data: bytes) -> str:
    """Base58 with Bitcoin's alphabet; each leading zero byte is a "1"."""
    number, found = int.from_bytes(data), ""
    while number:
        number, rest = divmod(number, 58)
        found = _BITCOIN[rest] + found
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + found
