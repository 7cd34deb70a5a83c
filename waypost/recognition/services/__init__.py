"""Every change in this room, one function an action, each in a transaction."""

from __future__ import annotations

from django.utils.translation import gettext as _

from waypost.trust.refusal import Refused

MOST = 400  # characters; SQLite would keep more, PostgreSQL breaks off

__all__ = ["MOST", "Refused", "short_enough"]


def short_enough(said: str) -> str:
    """What somebody wrote, without blanks around it; Refused where it is longer than what can be kept."""
    said = said.strip()
    if len(said) > MOST:
        raise Refused(_("Please say it in at most %(most)s characters.") % {"most": MOST})
    return said
