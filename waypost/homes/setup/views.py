"""The walk: token, name, days, roster, source, people. Each step can be left and taken up again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from waypost.evidence import services as evidence
from waypost.evidence.models import Source
from waypost.school import oneroster
from waypost.school.models import AcademicSession, DayOff, RosterImport
from waypost.trust import files, limits, safeguarding, setup_token
from waypost.trust import services as trust
from waypost.trust.access import PUBLIC
from waypost.trust.models import Account, Role
from waypost.trust.pages import Asked, page
from waypost.trust.signin import slow_down
from waypost.trust.who import accounts_with

from . import responses, services
from .forms import (
    AdministratorForm,
    DaysOffForm,
    NameForm,
    ResponsesForm,
    RosterForm,
    SourceForm,
    TeacherForm,
    TermForm,
    TokenForm,
)

View = Callable[..., HttpResponse]
BACKEND = "waypost.trust.signin.ActiveAccountBackend"


def step(name: str) -> Callable[[View], View]:
    """A step of the walk: only with the token (or for an administrator), only until the set-up is done."""

    def add(view: View) -> View:
        @page(PUBLIC, before_second_factor=True)
        @require_http_methods(["GET", "POST"])
        @wraps(view)
        def guarded(request: Asked, *args: Any, **kwargs: Any) -> HttpResponse:
            if services.is_done() or settings.DEMO:
                raise Http404
            if not _may(request):
                return redirect("setup:token")
            return view(request, *args, **kwargs)

        guarded.step = name  # type: ignore[attr-defined]
        return guarded

    return add


def _may(request: Asked) -> bool:
    return setup_token.given(request) or request.who.has(Role.ADMINISTRATOR)


def _show(request: Asked, name: str, page: str = "", **context: Any) -> HttpResponse:
    """A step; `page` where the step has more than one."""
    number = services.STEPS.index(name) + 1
    labels = [_("Name"), _("Days"), _("Roster"), _("First source"), _("People")]
    steps = [(label, reverse(f"setup:{s}")) for label, s in zip(labels, services.STEPS, strict=True)]
    return render(request, f"homes/setup/{page or name}.html", {"steps": steps, "number": number, **context})


@page(PUBLIC, before_second_factor=True)
@require_http_methods(["GET", "POST"])
def token(request: Asked) -> HttpResponse:
    """The token from the console; afterwards, the step where the walk was left."""
    if services.is_done() or settings.DEMO:
        raise Http404
    if _may(request):
        return redirect(f"setup:{services.school().set_up_step}")
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wait = limits.waiting(limits.CODE, "setup")
        if wait:
            return slow_down(request, wait)
        if setup_token.give(request, form.cleaned_data["token"]):
            return redirect(f"setup:{services.school().set_up_step}")
        limits.failed(limits.CODE, "setup")
        form.add_error("token", _("This isn't the token. Each start of `waypost serve` prints a new one."))
    return render(request, "homes/setup/token.html", {"form": form})


@step("name")
def name(request: Asked) -> HttpResponse:
    here = services.school()
    first = {
        "name": here.name,
        "time_zone": here.time_zone,
        "country": here.country,
        "language": here.language,
    }
    form = NameForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            services.name_school(**form.cleaned_data)
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            return redirect("setup:days")
    return _show(request, "name", form=form)


@step("days")
def days(request: Asked) -> HttpResponse:
    """Terms and days off, one after the other; go on when they are all there."""
    what = request.POST.get("what", "")
    term = TermForm(request.POST if what == "term" else None)
    off = DaysOffForm(request.POST if what == "off" else None)
    if what == "on":
        services.reach("roster")
        return redirect("setup:roster")
    form = term if what == "term" else off
    if what and form.is_valid():
        told = form.cleaned_data
        try:
            if what == "term":
                services.add_term(told["title"], told["first"], told["last"])
            else:
                services.add_days_off(told["first"], told["last"] or told["first"], told["title"])
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            return redirect("setup:days")
    terms = AcademicSession.objects.filter(active=True).order_by("start")
    return _show(
        request,
        "days",
        term=term,
        off=off,
        terms=terms,
        days_off=DayOff.objects.filter(school=False).order_by("day"),
    )


@step("roster")
def roster(request: Asked) -> HttpResponse:
    """Upload, see what it would do, apply; or a file of responses, which makes its own people; or go on without."""
    what = request.POST.get("what", "")
    answers = ResponsesForm(*((request.POST, request.FILES) if what == "responses" else ()))
    if what == "on":
        services.reach("source")
        return redirect("setup:source")
    if what == "apply":
        return _apply(request)
    if what == "responses" and answers.is_valid() and (then := responses.take(answers)):
        return redirect(then)
    form = RosterForm(*((request.POST, request.FILES) if what == "file" else ()))
    preview = None
    if what == "file" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            taken = files.accept("roster", upload)
        except files.NotAccepted as refusal:
            form.add_error("file", str(refusal))
        else:
            try:
                preview = oneroster.preview(taken.path, None, file_name=str(upload.name)[:255])
            finally:
                taken.path.unlink(missing_ok=True)
    lines = preview.lines() if preview else []
    context: dict[str, Any] = {"form": form, "answers": answers, "preview": preview, "lines": lines}
    return _show(request, "roster", **context, waiting=responses.waiting(), counts=services.counts())


@step("columns")
def columns(request: Asked) -> HttpResponse:
    """Which column of the file of responses says what."""
    row = responses.waiting()
    if row is None:
        return redirect("setup:roster")
    answer, context = responses.columns(request, row)
    return answer or _show(request, "roster", page="columns", **context)


def _apply(request: Asked) -> HttpResponse:
    row = RosterImport.objects.filter(
        pk=_number(request, "import"), kind="oneroster", state__in=["preview", "waiting"]
    ).first()
    if row is None:
        messages.error(request, _("That file isn't waiting any more. Please choose it again."))
        return redirect("setup:roster")
    report = oneroster.apply(row, None, confirm_odd=bool(request.POST.get("sure")))
    if report.applied:
        messages.success(request, _("The roster is in."))
        services.reach("source")
        return redirect("setup:source")
    return _show(
        request,
        "roster",
        form=RosterForm(),
        answers=ResponsesForm(),
        preview=report.preview,
        lines=report.lines(),
        counts=services.counts(),
    )


@step("source")
def source(request: Asked) -> HttpResponse:
    """The first tool that sends evidence, with a key that is shown once."""
    if request.POST.get("what") == "on":
        services.reach("people")
        return redirect("setup:people")
    form = SourceForm(request.POST or None)
    key = None
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = evidence.create_source(told["name"], home_page=told["home_page"])
            key = evidence.create_credential(told["name"], made)
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            services.reach("people")
    return _show(
        request,
        "source",
        form=form,
        key=key,
        sources=Source.objects.all(),
        address=request.build_absolute_uri("/xapi/"),
    )


@sensitive_post_parameters("password")
@step("people")
def people(request: Asked) -> HttpResponse:
    """The first teacher, and the administrator, who is signed in at once and then sets up the second step."""
    what = request.POST.get("what", "")
    teacher = TeacherForm(request.POST if what == "teacher" else None)
    administrator = AdministratorForm(request.POST if what == "administrator" else None)
    slip: tuple[Account, str] | None = None
    if what == "teacher" and teacher.is_valid():
        try:
            slip = services.first_teacher(**teacher.cleaned_data)
        except ValueError as error:
            teacher.add_error(None, str(error))
    elif what == "slip":
        chosen = accounts_with(Role.TEACHER).filter(pk=_number(request, "account")).first()
        slip = (chosen, trust.invite(chosen, None)) if chosen else None
    elif what == "administrator" and administrator.is_valid():
        done = _make_administrator(request, administrator)
        if done is not None:
            return done
    elif what == "finish":
        missing = services.finish()
        if not missing:
            request.session.pop(setup_token.KEY, None)
            return redirect("/")
        messages.warning(request, _("Still missing: %(what)s.") % {"what": ", ".join(missing)})
    return _show(
        request, "people", teacher=teacher, administrator=administrator, slip=slip, teachers=services.teachers(),
        administrators=accounts_with(Role.ADMINISTRATOR), missing=services.what_is_missing(end=False),
        safeguarding=safeguarding.ready(), reading=responses.reading(),
    )  # fmt: skip


def _make_administrator(request: Asked, form: AdministratorForm) -> HttpResponse | None:
    told = form.cleaned_data
    try:
        account = services.make_administrator(told["username"], told["name"], told["password"])
    except ValidationError as error:
        form.add_error("password", error)
        return None
    except ValueError as error:
        form.add_error(None, str(error))
        return None
    login(request, account, backend=BACKEND)
    request.session[setup_token.KEY] = True
    messages.success(
        request, _("You are the administrator. Now set up your second step, then come back to finish.")
    )
    return redirect("mfa_index")


def _number(request: Asked, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isdigit() else 0
