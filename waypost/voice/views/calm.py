"""Weeks of exams: the leader says in which weeks nobody is asked anything."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, page

from ..calm import monday_of
from ..models import ExamWeek
from ..services import calm as services

WEEKS = 20


@page(roles(Role.LEADER, Role.ADMINISTRATOR), purpose="weeks of exams")
def exam_weeks(request: Asked) -> HttpResponse:
    first = monday_of(clock.today())
    weeks = [first + timedelta(weeks=n) for n in range(WEEKS)]
    if request.method == "POST":
        chosen = [w for w in weeks if w.isoformat() in request.POST.getlist("week")]
        services.set_exam_weeks(weeks, chosen, by=request.who.account)
        messages.success(request, _("Kept. Nobody is asked anything in these weeks."))
        return redirect("voice:exam_weeks")
    held: set[date] = set(ExamWeek.objects.filter(monday__in=weeks).values_list("monday", flat=True))
    return render(request, "voice/exam_weeks.html", {"weeks": [(w, w in held) for w in weeks]})
