"""Every figure of a group, a pair of coders or a trial: what has its own page but is no fold over one student's events.

A new one is one module with `ABOUT` and `DEFAULT` (its settings) and one line here. None of them imports a kernel, so
the web process may use them.
"""

from __future__ import annotations

from typing import Any

from . import (
    agreement,
    before_after,
    concordance,
    effects,
    goal_attainment,
    growth_percentiles,
    lessons,
    replies,
    scales,
    shrink,
    trials,
    weights,
    words_apart,
)
from .protocol import About

_modules = (
    agreement,
    scales,
    lessons,
    replies,
    words_apart,
    before_after,
    goal_attainment,
    growth_percentiles,
    concordance,
    effects,
    shrink,
    trials,
    weights,
)

FIGURES: dict[str, tuple[About, Any]] = {m.ABOUT.name: (m.ABOUT, m.DEFAULT) for m in _modules}
