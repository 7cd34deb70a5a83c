"""Screens: made, ended; the token is told once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from waypost.school import clock
from waypost.school.models import AcademicSession

from ..models import Display

LONGEST = timedelta(days=365)


@transaction.atomic
def make(title: str, class_id: int | None, *, by: int, once: UUID) -> tuple[Display, str]:
    """A new screen and its token; sent twice it is one, and the token isn't told again ("")."""
    before = Display.objects.filter(once=once).first()
    if before is not None:
        return before, ""
    token = secrets.token_urlsafe(24)  # 192 bits
    made = Display.objects.create(
        title=title, class_id=class_id, digest=digest(token), made=clock.now(), made_by=by, until=_until(), once=once
    )  # fmt: skip
    return made, token


@transaction.atomic
def end(display: Display) -> None:
    """The screen goes blank at its next look, in half a minute at most."""
    Display.objects.filter(pk=display.pk, ended=None).update(ended=clock.now())


def living(token: str) -> Display | None:
    return Display.objects.filter(digest=digest(token), ended=None, until__gte=clock.today()).first()


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _until() -> date:
    """The end of the school year that goes on, else a year."""
    today = clock.today()
    year = AcademicSession.objects.filter(kind="schoolYear", start__lte=today, end__gte=today).order_by("end")
    found = year.values_list("end", flat=True).first()
    return min(found or today + LONGEST, today + LONGEST)
