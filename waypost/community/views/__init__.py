"""The pages of this room, a file for each of its things."""

from __future__ import annotations

from waypost.trust.access import roles
from waypost.trust.models import Role

from ..access.charter import MEMBERS as MEMBER_ROLES
from ..access.charter import STAFF_ROLES

MEMBERS = roles(*MEMBER_ROLES)
STAFF = roles(*STAFF_ROLES)
LEADER = roles(Role.LEADER)
