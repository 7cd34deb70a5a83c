"""Fields of this room's forms: those that all rooms share."""

from waypost.web.fields import OnceForm, Words

__all__ = ["OnceForm", "Words"]
