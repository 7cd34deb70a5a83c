"""The three formats of a statement given out: exact, ids, canonical (1.0.3 part 3, 2.1.3)."""

from __future__ import annotations

from typing import Any

import msgspec

_NAMES = {"display", "name", "description"}
_AGENT_KEYS = ("mbox", "mbox_sha1sum", "openid", "account")


def as_asked(document: bytes, form: str, languages: list[str]) -> bytes:
    """The statement in the format asked for."""
    if form == "exact":
        return document
    plain = msgspec.json.decode(document)
    changed = _ids(plain) if form == "ids" else _canonical(plain, languages)
    return msgspec.json.encode(changed)


def _ids(value: Any) -> Any:
    """Only what is needed to identify agents, activities and verbs."""
    if isinstance(value, list):
        return [_ids(v) for v in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("objectType")
    if any(k in value for k in _AGENT_KEYS):
        return {k: v for k, v in value.items() if k in (*_AGENT_KEYS, "objectType")}
    if kind == "Group":
        return {"objectType": "Group", "member": _ids(value.get("member", []))}
    return {
        k: v if k == "extensions" else _ids(v) for k, v in value.items() if k not in ("definition", "display")
    }


def _canonical(value: Any, languages: list[str]) -> Any:
    """One language of each language map."""
    if isinstance(value, list):
        return [_canonical(v, languages) for v in value]
    if not isinstance(value, dict):
        return value
    return {
        k: v
        if k == "extensions"
        else _one(v, languages)
        if k in _NAMES and isinstance(v, dict)
        else _canonical(v, languages)
        for k, v in value.items()
    }


def _one(names: dict[str, str], languages: list[str]) -> dict[str, str]:
    for wanted in languages:
        for tag, text in names.items():
            if tag.lower() == wanted or tag.lower().startswith(wanted + "-"):
                return {tag: text}
    return dict(list(names.items())[:1])


def languages_of(header: str) -> list[str]:
    """Tags of an Accept-Language header, best first."""
    weighed = []
    for part in header.split(","):
        tag, _, more = part.strip().partition(";")
        try:
            weight = float(more.partition("=")[2] or 1)
        except ValueError:
            weight = 0.0
        if tag and tag != "*":
            weighed.append((-weight, tag.lower()))
    return [tag for _, tag in sorted(weighed, key=lambda pair: pair[0])]
