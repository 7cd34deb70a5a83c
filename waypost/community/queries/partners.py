"""Partners' pages: what is offered and wished for, suggestions for an adult, the helper's own page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from waypost.school import clock
from waypost.school.models import Person
from waypost.school.queries import names_of
from waypost.trust.access import ReadBook

from .. import wants
from ..access.partners import (
    ANSWER_PLACEMENT,
    HELP_WITH,
    MODERATE_OFFER,
    SEE_MEMBER,
    SEE_OFFER,
    SEE_PARTNER,
    SEE_PLACEMENT,
    SEE_WISH,
    agreed,
    member_of,
)
from ..models import Hours, Offer, Partner, PartnerMember, PartnerThanks, Placement, Wish
from ..services.partners import asked


@dataclass(frozen=True, slots=True)
class OfPartner:
    """An organization as everybody reads it; members with their checks for staff alone."""

    partner: Partner
    offers: list[Offer]
    members: list[tuple[PartnerMember, str, bool]]  # (member, name, check holds)
    thanks: list[PartnerThanks]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An offer for a student, with the words that it and the student have in common."""

    offer: Offer
    common: list[str]
    room: int
    helpers: list[tuple[PartnerMember, str]]


@dataclass(frozen=True, slots=True)
class Together:
    """A placement with its hours. `first_name` is all that a helper reads of who it is."""

    row: Placement
    first_name: str
    hours: list[Hours]
    minutes: int
    agreed: bool = True
    words: str = ""
    helper: str = ""


@dataclass(frozen=True, slots=True)
class HelperHome:
    member: PartnerMember
    checked: bool
    students: list[Together]
    offers: list[Offer]
    wishes: list[Wish]
    thanks: list[PartnerThanks]
    minutes: int = 0
    waiting: list[Offer] = field(default_factory=list)


def partners(reads: ReadBook) -> list[OfPartner]:
    today = clock.today()
    rows = SEE_PARTNER.scoped(reads, lambda all: all.filter(ended=None).order_by("name", "pk")).listed()
    offers = SEE_OFFER.scoped(reads, lambda all: all.filter(ended=None).order_by("pk")).listed()
    staff = reads.who.is_staff
    members = (
        SEE_MEMBER.scoped(reads, lambda all: all.filter(until=None).order_by("pk")).listed() if staff else []
    )
    names = names_of(m.person_id for m in members)
    thanks = PartnerThanks.objects.filter(partner__in=[p.pk for p in rows]) if staff else []
    return [
        OfPartner(
            p,
            [o for o in offers if o.partner_id == p.pk and o.state == "shown"],
            [(m, names.get(m.person_id, ""), holds(m)) for m in members if m.partner_id == p.pk],
            [t for t in thanks if t.partner_id == p.pk][:3],
        )
        for p in rows
        if p.since <= today
    ]


def holds(member: PartnerMember) -> bool:
    return member.checked_until is not None and member.checked_until >= clock.today()


def wishes(reads: ReadBook) -> list[Wish]:
    return SEE_WISH.scoped(reads, lambda all: all.filter(met=None)).listed()


def waiting_offers(reads: ReadBook) -> list[Offer]:
    return MODERATE_OFFER.scoped(reads, lambda all: all.select_related("partner").order_by("pk")).listed()


def suggestions(reads: ReadBook, student: Person) -> tuple[wants.Wants, list[Suggestion]]:
    """For the adult alone: offers with room, those that speak of what the student wants first."""
    found = wants.of(reads, student.pk)
    said = " ".join([*found.goals, found.interests])
    offers = SEE_OFFER.scoped(
        reads,
        lambda all: (
            all.filter(ended=None, state="shown", partner__ended=None)
            .select_related("partner")
            .order_by("pk")
        ),
    ).listed()
    today = clock.today()
    taken = Placement.objects.filter(ended=None, until__gte=today).values_list("offer_id", flat=True)
    busy = list(taken)
    members: Sequence[PartnerMember] = SEE_MEMBER.scoped(reads, lambda all: all.filter(until=None)).listed()
    names = names_of(m.person_id for m in members)
    made = [
        Suggestion(
            o,
            wants.in_common(said, f"{o.title} {o.words}"),
            o.room_for - busy.count(o.pk),
            [(m, names.get(m.person_id, "")) for m in members if m.partner_id == o.partner_id and holds(m)],
        )
        for o in offers
    ]
    return found, sorted((s for s in made if s.room > 0), key=lambda s: (-len(s.common), s.offer.pk))


def placements_of(reads: ReadBook, student: Person) -> list[Together]:
    """For staff, the student and the family."""
    rows = SEE_PLACEMENT.scoped(
        reads,
        lambda all: (
            all.filter(person_id=student.pk).select_related("offer__partner").prefetch_related("hours")
        ),
    ).read()
    names = names_of(p.helper_person_id for p in rows)
    return [_together(p, student, names.get(p.helper_person_id, "")) for p in rows]


def to_answer(reads: ReadBook) -> list[Together]:
    """Placements to which the asker may say yes or no."""
    rows = ANSWER_PLACEMENT.scoped(
        reads, lambda all: all.select_related("offer__partner").prefetch_related("hours")
    ).read()
    people = Person.objects.in_bulk([p.person_id for p in rows])
    names = names_of(p.helper_person_id for p in rows)
    return [_together(p, people[p.person_id], names.get(p.helper_person_id, "")) for p in rows]


def _together(row: Placement, student: Person, helper: str) -> Together:
    hours = list(row.hours.all())
    return Together(
        row,
        student.called,
        hours,
        sum(h.minutes for h in hours),
        agreed(row),
        asked(row, student.called),
        helper,
    )


def helper_home(reads: ReadBook) -> HelperHome | None:
    """A partner's own page; None for somebody of no organization."""
    member = member_of(reads.who)
    if member is None:
        return None
    rows = HELP_WITH.scoped(reads, lambda all: all.select_related("offer").prefetch_related("hours")).read()
    called = {p.pk: p.called for p in Person.objects.filter(pk__in=[r.person_id for r in rows])}
    students = [
        Together(
            r, called.get(r.person_id, ""), list(r.hours.all())[:5], sum(h.minutes for h in r.hours.all())
        )
        for r in rows
    ]
    spent = Hours.objects.filter(placement__offer__partner=member.partner_id).values_list(
        "minutes", flat=True
    )
    return HelperHome(
        member, holds(member), students,
        SEE_OFFER.scoped(reads, lambda all: all.filter(partner=member.partner_id, ended=None)).listed(),
        wishes(reads),
        list(PartnerThanks.objects.filter(partner=member.partner_id)[:5]),
        sum(spent),
    )  # fmt: skip
