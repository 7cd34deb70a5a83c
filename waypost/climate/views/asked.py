"""What the students say of a lesson: the teacher asks the class, each student taps once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import CARD, Asked, me, page, trying

from ..access import ANSWER_ASKED, OWN_LESSON
from ..queries import asked as queries
from ..services import asked as services
from .common import TEACHERS

STUDENTS = roles(Role.STUDENT)


@page(TEACHERS, purpose="asking a class about a lesson")
@require_POST
def ask(request: Asked, pk: int) -> HttpResponse:
    lesson = OWN_LESSON.get(request.reads, pk=pk)
    if request.POST.get("close"):
        services.close(lesson.asked)
        messages.success(request, _("Closed. The figure is being worked out; it takes a moment."))
    elif trying(request, lambda: services.ask(lesson)) is not None:
        messages.success(request, _("Asked. Your class finds the question on the first page."))
    return redirect("climate:lesson", pk)


@page(STUDENTS, purpose="what I say of a lesson", tier=CARD)
@require_http_methods(["GET", "POST"])
def answer(request: Asked, pk: int) -> HttpResponse:
    """One tap, then back to the first page."""
    asked = ANSWER_ASKED.get(request.reads, pk=pk)
    if request.method == "GET":
        waiting = [q for q in queries.waiting_for(request.reads) if q.asked.pk == pk]
        return render(request, "climate/asked.html", {"asked": waiting})
    level = request.POST.get("level", "")
    kept = trying(
        request, lambda: services.answer(asked, me(request), int(level) if level.isdecimal() else 0)
    )
    if kept:
        messages.success(request, _("Thank you."))
    return redirect("/")
