"""The rule of this room's own pages. trust's walk over all URLs reads `gate` from each view; this room knows no trust."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

V = TypeVar("V", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Open:
    """The shape of trust.access.Gate, for pages without any record."""

    name: str = "public"
    sentence: str = "anybody"
    public: bool = True

    def passes(self, who: object) -> bool:
        return True


def open_to_all(view: V) -> V:
    """Mark a view that shows no record of anybody."""
    view.gate = Open()  # type: ignore[attr-defined]
    view.fresh = False  # type: ignore[attr-defined]
    return view
