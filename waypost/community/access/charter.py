"""The charter is everybody's: whoever belongs to a group of the school reads it. What others wrote is read by staff first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet

from waypost.trust.access import Rule, Who
from waypost.trust.models import Role

from ..models import Charter, Comment, Group, Indicator, Kept

STAFF_ROLES = (Role.TEACHER, Role.COUNSELLOR, Role.LEADER)
MEMBERS = (Role.STUDENT, Role.GUARDIAN, *STAFF_ROLES, Role.PARTNER)
NOBODYS = Q(pk__in=[])
_GROUPS: tuple[tuple[str, tuple[Role, ...]], ...] = (
    (Group.STUDENTS, (Role.STUDENT,)),
    (Group.STAFF, STAFF_ROLES),
    (Group.FAMILIES, (Role.GUARDIAN,)),
    (Group.PARTNERS, (Role.PARTNER,)),
)


def groups_of(who: Who) -> list[str]:
    """The groups that somebody may speak for, the usual one first. With borrowed eyes: none."""
    if who.person is None or who.viewing_as is not None:
        return []
    return [str(group) for group, held in _GROUPS if who.has(*held)]


def may_read(who: Who) -> bool:
    return who.person is not None and who.has(*MEMBERS)


class _Rows(Rule[Any]):
    model: type[Model]

    def grounds(self, who: Who) -> Q:
        raise NotImplementedError

    def rows(self, who: Who) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        return rows.filter(self.grounds(who)) if may_read(who) else rows.none()

    def subjects(self, row: Any) -> Iterable[int]:
        return ()


class SeeCharter(_Rows):
    name = "community.charter.see"
    sentence = "Students, families, staff and partners read every version of the charter."
    model = Charter

    def grounds(self, who: Who) -> Q:
        return Q()


class SeeIndicator(_Rows):
    """Shown without a name: reading it tells nothing of who wrote it."""

    name = "community.indicator.see"
    sentence = "Students, families, staff and partners read what was proposed, once staff have read it; their own at once."
    model = Indicator

    def grounds(self, who: Who) -> Q:
        return Q(state=Kept.SHOWN) | Q(person_id=who.person)


class SeeComment(_Rows):
    name = "community.comment.see"
    sentence = "As proposals: once staff have read them; their own at once."
    model = Comment

    def grounds(self, who: Who) -> Q:
        return Q(state=Kept.SHOWN) | Q(person_id=who.person)


class _Moderate(_Rows):
    def grounds(self, who: Who) -> Q:
        staff = who.has(*STAFF_ROLES) and who.viewing_as is None
        return Q(state=Kept.WAITING) if staff else NOBODYS


class ModerateIndicator(_Moderate):
    name = "community.indicator.moderate"
    sentence = "Staff read proposals first, without a name, and show them or keep them back."
    model = Indicator


class ModerateComment(_Moderate):
    name = "community.comment.moderate"
    sentence = "Staff read comments first, without a name, and show them or keep them back."
    model = Comment


SEE_CHARTER = SeeCharter()
SEE_INDICATOR = SeeIndicator()
SEE_COMMENT = SeeComment()
MODERATE = ModerateIndicator()
MODERATE_COMMENT = ModerateComment()
