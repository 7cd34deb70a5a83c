"""What the views of this room share: their gates, and where a child goes who wrote that somebody is in danger."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from waypost.trust import danger
from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked

SCHOOL = (Role.TEACHER, Role.COUNSELLOR, Role.LEADER)
STAFF = roles(*SCHOOL)
READERS = roles(Role.STUDENT, Role.GUARDIAN, *SCHOOL)
WRITERS = roles(Role.STUDENT, *SCHOOL)
STUDENTS = roles(Role.STUDENT)


def tell_someone(request: Asked, *texts: str) -> HttpResponse | None:
    """To "tell someone now" where one of these texts says that somebody is in danger; None: go on as usual."""
    if not any(danger.sentences(text) for text in texts):
        return None
    messages.warning(
        request, _("It is kept. You wrote that somebody may be in danger: please tell someone now.")
    )
    return redirect("care:tell")
