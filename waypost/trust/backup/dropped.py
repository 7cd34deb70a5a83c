"""What a backup holds and nobody may use again: sessions, codes, tokens, mail on its way, jobs (TRUST 13)."""

from __future__ import annotations

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


@transaction.atomic
def drop() -> int:
    """All of it; how many rows."""
    Account.objects.update(session_epoch=F("session_epoch") + 1)
    return sum(apps.get_model(label)._default_manager.all().delete()[0] for label in TABLES)
