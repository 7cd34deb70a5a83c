"""Every change in this room, a file for each of its things, one function an action, each in a transaction."""

from __future__ import annotations


class Refused(ValueError):
    """Why something can't be done; str(error) is a sentence."""
