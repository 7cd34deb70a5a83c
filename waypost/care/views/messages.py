"""Messages between the school and a student, or one guardian."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.school.access import SEE_STUDENT
from waypost.school.queries import names_of
from waypost.trust import files, safeguarding
from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, me, page

from .. import hours, relations
from ..access import READ_REPORTED, READ_THREAD
from ..forms.messages import MessageForm, OutcomeForm, ReportForm
from ..models import Message, Report
from ..queries import messages as queries
from ..relations import Ends
from ..services import messages as services
from ..services.talk import Refused
from .common import leads_to_somebody, leaves_no_trace

WRITERS = roles(Role.STUDENT, Role.GUARDIAN, Role.TEACHER, Role.COUNSELLOR, Role.LEADER, Role.PARTNER)
SAFEGUARDING = roles(Role.SAFEGUARDING)


@page(WRITERS, purpose="messages")
def mine(request: Asked) -> HttpResponseBase:
    """My threads, and whom I can write to."""
    return _list(request, queries.may_begin(request.reads))


@page(roles(Role.TEACHER, Role.COUNSELLOR, Role.LEADER), purpose="messages")
def about(request: Asked, student: int) -> HttpResponseBase:
    """For an adult of the school: write to this student, or to one of the guardians."""
    person = SEE_STUDENT.get(request.reads, pk=student)
    return _list(request, queries.may_begin(request.reads, person))


def _list(request: Asked, begin: list[queries.Line]) -> HttpResponseBase:
    context = {
        "threads": queries.threads(request.reads),
        "begin": begin,
        "ready": safeguarding.ready(),
        "staff": request.who.is_staff,
        "helper": request.who.has(Role.PARTNER),
        "now": clock.local(clock.now()),
    }
    return leaves_no_trace(render(request, "care/messages.html", context))


@page(WRITERS, purpose="messages")
def thread(request: Asked, key: str) -> HttpResponseBase:
    """One thread: read it, write. The right is asked each time."""
    ends = Ends.read(key)
    if ends is None or not relations.mine(request.who, ends) or not relations.holds(ends):
        raise Http404
    found = queries.find(request.reads, ends)
    person = me(request)
    much = found is not None and services.is_much(found, person)
    of_helper = relations.is_helpers(ends)
    form = MessageForm(
        request.POST or None, request.FILES or None, much=much, outside=of_helper,
        helper=of_helper and person == ends.other, initial={"once": uuid4()},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and _sent(form, ends, person):
        if person == ends.student and leads_to_somebody(request, form.cleaned_data["words"]):
            return redirect("care:tell")
        return redirect("care:thread", key)
    if found is not None:
        services.looked(found, person)
    line = queries.line_of(ends, person)
    context = {
        "line": line,
        "readers": [name for name in (line.name, line.also) if name],
        "thread": found,
        "said": queries.said(found, person) if found else [],
        "form": form,
        "ready": safeguarding.ready(),
        "open": hours.in_school_hours(clock.now()),
        "child": person == ends.student,
        "to_child": person != ends.student and (of_helper or ends.other == ends.student),
        "of_helper": of_helper,
        "now": clock.local(clock.now()),
    }
    return leaves_no_trace(render(request, "care/thread.html", context))


def _sent(form: MessageForm, ends: Ends, person: int) -> bool:
    """Sent, or the reason beside the field: what was written stays in the form."""
    data = form.cleaned_data
    try:
        picture = files.accept("picture", data["picture"]) if data.get("picture") else None
        services.write(
            ends, person, data["words"], language=data["language"], once=data["once"], picture=picture
        )
    except files.NotAccepted as why:
        form.add_error("picture", str(why))
        return False
    except Refused as why:
        form.add_error(None, str(why))
        return False
    return True


@page(
    roles(
        Role.STUDENT,
        Role.GUARDIAN,
        Role.TEACHER,
        Role.COUNSELLOR,
        Role.LEADER,
        Role.PARTNER,
        Role.SAFEGUARDING,
    ),
    purpose="messages",
)
def picture(request: Asked, pk: int) -> HttpResponse:
    """A picture, to whoever reads the thread: our own raster, drawn anew when it came in (TRUST 20)."""
    found = get_object_or_404(Message, pk=pk)
    rule = READ_THREAD if READ_THREAD.rows(request.who).filter(pk=found.thread_id).exists() else READ_REPORTED
    rule.get(request.reads, pk=found.thread_id)
    if not found.picture or not default_storage.exists(found.picture):
        raise Http404
    with default_storage.open(found.picture) as file:
        response = HttpResponse(file.read(), content_type="image/webp")
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@page(WRITERS, purpose="messages")
def report(request: Asked, pk: int) -> HttpResponseBase:
    """Ask safeguarding to look at a thread."""
    found = READ_THREAD.get(request.reads, pk=pk)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.report(found, me(request), form.cleaned_data["reason"])
        messages.success(request, _("Sent to safeguarding. The other person isn't told."))
        return redirect("care:messages")
    context = {
        "heading": _("Report these messages?"),
        "sentences": [
            _("The safeguarding people of the school then read all of them. Nothing is deleted."),
            _("The other person isn't told that you reported it."),
        ],
        "action": _("Report"),
        "form": form,
        "cancel_url": "/care/messages/",
    }
    return render(request, "web/confirm.html", context)


@page(SAFEGUARDING, purpose="reported messages")
def reported(request: Asked) -> HttpResponseBase:
    """Threads that somebody reported."""
    rows = READ_REPORTED.scoped(request.reads).listed()
    reports = Report.objects.filter(thread__in=[t.pk for t in rows]).order_by("closed", "-at")
    names = names_of({r.person_id for r in reports})
    context = {
        "reports": [(r, names.get(r.person_id, ""), clock.local(r.at)) for r in reports],
        "now": clock.local(clock.now()),
    }
    return leaves_no_trace(render(request, "care/reported.html", context))


@page(SAFEGUARDING, purpose="reported messages")
def reported_one(request: Asked, pk: int) -> HttpResponseBase:
    """One reported thread, read with its line in the book of acts."""
    made = get_object_or_404(Report, pk=pk)
    found = READ_REPORTED.get(request.reads, pk=made.thread_id)
    form = OutcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.close_report(made, me(request), form.cleaned_data["outcome"])
        return redirect("care:reported")
    services.look_into(found, request.who.account or 0)
    context = {
        "report": made,
        "said": queries.said(found, None),
        "form": form,
        "now": clock.local(clock.now()),
    }
    return leaves_no_trace(render(request, "care/reported_one.html", context))
