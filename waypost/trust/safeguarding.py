"""What rooms ask of safeguarding without knowing the room that keeps it (TRUST 3): is somebody there, and take this on.

Pulses, surveys and messages stay closed until two people hold the role, so that no call for help waits for one.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils.translation import gettext as _

from . import danger
from .access import Decision
from .models import Role
from .who import accounts_with

ENOUGH = 2


def ready() -> Decision:
    """May a child be asked how it goes? Only where two people hold the safeguarding role."""
    people = accounts_with(Role.SAFEGUARDING).filter(person_id__isnull=False).count()
    if people >= ENOUGH or settings.DEMO:
        return Decision(True, _("Safeguarding has the people it needs."))
    return Decision(
        False,
        _(
            "This opens when two people hold the safeguarding role: until then nobody would read a call for help in time."
        ),
    )


def _nobody(sentence: str) -> None:
    raise RuntimeError("no room has offered to take concerns")


_take: Callable[[str], None] = _nobody


def install(take: Callable[[str], None]) -> None:
    """`take(sentence)` makes a concern without a name."""
    global _take
    _take = take


def hand_on(sentence: str) -> None:
    """A sentence of an anonymous answer that says somebody is in danger: to safeguarding, without name, unit or survey."""
    _take(sentence)


def look_at(*texts: str) -> list[str]:
    """What a child wrote: sentences that say somebody is in danger are handed on at once, alone and without a name.

    Returns them; whoever shows the next page then says "tell someone now". Never called for what only the writer reads.
    """
    found = [sentence for text in texts for sentence in danger.sentences(text)]
    for sentence in found:
        hand_on(sentence)
    return found
