"""Support meetings: call one, fill the agenda, go through it student by student, decide, and one recap; and groups."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.school import clock
from waypost.school.access import SEE_STUDENT
from waypost.school.models import Person
from waypost.trust.pages import Asked, page

from .. import adults_of
from ..access import ACT_ON_SIGNAL, DECIDE_ON_ITEM, LEAD_MEETING, REWORK_GROUP, SEE_INTERVENTION, SEE_MEETING
from ..forms.meetings import DecisionForm, GroupForm, MeetingForm, RequestForm
from ..models import AgendaItem, Meeting
from ..queries import interventions as helps
from ..queries import meetings as queries
from ..services import checkins
from ..services import meetings as services
from ..services.meetings import Ref
from .staff import STAFF, me


@page(STAFF, purpose="support meeting")
def meetings(request: Asked) -> HttpResponse:
    return render(
        request, "care/meetings.html", {"meetings": queries.meetings(request.reads), "today": clock.today()}
    )


@page(STAFF, purpose="support meeting")
def new(request: Asked) -> HttpResponse:
    """Call a meeting."""
    person = me(request)
    adults = adults_of.colleagues(request.who, besides=person.pk)
    start = {"once": uuid4(), "title": _("Support meeting"), "day": checkins.in_days(1)}
    form = MeetingForm(request.POST or None, initial=start, adults=adults)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = [a for a in adults if a.pk in data["adults"]]
        made = services.call(data["title"], data["day"], person, chosen, once=data["once"])
        return redirect("care:meeting", made.pk)
    return render(request, "care/meeting_new.html", {"form": form})


@page(STAFF, purpose="support meeting")
def meeting(request: Asked, pk: int) -> HttpResponse:
    """The agenda while it is open, the recap afterwards."""
    found = queries.page_of(request.reads, pk)
    if not found.is_open:
        services.recap_opened(found.meeting, request.who.person or 0)
        return render(request, "care/meeting_recap.html", {"page": found, "today": clock.today()})
    form = RequestForm(request.POST or None, people=helps.may_join(request.reads))
    if request.method == "POST" and form.is_valid():
        student = SEE_STUDENT.get(request.reads, pk=form.cleaned_data["student"])
        services.put_on(found.meeting, student, me(request), form.cleaned_data["why"])
        return redirect("care:meeting", pk)
    context = {
        "page": found,
        "form": form,
        "proposed": queries.proposed(request.reads, found.meeting),
        "today": clock.today(),
    }
    return render(request, "care/meeting.html", context)


@page(STAFF, purpose="support meeting")
@require_POST
def put_on(request: Asked, pk: int) -> HttpResponse:
    """One tap: a proposed student goes onto the agenda with what brought them there."""
    found: Meeting = SEE_MEETING.get(request.reads, pk=pk, closed=None)
    student = SEE_STUDENT.get(request.reads, pk=_number(request, "student"))
    services.put_on(found, student, me(request), ref=_ref(request))
    return redirect("care:meeting", pk)


def _ref(request: Asked) -> Ref:
    """Only what this person may see brings a student onto an agenda."""
    kind, number = request.POST.get("kind", ""), _number(request, "ref")
    if kind == "signal":
        return Ref(kind, ACT_ON_SIGNAL.get(request.reads, pk=number).pk)
    if kind == "help":
        return Ref(kind, SEE_INTERVENTION.get(request.reads, pk=number).pk)
    return Ref()


def _number(request: Asked, name: str) -> int:
    sent = request.POST.get(name, "")
    return int(sent) if sent.isdigit() and len(sent) < 19 else 0


@page(STAFF, purpose="support meeting")
def item(request: Asked, pk: int) -> HttpResponse:
    """One student in turn: what is known, and what we decide."""
    found = queries.item_page(request.reads, pk)
    adults = adults_of.all_of([found.item.person.pk])
    start = {"once": uuid4(), "due": checkins.in_days(5), "owner": request.who.person}
    form = DecisionForm(request.POST or None, initial=start, adults=adults)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        row: AgendaItem = DECIDE_ON_ITEM.get(request.reads, pk=pk)
        owner = get_object_or_404(Person, pk=data["owner"])
        services.decide(
            row,
            data["what"],
            owner,
            data["due"],
            me(request),
            once=data["once"],
            account=request.who.account,
        )
        messages.success(
            request, _("Decided. It stands on %(name)s's Today when it is due.") % {"name": owner.called}
        )
        return redirect("care:agenda_item", pk)
    return render(request, "care/agenda_item.html", {"found": found, "form": form, "today": clock.today()})


@page(STAFF, purpose="support meeting")
@require_POST
def item_done(request: Asked, pk: int) -> HttpResponse:
    """On to the next student; or off the agenda."""
    row: AgendaItem = DECIDE_ON_ITEM.get(request.reads, pk=pk)
    meeting_id = row.meeting_id
    if request.POST.get("off"):
        services.take_off(row)
        return redirect("care:meeting", meeting_id)
    services.discussed(row)
    following = queries.item_page(request.reads, pk).next
    return redirect("care:agenda_item", following.pk) if following else redirect("care:meeting", meeting_id)


@page(STAFF, purpose="support meeting")
@require_POST
def close(request: Asked, pk: int) -> HttpResponse:
    """The recap goes out, once."""
    found: Meeting = LEAD_MEETING.get(request.reads, pk=pk)
    services.close(found)
    messages.success(request, _("Closed. The recap waits on the Today of everybody who took part."))
    return redirect("care:meeting", pk)


@page(STAFF, purpose="support groups")
def groups(request: Asked) -> HttpResponse:
    """Groups that stand, and causes that several students share now."""
    context = {"groups": queries.groups(request.reads), "causes": queries.causes(request.reads)}
    return render(request, "care/groups.html", context)


@page(STAFF, purpose="support groups")
def group_new(request: Asked) -> HttpResponse:
    """Make one, from a shared cause or from nothing."""
    people = helps.may_join(request.reads)
    sent = request.POST if request.method == "POST" else request.GET
    signal, subject = sent.get("signal", "")[:40], sent.get("subject", "0")
    cause = next(
        (c for c in queries.causes(request.reads) if c.signal == signal and str(c.subject) == subject), None
    )
    start = {
        "once": uuid4(),
        "title": cause.title if cause else "",
        "students": [p.pk for p in cause.students] if cause else [],
    }
    form = GroupForm(request.POST or None, initial=start, people=people)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = [p for p in people if p.pk in data["students"]]
        services.make_group(
            data["title"],
            chosen,
            me(request),
            once=data["once"],
            signal=cause.signal if cause else "",
            subject=cause.subject if cause else 0,
        )
        return redirect("care:groups")
    return render(request, "care/group_form.html", {"form": form, "cause": cause, "others": 0})


@page(STAFF, purpose="support groups")
def group(request: Asked, pk: int) -> HttpResponse:
    """Rework it: who is in it from now on."""
    found = queries.group_of(request.reads, pk)
    people = helps.may_join(request.reads)
    start = {"once": uuid4(), "title": found.group.title, "students": [p.pk for p in found.students]}
    form = GroupForm(request.POST or None, initial=start, people=people)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.rework(found.group, data["title"], data["students"], [p.pk for p in people])
        messages.success(request, _("Noted."))
        return redirect("care:groups")
    context = {"form": form, "group": found.group, "others": found.others}
    return render(request, "care/group_form.html", context)


@page(STAFF, purpose="support groups")
@require_POST
def group_end(request: Asked, pk: int) -> HttpResponse:
    services.end_group(REWORK_GROUP.get(request.reads, pk=pk))
    messages.success(request, _("The group has ended."))
    return redirect("care:groups")
