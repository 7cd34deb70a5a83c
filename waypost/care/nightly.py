"""What this room does every night: signals that lie untouched return, what leavers had goes on, jottings go, figures come out,
families hear that the week is there."""

from __future__ import annotations

from . import balance, jottings, library, quality
from .services import leaving, signals, weekly


def run() -> dict[str, int]:
    """All of it; safe to run again. Returns how many of each, by name."""
    return {
        "returned": signals.return_untouched(),
        "passed_on": leaving.pass_on(),
        "jottings": jottings.let_go(),
        "library": library.make(),
        "rules": quality.make(),
        "balance": balance.make(),
        "weeks": weekly.tell(),
    }
