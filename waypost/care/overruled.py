"""What a person said against a reading, for the pages where both stand side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.trust.models import Role, RoleGrant
from waypost.trust.who import in_force

from .models import Overruling

SECURE = 4


@dataclass(frozen=True, slots=True)
class Seen:
    """A level in words, its reason, and the role of who said it (names are not for the student's page)."""

    subject: int
    level: int
    sentence: str
    reason: str
    day: date


def of(person_id: int) -> dict[int, Seen]:
    """The latest word on each skill of a student that was not taken back, by skill."""
    rows = list(Overruling.objects.filter(person_id=person_id, taken_back=None).order_by("at", "pk"))
    roles = _roles({o.by for o in rows})
    return {o.subject: _seen(o, roles.get(o.by, "")) for o in rows}


def _seen(said: Overruling, role: str) -> Seen:
    day = clock.local(said.at).date()
    return Seen(said.subject, said.level, _sentence(said, role), said.reason, day)


def _sentence(said: Overruling, role: str) -> str:
    who = {
        Role.TEACHER: _("A teacher"),
        Role.COUNSELLOR: _("A counsellor"),
        Role.LEADER: _("A leader"),
    }.get(Role(role) if role else Role.TEACHER, _("An adult of the school"))
    if said.with_student:
        text = (
            _("%(who)s and the student see it: secure.")
            if said.level == SECURE
            else _("%(who)s and the student see it: not yet.")
        )
    else:
        text = _("%(who)s sees it: secure.") if said.level == SECURE else _("%(who)s sees it: not yet.")
    return text % {"who": who}


def _roles(people: set[int]) -> dict[int, str]:
    """One role of each person, as it is now: the one that works with students first."""
    rows = RoleGrant.objects.filter(in_force(), account__person_id__in=people)
    order = {str(Role.TEACHER): 0, str(Role.COUNSELLOR): 1, str(Role.LEADER): 2}
    found: dict[int, str] = {}
    for person, role in sorted(
        rows.values_list("account__person_id", "role"), key=lambda r: order.get(r[1], 9)
    ):
        if person is not None and role in order:
            found.setdefault(person, role)
    return found
