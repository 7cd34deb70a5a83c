"""Classes: the list, and one class by its skills."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from waypost.care.queries import kept
from waypost.climate import panels as climate
from waypost.learning.panels import for_class
from waypost.readings import queries as readings
from waypost.school import clock
from waypost.school import queries as school
from waypost.school.access import ISSUE_CARD, SEE_CLASS
from waypost.school.models import Class, Person
from waypost.trust import remember
from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, page
from waypost.voice.panels import heard
from waypost.web.export import Column, export_csv

from .. import classes as composed
from ..asof import asked_day
from ..exporting import columns_of
from ..people import me

TEACHING = roles(Role.TEACHER, Role.COUNSELLOR, Role.LEADER)


@page(TEACHING, purpose="classes")
def classes(request: Asked) -> HttpResponse:
    """My classes first, then the others that I may see."""
    seen = SEE_CLASS.scoped(request.reads, lambda rows: rows.filter(active=True).order_by("title")).listed()
    own = {c.pk for c in school.classes_of_teacher(me(request))} if request.who.person else set()
    return render(
        request,
        "homes/classes.html",
        {"own": [c for c in seen if c.pk in own], "others": [c for c in seen if c.pk not in own]},
    )


@page(TEACHING, purpose="class")
def klass(request: Asked, pk: int) -> HttpResponse:
    """One class by its skills."""
    found = SEE_CLASS.get(request.reads, pk=pk)
    day = asked_day(request)
    sort = "need" if request.GET.get("sort") == "need" else "name"
    with remember.about(*(s.pk for s in school.students_of_class(found))):
        gathered = composed.gather(request.reads, found, as_of=day, sort=sort)
        context = {
            "page": gathered,
            "headline": composed.headline(gathered),
            "grid": composed.table(gathered),
            "today": clock.today(),
            "as_of": day,
            "as_of_back": request.path,
            **(_beside(request, found, gathered.students) if day is None else {}),
        }
    return render(request, "homes/class.html", context)


def _beside(request: Asked, found: Class, students: Sequence[Person]) -> dict[str, Any]:
    """What is told and done today: not beside the readings of a past day (TRUST 18)."""
    ids = [s.pk for s in students]
    return {
        "hard_items": readings.hard_items(request.reads, ids),
        "learning": for_class(request.reads, found),
        "heard": heard.for_class(request.reads, found),
        "may_look": climate.may_look(request.who, found),
        "may_issue": ISSUE_CARD.rows(request.who).filter(pk__in=ids).exists(),
    }


@page(TEACHING, purpose="class export")
def export(request: Asked, pk: int) -> HttpResponseBase:
    """Exactly what the page shows, one line a student and skill."""
    found = SEE_CLASS.get(request.reads, pk=pk)
    gathered = composed.gather(request.reads, found, as_of=asked_day(request))
    rows = (
        (s, k, r)
        for s in gathered.students
        for k in gathered.skills
        if (r := gathered.cells.get((s.pk, k.pk))) is not None
    )
    said = kept.in_exports(request.reads, [s.pk for s in gathered.students], "skills")
    columns = [
        Column(_("student"), lambda row: row[0].name),
        Column(_("skill"), lambda row: row[1].title),
        *columns_of(lambda row: row[2]),
        Column(_("what is said about it"), lambda row: said.get(row[0].pk, "")),
    ]
    return export_csv(f"{found.title}.csv", columns, rows)
