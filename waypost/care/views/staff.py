"""What the views of this room share: their gates, and who asks as a person of the school."""

from __future__ import annotations

from django.http import Http404

from waypost.school.models import Person
from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked

from ..access import CARERS

STAFF = roles(*CARERS)
STUDENTS = roles(Role.STUDENT)
LEADERS = roles(Role.LEADER)


def me(request: Asked) -> Person:
    """The person who asks; 404 for an account that stands for nobody."""
    person = Person.objects.filter(pk=request.who.person or 0).first()
    if person is None:
        raise Http404
    return person
