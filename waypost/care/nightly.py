"""What this room does every night: signals that lie untouched return, what leavers had goes on, jottings go, figures come out,
families hear that the week is there."""

from __future__ import annotations

from waypost.trust import releases

from . import balance, jottings, library, quality
from .services import leaving, signals, weekly


def run() -> dict[str, int]:
    """All of it; safe to run again. Returns how many of each, by name."""
    return {
        "returned": signals.return_untouched(),
        "passed_on": leaving.pass_on(),
        "jottings": jottings.let_go(),
        "library": releases.weekly(library.NAME, library.make, audience=library.AUDIENCE),
        "rules": releases.weekly(quality.NAME, quality.make),
        "balance": balance.make(),
        "weeks": weekly.tell(),
    }
