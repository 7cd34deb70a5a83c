"""A file of responses alone: where a school has no roster yet, it makes its own people and classes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from waypost.evidence import uploads
from waypost.evidence.forms import ColumnsForm
from waypost.evidence.models import ResponseImport
from waypost.evidence.responses import FileRefused
from waypost.trust import files
from waypost.trust.pages import Asked

from . import services
from .forms import ResponsesForm


def waiting() -> ResponseImport | None:
    """The file that was sent in this walk and whose columns nobody has looked over yet."""
    chosen = ResponseImport.objects.select_related("source").filter(state="chosen", made_by=None)
    return chosen.order_by("-pk").first()


def reading() -> ResponseImport | None:
    """The file that is being read just now."""
    return ResponseImport.objects.filter(state="running").order_by("-pk").first()


def take(form: ResponsesForm) -> str:
    """Keep the file; where its columns are known by the kind of file, begin. The step that comes next, "" on a refusal."""
    told = form.cleaned_data
    try:
        row = uploads.take(told["file"], told["format"], None, make_people=True, by=None)
    except (files.NotAccepted, FileRefused) as no:
        form.add_error("file", str(no))
        return ""
    if row.format == "csv":
        return "setup:columns"
    uploads.begin(row, {})
    services.reach("source")
    return "setup:source"


def columns(request: Asked, row: ResponseImport) -> tuple[HttpResponse | None, dict[str, object]]:
    """The answer where the columns were told, else what the page shows."""
    if "drop" in request.POST:
        uploads.put_aside(row)
        messages.success(request, _("The file was put aside; nothing of it came in."))
        return redirect("setup:roster"), {}
    header, first = uploads.look(row)
    form = ColumnsForm(header, request.POST or None, initial=uploads.likely(row, header))
    if request.method == "POST" and form.is_valid():
        uploads.begin(row, form.mapping())
        services.reach("source")
        return redirect("setup:source"), {}
    return None, {"row": row, "header": header, "first": first, "form": form}
