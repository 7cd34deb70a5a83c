"""Take emergency access to one student's record, and review it (TRUST 11).

For those who work with students anyway: administrators never see contents, not even so.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from waypost.trust import audit, outbox
from waypost.trust.access import Who
from waypost.trust.emergency import LENGTH
from waypost.trust.models import Account, EmergencyAccess, EmergencyReason, Role
from waypost.trust.refusal import Refused
from waypost.trust.who import accounts_with, who_is

from . import calendar, clock
from .grounds import visible
from .models import Person

TAKERS = (Role.TEACHER, Role.COUNSELLOR, Role.LEADER)
REVIEWERS = (Role.LEADER, Role.SAFEGUARDING)
MAIL = "emergency"
FEWEST = 10  # letters of a reason in one's own words


@transaction.atomic
def take(who: Who, student: Person, reason: str, words: str) -> EmergencyAccess:
    """One student, one hour, from now. Leaders and safeguarding are told at once."""
    if who.account is None or who.viewing_as is not None or not who.has(*TAKERS):
        raise Refused(_("Emergency access is for those who work with students."))
    if student.kind != "student" or not student.active or student.merged_into_id is not None:
        raise Refused(_("This isn't a student of the school."))
    if visible(who).filter(pk=student.pk).exists():
        raise Refused(_("You see this student anyway."))
    if reason not in EmergencyReason.values:
        raise Refused(_("Choose what has happened."))
    if len(words.strip()) < FEWEST:
        raise Refused(_("Say in a few words what has happened: whoever reviews it reads that."))
    now = clock.wall()
    open_already = EmergencyAccess.objects.filter(account_id=who.account or 0, until__gt=now).first()
    if open_already is not None and open_already.person_id != student.pk:
        raise Refused(_("You have one open already. One student at a time."))
    if open_already is not None:
        return open_already
    made = EmergencyAccess.objects.create(
        account_id=who.account, person_id=student.pk, reason=reason, words=words.strip()[:300], taken=clock.now(),
        until=now + LENGTH, review_due=calendar.next_school_day(clock.today()),
    )  # fmt: skip
    audit.act(
        "emergency.take", actor_id=who.account, object_kind="person", object_id=student.pk,
        detail={"emergency": made.pk, "reason": reason},
    )  # fmt: skip
    for account in accounts_with(*REVIEWERS):
        if may_review(who_is(account), made):
            outbox.put(account.pk, MAIL, made.pk, urgent=True)
    return made


def named(students: QuerySet[Person], words: str) -> QuerySet[Person]:
    """Students whose name holds each of the words."""
    for word in words.split():
        students = students.filter(
            Q(given_name__icontains=word) | Q(family_name__icontains=word) | Q(preferred_name__icontains=word)
        )
    return students.order_by("family_name", "given_name")


def end(who: Who) -> None:
    """Done sooner than the hour."""
    rows = EmergencyAccess.objects.filter(account_id=who.account or 0, until__gt=clock.wall())
    for row in rows:
        with transaction.atomic():
            EmergencyAccess.objects.filter(pk=row.pk).update(until=clock.wall())
            audit.act("emergency.end", actor_id=who.account, object_kind="emergency", object_id=row.pk)


def may_review(who: Who, taken: EmergencyAccess) -> bool:
    """Safeguarding, and leaders of the student's school; nobody one's own."""
    if who.account is None or who.account == taken.account_id or who.viewing_as is not None:
        return False
    if who.has(Role.SAFEGUARDING):
        return True
    return who.has(Role.LEADER) and visible(who).filter(pk=taken.person_id).exists()


def to_review(who: Who) -> list[EmergencyAccess]:
    """What waits for this person's word, the longest first."""
    if not who.has(*REVIEWERS):
        return []
    waiting: QuerySet[EmergencyAccess] = EmergencyAccess.objects.filter(reviewed=None).order_by("pk")
    return [row for row in waiting if may_review(who, row)]


@transaction.atomic
def review(who: Who, taken: EmergencyAccess, *, right: bool, said: str) -> None:
    """Was it right? Said once. If not, it ends at once, too."""
    if not may_review(who, taken):
        raise Refused(_("Somebody else has to review this."))
    if not right and not said.strip():
        raise Refused(_("Say what wasn't right."))
    rows = EmergencyAccess.objects.filter(pk=taken.pk, reviewed=None)
    if rows.update(reviewed=clock.now(), reviewed_by=who.account, right=right, said=said.strip()[:300]):
        if not right:
            EmergencyAccess.objects.filter(pk=taken.pk, until__gt=clock.wall()).update(until=clock.wall())
        audit.act(
            "emergency.review",
            actor_id=who.account,
            object_kind="emergency",
            object_id=taken.pk,
            detail={"right": right},
        )


@outbox.kind(MAIL)
def _still_waits(account: Account, pk: int) -> bool:
    row = EmergencyAccess.objects.filter(pk=pk, reviewed=None).first()
    return row is not None and may_review(who_is(account), row)
