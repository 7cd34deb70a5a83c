"""Write, look, report. Nothing is edited or deleted, and a limit asks instead of dropping (TRUST 24, 28)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.trust import audit, outbox, safeguarding
from waypost.trust.files import MB, Accepted
from waypost.trust.models import Role
from waypost.trust.who import accounts_with

from .. import relations
from ..models import Message, Report, Seen, Thread
from ..relations import Ends
from .talk import Refused

MANY = 10  # messages of one writer in a thread in a day without an answer: then we ask
QUOTA = 100 * MB  # of pictures, a writer


@transaction.atomic
def open_thread(ends: Ends) -> Thread:
    """The one thread of these two about this student; made when somebody first writes."""
    if not relations.holds(ends):
        raise Refused(_("These two can't write to each other here."))
    thread, _new = Thread.objects.get_or_create(
        student_id=ends.student, other_id=ends.other, adult_id=ends.adult, defaults={"made": clock.now()}
    )
    return thread


def is_much(thread: Thread, writer: int) -> bool:
    """Has this person written a lot today, and nobody has answered? Then the page asks whether to send more."""
    since = clock.now() - timedelta(hours=24)
    latest = list(
        thread.messages.filter(at__gt=since).order_by("-at", "-pk").values_list("writer_id", flat=True)[:MANY]
    )
    return len(latest) == MANY and set(latest) == {writer}


def write(
    ends: Ends, writer: int, words: str, *, language: str, once: UUID, picture: Accepted | None = None
) -> Message:
    """Send it. `picture` has passed `trust.files` and is taken away here. Sent twice it is one message.

    Raises Refused when the two aren't joined any more, or while nobody would read a call for help (TRUST 3).
    """
    name = ""
    try:
        before = Message.objects.filter(once=once, writer_id=writer).first()
        if before is not None:
            return before
        ready = safeguarding.ready()
        if not ready:
            raise Refused(ready.reason)
        if writer not in (writers := relations.writers(ends)):
            raise Refused(_("These two can't write to each other here."))
        if picture is not None:
            _within_quota(writer, picture.size)
            name = _kept(picture)
        with transaction.atomic():
            thread = open_thread(ends)
            sent = Message.objects.create(
                thread=thread, writer_id=writer, words=words.strip(), language=language, picture=name,
                picture_bytes=picture.size if picture else 0, at=clock.now(), once=once,
            )  # fmt: skip
            _look(thread, writer, sent.pk)
            for reader in sorted(writers - {writer}):
                outbox.put_for_person(reader, "message", thread.pk)
            if writer == ends.student:
                safeguarding.look_at(words)
        return sent
    except BaseException as error:
        if name:
            default_storage.delete(name)
        twin = Message.objects.filter(once=once, writer_id=writer).first()
        if isinstance(error, IntegrityError) and twin is not None:
            return twin
        raise
    finally:
        if picture is not None:
            picture.path.unlink(missing_ok=True)


def _within_quota(writer: int, size: int) -> None:
    used = Message.objects.filter(writer_id=writer).aggregate(n=Sum("picture_bytes"))["n"] or 0
    if used + size > QUOTA:
        raise Refused(_("There is no room for more pictures here. Please send it without one."))


def _kept(picture: Accepted) -> str:
    with picture.path.open("rb") as file:
        return default_storage.save(f"messages/{secrets.token_hex(16)}.{picture.type}", File(file))


@transaction.atomic
def looked(thread: Thread, person: int) -> None:
    """This person has read the thread to its end."""
    last = thread.messages.order_by("-pk").values_list("pk", flat=True).first()
    if last is not None:
        _look(thread, person, last)


def _look(thread: Thread, person: int, last: int) -> None:
    Seen.objects.update_or_create(
        thread=thread, person_id=person, defaults={"last_id": last, "at": clock.now()}
    )


@transaction.atomic
def report(thread: Thread, by: int, reason: str) -> Report:
    """Ask safeguarding to look. The thread stays as it is; the other one isn't told."""
    made, new = Report.objects.get_or_create(
        thread=thread, person_id=by, closed=None, defaults={"reason": reason.strip()[:600], "at": clock.now()}
    )
    if new:
        for account in accounts_with(Role.SAFEGUARDING).exclude(
            person_id__in=[thread.adult_id, thread.other_id, thread.student_id]
        ):
            outbox.put(account.pk, "report", made.pk, urgent=True)
    return made


@transaction.atomic
def look_into(thread: Thread, account: int) -> None:
    """Safeguarding reads a reported thread: each look is an act, with the report that opened it."""
    reports = list(thread.reports.order_by("pk").values_list("pk", flat=True))
    audit.act(
        "thread.open",
        actor_id=account,
        object_kind="thread",
        object_id=thread.pk,
        detail={"reports": reports},
    )


@transaction.atomic
def close_report(made: Report, by: int, outcome: str) -> None:
    """Looked at; what came of it."""
    Report.objects.filter(pk=made.pk, closed=None).update(
        closed=clock.now(), closed_by=by, outcome=outcome.strip()[:600]
    )
