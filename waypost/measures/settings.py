"""The numbers of a measure or signal: each says where it comes from and what it does."""

from __future__ import annotations

from dataclasses import field
from typing import Any

OWN = "our default; a school may change it"


def setting(default: Any, help: str, source: str = OWN) -> Any:
    """A field of a frozen settings dataclass, with `help` and `source` in its metadata."""
    return field(default=default, metadata={"help": help, "source": source})
