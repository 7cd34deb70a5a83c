"""Compile every kernel by folding a tiny history once; the worker does it at its start, set-up fills the cache."""

from __future__ import annotations

from datetime import date

import numpy as np

from .context import Context
from .events import Events, Kind
from .registry import MEASURES


def up() -> None:
    """Init, step, read and pack each measure on a dozen answers of one student: enough for a forecast, too."""
    day = date(2026, 9, 1).toordinal()
    rows: list[dict[str, object]] = [
        {"seq": i + 1, "at": (day + i) * 86_400_000, "day": day + i, "kind": Kind.RESPONSE, "success": i % 2,
         "activity": i + 1, "duration": 9000, "skills": (1,)}
        for i in range(12)
    ]  # fmt: skip
    context = Context(today=day + 12, school_days=np.arange(day - 60, day + 60, dtype=np.int32))
    for measure in MEASURES.values():
        state = measure.step(measure.init(), Events.from_rows(rows))
        measure.read(state, context)
        measure.unpack(measure.pack(state))


if __name__ == "__main__":
    up()
