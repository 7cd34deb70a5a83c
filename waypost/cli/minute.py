"""What the worker does each minute: what nobody has read goes on to the next adult, and mail goes out."""

from __future__ import annotations

import logging
from collections.abc import Callable

log = logging.getLogger(__name__)
EVERY = 30.0  # seconds


def run() -> dict[str, int]:
    """Each part for itself: one that breaks doesn't keep the others from their work."""
    done: dict[str, int] = {}
    for name, part in parts():
        try:
            done[name] = part()
        except Exception:
            log.exception("The part %s could not run", name)
    return done


def parts() -> tuple[tuple[str, Callable[[], int]], ...]:
    """What is done, in this order."""
    from waypost.care.services import safeguarding, talk
    from waypost.trust import outbox

    return (("concerns", safeguarding.tick), ("talks", talk.tick), ("mail", outbox.deliver))
