"""Who sees what of partners. A helper's own sight of a student ends by itself: with the placement, the check or the consent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from waypost.readings.access import children_of, students_of_staff
from waypost.school import clock
from waypost.school.models import Person
from waypost.trust import consent
from waypost.trust.access import Rule, Who
from waypost.trust.models import Role

from ..models import Kept, Offer, Partner, PartnerMember, Placement, Wish
from .charter import STAFF_ROLES, _Rows, may_read

PURPOSE = "partner"
NOBODYS = Q(pk__in=[])


def acts_as_staff(who: Who) -> bool:
    return who.person is not None and who.has(*STAFF_ROLES) and who.viewing_as is None


def member_of(who: Who) -> PartnerMember | None:
    """The asker's own membership of an organization, while it holds."""
    if who.person is None or not who.has(Role.PARTNER):
        return None
    today = clock.today()
    return (
        PartnerMember.objects.select_related("partner")
        .filter(Q(until=None) | Q(until__gte=today), person_id=who.person, since__lte=today)
        .filter(Q(partner__ended=None) | Q(partner__ended__gte=today))
        .first()
    )


class SeePartner(_Rows):
    name = "community.partner.see"
    sentence = "Everybody of the school reads who helps."
    model = Partner

    def grounds(self, who: Who) -> Q:
        return Q()


class SeeOffer(_Rows):
    name = "community.offer.see"
    sentence = "Everybody of the school reads an offer once staff have; the organization its own at once."
    model = Offer

    def grounds(self, who: Who) -> Q:
        member = member_of(who)
        own = Q(partner=member.partner_id) if member else NOBODYS
        return Q(state=Kept.SHOWN) | own


class ModerateOffer(_Rows):
    name = "community.offer.moderate"
    sentence = "Staff read offers first."
    model = Offer

    def grounds(self, who: Who) -> Q:
        return Q(state=Kept.WAITING) if acts_as_staff(who) else NOBODYS


class SeeWish(_Rows):
    name = "community.wish.see"
    sentence = "Staff and partners read what the school wishes for."
    model = Wish

    def grounds(self, who: Who) -> Q:
        return Q() if who.has(*STAFF_ROLES, Role.PARTNER) else NOBODYS


class SeeMember(_Rows):
    name = "community.partner_member.see"
    sentence = (
        "Staff read who comes from an organization and until when the check holds; each person the own."
    )
    model = PartnerMember

    def grounds(self, who: Who) -> Q:
        return Q() if who.has(*STAFF_ROLES) else Q(person_id=who.person)

    def subjects(self, row: PartnerMember) -> Iterable[int]:
        return (row.person_id,)


class _OfPlacement(Rule[Placement]):
    def grounds(self, who: Who) -> Q:
        raise NotImplementedError

    def rows(self, who: Who) -> QuerySet[Placement]:
        rows = Placement.objects.all()
        return rows.filter(self.grounds(who)) if may_read(who) else rows.none()

    def subjects(self, row: Placement) -> Iterable[int]:
        return (row.person_id,)


class SeePlacement(_OfPlacement):
    name = "community.placement.see"
    sentence = "The student, the family and the staff of the student read with whom she or he works outside."

    def grounds(self, who: Who) -> Q:
        own = Q(person_id=who.person) if who.has(Role.STUDENT) else NOBODYS
        return own | Q(person_id__in=students_of_staff(who)) | Q(person_id__in=children_of(who))


class KeepPlacement(_OfPlacement):
    name = "community.placement.keep"
    sentence = "The staff of the student end it and note hours."

    def grounds(self, who: Who) -> Q:
        return Q(person_id__in=students_of_staff(who)) if acts_as_staff(who) else NOBODYS


class AnswerPlacement(_OfPlacement):
    name = "community.placement.answer"
    sentence = "The student and guardians with the right to consent say yes or no."

    def grounds(self, who: Who) -> Q:
        if who.viewing_as is not None:
            return NOBODYS
        own = Q(person_id=who.person) if who.has(Role.STUDENT) else NOBODYS
        return (own | Q(person_id__in=children_of(who))) & Q(ended=None, until__gte=clock.today())


class HelpWith(_OfPlacement):
    """First name, the goal, the hours: nothing else is shown from these rows."""

    name = "community.placement.help"
    sentence = "A helper reads first name, goal and hours while placement, check and consent hold, and no day longer."

    def grounds(self, who: Who) -> Q:
        member = member_of(who)
        if member is None or who.viewing_as is not None:
            return NOBODYS
        today = clock.today()
        if member.checked_until is None or member.checked_until < today:
            return NOBODYS
        mine = Placement.objects.filter(
            helper_person_id=member.person_id, offer__partner=member.partner_id, ended=None,
            since__lte=today, until__gte=today,
        )  # fmt: skip
        return Q(pk__in=[p.pk for p in mine if agreed(p)])


def agreed(placement: Placement) -> bool:
    """Has everybody who is asked said yes, and nobody no, as of now?"""
    return bool(consent.allowed(placement.person_id, PURPOSE, audience=placement.audience))


class FindHelp(Rule[Person]):
    name = "community.student.find_help"
    sentence = "The staff of a student look for help outside."
    yes = "one of one's students"
    no = "not one of one's students"

    def rows(self, who: Who) -> QuerySet[Person]:
        if not acts_as_staff(who):
            return Person.objects.none()
        return Person.objects.filter(pk__in=students_of_staff(who))

    def subjects(self, row: Person) -> Iterable[int]:
        return (row.pk,)


SEE_PARTNER = SeePartner()
SEE_OFFER = SeeOffer()
MODERATE_OFFER = ModerateOffer()
SEE_WISH = SeeWish()
SEE_MEMBER = SeeMember()
SEE_PLACEMENT = SeePlacement()
KEEP_PLACEMENT = KeepPlacement()
ANSWER_PLACEMENT = AnswerPlacement()
HELP_WITH = HelpWith()
FIND_HELP = FindHelp()
RULES: tuple[Rule[Any], ...] = (
    SEE_PARTNER, SEE_OFFER, MODERATE_OFFER, SEE_WISH, SEE_MEMBER, SEE_PLACEMENT, KEEP_PLACEMENT, ANSWER_PLACEMENT, HELP_WITH,
)  # fmt: skip
