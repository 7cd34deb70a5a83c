"""What a student takes along: chosen by the student, packed now, kept nowhere."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from waypost.school import clock
from waypost.school.access import SEE_STUDENT
from waypost.trust.pages import Asked, me, page

from .. import portfolio as folder
from .. import queries, taken
from . import STUDENTS

WORDS = 1000


@page(STUDENTS, purpose="my portfolio")
def portfolio(request: Asked) -> HttpResponse:
    """Choose, and take the folder along."""
    person = SEE_STUDENT.get(request.reads, pk=me(request))
    celebrations = [c for c in queries.celebrations_of(request.reads, person.pk) if c.mine]
    certificates = queries.certificates_of(request.reads, person.pk)
    own = taken.of(request.reads, person.pk)
    if request.method != "POST":
        context = {
            "celebrations": celebrations,
            "certificates": certificates,
            "own": own,
            "today": clock.today(),
        }
        return render(request, "recognition/portfolio.html", context)
    said, sheets = set(request.POST.getlist("celebration")), set(request.POST.getlist("certificate"))
    keys = set(request.POST.getlist("own"))
    packed = folder.pack(
        person,
        request.POST.get("words", "").strip()[:WORDS],
        [c for c in celebrations if str(c.row.pk) in said],
        [c for c in certificates if str(c.pk) in sheets],
        request.build_absolute_uri("/").rstrip("/"),
        taken.Taken([g for g in own.goals if g.key in keys], [w for w in own.work if w.key in keys]),
    )
    response = HttpResponse(packed, content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="portfolio.zip"'
    return response
