"""Tell someone now, and what the safeguarding role does with it. Nothing here is counted or shown anywhere else."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.school.access import SEE_STUDENT
from waypost.trust.access import SIGNED_IN, roles
from waypost.trust.models import Role
from waypost.trust.pages import CARD, Asked, me, page
from waypost.web import say

from .. import helplines
from ..access import SEE_CONCERN
from ..forms.safeguarding import CloseForm, NoteForm, RaiseForm, TellForm
from ..models.safeguarding import Way
from ..queries import safeguarding as queries
from ..queries import talk
from ..services import safeguarding as services
from .common import leaves_no_trace

READERS = roles(Role.SAFEGUARDING, Role.LEADER)


@page(SIGNED_IN, purpose="tell someone", tier=CARD)
def tell(request: Asked) -> HttpResponseBase:
    """Tell someone now: for a student, a family, and for staff who are worried about a student."""
    student = request.who.has(Role.STUDENT)
    form = _form(request, student)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        person = request.who.person
        way = Way.TOLD if student else Way.RAISED if request.who.is_staff else Way.FAMILY
        services.tell(
            data["words"],
            way=way,
            once=data["once"],
            writer_id=person,
            about_id=person if student else data.get("about"),
            about_words=data.get("about_words", ""),
            kept_from=data.get("kept_from", ()),
        )
        return redirect("care:told")
    context = {
        "form": form,
        "student": student,
        "who": _who_reads(),
        "lines": helplines.lines(),
        "ready": services.ready(),
    }
    return leaves_no_trace(render(request, "care/tell.html", context))


def _who_reads() -> str:
    """For the line that says who sees it."""
    names = [p.name for p in queries.who_reads()]
    if not names:
        return _("the head of the school: nobody holds the safeguarding role yet")
    return _("the school's safeguarding people: %(names)s") % {"names": say.listed(names)}


def _form(request: Asked, student: bool) -> TellForm:
    more: dict[str, Any] = {"initial": {"once": uuid4()}}
    if student:
        return TellForm(request.POST or None, adults=queries.who_it_may_be_about(request.who.person), **more)
    students = SEE_STUDENT.scoped(request.reads, lambda rows: rows.order_by("given_name", "family_name"))
    return RaiseForm(
        request.POST or None, adults=queries.who_it_may_be_about(None), students=students.listed(), **more
    )


@page(SIGNED_IN, tier=CARD)
def told(request: Asked) -> HttpResponseBase:
    """It is sent; nothing of it stands on the screen."""
    return leaves_no_trace(render(request, "care/told.html", {"lines": helplines.lines()}))


@page(READERS, purpose="safeguarding")
def concerns(request: Asked) -> HttpResponseBase:
    """The home page of the safeguarding role."""
    found = queries.listed(request.reads)
    context = {
        "new": [t for t in found if t.state == "new"],
        "taken": [t for t in found if t.state == "taken"],
        "closed": [t for t in found if t.state == "closed"],
        "talks": talk.told(request.reads),
        "ready": services.ready(),
        "now": clock.local(clock.now()),
        "hours": services.patience(),
    }
    return leaves_no_trace(render(request, "care/concerns.html", context))


@page(READERS, purpose="safeguarding")
def concern(request: Asked, pk: int) -> HttpResponseBase:
    """One concern: what was written, what happened to it, and the next thing to do."""
    found = SEE_CONCERN.get(request.reads, pk=pk)
    note, close = NoteForm(None), CloseForm(None)
    if request.method == "POST":
        asked = request.POST.get("act", "")
        if asked == "take":
            services.take(found, me(request))
            messages.success(request, _("You have it now."))
            return redirect("care:concern", pk)
        if asked == "note":
            note = NoteForm(request.POST)
            if note.is_valid():
                services.note(found, me(request), note.cleaned_data["words"])
                return redirect("care:concern", pk)
        if asked == "close":
            close = CloseForm(request.POST)
            if close.is_valid():
                services.close(found, me(request), close.cleaned_data["words"])
                return redirect("care:concerns")
    services.opened(found, me(request))
    context = {"told": queries.tell(found), "note": note, "close": close, "now": clock.local(clock.now())}
    return leaves_no_trace(render(request, "care/concern.html", context))
