"""What the views of this room share: their gates."""

from __future__ import annotations

from waypost.trust.access import roles
from waypost.trust.models import Role

STAFF = roles(Role.TEACHER, Role.COUNSELLOR, Role.LEADER)
TEACHERS = roles(Role.TEACHER)
AT_HOME = roles(Role.STUDENT, Role.GUARDIAN)
STUDENTS = roles(Role.STUDENT)
