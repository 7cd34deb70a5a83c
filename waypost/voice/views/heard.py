"""You said, we did."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.school import clock
from waypost.school.queries import classes_of_student
from waypost.trust import danger
from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import CARD, Asked, me, page
from waypost.web.context import url_or_none

from ..access.heard import ANSWER_SUGGESTION, OWN_SUGGESTION
from ..forms.heard import SCHOOL, ReplyForm, SuggestForm
from ..models import Stage
from ..queries import heard as queries
from ..services import discussions as talks
from ..services import heard as services
from .common import STUDENTS

TALKING = roles(Role.STUDENT, Role.TEACHER, Role.LEADER)
ANSWERING = roles(Role.TEACHER, Role.LEADER)


@page(TALKING, purpose="suggestions")
def board(request: Asked) -> HttpResponse:
    """What I said and what became of it; what was said to me."""
    context = {
        "page": queries.board(request.reads),
        "student": request.who.has(Role.STUDENT),
        "in_class": request.who.has(Role.STUDENT) or request.who.has(Role.TEACHER),
        "today": clock.today(),
    }
    return render(request, "voice/heard.html", context)


@page(TALKING, purpose="suggestions")
def older(request: Asked) -> HttpResponse:
    """What was said and answered before the last months, page by page."""
    page, lines = queries.older(request.reads, request.GET.get("page"))
    return render(request, "voice/heard_older.html", {"page": page, "lines": lines, "today": clock.today()})


@page(STUDENTS, purpose="own suggestion")
def suggest(request: Asked) -> HttpResponse:
    """A student suggests something."""
    person = me(request)
    form = SuggestForm(
        request.POST or None, initial={"once": uuid4()}, classes=classes_of_student(person),
        many=services.many_today(person),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        place = None if data["place"] == SCHOOL else data["place"]
        if not services.said_just_now(person, place, data["words"], named=data["named"]):
            services.suggest(person, place, data["words"], named=data["named"], once=data["once"])
        messages.success(request, _("Thank you. A person reads it and answers you here."))
        return redirect("voice:tell_now" if danger.sentences(data["words"]) else "voice:heard")
    return render(request, "voice/suggest.html", {"form": form})


@page(STUDENTS, tier=CARD)
def tell_now(request: Asked) -> HttpResponse:
    """After words that say somebody is in danger: what happens with them, and the way to somebody who can come."""
    return render(request, "voice/tell_now.html", {"tell": url_or_none("care:tell")})


@page(TALKING, purpose="a suggestion")
def suggestion(request: Asked, pk: int) -> HttpResponse:
    """One suggestion with its answer; whoever may answer does it here."""
    line = queries.one(request.reads, pk)
    form = ReplyForm(request.POST or None, initial={"once": uuid4()}) if line.may_answer else None
    if request.method == "POST" and form is not None and form.is_valid():
        data = form.cleaned_data
        services.reply(line.suggestion, data["decision"], data["words"], by=me(request), once=data["once"])
        messages.success(request, _("Answered. The student sees it now."))
        return redirect("voice:suggestion", pk)
    replies = [(r, r == line.reply) for r in line.suggestion.replies.all()]
    context = {
        "line": line,
        "form": form,
        "replies": replies,
        "today": clock.today(),
        "waiting": Stage.WAITING,
    }
    return render(request, "voice/suggestion.html", context)


@page(ANSWERING, purpose="a suggestion")
@require_POST
def read(request: Asked, pk: int) -> HttpResponse:
    """Read: shown to the class (perhaps with a discussion), or kept between the two; or: we did it."""
    found = ANSWER_SUGGESTION.get(request.reads, pk=pk)
    step = request.POST.get("step", "")
    if step == "done":
        if services.done(found):
            messages.success(request, _("Noted: it is done. The student sees it."))
    elif step in {"show", "quiet"}:
        services.read(found, me(request), show=step == "show")
        messages.success(
            request, _("The class sees it now.") if step == "show" else _("It stays between you two.")
        )
    elif step == "talk" and found.class_id is not None:
        services.read(found, me(request), show=True)
        made = talks.ask(found.class_id, found.words[:300], by=me(request), once=uuid4(), suggestion=found)
        return redirect("voice:discussion", made.pk)
    return redirect("voice:suggestion", pk)


@page(STUDENTS, purpose="own suggestion")
@require_POST
def take_back(request: Asked, pk: int) -> HttpResponse:
    services.take_back(OWN_SUGGESTION.get(request.reads, pk=pk))
    messages.success(request, _("Taken back. Nobody sees it any more."))
    return redirect("voice:heard")
