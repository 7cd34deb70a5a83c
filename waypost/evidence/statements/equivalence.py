"""Is a statement that came again the same as before? (1.0.3 part 2, 2.3.1 and 2.3.2: what may differ)."""

from __future__ import annotations

from typing import Any

import msgspec

from .refusal import RefusedStatement
from .times import milliseconds_of

_decode = msgspec.json.Decoder().decode
_ASIDE = ("id", "authority", "stored", "version", "attachments")


def same(one: bytes, other: bytes, *, timed: bool = True) -> bool:
    """Whether two payloads say the same. `timed` False: the second came without a time, so none is compared."""
    if one == other:
        return True
    return _normal(_decode(one), timed=timed) == _normal(_decode(other), timed=timed)


def _normal(statement: dict[str, Any], *, timed: bool) -> dict[str, Any]:
    kept = {k: _value(k, v) for k, v in statement.items() if k not in _ASIDE}
    if not timed:
        kept.pop("timestamp", None)
    return kept


def _value(name: str, value: Any) -> Any:
    """Displays and definitions may change; members of a group have no order; a time is an instant."""
    if name == "timestamp" and isinstance(value, str):
        try:
            return milliseconds_of(value)
        except RefusedStatement:
            return value
    if name == "extensions":
        return value
    if isinstance(value, dict):
        return {k: _value(k, v) for k, v in value.items() if k not in ("display", "definition")}
    if isinstance(value, list):
        listed = [_value("", v) for v in value]
        return (
            sorted(listed, key=lambda v: msgspec.json.encode(v, order="sorted"))
            if name == "member"
            else listed
        )
    return (
        value.lower()
        if name in ("mbox", "registration", "mbox_sha1sum") and isinstance(value, str)
        else value
    )
