"""The day that a page is asked for: readings move, rights never do (TRUST 18)."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from waypost.school import clock


def asked_day(request: HttpRequest) -> date | None:
    """`?as_of=2026-10-12`, when it is a day before today; else None (now)."""
    try:
        day = date.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        return None
    return day if day < clock.today() else None
