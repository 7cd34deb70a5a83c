"""Files of responses: send one, look over its columns, watch it come in, take the report of refused rows."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from waypost.trust import files
from waypost.trust.pages import Asked, page
from waypost.web.say import number

from .. import jobs, uploads
from ..access import ADMINISTRATORS, MANAGE_IMPORT
from ..forms import ColumnsForm, UploadForm
from ..responses import FileRefused, taking_back


@page(ADMINISTRATORS, purpose="responses")
@require_http_methods(["GET", "POST"])
def responses(request: Asked) -> HttpResponse:
    """The door for files, and what came in lately."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = uploads.take(
                data["file"],
                data["format"],
                data["source"],
                make_people=data["make_people"],
                by=request.who.account,
            )
        except (files.NotAccepted, FileRefused) as no:
            form.add_error("file", str(no))
        else:
            if row.format != "csv":
                uploads.begin(row, {})
            return redirect("evidence:responses-one", pk=row.pk)
    rows = MANAGE_IMPORT.scoped(
        request.reads, lambda r: r.select_related("source").order_by("-pk")[:30]
    ).listed()
    return render(request, "evidence/responses.html", {"form": form, "rows": rows})


@page(ADMINISTRATORS, purpose="responses")
@require_http_methods(["GET", "POST"])
def one(request: Asked, pk: int) -> HttpResponse:
    """One file: its columns to look over, then how far it is, then its account."""
    row = MANAGE_IMPORT.get(request.reads, pk=pk)
    if row.state != "chosen":
        template = "evidence/parts/import.html" if getattr(request, "htmx", False) else "evidence/import.html"
        return render(request, template, {"row": row})
    if request.method == "POST" and "drop" in request.POST:
        uploads.put_aside(row)
        messages.success(request, _("The file was put aside; nothing of it came in."))
        return redirect("evidence:responses")
    header, first = uploads.look(row)
    form = ColumnsForm(header, request.POST or None, initial=uploads.likely(row, header))
    if request.method == "POST" and form.is_valid():
        uploads.begin(row, form.mapping())
        return redirect("evidence:responses-one", pk=row.pk)
    return render(
        request, "evidence/columns.html", {"row": row, "header": header, "first": first, "form": form}
    )


@page(ADMINISTRATORS, purpose="responses", fresh=True)
@require_http_methods(["GET", "POST"])
def take_back(request: Asked, pk: int) -> HttpResponse:
    """Undo an import: everything it brought in is voided."""
    row = MANAGE_IMPORT.get(request.reads, pk=pk)
    here = reverse("evidence:responses-one", args=[row.pk])
    if request.method == "POST":
        if taking_back.ask(row, by=request.who.account):
            jobs.take_back.enqueue(row.pk)
        return redirect(here)
    if row.state != "done":
        return redirect(here)
    n = row.rows_in
    context = {
        "heading": _("Take back what %(name)s brought in?") % {"name": row.file_name},
        "sentences": [
            ngettext(
                "%(n)s answer will count nowhere any more, and the readings that rest on it are made anew.",
                "%(n)s answers will count nowhere any more, and the readings that rest on them are made anew.",
                n,
            )
            % {"n": number(n)},
            _("Students and skills that the file made stay. You may bring the same file in again."),
        ],
        "action": _("Take them back"),
        "danger": True,
        "cancel_url": here,
    }
    return render(request, "web/confirm.html", context)


@page(ADMINISTRATORS, purpose="responses report")
@require_GET
def report(request: Asked, pk: int) -> HttpResponseBase:
    """The refused rows with line, field and reason."""
    row = MANAGE_IMPORT.get(request.reads, pk=pk)
    place = settings.HOME.make("files") / f"refused-rows-{row.pk}.csv"
    if not row.report or not place.exists():
        raise Http404
    return FileResponse(
        place.open("rb"), as_attachment=True, filename=place.name, content_type="text/csv; charset=utf-8"
    )
