"""What this room needs before it asks anybody anything: a second person for safeguarding."""

from __future__ import annotations

import pytest

from tests.village import NOW, Village
from waypost.school.models import Person
from waypost.trust.models import Role, RoleGrant


def grant(village: Village, person: Person, role: Role) -> None:
    RoleGrant.objects.create(account=village.account(person), role=role, since=NOW)


@pytest.fixture
def asking(village: Village) -> Village:
    """The village with two people for safeguarding: students may be asked."""
    grant(village, village.cora, Role.SAFEGUARDING)
    return village
