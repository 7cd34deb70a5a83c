"""Why this room sends mail, and whether it still holds when the mail goes out (TRUST 10, 26); and when it may go at all."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy

from waypost.school.models import Person
from waypost.school.queries import children_of
from waypost.trust import outbox
from waypost.trust.models import Account
from waypost.trust.who import who_is

from . import hours
from .access import ANSWER_TALK, READ_REPORTED, READ_THREAD, SEE_CONCERN, SEE_HOME_WORD, SEE_TALK_BOOKED
from .models import Report, Seen, WeekTold
from .models.safeguarding import Step


def register() -> None:
    """Said once, when the apps are ready."""
    outbox.install(quiet_until=quiet_until, address_of=address_of)
    outbox.kind("talk")(talk_waits)
    outbox.kind("concern")(concern_waits)
    outbox.kind("message")(message_waits)
    outbox.kind("report")(report_waits)
    outbox.kind("home")(home_waits)
    outbox.kind("booked")(booking_waits)
    outbox.kind("week", alone=gettext_lazy("the week at school"))(week_waits)


def quiet_until(moment: datetime) -> datetime:
    """Mail goes out in school hours; what is written in the evening goes in the morning."""
    return hours.next_opening(moment)


def address_of(account: Account) -> str:
    """The account's own address, else the roster's; a student gets no mail."""
    if account.person_id is None:
        return account.email
    person = Person.objects.filter(pk=account.person_id).values_list("kind", "email").first()
    if person is None or person[0] == "student":
        return ""
    return account.email or person[1]


def talk_waits(account: Account, request: int) -> bool:
    return ANSWER_TALK.rows(who_is(account)).filter(pk=request, read_at=None, ended=None).exists()


def concern_waits(account: Account, concern: int) -> bool:
    found = SEE_CONCERN.rows(who_is(account)).filter(pk=concern).first()
    return found is not None and not found.steps.filter(kind__in=[Step.TAKEN, Step.CLOSED]).exists()


def message_waits(account: Account, thread: int) -> bool:
    """Unread, and the two are still joined."""
    found = READ_THREAD.rows(who_is(account)).filter(pk=thread).first()
    if found is None or account.person_id is None:
        return False
    last = found.messages.order_by("-pk").values_list("pk", flat=True).first() or 0
    seen = (
        Seen.objects.filter(thread=found, person_id=account.person_id)
        .values_list("last_id", flat=True)
        .first()
    )
    return last > (seen or 0)


def report_waits(account: Account, report: int) -> bool:
    made = Report.objects.filter(pk=report, closed=None).first()
    return made is not None and READ_REPORTED.rows(who_is(account)).filter(pk=made.thread_id).exists()


def home_waits(account: Account, word: int) -> bool:
    """For the school until it is answered, for the guardian from then on."""
    found = SEE_HOME_WORD.rows(who_is(account)).filter(pk=word).first()
    return found is not None and (found.answered is not None) == (found.guardian_id == account.person_id)


def booking_waits(account: Account, booked: int) -> bool:
    """Taken, for the adult; called off, for the one who didn't do it. As long as both may meet."""
    found = SEE_TALK_BOOKED.rows(who_is(account)).filter(pk=booked).select_related("time").first()
    if found is None:
        return False
    if found.called_off is None:
        return bool(found.time.adult_id == account.person_id)
    return bool(found.called_off_by != account.person_id)


def week_waits(account: Account, monday: int) -> bool:
    """Not opened yet, and the guardian may still see a child."""
    guardian = account.person_id or 0
    opened = WeekTold.objects.filter(guardian_id=guardian, monday=date.fromordinal(monday)).exclude(
        opened=None
    )
    return not opened.exists() and bool(children_of(guardian))
