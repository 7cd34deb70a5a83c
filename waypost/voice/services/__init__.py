"""Every change in this room, a file for each of its things, one function an action, each in a transaction."""

from __future__ import annotations

from datetime import timedelta

from waypost.trust.refusal import Refused

#: The same words again within this time were sent once: a browser's way back brings them with a new key.
JUST_NOW = timedelta(minutes=10)

__all__ = ["JUST_NOW", "Refused"]
