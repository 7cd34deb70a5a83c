"""What the views of this room share."""

from __future__ import annotations

from django.http import Http404

from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked

SCHOOL = (Role.TEACHER, Role.COUNSELLOR, Role.LEADER)
STAFF = roles(*SCHOOL)
STUDENTS = roles(Role.STUDENT)
READERS = roles(Role.STUDENT, Role.GUARDIAN, *SCHOOL)


def me(request: Asked) -> int:
    """The person who asks; 404 for an account that stands for nobody."""
    if request.who.person is None:
        raise Http404
    return request.who.person
