"""What the views of this room share: their gates."""

from __future__ import annotations

from waypost.trust.access import roles
from waypost.trust.models import Role

SCHOOL = (Role.TEACHER, Role.COUNSELLOR, Role.LEADER)
STAFF = roles(*SCHOOL)
READERS = roles(Role.STUDENT, Role.GUARDIAN, *SCHOOL)
WRITERS = roles(Role.STUDENT, *SCHOOL)
STUDENTS = roles(Role.STUDENT)
