"""Who worked together: noted by the teacher on the day, told to home adult and counsellor as one sentence."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.school.access import SEE_STUDENT
from waypost.school.queries import students_of_class
from waypost.trust.pages import Asked, page, trying

from ..access import OWN_LESSON
from ..models import Group, Lesson
from ..queries import lessons
from ..queries import together as queries
from ..services import together as services
from ..together import LESSONS_NEEDED
from .common import STAFF, TEACHERS

MOST_GROUPS = 12


@page(TEACHERS, purpose="who worked together, on the day")
def note(request: Asked, pk: int) -> HttpResponse:
    """First names on the left, the number of the group on the right. Afterwards it is not shown again."""
    lesson: Lesson = OWN_LESSON.get(request.reads, pk=pk)
    today = lesson.day == clock.today()
    ids = [p.pk for p in students_of_class(lesson.class_id)]
    students = SEE_STUDENT.scoped(
        request.reads, lambda rows: rows.filter(pk__in=ids).order_by("given_name", "family_name", "pk")
    ).listed()
    if request.method == "POST":
        sent = {p.pk: request.POST.get(f"group-{p.pk}", "") for p in students}
        groups = {p: int(n) for p, n in sent.items() if n.isdecimal() and int(n) <= MOST_GROUPS}
        trying(request, lambda: services.note(lesson, groups))
        if today:
            messages.success(request, _("Noted. This list is not shown again after today."))
        return redirect("climate:lesson", pk)
    noted = dict(Group.objects.filter(lesson=lesson).values_list("person_id", "number")) if today else {}
    context = {
        "lesson": lesson,
        "klass": lessons.class_title(lesson),
        "today": today,
        "lines": [(p, noted.get(p.pk)) for p in students],
        "numbers": range(1, MOST_GROUPS + 1),
    }
    return render(request, "climate/together.html", context)


@page(STAFF, purpose="who was not seen working with others")
def not_with_others(request: Asked) -> HttpResponse:
    """For the home adult and the counsellor: whom nobody saw working with others this term."""
    context = {
        "may": queries.may_read(request.reads),
        "findings": queries.findings(request.reads),
        "needed": LESSONS_NEEDED,
    }
    return render(request, "climate/not_with_others.html", context)
