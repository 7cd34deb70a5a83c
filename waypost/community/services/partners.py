"""Organizations, their people and checks, offers, wishes; a student's placement with its consent, hours and thanks."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.school.models import Person
from waypost.school.queries import names_of
from waypost.trust import audit, consent
from waypost.web import say

from ..access.partners import PURPOSE
from ..models import (
    Hours,
    Kept,
    Offer,
    Partner,
    PartnerMember,
    PartnerThanks,
    Placement,
    Wish,
)
from . import Refused

LONGEST = 370  # days: a school year
A_DAY = 600  # minutes


@transaction.atomic
def add_partner(name: str, about: str, *, once: UUID) -> Partner:
    row, _new = Partner.objects.get_or_create(
        once=once, defaults={"name": name, "about": about, "since": clock.today()}
    )
    return row


@transaction.atomic
def add_member(partner: Partner, person_id: int) -> PartnerMember:
    """Somebody of the organization. Known already: nothing changes."""
    row, _new = PartnerMember.objects.get_or_create(
        person_id=person_id, defaults={"partner": partner, "since": clock.today()}
    )
    return row


@transaction.atomic
def note_check(member: PartnerMember, on: date, until: date, *, by: int) -> None:
    """A background check was seen: by whom, and until when it holds. After that day nothing opens any more."""
    if on > clock.today() or until < on:
        raise Refused(_("A check was done on a day that has been, and holds until a later one."))
    PartnerMember.objects.filter(pk=member.pk).update(checked_on=on, checked_until=until, checked_by=by)
    audit.act(
        "partner.check",
        object_kind="partner_member",
        object_id=member.pk,
        detail={"by_person": by, "until": until.isoformat()},
    )


@transaction.atomic
def offer(
    partner: Partner,
    kind: str,
    title: str,
    words: str,
    room_for: int,
    *,
    once: UUID,
    read_by: int | None = None,
) -> Offer:
    """`read_by`: a member of staff who writes it for the organization; else staff read it first."""
    row, _new = Offer.objects.get_or_create(
        once=once,
        defaults={
            "partner": partner, "kind": kind, "title": title, "words": words, "room_for": room_for,
            "at": clock.now(), "read_by": read_by, "state": Kept.SHOWN if read_by else Kept.WAITING,
        },
    )  # fmt: skip
    return row


@transaction.atomic
def read_offer(row: Offer, by: int, *, show: bool) -> None:
    state = Kept.SHOWN if show else Kept.HELD
    Offer.objects.filter(pk=row.pk, state=Kept.WAITING).update(state=state, read_by=by)


@transaction.atomic
def wish(kind: str, title: str, words: str, *, by: int, once: UUID) -> Wish:
    row, _new = Wish.objects.get_or_create(
        once=once, defaults={"kind": kind, "title": title, "words": words, "by": by, "at": clock.now()}
    )
    return row


@transaction.atomic
def wish_met(row: Wish) -> None:
    Wish.objects.filter(pk=row.pk, met=None).update(met=clock.now())


@transaction.atomic
def place(
    row: Offer, student: Person, helper: PartnerMember, goal: str, until: date, *, by: int, once: UUID
) -> Placement:
    """Propose that a student works with a helper. Nothing is told to the helper before everybody has said yes."""
    done = Placement.objects.filter(once=once).first()
    if done is not None:
        return done
    today = clock.today()
    if helper.partner_id != row.partner_id:
        raise Refused(_("This person belongs to another organization."))
    if not today < until <= date.fromordinal(today.toordinal() + LONGEST):
        raise Refused(_("It ends on a day to come, within a year."))
    if helper.checked_until is None or helper.checked_until < today:
        raise Refused(_("First the check of this person has to be noted."))
    going_on = Placement.objects.filter(offer=row, ended=None, until__gte=today).count()
    if going_on >= row.room_for:
        raise Refused(_("There is no room in this offer right now."))
    made = Placement.objects.create(
        offer=row, person_id=student.pk, helper_person_id=helper.person_id, adult_id=by, goal=goal, since=today,
        until=until, at=clock.now(), once=once,
    )  # fmt: skip
    audit.act("placement.make", object_kind="placement", object_id=made.pk, detail={"by_person": by})
    return made


def asked(placement: Placement, name: str) -> str:
    """The very words that are shown before a yes or a no."""
    return _(
        "%(name)s works with %(partner)s: %(offer)s. The helper learns the first name, this goal and the hours, until "
        "%(day)s, and nothing else. The two can write to each other only where %(adult)s reads and writes, too. "
        "Goal: %(goal)s"
    ) % {
        "adult": names_of([placement.adult_id]).get(placement.adult_id, ""), "name": name, "partner": placement.offer.partner.name, "offer": placement.offer.title,
        "day": say.day(placement.until, placement.since), "goal": placement.goal,
    }  # fmt: skip


@transaction.atomic
def answer(placement: Placement, giver_id: int, name: str, *, yes: bool) -> None:
    """Say yes or no; it holds until the placement ends, and may be changed at any time. Raises Refused."""
    text = consent.shown(PURPOSE, (get_language() or "en").split("-")[0], asked(placement, name))
    try:
        consent.give(
            placement.person_id, PURPOSE, yes=yes, giver_id=giver_id, text=text, audience=placement.audience,
            until=clock.start_of(date.fromordinal(placement.until.toordinal() + 1)),
        )  # fmt: skip
    except PermissionError as no:
        raise Refused(str(no)) from no


@transaction.atomic
def end(placement: Placement, by: int) -> None:
    Placement.objects.filter(pk=placement.pk, ended=None).update(ended=clock.now())
    audit.act("placement.end", object_kind="placement", object_id=placement.pk, detail={"by_person": by})


@transaction.atomic
def note_hours(placement: Placement, day: date, minutes: int, words: str, *, by: int, once: UUID) -> Hours:
    """Sent twice, it is one."""
    if not placement.since <= day <= min(clock.today(), placement.until) or not 0 < minutes <= A_DAY:
        raise Refused(_("Note a day that has been, and up to ten hours."))
    row, _new = Hours.objects.get_or_create(
        once=once,
        defaults={
            "placement": placement, "day": day, "minutes": minutes, "words": words, "by": by, "at": clock.now(),
        },
    )  # fmt: skip
    return row


@transaction.atomic
def thank(partner: Partner, words: str, *, by: int, once: UUID) -> PartnerThanks:
    row, _new = PartnerThanks.objects.get_or_create(
        once=once, defaults={"partner": partner, "words": words, "by": by, "at": clock.now()}
    )
    return row
