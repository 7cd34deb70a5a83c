"""What the views of this room share: their gates."""

from __future__ import annotations

from waypost.trust.access import roles
from waypost.trust.models import Role

from ..access import TEACHING

STAFF = roles(*TEACHING)
TEACHERS = roles(Role.TEACHER)
