"""Instants -> the school's own days and minutes, for whole columns at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

DAY = 86_400_000  # milliseconds
EPOCH = 719_163  # date(1970, 1, 1).toordinal()
_FIRST, _LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC)


def days_and_minutes(at: NDArray[np.int64], zone: ZoneInfo) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
    """School-local ordinal day and minute of the day (0..1439) of milliseconds since 1970 UTC."""
    since, offset = _offsets(zone.key)
    local = at + offset[np.searchsorted(since, at, side="right") - 1]
    return (local // DAY + EPOCH).astype(np.int32), (local % DAY // 60_000).astype(np.int16)


def day_of(at: int, zone: ZoneInfo) -> int:
    """The ordinal day of one instant."""
    return int(days_and_minutes(np.array([at], np.int64), zone)[0][0])


def end_of_day(day: int, zone: ZoneInfo) -> int:
    """The first millisecond after a school-local day."""
    after = datetime.fromordinal(day + 1).replace(tzinfo=zone)
    return (after - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


@lru_cache(maxsize=4)
def _offsets(name: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """When the offset from UTC changes, and to what (milliseconds); found by halving between days."""
    zone = ZoneInfo(name)

    def offset(second: int) -> int:
        there = datetime.fromtimestamp(second, UTC).astimezone(zone).utcoffset()
        return int(there.total_seconds()) if there else 0

    first, last = int(_FIRST.timestamp()), int(_LAST.timestamp())
    since, offsets = [-(2**62)], [offset(first)]
    for low in range(first, last, 7 * 86_400):
        high = low + 7 * 86_400
        while offset(high) != offsets[-1]:
            a, b = low, high
            while b - a > 1:
                middle = (a + b) // 2
                a, b = (middle, b) if offset(middle) == offsets[-1] else (a, middle)
            since.append(b * 1000)
            offsets.append(offset(b))
            low = b
    return np.array(since, np.int64), np.array(offsets, np.int64) * 1000
