"""Every change in this room, a file for each of its things, one function an action, each in a transaction."""

from __future__ import annotations

from waypost.trust.refusal import Refused

__all__ = ["Refused"]
