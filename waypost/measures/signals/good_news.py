"""What all good news have in common: they are news for a while, and then end by themselves."""

from __future__ import annotations

from dataclasses import dataclass

from ..settings import setting


@dataclass(frozen=True, slots=True)
class NewsSettings:
    fresh_days: int = setting(5, "School days for which it may open as news.")
    kept_days: int = setting(
        10,
        "School days after which it ends by itself.",
        "Waypost's own choice: nothing waits unseen longer",
    )
