"""Pages of skills: the trees, one skill, a file coming in, and what counts for which skill."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waypost.trust.access import SIGNED_IN, STAFF_ONLY
from waypost.trust.pages import Asked, page
from waypost.web.export import Column, export_csv

from . import importing, queries, services, uses
from .access import EDIT, EDIT_ALIGNMENT, EDITORS, SEE_ALIGNMENT, SEE_SKILL
from .forms import AlignForm, FileForm, RuleForm
from .models import Relation


@page(SIGNED_IN, purpose="skills")
def tree(request: Asked) -> HttpResponse:
    staff = request.who.is_staff
    context = {
        "trees": queries.trees(request.reads),
        "sources": queries.source_counts() if staff else [],
        "staff": staff,
        "may_edit": request.who.has(*EDITORS),
    }
    return render(request, "skills/tree.html", context)


@page(SIGNED_IN, purpose="skill")
def skill(request: Asked, pk: int) -> HttpResponseBase:
    """One skill: how it counts as learnt, what comes before and after it, what counts for it."""
    found = SEE_SKILL.get(request.reads, pk=pk)
    may_edit = request.who.has(*EDITORS)
    form = RuleForm(request.POST or None, initial={"rule": found.rule})
    if request.method == "POST":
        if not may_edit:
            raise Http404
        if form.is_valid():
            services.set_rule(found, form.cleaned_data["rule"], by=request.who.account)
            messages.success(request, _("Saved. The readings follow."))
            return redirect("skills:skill", pk=pk)
    relations = Relation.objects.filter(kind=services.PRECEDES).select_related("before", "after")
    sources = uses.ask().sources()
    rows = SEE_ALIGNMENT.scoped(
        request.reads, lambda r: r.filter(skill=found).order_by("source_id", "pattern")
    ).listed()
    context = {
        "skill": found,
        "before": [r.before for r in relations.filter(after=found)],
        "after": [r.after for r in relations.filter(before=found)],
        "alignments": [(row, sources.get(row.source_id, "")) for row in rows],
        "form": form,
        "may_edit": may_edit,
    }
    return render(request, "skills/skill.html", context)


@page(EDIT, purpose="skills import")
def bring_in(request: Asked) -> HttpResponseBase:
    """A file is shown first; the same file with the button Apply is written."""
    form = FileForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        apply = "apply" in request.POST
        report = importing.take(
            importing.read(file.name, file.read()), file.name, apply=apply, by=request.who.account
        )
        if report.applied:
            messages.success(request, _("The skills are in."))
            return redirect("skills:tree")
    return render(request, "skills/import.html", {"form": form, "report": report})


@page(STAFF_ONLY, purpose="alignments")
def alignments(request: Asked, source: int) -> HttpResponseBase:
    """What a source has sent that counts for no skill yet; aligned in bulk, with a preview of who would change."""
    name = uses.ask().sources().get(source)
    if name is None:
        raise Http404
    may_edit = request.who.has(*EDITORS)
    form = AlignForm(request.POST or None)
    preview = None
    if request.method == "POST":
        if not may_edit:
            raise Http404
        if form.is_valid():
            data = form.cleaned_data
            wanted = [services.Change(data["skill"].pk, source, data["match"], p) for p in data["patterns"]]
            preview = services.preview(made=wanted)
            if "apply" in request.POST and _aligned(request, form, wanted):
                return redirect("skills:alignments", source=source)
    left = queries.unaligned(source)
    if request.GET.get("format") == "csv":
        return export_csv(f"not-aligned-{name}", _COLUMNS, left)
    rows = SEE_ALIGNMENT.scoped(
        request.reads, lambda r: r.filter(source_id=source).select_related("skill").order_by("pattern")
    ).listed()
    context = {
        "source": source,
        "name": name,
        "form": form,
        "preview": preview,
        "students": len(preview.students) if preview else 0,
        "left": Paginator(left, 50).get_page(request.GET.get("page")),
        "rows": rows,
        "may_edit": may_edit,
    }
    return render(request, "skills/alignments.html", context)


@page(EDIT, purpose="alignments")
def end(request: Asked, pk: int) -> HttpResponseBase:
    """End one alignment; the readings follow."""
    row = EDIT_ALIGNMENT.get(request.reads, pk=pk)
    if request.method == "POST":
        services.end([row.pk], by=request.who.account)
        messages.success(request, _("Ended. The readings follow."))
        return redirect("skills:alignments", source=row.source_id)
    change = services.Change(row.skill_id, row.source_id, row.match, row.pattern)
    preview = services.preview(ended=[change])
    return render(
        request, "skills/end.html", {"row": row, "preview": preview, "students": len(preview.students)}
    )


def _aligned(request: Asked, form: AlignForm, wanted: list[services.Change]) -> bool:
    try:
        count = services.align(wanted, by=request.who.account)
    except ValidationError as refusal:
        form.add_error("patterns", refusal)
        return False
    said = ngettext(
        "%(n)s alignment made. The readings follow.", "%(n)s alignments made. The readings follow.", count
    )
    messages.success(request, said % {"n": count})
    return True


_COLUMNS = [
    Column("activity", lambda w: w.activity),
    Column("name", lambda w: w.name),
    Column("column", lambda w: "; ".join(w.columns)),
    Column("events", lambda w: w.events, "number"),
]
