"""What families and students are asked for, in words; each version that was shown is kept (TRUST 14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from waypost.school import clock
from waypost.school.models import Person
from waypost.trust import consent
from waypost.trust.consent.table import PURPOSES
from waypost.trust.consent.words import SURVEYS, kept
from waypost.trust.models import Consent

#: purpose -> (title, what it means). Read aloud to a child, they must be clear.
WORDS = {
    "publish": (
        _("Showing work, a photo or a story outside the class"),
        _(
            "The school may show it where others see it. Others may keep a copy; we can't get that back. "
            "You can say no later, and from then on we show it no more."
        ),
    ),
    "partner": (
        _("Sharing a name with an organization outside the school"),
        _("An organization that offers something, like a club or a museum, learns the name and what it is about."),
    ),
    **SURVEYS,
    "trial": (
        _("Comparing two ways of teaching"),
        _("Classes try two ways, and the school looks which helps more. Nobody loses help that was agreed."),
    ),
    "directory": (
        _("Name on lists and displays"),
        _("The name may stand on public lists of the school, like a certificate day. Nothing else is told."),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """One purpose, as somebody may answer it. `said`: yes, no or None."""

    purpose: str
    title: str
    words: str
    opt_in: bool
    said: bool | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Past:
    """An answer that was given, with the very words that were shown."""

    title: str
    yes: bool
    since: datetime
    ended: datetime | None
    words: str
    version: int


def asked(subject: Person, giver: int) -> list[Question]:
    """Everything that this person may say something about, for this subject."""
    now = clock.now()
    mine = Consent.objects.filter(
        subject_id=subject.pk, giver_id=giver, withdrawn=None, audience="", media=""
    )
    said = {c.purpose: c for c in mine.order_by("pk") if c.until is None or c.until > now}
    return [
        Question(
            name,
            str(WORDS[name][0]),
            str(WORDS[name][1]),
            PURPOSES[name].opt_in,
            said[name].yes if name in said else None,
            clock.local(said[name].since) if name in said else None,
        )
        for name in WORDS
    ]


def answer(subject: Person, giver: int, purpose: str, said: str) -> None:
    """`said`: yes, no, or back (as if nothing had been said). Raises PermissionError where it isn't theirs to say."""
    if said == "back":
        consent.withdraw(subject.pk, purpose, giver_id=giver)
        return
    title, words = WORDS[purpose]
    text = consent.shown(purpose, (get_language() or "en").split("-")[0], kept(title, words))
    consent.give(subject.pk, purpose, yes=said == "yes", giver_id=giver, text=text)


def history(subject: Person, giver: int) -> list[Past]:
    """What this person answered, newest first: never what another guardian said."""
    rows = (
        Consent.objects.filter(subject_id=subject.pk, giver_id=giver).select_related("text").order_by("-pk")
    )
    return [
        Past(
            str(WORDS[c.purpose][0]) if c.purpose in WORDS else c.purpose,
            c.yes,
            clock.local(c.since),
            clock.local(c.withdrawn or c.until) if c.withdrawn or c.until else None,  # type: ignore[arg-type]
            c.text.words if c.text else "",
            c.text.version if c.text else 0,
        )
        for c in rows
    ]
