"""Every measure and every signal that Waypost knows. A new one is one module and one line here."""

from __future__ import annotations

from .protocol import Measure, Signal

MEASURES: dict[str, Measure] = {m.about.name: m for m in ()}  # type: ignore[var-annotated]
SIGNALS: dict[str, Signal] = {s.about.name: s for s in ()}  # type: ignore[var-annotated]
