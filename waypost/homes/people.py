"""Who is asking, as a person of the school; and the classes and students that their pages begin from."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from waypost.school.models import Person
from waypost.trust.pages import Asked


def me(request: Asked) -> Person:
    """The person behind the account. Some accounts (a bare administrator) have none."""
    person = Person.objects.filter(pk=request.who.person).first() if request.who.person else None
    if person is None:
        raise PermissionDenied(
            _("This page is for people of the school; your account is not one of them yet.")
        )
    return person
