"""Every change of a support meeting and of a support group. Each in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from waypost.school import clock
from waypost.school.models import Person

from ..models import AgendaItem, Decision, GroupMember, Meeting, Participant, SupportGroup
from . import signals as steps


@dataclass(frozen=True, slots=True)
class Ref:
    """What brought a student onto an agenda, neutrally: "signal", "help" or "request", and its id."""

    kind: str = "request"
    id: int | None = None


@transaction.atomic
def call(title: str, day: date, by: Person, adults: Iterable[Person], *, once: UUID) -> Meeting:
    """A meeting with its participants; who calls it leads it. Sent twice it is one."""
    before = Meeting.objects.filter(once=once).first()
    if before is not None:
        return before
    try:
        with transaction.atomic():
            made = Meeting.objects.create(title=title, day=day, led_by=by.pk, made=clock.now(), once=once)
    except IntegrityError:  # the other sending was quicker by a moment
        return Meeting.objects.get(once=once)
    for adult in {a.pk for a in adults} | {by.pk}:
        Participant.objects.create(meeting=made, adult_id=adult)
    return made


@transaction.atomic
def put_on(
    meeting: Meeting, student: Person, by: Person, why: str = "", ref: Ref | None = None
) -> AgendaItem:
    """A student onto the agenda; once only, the first reason stands."""
    what = ref or Ref()
    last = meeting.items.aggregate(n=Max("position"))["n"] or 0
    item, _new = AgendaItem.objects.get_or_create(
        meeting=meeting,
        person_id=student.pk,
        defaults={
            "ref_kind": what.kind,
            "ref_id": what.id,
            "why": why.strip()[:300],
            "asked_by": by.pk,
            "position": last + 1,
        },
    )
    return item


@transaction.atomic
def take_off(item: AgendaItem) -> None:
    """Off the agenda, while nothing was decided."""
    if not item.decisions.exists():
        AgendaItem.objects.filter(pk=item.pk, discussed=None).delete()


@transaction.atomic
def decide(
    item: AgendaItem,
    what: str,
    owner: Person,
    due: date,
    by: Person,
    *,
    once: UUID,
    account: int | None = None,
) -> Decision:
    """A decision is a planned step of its owner, so that it comes back on Today. Sent twice it is one."""
    before = Decision.objects.filter(once=once).first()
    if before is not None:
        return before
    step = steps.plan(item.person_id, what, due, owner, None, account)
    now = clock.now()
    made = Decision.objects.create(item=item, follow_up=step, made=now, made_by=by.pk, once=once)
    AgendaItem.objects.filter(pk=item.pk, discussed=None).update(discussed=now)
    return made


@transaction.atomic
def discussed(item: AgendaItem) -> None:
    """Spoken of, nothing decided."""
    AgendaItem.objects.filter(pk=item.pk, discussed=None).update(discussed=clock.now())


@transaction.atomic
def close(meeting: Meeting) -> None:
    """The recap is out: it stands on everybody's Today until it was opened."""
    Meeting.objects.filter(pk=meeting.pk, closed=None).update(closed=clock.now())


@transaction.atomic
def recap_opened(meeting: Meeting, adult_id: int) -> None:
    if meeting.closed is not None:
        meeting.participants.filter(adult_id=adult_id, recap_seen=None).update(recap_seen=clock.now())


@transaction.atomic
def make_group(
    title: str, students: Iterable[Person], by: Person, *, once: UUID, signal: str = "", subject: int = 0
) -> SupportGroup:
    """Students who get help together. `signal`, `subject`: the cause that they share. Sent twice it is one."""
    before = SupportGroup.objects.filter(once=once).first()
    if before is not None:
        return before
    now = clock.now()
    group = SupportGroup.objects.create(
        title=title, from_signal=signal, from_subject=subject, made=now, made_by=by.pk, once=once
    )
    for student in students:
        GroupMember.objects.create(group=group, person_id=student.pk, since=now)
    return group


@transaction.atomic
def rework(group: SupportGroup, title: str, students: Iterable[int], within: Iterable[int]) -> None:
    """Who is in it from now on, among `within` (whom the asker may see); the others stay as they were."""
    now, wanted, mine = clock.now(), set(students), set(within)
    SupportGroup.objects.filter(pk=group.pk).update(title=title)
    standing = set(group.members.filter(until=None).values_list("person_id", flat=True))
    group.members.filter(until=None, person_id__in=(standing & mine) - wanted).update(until=now)
    for person in sorted((wanted & mine) - standing):
        GroupMember.objects.create(group=group, person_id=person, since=now)


@transaction.atomic
def end_group(group: SupportGroup) -> None:
    SupportGroup.objects.filter(pk=group.pk, ended=None).update(ended=clock.now())
