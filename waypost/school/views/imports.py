"""Files in: look at what a roster or attendance file would do, then say yes."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waypost.trust import files
from waypost.trust.pages import Asked, page

from .. import attendance, clock, growth, kept, oneroster
from ..access import MANAGE_IMPORT, MANAGE_PERSON
from ..forms import FileForm
from ..models import Person, RosterImport
from ..oneroster.importing import titles
from .common import ADMINISTRATORS, me, say_refusal

KINDS = ("roster", "attendance", "growth")


@page(ADMINISTRATORS, purpose="imports")
@require_http_methods(["GET", "POST"])
def imports(request: Asked) -> HttpResponse:
    """The doors for files, what came in lately, and leaders that a roster suggests."""
    form = FileForm(request.POST or None, request.FILES or None)
    kind = request.POST.get("kind", "")
    if request.method == "POST" and kind in KINDS and form.is_valid():
        found = _take_in(request, form, kind)
        if found is not None:
            return redirect("school:import", pk=found)
    rows = MANAGE_IMPORT.scoped(request.reads, lambda r: r.order_by("-pk")[:20]).listed()
    context = {
        "forms": {k: form if kind == k else FileForm(auto_id=f"{k}_%s") for k in KINDS},
        "rows": [(row, clock.local(row.made)) for row in rows],
        "now": clock.local(clock.now()),
        "proposals": oneroster.proposals(),
    }
    return render(request, "school/imports.html", context)


def _take_in(request: Asked, form: FileForm, kind: str) -> int | None:
    """Keep an uploaded file and say what it would do; the id of the import, or None with the refusal in the form."""
    upload = form.cleaned_data["file"]
    try:
        taken = files.accept(kind, upload)
    except files.NotAccepted as refusal:
        form.add_error("file", str(refusal))
        return None
    name = str(upload.name)[:255]
    try:
        if kind == "roster":
            return oneroster.preview(taken.path, me(request), file_name=name).import_id
        if kind == "growth":
            return growth.preview(taken.path, me(request), file_name=name).import_id
        return attendance.preview(taken.path, me(request), file_name=name).import_id
    finally:
        taken.path.unlink(missing_ok=True)


@page(ADMINISTRATORS, purpose="import")
@require_GET
def one(request: Asked, pk: int) -> HttpResponse:
    """What a file would do or did: counts, refusals, who would be gone."""
    row = MANAGE_IMPORT.get(request.reads, pk=pk)
    open_ = row.state in kept.WAITING and bool(row.stored_as)
    names = {**titles(), attendance.KIND: _("attendance"), growth.KIND: _("growth percentiles")}
    context = {
        "row": row,
        "counts": [(names.get(name, name), c) for name, c in row.report.get("counts", {}).items() if c],
        "refused": row.report.get("refused", ()),
        "notes": row.report.get("notes", ()),
        "odd": row.report.get("odd", ()),
        "open": open_,
        "standing": growth.can_be_taken_back(row),
        "gone": _gone(request, row) if open_ and row.kind == "oneroster" else [],
        "others_gone": sum(n for name, n in row.report.get("gone", {}).items() if name != "users"),
    }
    return render(request, "school/import.html", context)


def _gone(request: Asked, row: RosterImport) -> list[Person]:
    """The people who are no longer in the file, by name; read from the kept file, as the report holds no names."""
    if not row.report.get("gone", {}).get("users"):
        return []
    found = oneroster.examine(kept.path_of(row), simulator=bool(row.report.get("simulator")))
    keys = found.gone.get("users", [])[:500]
    return MANAGE_PERSON.scoped(
        request.reads, lambda r: r.filter(pk__in=keys).order_by("family_name", "pk")
    ).listed()


@page(ADMINISTRATORS, purpose="import", fresh=True)
@require_POST
def apply(request: Asked, pk: int) -> HttpResponse:
    """The person's yes."""
    row = MANAGE_IMPORT.get(request.reads, pk=pk)
    try:
        if row.kind == "attendance":
            done = attendance.apply(row.pk, me(request)).applied
        elif row.kind == growth.KIND:
            done = growth.apply(row.pk, me(request)).applied
        else:
            report = oneroster.apply(
                row, me(request), bool(request.POST.get("gone")), bool(request.POST.get("odd"))
            )
            done = report.applied
            if report.sentence:
                messages.info(request, report.sentence)
    except ValidationError as error:
        say_refusal(request, error)
    else:
        if done:
            messages.success(request, _("The file was applied."))
        else:
            messages.warning(request, _("Nothing was changed."))
    return redirect("school:import", pk=pk)


@page(ADMINISTRATORS, purpose="import")
@require_POST
def drop(request: Asked, pk: int) -> HttpResponse:
    """The person's no: the file is taken away."""
    row = MANAGE_IMPORT.get(request.reads, pk=pk)
    try:
        kept.drop(row.pk, me(request))
        messages.success(request, _("The file was put aside. Nothing was changed."))
    except ValidationError as error:
        say_refusal(request, error)
    return redirect("school:imports")


@page(ADMINISTRATORS, purpose="import", fresh=True)
@require_POST
def take_back(request: Asked, pk: int) -> HttpResponse:
    """A file of growth percentiles was the wrong one: what it brought in goes."""
    row = MANAGE_IMPORT.get(request.reads, pk=pk)
    try:
        growth.take_back(row.pk, me(request))
        messages.success(request, _("Taken back. What stood before this file holds again."))
    except ValidationError as error:
        say_refusal(request, error)
    return redirect("school:import", pk=pk)


@page(ADMINISTRATORS, purpose="imports", fresh=True)
@require_POST
def lead(request: Asked, person: int, organization: int) -> HttpResponse:
    """A principal of the roster becomes leader of that school."""
    for proposal in oneroster.proposals():
        if (proposal.person, proposal.organization) == (person, organization):
            oneroster.accept(proposal, me(request))
            messages.success(request, _("The role holds from now on."))
            return redirect("school:imports")
    raise Http404
