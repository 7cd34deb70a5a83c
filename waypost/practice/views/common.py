"""What the views of this room share: their gates, who asks, and a refusal said kindly."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import Http404

from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked

from ..services import Refused

T = TypeVar("T")
STAFF = roles(Role.TEACHER, Role.COUNSELLOR, Role.LEADER)
TEACHERS = roles(Role.TEACHER)
AT_HOME = roles(Role.STUDENT, Role.GUARDIAN)
STUDENTS = roles(Role.STUDENT)


def me(request: Asked) -> int:
    """The person who asks; 404 for an account that stands for nobody."""
    if request.who.person is None:
        raise Http404
    return request.who.person


def trying(request: Asked, act: Callable[[], T]) -> T | None:
    """Do it, or say why not."""
    try:
        return act()
    except Refused as why:
        messages.error(request, str(why))
        return None
