"""Visits between two teachers, the library, discussions."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.school import clock
from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, me, page, trying
from waypost.web.links import foreign

from ..access.base import schools_of
from ..access.together import HOLD_TALK, OWN_INSIGHT, OWN_VISIT, SEE_INSIGHT, SEE_TALK, SEE_VISIT
from ..access.trials import SEE_STRATEGY
from ..forms.together import (
    AskForm,
    InsightForm,
    InviteForm,
    MinutesForm,
    NoteForm,
    ReflectForm,
    RemarkForm,
    SayForm,
)
from ..models import Circle, Insight, Talk, Visit
from ..queries import together as queries
from ..queries.trials import classes_to_choose
from ..services import together as services
from .common import STAFF

EVERYBODY = roles(Role.STUDENT, Role.GUARDIAN, Role.TEACHER, Role.COUNSELLOR, Role.LEADER)


def _school(request: Asked) -> int:
    schools = schools_of(request.who)
    if not schools:
        raise PermissionDenied(STAFF.sentence)
    return min(schools)


@page(STAFF, purpose="visits between colleagues")
def visits(request: Asked) -> HttpResponse:
    return render(
        request, "practice/visits.html", {"visits": queries.visits(request.reads), "now": clock.now()}
    )


@page(STAFF, purpose="visits between colleagues")
def invite(request: Asked) -> HttpResponse:
    """Whose lesson it is invites, and says what to look at."""
    form = InviteForm(
        request.POST or None, initial={"once": uuid4()}, colleagues=queries.colleagues(request.who)
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = services.invite(
            me(request), data["guest"], lesson=data["lesson"], focus=data["focus"],
            at=datetime.combine(data["day"], data["time"], clock.zone()), once=data["once"],
        )  # fmt: skip
        messages.success(request, _("The invitation waits for your colleague."))
        return redirect("practice:visit", made.pk)
    return render(request, "practice/invite.html", {"form": form})


@page(STAFF, purpose="visits between colleagues")
def visit(request: Asked, pk: int) -> HttpResponse:
    found = queries.visit(request.reads, pk)
    context = {
        "line": found,
        "now": clock.now(),
        "note": NoteForm(initial={"once": uuid4()}),
        "reflect": ReflectForm(initial={"reflection": found.visit.reflection}),
    }
    return render(request, "practice/visit.html", context)


@page(STAFF, purpose="visits between colleagues")
@require_POST
def visit_act(request: Asked, pk: int) -> HttpResponse:
    """Come or not, call it off, note, reflect."""
    act, found = request.POST.get("do", ""), SEE_VISIT.get(request.reads, pk=pk)
    if act in {"yes", "no"} and found.guest_id == me(request):
        services.answer_visit(found, act == "yes")
    elif act == "note":
        _note(request, found)
    elif act in {"off", "reflect"}:
        _of_host(request, OWN_VISIT.get(request.reads, pk=pk), act)
    return redirect("practice:visit", pk)


def _note(request: Asked, found: Visit) -> None:
    form = NoteForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        trying(request, lambda: services.note(found, me(request), data["words"], once=data["once"]))


def _of_host(request: Asked, found: Visit, act: str) -> None:
    if act == "off":
        trying(request, lambda: services.call_off(found))
        return
    form = ReflectForm(request.POST)
    if form.is_valid():
        services.reflect(found, form.cleaned_data["reflection"])
        messages.success(request, _("Kept between the two of you."))


@page(STAFF, purpose="library of insights")
def library(request: Asked) -> HttpResponse:
    tag, words = request.GET.get("tag", ""), request.GET.get("words", "").strip()
    context = {
        "insights": queries.insights(request.reads, tag=tag, words=words), "tags": queries.insight_tags(request.reads), "tag": tag,
        "words": words, "today": clock.today(),
    }  # fmt: skip
    return render(request, "practice/library.html", context)


@page(STAFF, purpose="library of insights")
def insight_new(request: Asked) -> HttpResponse:
    """Share what was learned; of a visit it came from nothing is kept."""
    start = {"once": uuid4(), "strategy": request.GET.get("strategy", "")}
    form = InsightForm(request.POST or None, initial=start, strategies=queries.strategies(request.reads))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        strategy = SEE_STRATEGY.get(request.reads, pk=data["strategy"]) if data["strategy"] else None
        made = services.share(
            _school(request), form.said(), by=me(request), once=data["once"], strategy=strategy
        )
        messages.success(request, _("Your colleagues find it in the library now."))
        return redirect("practice:insight", made.pk)
    return render(request, "practice/insight_new.html", {"form": form})


@page(STAFF, purpose="library of insights")
def insight(request: Asked, pk: int) -> HttpResponse:
    """One insight; a colleague says something to it or thanks."""
    found = queries.insight(request.reads, pk)
    form = RemarkForm(request.POST or None, initial={"once": uuid4()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.remark(found.insight, data["words"], by=me(request), once=data["once"])
        return redirect("practice:insight", pk)
    link = foreign(found.insight.link) if found.insight.link else ""
    return render(
        request, "practice/insight.html", {"line": found, "form": form, "link": link, "today": clock.today()}
    )


@page(STAFF, purpose="library of insights")
@require_POST
def insight_act(request: Asked, pk: int) -> HttpResponse:
    """Thank, or take back."""
    if request.POST.get("do") == "back":
        services.take_back(OWN_INSIGHT.get(request.reads, pk=pk))
        messages.success(request, _("Taken back. Nobody reads it any more."))
        return redirect("practice:library")
    found: Insight = SEE_INSIGHT.get(request.reads, pk=pk)
    services.thank(found, me(request))
    return redirect("practice:insight", pk)


@page(EVERYBODY, purpose="discussions")
def talks(request: Asked) -> HttpResponse:
    context = {
        "talks": queries.talks(request.reads),
        "staff": bool(schools_of(request.who)),
        "today": clock.today(),
    }
    return render(request, "practice/talks.html", context)


@page(STAFF, purpose="discussions")
def talk_new(request: Asked) -> HttpResponse:
    """Ask an open question, and invite."""
    school = _school(request)
    form = AskForm(
        request.POST or None, initial={"once": uuid4(), "strategy": request.GET.get("strategy", "")},
        strategies=queries.strategies(request.reads), classes=classes_to_choose(school),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        strategy = SEE_STRATEGY.get(request.reads, pk=data["strategy"]) if data["strategy"] else None
        made = services.ask(
            school, form.asked(), data["classes"], by=me(request), once=data["once"], strategy=strategy
        )
        return redirect("practice:talk", made.pk)
    return render(request, "practice/talk_new.html", {"form": form})


@page(EVERYBODY, purpose="discussions")
def talk(request: Asked, pk: int) -> HttpResponse:
    """The question, what this person may read, the minutes; a place to write."""
    found = queries.talk(request.reads, pk)
    form = SayForm(request.POST or None, initial={"once": uuid4()}, circles=found.circles)
    if request.method == "POST" and found.circles and form.is_valid():
        data = form.cleaned_data
        circle = data.get("circle") or found.circles[0]
        klass = None if found.staff else queries.class_of(found.talk, request.who, circle)
        said = trying(
            request,
            lambda: services.say(
                found.talk,
                me(request),
                data["words"],
                circle=circle,
                once=data["once"],
                class_id=klass,
                staff=found.staff,
            ),
        )
        if said is not None and not found.staff:
            messages.success(request, _("Thank you. What came of it stands here, in the minutes."))
        return redirect("practice:talk", pk)
    context = {
        "page": found, "form": form, "minutes": MinutesForm(initial={"once": uuid4()}, auto_id="minutes_%s"), "today": clock.today(),
        "student": found.circles == [str(Circle.STUDENTS)],
    }  # fmt: skip
    return render(request, "practice/talk.html", context)


@page(STAFF, purpose="discussions")
@require_POST
def talk_act(request: Asked, pk: int) -> HttpResponse:
    """Minutes and decisions; close it."""
    found: Talk = HOLD_TALK.get(request.reads, pk=pk)
    SEE_TALK.get(request.reads, pk=pk)
    if request.POST.get("do") == "close":
        trying(request, lambda: services.close(found))
        return redirect("practice:talk", pk)
    form = MinutesForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        services.minute(
            found, data["words"], decided=data["decided"], because=data["because"], look_on=data["look_on"], by=me(request),
            once=data["once"],
        )  # fmt: skip
        messages.success(request, _("The minutes are kept; everybody who is invited reads them."))
    else:
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
    return redirect("practice:talk", pk)
