"""Taking one person out of a statement that others stay in (TRUST 8).

A member goes from its group; an instructor or a team goes with its place; where the statement must have somebody (its
actor, its object) stands an agent that says only that somebody was erased.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec

from .statements import Agent, key_of
from .vocabulary import RESERVED

ERASED = {"objectType": "Agent", "account": {"homePage": RESERVED + "erased", "name": "erased"}}
ERASED_KEY = f"account|{RESERVED}erased|erased"
_MUST = ("actor", "object")  # a statement without them is none
_IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")


def without(payload: bytes, keys: Collection[str]) -> bytes | None:
    """The statement without whoever these canonical keys name; None where nobody would be left as its actor."""
    plain: dict[str, Any] = msgspec.json.decode(payload)
    _part(plain, keys)
    return None if plain.get("actor") is None else msgspec.json.encode(plain)


def _part(part: dict[str, Any], keys: Collection[str]) -> None:
    """A statement, or the one inside it."""
    for place in _MUST:
        if isinstance(part.get(place), dict):
            part[place] = _agent(part[place], keys, ERASED)
    thing = part.get("object")
    if isinstance(thing, dict) and thing.get("objectType") == "SubStatement":
        _part(thing, keys)
    context = part.get("context")
    if not isinstance(context, dict):
        return
    for place in ("instructor", "team"):
        if isinstance(context.get(place), dict):
            left = _agent(context.pop(place), keys, None)
            if left is not None:
                context[place] = left
    for places, inside in (("contextAgents", "agent"), ("contextGroups", "group")):
        entries = [e for e in context.get(places, ()) if _agent(e.get(inside, {}), keys, None) is not None]
        if places in context:
            context[places] = entries
            if not entries:
                del context[places]


def _agent(agent: dict[str, Any], keys: Collection[str], instead: Any) -> Any:
    """The agent or group as it stands from now on; a group of nobody is None."""
    if "object" in agent or "id" in agent:
        return agent  # an activity, a reference, a statement inside
    if _key(agent) in keys:
        return instead
    if "member" in agent:
        agent["member"] = [m for m in agent["member"] if _key(m) not in keys]
        if not agent["member"]:
            del agent["member"]
            return agent if any(name in agent for name in _IDENTIFIERS) else None
    return agent


def _key(agent: dict[str, Any]) -> str | None:
    said = {name: agent[name] for name in _IDENTIFIERS if name in agent}
    return key_of(msgspec.convert(said, Agent)) if said else None
