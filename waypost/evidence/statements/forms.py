"""The small forms that xAPI names: IRIs, language tags, UUIDs, digests, media types. Each check raises or returns."""

from __future__ import annotations

import re
from functools import lru_cache
from uuid import UUID

from .refusal import RefusedStatement

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_MAILTO = re.compile(r"[mM][aA][iI][lL][tT][oO]:[^\s@<>,;]+@[^\s@<>,;]+")
_SHA1 = re.compile(r"[0-9a-fA-F]{40}")
_SHA2 = re.compile(r"[0-9a-fA-F]{56,128}")
_MEDIA = re.compile(r"[\w!#$&^.+\-]+/[\w!#$&^.+\-]+(\s*;.*)?", re.ASCII)
# RFC 5646: language[-script][-region][-variants][-extensions][-private use], or private use alone.
_LANGUAGE = re.compile(
    r"(?:(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
    r"|x(?:-[a-z0-9]{1,8})+|i-[a-z]{3,8}|sgn-(?:be-fr|be-nl|ch-de)|en-gb-oed|zh-min(?:-nan)?)",
    re.IGNORECASE | re.ASCII,
)
MAX_IRI = 2000


@lru_cache(maxsize=20_000)
def is_iri(text: str) -> bool:
    return len(text) <= MAX_IRI and _IRI.fullmatch(text) is not None


def iri(text: str, at: str) -> None:
    if not is_iri(text):
        raise RefusedStatement(
            "bad-iri",
            at,
            f"“{text[:80]}” is no IRI; an IRI begins with a scheme, as in https://tool.example/item/7.",
        )


@lru_cache(maxsize=2_000)
def is_language(tag: str) -> bool:
    return _LANGUAGE.fullmatch(tag) is not None


def language(tag: str, at: str) -> None:
    if not is_language(tag):
        raise RefusedStatement(
            "bad-language", at, f"“{tag[:40]}” is no language tag of RFC 5646, such as en or pt-BR."
        )


def language_map(values: dict[str, str], at: str) -> None:
    for tag in values:
        language(tag, at)


def extension_keys(values: dict[str, object], at: str) -> None:
    """ "The keys of an extensions object ... SHALL be IRIs" (4.2.7)."""
    for key in values:
        if not is_iri(key):
            raise RefusedStatement("bad-extension-key", at, f"The extension key “{key[:80]}” is no IRI.")


def uuid(text: str, at: str) -> UUID:
    if not _UUID.fullmatch(text):
        raise RefusedStatement(
            "bad-uuid", at, f"“{text[:60]}” is no UUID; one looks like 8f3b0c1e-5a0a-4f0e-9a57-2f1d5a9a6b11."
        )
    return UUID(text)


def mailbox(text: str, at: str) -> None:
    if not _MAILTO.fullmatch(text):
        raise RefusedStatement(
            "bad-mbox", at, f"“{text[:80]}” is no mailbox; one is written mailto:name@school.example."
        )


def sha1(text: str, at: str) -> None:
    if not _SHA1.fullmatch(text):
        raise RefusedStatement("bad-mbox-sha1sum", at, "A mailbox digest (SHA-1) has 40 hexadecimal digits.")


def sha2(text: str, at: str) -> None:
    if not _SHA2.fullmatch(text):
        raise RefusedStatement("bad-sha2", at, "A SHA-2 digest has 56 to 128 hexadecimal digits.")


def media_type(text: str, at: str) -> None:
    if not _MEDIA.fullmatch(text):
        raise RefusedStatement("bad-content-type", at, f"“{text[:60]}” is no media type, such as text/plain.")
