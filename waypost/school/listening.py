"""What this room does by itself when a row of the calendar or of the school is saved, so that no writer can forget it."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save

from . import calendar, changes, clock
from .models import AcademicSession, DayOff, School

#: Fields of the school that move neither a school day nor a zone (the demonstration's clock ticks often).
_QUIET = frozenset({"demo_now", "calendar_version", "set_up_step", "name"})


def listen() -> None:
    """Called once, when the apps are ready."""
    for model in (AcademicSession, DayOff):
        post_save.connect(_calendar_row, sender=model, dispatch_uid=f"school-saved-{model.__name__}")
        post_delete.connect(_calendar_row, sender=model, dispatch_uid=f"school-deleted-{model.__name__}")
    changes.calendar_changed.connect(_calendar_row, dispatch_uid="school-calendar")  # rows written in bulk
    post_save.connect(_school_row, sender=School, dispatch_uid="school-saved")


def _calendar_row(**_: Any) -> None:
    calendar.touch()


def _school_row(update_fields: frozenset[str] | None = None, **_: Any) -> None:
    clock.forget()
    if update_fields is None or not update_fields <= _QUIET:
        calendar.touch()
