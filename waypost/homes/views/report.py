"""The report for the board: kept, printed in three lengths, handed out as data; and the equity page."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.trust.pages import Asked, page

from .. import releases
from ..models import ReportSnapshot
from ..report import equity as figures
from ..report import paper, snapshot, take
from .leader import LEADER


@page(LEADER, purpose="the report for the board")
def reports(request: Asked) -> HttpResponse:
    """The reports that were kept, newest first."""
    context = {"reports": ReportSnapshot.objects.defer("told"), "lengths": _lengths()}
    return render(request, "homes/reports.html", context)


def _lengths() -> list[tuple[str, str]]:
    return [("one", _("One page")), ("four", _("Up to four pages")), ("whole", _("All of it"))]


@page(LEADER, purpose="the report for the board")
@require_POST
def keep(request: Asked) -> HttpResponse:
    snapshot.make(request.reads, request.who.account)
    messages.success(request, _("Kept. It stays as it is, whatever changes from now on."))
    return redirect("homes:reports")


@page(LEADER, purpose="the report for the board")
def printed(request: Asked, pk: int, length: str) -> HttpResponse:
    found = _whole(pk)
    if length not in paper.LENGTHS:
        raise Http404
    response = HttpResponse(paper.pdf(found, length), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="report-{found.digest[:8]}-{length}.pdf"'
    return response


@page(LEADER, purpose="the figures of a report")
def data(request: Asked, pk: int) -> HttpResponse:
    found = _whole(pk)
    response = HttpResponse(take.archive(found), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="report-{found.digest[:8]}.zip"'
    return response


def _whole(pk: int) -> ReportSnapshot:
    """The snapshot, if it is still what it was."""
    found = ReportSnapshot.objects.filter(pk=pk).first()
    if found is None or not snapshot.holds(found):
        raise Http404
    return found


@page(LEADER, purpose="equity of outcomes and attention")
def equity(request: Asked) -> HttpResponse:
    """For whom it works, and who gets attention."""
    cells = releases.current()
    context = {
        "columns": figures.columns(cells),
        "period": releases.period_in_words(),
        "made": max((c.made for c in cells), default=None),
    }
    return render(request, "homes/equity.html", context)
