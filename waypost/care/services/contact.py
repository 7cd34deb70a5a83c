"""A real contact of any kind: it goes into evidence, keeps what one has, and closes the check-in that was due
and the wish to talk of which this adult was told."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from waypost.school import clock
from waypost.school.models import Person

from .. import talks
from ..models import CheckIn, Taking
from . import talk


def note(student: Person, by: Person, when: datetime, *, besides: int | None = None) -> UUID:
    """Inside the caller's transaction. `besides`: a check-in that the caller closes itself. Returns the statement's id."""
    made = talks.record(student, by, when)
    talk.talked(student.pk, by.pk)
    day = clock.local(when).date()
    Taking.objects.filter(person_id=student.pk, adult_id=by.pk, ended=None).update(touched=clock.now())
    due = CheckIn.objects.filter(
        person_id=student.pk, adult_id=by.pk, held=None, called_off=None, planned__lte=day
    ).exclude(pk=besides or 0)
    due.update(held=when, statement_id=made)
    return made
