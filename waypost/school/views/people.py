"""People of the roster: find somebody, and what the school knows of who they are. No readings here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waypost.trust.pages import Asked, page

from .. import people as joining
from .. import queries, services
from ..access import MANAGE_GUARDIAN_LINK, MANAGE_IDENTITY, MANAGE_MERGE, MANAGE_PERSON
from ..forms import HomeAdultForm, JoinForm, ReasonForm
from ..models import Class, Identifier, Identity, Merge, Person
from .common import ADMINISTRATORS, PAGE, me, page_number, say_refusal

KINDS = ("student", "staff", "guardian")


def matching(words: str, kind: str = "") -> Callable[[QuerySet[Person]], QuerySet[Person]]:
    """Standing rows whose names begin with each of the words, or whose sourcedId is one."""

    def narrowed(rows: QuerySet[Person]) -> QuerySet[Person]:
        rows = rows.filter(merged_into__isnull=True)
        if kind in KINDS:
            rows = rows.filter(kind=kind)
        for word in words.split()[:5]:
            rows = rows.filter(
                Q(given_name__istartswith=word)
                | Q(family_name__istartswith=word)
                | Q(preferred_name__istartswith=word)
                | Q(sourced_id=word)
            )
        return rows.order_by("family_name", "given_name", "pk")

    return narrowed


@page(ADMINISTRATORS, purpose="people")
@require_http_methods(["GET", "POST"])
def people(request: Asked) -> HttpResponse:
    """The list, searched by POST, so that no name stands in an address or a log."""
    words, kind, number = (
        request.POST.get("name", "")[:120],
        request.POST.get("kind", ""),
        page_number(request),
    )
    homeless = request.POST.get("without") == "home"
    found = matching(words, "student" if homeless else kind)

    def narrowed(rows: QuerySet[Person]) -> QuerySet[Person]:
        rows = found(rows)
        if homeless:
            rows = rows.filter(pk__in=queries.students_without_home_adult().values("pk"))
        return rows[(number - 1) * PAGE : number * PAGE + 1]

    rows = MANAGE_PERSON.scoped(request.reads, narrowed).listed()
    context = {
        "rows": rows[:PAGE],
        "more": len(rows) > PAGE,
        "page": number,
        "words": words,
        "kind": kind,
        "kinds": [
            ("", _("everybody")),
            ("student", _("students")),
            ("staff", _("staff")),
            ("guardian", _("guardians")),
        ],
        "homeless": homeless,
        "without": queries.students_without_home_adult().count(),
    }
    return render(request, "school/people.html", context)


@page(ADMINISTRATORS, purpose="person")
@require_GET
def person(request: Asked, pk: int) -> HttpResponse:
    """One person: classes, identifiers, home adult, guardians, rows that were found to be the same."""
    return render(request, "school/person.html", _shown(request, MANAGE_PERSON.get(request.reads, pk=pk)))


def _shown(request: Asked, one: Person, **forms: Any) -> dict[str, Any]:
    rows = joining.rows_of(one.pk)
    student = one.kind == "student"
    return {
        "person": one,
        "classes": queries.classes_of_student(one) if student else queries.classes_of_teacher(one),
        "identities": MANAGE_IDENTITY.scoped(
            request.reads,
            lambda r: (
                r.filter(person__in=rows, parted__isnull=True).select_related("identifier").order_by("pk")
            ),
        ).listed(),
        "merges": MANAGE_MERGE.scoped(
            request.reads,
            lambda r: r.filter(kept=one, parted__isnull=True).select_related("absorbed").order_by("pk"),
        ).listed(),
        "links": MANAGE_GUARDIAN_LINK.scoped(
            request.reads,
            lambda r: (
                r.filter(Q(student=one) | Q(guardian=one))
                .select_related("student", "guardian")
                .order_by("pk")
            ),
        ).read(),
        "home": queries.home_adult_of(one) if student else None,
        "home_form": HomeAdultForm(people=_staff(request)) if student else None,
        "free": queries.classes_without_teacher().order_by("title")[:200] if one.kind == "staff" else [],
        "given": queries.classes_given_to(one) if one.kind == "staff" else [],
        "join_form": JoinForm(),
        **forms,
    }


def _staff(request: Asked) -> list[tuple[int, str]]:
    rows = MANAGE_PERSON.scoped(
        request.reads,
        lambda r: r.filter(kind="staff", active=True, merged_into__isnull=True).order_by("family_name", "pk"),
    ).listed()
    return [(p.pk, p.name) for p in rows]


@page(ADMINISTRATORS, purpose="person", fresh=True)
@require_POST
def join(request: Asked, pk: int) -> HttpResponse:
    """From now on this name in a tool is this person."""
    one = MANAGE_PERSON.get(request.reads, pk=pk)
    form = JoinForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        key = data["key"].strip()
        try:
            identifier = Identifier.objects.filter(key=key).first()
            if identifier is None:
                raise ValidationError(
                    _("Nothing has come in under this name yet. Is it written as the tool sends it?")
                )
            joining.join(
                identifier.pk,
                one.pk,
                by=me(request).pk,
                reason=data["reason"],
                since=data["since"],
                until=data["until"],
            )
        except ValidationError as error:
            form.add_error("key", error)
        else:
            messages.success(request, _("Joined. The readings follow."))
            return redirect("school:person", pk=pk)
    return render(request, "school/person.html", _shown(request, one, join_form=form))


@page(ADMINISTRATORS, purpose="person", fresh=True)
@require_http_methods(["GET", "POST"])
def part(request: Asked, pk: int) -> HttpResponse:
    """This name in a tool was never this person."""
    row: Identity = MANAGE_IDENTITY.get(request.reads, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            joining.part(row.pk, by=me(request).pk, reason=form.cleaned_data["reason"])
            messages.success(request, _("Parted. The readings follow."))
        except ValidationError as error:
            say_refusal(request, error)
        return redirect("school:person", pk=row.person_id)
    context = {
        "heading": _("Part %(key)s from %(name)s?") % {"key": row.identifier.key, "name": row.person.name},
        "sentences": [
            _("What came in under this name no longer counts for this person. You can join it again.")
        ],
        "action": _("Part them"),
        "danger": True,
        "form": form,
        "cancel_url": _address(row.person_id),
    }
    return render(request, "web/confirm.html", context)


@page(ADMINISTRATORS, purpose="person")
@require_POST
def home_adult(request: Asked, pk: int) -> HttpResponse:
    one = MANAGE_PERSON.get(request.reads, pk=pk)
    form = HomeAdultForm(request.POST, people=_staff(request))
    if form.is_valid():
        try:
            services.set_home_adult(
                one, MANAGE_PERSON.get(request.reads, pk=form.cleaned_data["adult"]), me(request)
            )
            messages.success(request, _("From today, signals about this student go there."))
        except ValidationError as error:
            say_refusal(request, error)
    return redirect("school:person", pk=pk)


@page(ADMINISTRATORS, purpose="person", fresh=True)
@require_POST
def classes(request: Asked, pk: int) -> HttpResponse:
    """Give somebody of the staff a class that has no teacher, or take back what was given so."""
    one = MANAGE_PERSON.get(request.reads, pk=pk)
    ends = "end" in request.POST
    wanted = request.POST.get("end" if ends else "klass", "")
    number = int(wanted) if wanted.isdecimal() else 0
    try:
        if ends:
            services.end_class(get_object_or_404(queries.classes_given_to(one), pk=number), me(request))
            messages.success(request, _("From now on they don't see this class."))
        else:
            services.give_class(one, get_object_or_404(Class, pk=number, active=True), me(request))
            messages.success(request, _("From today they teach this class and see its students."))
    except ValidationError as error:
        say_refusal(request, error)
    return redirect("school:person", pk=pk)


@page(ADMINISTRATORS, purpose="merge")
@require_http_methods(["GET", "POST"])
def find_same(request: Asked, pk: int) -> HttpResponse:
    """Find the row that is the same person."""
    one = MANAGE_PERSON.get(request.reads, pk=pk)
    words = request.POST.get("name", one.family_name)[:120]
    rows = MANAGE_PERSON.scoped(
        request.reads, lambda r: matching(words, one.kind)(r).exclude(pk=pk)[:30]
    ).listed()
    return render(request, "school/find_same.html", {"person": one, "rows": rows, "words": words})


@page(ADMINISTRATORS, purpose="merge", fresh=True)
@require_http_methods(["GET", "POST"])
def merge(request: Asked, pk: int, other: int) -> HttpResponse:
    """Both side by side, then the reason and the yes."""
    kept, absorbed = MANAGE_PERSON.get(request.reads, pk=pk), MANAGE_PERSON.get(request.reads, pk=other)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            joining.merge(kept.pk, absorbed.pk, by=me(request).pk, reason=form.cleaned_data["reason"])
            messages.success(
                request, _("They are one person now. The readings follow. You can part them again.")
            )
            return redirect("school:person", pk=pk)
        except ValidationError as error:
            form.add_error("reason", error)
    sides = [_side(request, kept), _side(request, absorbed)]
    return render(
        request, "school/merge.html", {"kept": kept, "absorbed": absorbed, "sides": sides, "form": form}
    )


def _side(request: Asked, one: Person) -> dict[str, Any]:
    shown = _shown(request, one)
    return {
        "person": one,
        "classes": shown["classes"],
        "identities": shown["identities"],
        "links": shown["links"],
    }


@page(ADMINISTRATORS, purpose="merge", fresh=True)
@require_http_methods(["GET", "POST"])
def part_merge(request: Asked, pk: int) -> HttpResponse:
    """They were two people after all: everything is as if they had never been merged."""
    row: Merge = MANAGE_MERGE.get(request.reads, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            joining.part_merge(row.pk, by=me(request).pk, reason=form.cleaned_data["reason"])
            messages.success(request, _("They are two people again. The readings follow."))
        except ValidationError as error:
            say_refusal(request, error)
        return redirect("school:person", pk=row.kept_id)
    context = {
        "heading": _("Part %(absorbed)s from %(kept)s?")
        % {"absorbed": row.absorbed.name, "kept": row.kept.name},
        "sentences": [
            _("Both stand for themselves again, exactly as before."),
            _(
                "People with the privacy role can list who looked at either of them in the meantime: a family may have to be told."
            ),
        ],
        "action": _("Part them"),
        "danger": True,
        "form": form,
        "cancel_url": _address(row.kept_id),
    }
    return render(request, "web/confirm.html", context)


def _address(pk: int) -> str:
    return reverse("school:person", kwargs={"pk": pk})
