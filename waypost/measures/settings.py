"""The numbers of a measure or signal: each says where it comes from and what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, field, fields, replace
from typing import Any, TypeVar

S = TypeVar("S", bound=Any)

OWN = "Waypost's own choice"


def setting(
    default: Any, help: str, source: str = OWN, *, low: float | None = None, high: float | None = None
) -> Any:
    """A field of a frozen settings dataclass, with `help` and `source` in its metadata; with `low` and `high` a school
    may choose another value between them (both included)."""
    return field(default=default, metadata={"help": help, "source": source, "low": low, "high": high})


def open_fields(settings: Any) -> list[Field[Any]]:
    """The settings that a school may choose for itself."""
    return [one for one in fields(settings) if one.metadata.get("low") is not None]


def with_numbers(settings: S, values: Mapping[str, Any]) -> S:
    """The settings with other numbers. Raises ValueError for one that isn't open, or lies out of its bounds."""
    open_ = {one.name: one for one in open_fields(settings)}
    chosen: dict[str, Any] = {}
    for name, value in values.items():
        if name not in open_:
            raise ValueError(f"{name} is no number that a school may choose")
        one = open_[name]
        whole = isinstance(one.default, int)
        number = int(value) if whole else float(value)
        if number != value or not one.metadata["low"] <= number <= one.metadata["high"]:
            kind = "a whole number" if whole else "a number"
            raise ValueError(f"{name} is {kind} from {one.metadata['low']} to {one.metadata['high']}")
        chosen[name] = number
    return replace(settings, **chosen)
