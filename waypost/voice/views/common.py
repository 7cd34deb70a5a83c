"""What the views of this room share: their gates, who asks, and a refusal said kindly."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages

from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked

from ..services import Refused

T = TypeVar("T")
SCHOOL = (Role.TEACHER, Role.COUNSELLOR, Role.LEADER)
STAFF = roles(*SCHOOL)
STUDENTS = roles(Role.STUDENT)


def trying(request: Asked, act: Callable[[], T]) -> T | None:
    """Do it, or say why not."""
    try:
        return act()
    except Refused as why:
        messages.error(request, str(why))
        return None
