"""What the views of this room share: their gates."""

from __future__ import annotations

from waypost.trust.access import roles
from waypost.trust.models import Role

SCHOOL = (Role.TEACHER, Role.COUNSELLOR, Role.LEADER)
STAFF = roles(*SCHOOL)
STUDENTS = roles(Role.STUDENT)
