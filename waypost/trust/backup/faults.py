"""Why a backup can't be made or put back, in a sentence for whoever stands at the server."""

from __future__ import annotations


class Fault(Exception):
    """str(error) says what is wrong and what to do."""
