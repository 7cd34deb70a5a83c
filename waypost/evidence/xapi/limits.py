"""How much a credential may send: a rate (a bucket in this process) and a daily quota (counted in the store)."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from waypost.school import clock

from ..models import Credential, Statement

RATE = 500.0  # requests a second that one credential may make for long
BURST = 2_000.0
DAY = 86_400_000


@dataclass(slots=True)
class _Use:
    tokens: float = BURST
    at: float = 0.0
    day: int = -1
    sent: int = 0


_uses: dict[int, _Use] = {}
_lock = threading.Lock()


def wait_for(credential: Credential, statements: int = 0) -> int:
    """Seconds that this credential should wait before it sends this; 0: it may now."""
    now = time.monotonic()
    instant = clock.milliseconds(clock.now())
    with _lock:
        use = _uses.setdefault(credential.pk, _Use(at=now))
        use.tokens = min(BURST, use.tokens + (now - use.at) * RATE)
        use.at = now
        if use.tokens < 1:
            return 1
        use.tokens -= 1
        if statements:
            if use.day != instant // DAY:
                use.day, use.sent = instant // DAY, _sent_since(credential, instant // DAY * DAY)
            if use.sent + statements > credential.daily_quota:
                return max(1, (DAY - instant % DAY) // 1000)
            use.sent += statements
    return 0


def forget() -> None:
    with _lock:
        _uses.clear()


def _sent_since(credential: Credential, since: int) -> int:
    return Statement.objects.filter(
        source=credential.source_id, stored__gte=since, credential=credential
    ).count()
