"""How this room's codes are said to whoever is handed the rows."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from waypost.web import rows
from waypost.web.row_words import codes

from . import effects
from .consents import WORDS


def listen() -> None:
    """Lend these words to the pages that show rows."""
    rows.say_field("purpose", lambda purpose: str(WORDS[purpose][0]) if purpose in WORDS else str(purpose))
    rows.say_field(
        "care.SignalAnswer.answer",
        codes(
            useful=gettext_lazy("Useful"), wrong=gettext_lazy("Not right"),
            already_doing=gettext_lazy("Already doing"), later=gettext_lazy("Later"),
        ),
    )  # fmt: skip
    rows.say_field("verdict", lambda verdict: effects.sentence(str(verdict)))
    rows.say_field(
        "why_ended",
        codes(
            returned=gettext_lazy("given back"), handed_over=gettext_lazy("handed over"), done=gettext_lazy("done")
        ),
    )  # fmt: skip
