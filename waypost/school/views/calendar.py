"""School days: terms, days off, the weekly habit and the time zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from waypost.trust.models import Account
from waypost.trust.pages import Asked, page

from .. import calendar as days
from .. import clock, services
from ..forms import DaysOffForm, HabitsForm, TermForm
from ..models import AcademicSession, DayOff, School
from .common import ADMINISTRATORS, me, say_refusal


@page(ADMINISTRATORS, purpose="school days")
@require_http_methods(["GET", "POST"])
def calendar(request: Asked) -> HttpResponse:
    """All of it on one page; each form is an action of its own."""
    school = School.objects.first()
    what = request.POST.get("what", "")
    shown: dict[str, forms.Form] = {
        "term": TermForm(auto_id="term_%s"),
        "off": DaysOffForm(auto_id="off_%s"),
        "habits": HabitsForm(auto_id="habits_%s", initial=_habits(school)),
    }
    if request.method == "POST" and _act(request, what, shown):
        return redirect("school:calendar")
    today = clock.today()
    context = {
        "terms": AcademicSession.objects.filter(active=True).order_by("start", "-end"),
        "off": DayOff.objects.filter(day__gte=today).order_by("day")[:200],
        "past": DayOff.objects.filter(day__lt=today).count(),
        "forms": shown,
        "today": today,
        "next": days.next_school_day(today),
        "is_school_day": days.is_school_day(today),
        "count": len(days.school_days()) if days.terms() else None,
    }
    return render(request, "school/calendar.html", context)


def _habits(school: School | None) -> dict[str, Any]:
    if school is None:
        return {"weekdays": [0, 1, 2, 3, 4], "time_zone": "UTC"}
    return {
        "weekdays": [n for n, mark in enumerate(school.weekdays) if mark == "1"],
        "time_zone": school.time_zone,
    }


def _act(request: Asked, what: str, shown: dict[str, forms.Form]) -> bool:
    """Do what a form asks; True when it was done. A form with something to mend takes its place on the page."""
    try:
        if what == "remove":
            services.remove_day_off(date.fromisoformat(request.POST.get("day", "")), me(request))
        elif what == "end":
            services.end_term(
                get_object_or_404(AcademicSession, pk=request.POST.get("term") or 0), me(request)
            )
        elif what in shown:
            bound = type(shown[what])(request.POST, auto_id=f"{what}_%s")
            shown[what] = bound
            if not bound.is_valid():
                return False
            _ACTIONS[what](bound, me(request))
        else:
            return False
    except ValidationError as error:
        if what in shown:
            shown[what].add_error(None, error)
        else:
            say_refusal(request, error)
        return False
    except ValueError:
        return False
    messages.success(request, _("Saved. The readings follow."))
    return True


def _term(form: Any, by: Account) -> None:
    data = form.cleaned_data
    services.save_term(data["title"], data["kind"], data["start"], data["end"], by)


def _off(form: Any, by: Account) -> None:
    data = form.cleaned_data
    services.set_days_off(
        data["first"], data["last"] or data["first"], data["title"], by, school=data["school"]
    )


def _habit(form: Any, by: Account) -> None:
    services.set_habits(form.habit(), form.cleaned_data["time_zone"], by)


_ACTIONS: dict[str, Callable[[Any, Account], None]] = {"term": _term, "off": _off, "habits": _habit}
