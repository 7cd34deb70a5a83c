"""When this room may ask at all: never in a week of exams, and never where two people for safeguarding are missing (TRUST 3).

Pulses and surveys ask here first; each has its own budget besides.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings

from waypost.school import calendar
from waypost.trust.models import Role
from waypost.trust.who import accounts_with

from .models import ExamWeek

SAFEGUARDING = 2  # people, so that nobody's call for help waits for one


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def safeguarded() -> bool:
    """Are there two people for safeguarding? (A demonstration has made-up children.)"""
    return bool(settings.DEMO) or accounts_with(Role.SAFEGUARDING).count() >= SAFEGUARDING


def is_exam_week(day: date) -> bool:
    return ExamWeek.objects.filter(monday=monday_of(day)).exists()


def may_ask(day: date) -> bool:
    """May anybody be asked anything on this day?"""
    return calendar.is_school_day(day) and not is_exam_week(day) and safeguarded()
