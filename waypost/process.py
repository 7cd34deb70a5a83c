"""Small facts about operating-system processes that the server needs."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
READINGS, BULK = 5, 10  # niceness: readings as evidence comes in, whole files


def die_with_parent(expected: int | None = None) -> None:
    """Ask the kernel to end this process when its parent dies, so that a killed supervisor leaves no orphans.

    Linux only; elsewhere the port in use tells the next start. `expected` is the parent's pid as it was at the fork:
    if the parent is gone already, this process ends now.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if expected is not None and os.getppid() != expected:
        raise SystemExit(0)


def give_way(niceness: int = BULK) -> None:
    """Let pages go first: this thread takes what the web process leaves of the machine."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, niceness)
