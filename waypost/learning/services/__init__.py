"""Every change in this room, one function an action, each in a transaction."""

from __future__ import annotations

from waypost.trust.refusal import Refused

__all__ = ["Meanwhile", "Refused"]


class Meanwhile(Exception):
    """Somebody else changed it after this person had opened it. `number` is the version that holds now."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
