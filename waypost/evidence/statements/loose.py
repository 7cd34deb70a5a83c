"""Looking into a document that did not pass the checks: whom does it name?"""

from __future__ import annotations

from typing import Any

import msgspec

from .agents import key_of
from .structs import Agent


def people_in(document: str) -> set[str]:
    """Canonical keys of all agents in a document, as far as it can be read at all."""
    found: set[str] = set()
    try:
        _walk(msgspec.json.decode(document), found)
    except (msgspec.DecodeError, RecursionError):
        return set()
    return found


def _walk(value: Any, found: set[str]) -> None:
    if isinstance(value, dict):
        try:
            agent = msgspec.convert(
                {k: value[k] for k in ("mbox", "mbox_sha1sum", "openid", "account") if k in value}, Agent
            )
            key = key_of(agent)
        except (msgspec.ValidationError, AttributeError):
            key = None
        if key:
            found.add(key)
        for inner in value.values():
            _walk(inner, found)
    elif isinstance(value, list):
        for inner in value:
            _walk(inner, found)
