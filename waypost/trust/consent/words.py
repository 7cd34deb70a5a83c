"""The words of consents for which more than one room asks: whoever says yes or no, wherever, read the same text (TRUST 14)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

#: purpose -> (title, what it means). Read aloud to a child, they must be clear.
SURVEYS = {
    "survey": (
        _("Surveys that aren't anonymous"),
        _("The school asks how learning goes, and knows who answered. Who says no isn't asked and isn't missed."),
    ),
    "survey-sensitive": (
        _("Surveys about private things"),
        _("Like family, beliefs or health. They are announced beforehand. Who says no isn't asked and isn't missed."),
    ),
}  # fmt: skip


def kept(title: object, words: object) -> str:
    """The text as a consent keeps it."""
    return f"{title}\n{words}"
