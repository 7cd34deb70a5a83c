"""What the pages of this room share."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError

from waypost.trust.access import roles
from waypost.trust.models import Account, Role
from waypost.trust.pages import Asked

ADMINISTRATORS = roles(Role.ADMINISTRATOR)
PAGE = 50


def me(request: Asked) -> Account:
    """The account that is really signed in."""
    return cast(Account, request.user)


def say_refusal(request: Asked, error: ValidationError) -> None:
    """A service said no: its sentences, as messages."""
    for sentence in error.messages:
        messages.error(request, sentence)


def page_number(request: Asked) -> int:
    """From the form that pages on; 1 where there is none."""
    said = request.POST.get("page", "")
    return max(1, int(said)) if said.isdigit() and len(said) < 7 else 1
