"""What a backup holds and nobody may use again: sessions, codes, tokens, mail on its way, jobs (TRUST 13)."""

from __future__ import annotations

from collections.abc import Callable

from django.apps import apps
from django.db import transaction
from django.db.models import F

from ..models import Account

TABLES = (
    "sessions.Session",
    "usersessions.UserSession",
    "socialaccount.SocialToken",
    "trust.OneTimeCode",
    "trust.Outgoing",
    "django_tasks_database.DBTaskResult",
    "care.CalendarFeed",
    "voice.KioskDevice",
    "voice.Kiosk",
)


_rooms: list[Callable[[], object]] = []


def put_right(room: Callable[[], object]) -> Callable[[], object]:
    """Register what a room puts right of its own when a backup was put back, and its ledger replayed."""
    _rooms.append(room)
    return room


def drop() -> int:
    """All of it; how many rows."""
    with transaction.atomic():
        Account.objects.update(session_epoch=F("session_epoch") + 1)
        gone = sum(apps.get_model(label)._default_manager.all().delete()[0] for label in TABLES)
    for room in _rooms:
        room()
    return gone
