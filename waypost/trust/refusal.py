"""A room's no, in words for the person who asked."""

from __future__ import annotations


class Refused(ValueError):
    """Why something can't be done; str(error) is a sentence."""
