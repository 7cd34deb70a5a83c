"""All addresses of this Waypost with their gates. `python -m tests.trust.doors` writes doors.txt anew: read the diff."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

TABLE = Path(__file__).with_name("doors.txt")
#: Addresses without a gate of ours, each with the reason.
EXEMPT: dict[str, str] = {}


@dataclass(frozen=True)
class Door:
    route: str
    name: str
    view: Any
    parameters: tuple[str, ...]

    @property
    def gate(self) -> Any:
        return getattr(self.view, "gate", None)

    @property
    def line(self) -> str:
        fresh = " fresh" if getattr(self.view, "fresh", False) else ""
        fresh += " card" if getattr(self.view, "tier", None) == 1 else ""
        return f"/{self.route} | {self.gate.name if self.gate else 'NO GATE'}{fresh}"


def doors() -> list[Door]:
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[Any], prefix: str, space: str) -> Iterator[Door]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, prefix + str(entry.pattern), inner)
        elif isinstance(entry, URLPattern):
            yield Door(
                prefix + str(entry.pattern), f"{space}{entry.name}", entry.callback,
                tuple(entry.pattern.converters),
            )  # fmt: skip


def table() -> str:
    return "\n".join(sorted({d.line for d in doors()})) + "\n"


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    TABLE.write_text(table())
