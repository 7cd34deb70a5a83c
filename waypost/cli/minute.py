"""What the worker does each minute: what nobody has read goes on to the next adult, and mail goes out."""

from __future__ import annotations

import logging

log = logging.getLogger(__name__)
EVERY = 30.0  # seconds


def run() -> dict[str, int]:
    """Each part for itself: one that breaks doesn't keep the others from their work."""
    from waypost.care.services import safeguarding, talk
    from waypost.trust import outbox

    done: dict[str, int] = {}
    for name, part in (("concerns", safeguarding.tick), ("talks", talk.tick), ("mail", outbox.deliver)):
        try:
            done[name] = part()
        except Exception:
            log.exception("The part %s could not run", name)
    return done
