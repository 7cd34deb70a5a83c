"""From a document as sent to a row that can be filed: checked, completed, every person position found."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import msgspec
from msgspec import UNSET

from . import rules
from .agents import key_of
from .refusal import RefusedStatement
from .structs import Agent, Context, Statement, Thing
from .times import milliseconds_of, stamp

_decode = msgspec.json.Decoder(Statement).decode
_plain = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode
_PLACE = re.compile(r" - at `(.*)`$", re.DOTALL)
_NAMED = re.compile(r"field `([^`]*)`")

DEFAULT_VERSION = "1.0.0"

Guard = Callable[[Statement, dict[str, Any]], None]


@dataclass(slots=True)
class Draft:
    """A statement ready for the stream. `payload` is as sent, with id, timestamp and version; without what the
    server says at reading (stored, authority)."""

    id: UUID
    payload: bytes
    timestamp: int | None  # ms UTC; None: undated
    verb: str
    actor: str | None = None  # canonical key; None: an anonymous group
    activity: str | None = None
    activity_name: str = ""
    people: tuple[tuple[str, str], ...] = ()  # (canonical key, position)
    tags: tuple[str, ...] = ()  # activities of the context
    voids: UUID | None = None
    new_id: bool = False  # the server gave the id: nobody can have sent it before
    timed: bool = True  # the sender gave the time


def read(document: bytes | msgspec.Raw) -> Statement:
    """Decode and check one statement. Raises RefusedStatement with code, field and sentence."""
    try:
        statement = _decode(document)
    except msgspec.ValidationError as no:
        raise _shape(str(no)) from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as no:
        raise RefusedStatement("not-json", "", f"This is no JSON document: {str(no)[:120]}.") from None
    rules.check(statement)
    return statement


def prepare(
    document: bytes | msgspec.Raw | dict[str, Any],
    *,
    now: int,
    undated: bool = False,
    guard: Guard | None = None,
) -> Draft:
    """Check one document and make its draft; `now` (ms UTC) stands where the sender gave no time.

    `guard` sees the statement and its plain form, and raises RefusedStatement where the sender may not say this.
    """
    raw = _encode(document) if isinstance(document, dict) else document
    statement = read(raw)
    plain: dict[str, Any] = _plain(raw)
    if guard is not None:
        guard(statement, plain)
    plain.pop("authority", None)
    plain.pop("stored", None)
    new_id, timed = "id" not in plain, "timestamp" in plain
    number = uuid4() if new_id else UUID(plain["id"])
    plain["id"] = str(number)
    if undated:
        plain.pop("timestamp", None)
    elif not timed:
        plain["timestamp"] = stamp(now)
    plain.setdefault("version", DEFAULT_VERSION)
    _lists(plain.get("context"))
    _lists(plain["object"].get("context"))
    thing = statement.object
    activity = thing.id if thing.objectType in (UNSET, "Activity") else None
    return Draft(
        id=number,
        payload=_encode(plain),
        timestamp=None if undated else milliseconds_of(plain["timestamp"]),
        verb=statement.verb.id,
        actor=key_of(statement.actor),
        activity=activity or None,
        activity_name=_name(thing),
        people=tuple(dict.fromkeys(people_of(statement))),
        tags=tags_of(statement.context),
        voids=rules.voided_id(statement),
        new_id=new_id,
        timed=timed,
    )


def people_of(statement: Statement) -> list[tuple[str, str]]:
    """Every person position (TRUST 8) but the authority, which the server writes."""
    found: list[tuple[str, str]] = []
    _people(statement, "", found)
    return found


def _people(part: Statement | Thing, prefix: str, found: list[tuple[str, str]]) -> None:
    _agent(part.actor, prefix + "actor", found)  # type: ignore[arg-type]
    thing: Thing = part.object  # type: ignore[assignment]
    if thing.objectType in ("Agent", "Group"):
        _agent(thing, prefix + "object", found)
    elif thing.objectType == "SubStatement":
        _people(thing, "sub.", found)
    context = part.context
    if context is not UNSET:
        for name in ("instructor", "team"):
            if getattr(context, name) is not UNSET:
                _agent(getattr(context, name), prefix + name, found)
        for entry in context.contextAgents or ():
            _agent(entry.agent, prefix + "contextAgent", found)
        for group in context.contextGroups or ():
            _agent(group.group, prefix + "contextGroup", found)


def _agent(agent: Agent | Thing, position: str, found: list[tuple[str, str]]) -> None:
    key = key_of(agent)
    if key is not None:
        found.append((key, position))
    found.extend((key_of(m) or "", position + ".member") for m in agent.member or ())


def tags_of(context: Context | Any) -> tuple[str, ...]:
    """The ids of all context activities, once each."""
    if context is UNSET or context.contextActivities is UNSET:
        return ()
    ids: list[str] = []
    for name in ("parent", "grouping", "category", "other"):
        value = getattr(context.contextActivities, name)
        if value is not UNSET:
            ids += [a.id for a in (value if isinstance(value, list) else [value])]
    return tuple(dict.fromkeys(ids))


def _lists(context: Any) -> None:
    """ "A single Activity ... SHALL be returned as an array": filed so at once."""
    activities: dict[str, Any] = (
        context.get("contextActivities") if isinstance(context, dict) else None
    ) or {}
    for name, value in activities.items():
        if isinstance(value, dict):
            activities[name] = [value]


def _name(thing: Thing) -> str:
    definition = thing.definition
    if definition is UNSET or definition.name is UNSET or not definition.name:
        return ""
    names: dict[str, str] = definition.name
    for tag, text in names.items():
        if tag.lower().startswith("en"):
            return text[:300]
    return next(iter(names.values()))[:300]


def _shape(message: str) -> RefusedStatement:
    """Say what msgspec found, for people."""
    place = _PLACE.search(message)
    field = place.group(1).removeprefix("$").removeprefix(".") if place else ""
    text = message[: place.start()] if place else message
    named = _NAMED.search(text)
    if text.startswith("Object contains unknown") and named:
        field = f"{field}.{named.group(1)}".lstrip(".")
        return RefusedStatement("unknown-property", field, f"xAPI has no “{named.group(1)[:60]}” here.")
    if text.startswith("Object missing") and named:
        field = f"{field}.{named.group(1)}".lstrip(".")
        return RefusedStatement("missing", field, f"“{named.group(1)}” is missing.")
    if text.endswith("got `null`"):
        return RefusedStatement("null", field, "Nothing may be null here; leave the property out instead.")
    return RefusedStatement("wrong-type", field, f"{text.replace('`', '“', 1).replace('`', '”', 1)}.")
