"""One student, for the adults who work with them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from waypost.care.panels import students as care
from waypost.care.queries import kept
from waypost.climate import panels as climate
from waypost.community import panels as community
from waypost.learning.panels import for_student_page
from waypost.readings import queries as readings
from waypost.recognition import panels as recognition
from waypost.school import clock
from waypost.school.access import SEE_STUDENT
from waypost.school.models import Person
from waypost.skills.models import Skill
from waypost.trust import remember
from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, page
from waypost.voice.panels import pulse
from waypost.web.export import Column, export_csv

from .. import student as composed
from ..asof import asked_day
from ..exporting import columns_of

WITH_STUDENTS = roles(Role.TEACHER, Role.COUNSELLOR, Role.LEADER)


@page(WITH_STUDENTS, purpose="student")
def student(request: Asked, pk: int) -> HttpResponse:
    person = SEE_STUDENT.get(request.reads, pk=pk)
    day = asked_day(request)
    with remember.about(person.pk):
        context = {
            "page": composed.gather(request.reads, person, as_of=day),
            "said": kept.beside(request.reads, person.pk),  # printed wherever the part is shown, on any day
            "today": clock.today(),
            "as_of": day,
            "as_of_back": request.path,
            **(_beside(request, person) if day is None else {}),
        }
    return render(request, "homes/student.html", context)


def _beside(request: Asked, person: Person) -> dict[str, Any]:
    """What other rooms tell: as it is today, so beside the readings of a past day it isn't shown (TRUST 18)."""
    return {
        "learning": for_student_page(request.reads, person),
        "recognition": recognition.for_student_page(request.reads, person),
        "pulse": pulse.for_student_page(request.reads, person),
        "care": care.for_student_page(request.reads, person),
        "community": community.for_student(request.reads, person),
        "climate": climate.alone_of(request.reads, person),
    }


@page(WITH_STUDENTS, purpose="student export")
def export(request: Asked, pk: int) -> HttpResponseBase:
    """Every reading of the page, as a table."""
    person = SEE_STUDENT.get(request.reads, pk=pk)
    found = readings.readings_of(request.reads, person.pk, as_of=asked_day(request))
    titles = dict(Skill.objects.filter(pk__in={r.subject for r in found}).values_list("pk", "title"))
    said = kept.in_exports(request.reads, [person.pk], "skills").get(person.pk, "")
    columns = [
        Column(_("student"), lambda r: person.name),
        Column(_("measure"), lambda r: r.measure),
        Column(_("subject"), lambda r: titles.get(r.subject, "")),
        *columns_of(lambda r: r),
        Column(_("what is said about it"), lambda r: said),
    ]
    return export_csv(f"{person.name}.csv", columns, found)
