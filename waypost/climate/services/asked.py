"""The class is asked about a lesson; students answer once; at the close one figure is let out and the answers go."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from waypost.school import asking, calendar, clock
from waypost.trust import safeguarding

from ..foci import LEVELS
from ..models import Asked, Lesson, SaidOfLesson
from . import Refused

RECENT = timedelta(days=3)  # afterwards nobody remembers the lesson


@transaction.atomic
def ask(lesson: Lesson) -> Asked:
    """Put the question to the class until the end of the next school day. Asked twice it is one."""
    before = Asked.objects.filter(lesson=lesson).first()
    if before is not None:
        return before
    today = clock.today()
    if not lesson.day <= today <= lesson.day + RECENT:
        raise Refused(_("Ask on the day of the lesson or within three days after it."))
    ready = safeguarding.ready()
    if not ready:
        raise Refused(ready.reason)
    if not asking.may_ask(today):
        raise Refused(_("Nobody is asked today. Ask after another lesson."))
    try:
        with transaction.atomic():
            return Asked.objects.create(
                lesson=lesson, class_id=lesson.class_id, monday=today - timedelta(days=today.weekday()),
                opened=clock.now(), closes_on=calendar.next_school_day(today),
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("This class was asked about a lesson this week already.")) from None


@transaction.atomic
def answer(asked: Asked, person_id: int, level: int) -> bool:
    """One tap. False: this student had answered, or it is closed."""
    if level not in LEVELS:
        raise Refused(_("Choose one of the four."))
    held = Asked.objects.select_for_update().get(pk=asked.pk)
    if held.closed is not None or held.closes_on < clock.today():
        return False
    _row, new = SaidOfLesson.objects.get_or_create(asked=held, person_id=person_id, defaults={"level": level})
    return new


@transaction.atomic
def close(asked: Asked) -> None:
    """Nobody answers any more; the worker lets the figure out."""
    from ..jobs import work_out

    if Asked.objects.filter(pk=asked.pk, closed=None).update(closed=clock.now()):
        transaction.on_commit(lambda: work_out.enqueue(asked.pk))
