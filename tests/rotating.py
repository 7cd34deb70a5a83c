"""Variants that take turns by the printed seed (WAYPOST_SEED); all of them in `make proof` (WAYPOST_VARIANTS=all)."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence

FULL = os.environ.get("WAYPOST_VARIANTS") == "all"


def some_of(names: Sequence[str], count: int = 1) -> list[str]:
    """So many of them, by the seed."""
    if FULL:
        return list(names)
    return random.Random(os.environ.get("WAYPOST_SEED", "0")).sample(list(names), count)
