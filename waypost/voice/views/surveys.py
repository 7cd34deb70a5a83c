"""Surveys for those who run them: the list, building one, a round from plan to close."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.school.access import SEE_CLASS
from waypost.school.models import Class
from waypost.trust.access import SIGNED_IN, Who, roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, me, page, trying
from waypost.web.say import day

from .. import jobs
from ..access.surveys import RUN_SURVEY
from ..forms.surveys import BuildForm, DaysForm, RewordForm
from ..models import Item, People, Wave
from ..queries import came
from ..queries import surveys as queries
from ..services import Refused, closing
from ..services import surveys as services
from .common import STAFF

LEADERS = roles(Role.LEADER)


@page(SIGNED_IN, purpose="surveys")
def mine(request: Asked) -> HttpResponse:
    """What I am asked, and below it the surveys that I run."""
    if request.who.person is None:
        raise Http404
    return render(
        request,
        "voice/surveys.html",
        {
            "waiting": queries.waiting_for(request.reads),
            "came": came.told(request.reads),
            "openings": queries.told_of_openings(request.reads),
            "second": queries.second_is_asked(request.who),
            "running": queries.running(request.reads),
            "may_build": STAFF.passes(request.who),
            "leads": request.who.has(Role.LEADER),
        },
    )


@page(STAFF, purpose="building a survey")
def build(request: Asked, people: str = People.PUPILS) -> HttpResponse:
    """Choose what to ask, whom, and what is promised."""
    if people not in People.values or (people != People.PUPILS and not request.who.has(Role.LEADER)):
        raise Http404
    services.ensure_bank()
    classes = SEE_CLASS.scoped(request.reads, lambda rows: rows.order_by("title", "pk")).listed()
    form = BuildForm(
        request.POST or None,
        people=people,
        classes=classes,
        whole=request.who.has(Role.LEADER),
        initial={"once": uuid4()},
    )
    if request.method == "POST" and form.is_valid():
        draft = form.draft(_organization(request.who, form.cleaned_data.get("klass") or None))
        made = trying(request, lambda: services.build(draft, by=me(request), once=form.cleaned_data["once"]))
        if made is not None:
            return redirect("voice:survey", made.waves.order_by("-number")[0].pk)
    choices = [(p.value, p.label) for p in People] if request.who.has(Role.LEADER) else []
    return render(request, "voice/survey_build.html", {"form": form, "people": people, "choices": choices})


def _organization(who: Who, klass: int | None) -> int | None:
    if klass is not None:
        return Class.objects.filter(pk=klass).values_list("organization_id", flat=True).first()
    places = who.places_of(Role.LEADER)
    return min(places) if places else None


@page(STAFF, purpose="running a survey")
def survey(request: Asked, pk: int) -> HttpResponse:
    """One round: what it asks, where it stands, what can be done next."""
    found = queries.round_of(request.reads, pk)
    form = DaysForm(initial={"opens_on": found.wave.opens_on, "closes_on": found.wave.closes_on})
    return render(request, "voice/survey.html", {"page": found, "wave": found.wave, "days": form})


@page(STAFF, purpose="running a survey")
@require_POST
def act(request: Asked, pk: int) -> HttpResponse:
    """Tell families, open, remind, close, move, give up: one button each."""
    wave = RUN_SURVEY.get(request.reads, pk=pk)
    verb = request.POST.get("do", "")
    if verb not in _ACTS:
        raise Http404
    try:
        said, there = _ACTS[verb](request, wave)
    except Refused as why:
        messages.error(request, str(why))
        return redirect("voice:survey", pk)
    messages.success(request, said)
    return redirect("voice:survey", pk) if there else redirect("voice:surveys")


@page(STAFF, purpose="running a survey")
def close(request: Asked, pk: int) -> HttpResponse:
    """Before its last day: once more, what closing means."""
    wave = RUN_SURVEY.get(request.reads, pk=pk)
    back = reverse("voice:survey", args=[pk])
    if not wave.open:
        return redirect(back)
    if request.method == "POST":
        messages.success(request, _close(request, wave)[0])
        return redirect(back)
    context = {
        "heading": _("Close it before its last day?"),
        "sentences": [
            _("It would be open until %(day)s.") % {"day": day(wave.closes_on)},
            _("Once it is closed, nobody can answer any more. It can't be opened again."),
        ],
        "action": _("Close the survey"),
        "danger": True,
        "cancel_url": back,
    }
    return render(request, "web/confirm.html", context)


def _notice(request: Asked, wave: Wave) -> tuple[str, bool]:
    services.give_notice(wave, by=me(request))
    return _(
        "Families read it on their pages from now on. Print the letter for those who read on paper."
    ), True


def _open(request: Asked, wave: Wave) -> tuple[str, bool]:
    services.open_wave(wave, by=me(request))
    return _("The survey is open."), True


def _remind(request: Asked, wave: Wave) -> tuple[str, bool]:
    services.remind(wave)
    return _("Those who haven't answered yet see a line on their page."), True


def _close(request: Asked, wave: Wave) -> tuple[str, bool]:
    closing.close(wave, by=me(request))
    jobs.work_out.enqueue(wave.pk)
    return _("The survey is closed. The results are being worked out."), True


def _move(request: Asked, wave: Wave) -> tuple[str, bool]:
    form = DaysForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Choose a last day after the first, within six weeks."))
    services.move(wave, form.cleaned_data["opens_on"], form.cleaned_data["closes_on"])
    return _("Noted."), True


def _give_up(request: Asked, wave: Wave) -> tuple[str, bool]:
    services.give_up(wave)
    return _("It won't be asked."), False


_ACTS = {
    "notice": _notice, "open": _open, "remind": _remind, "close": _close, "move": _move, "give-up": _give_up,
}  # fmt: skip


@page(STAFF, purpose="a notice to families")
def letter(request: Asked, pk: int) -> HttpResponse:
    """The notice on paper: what is asked, and a slip to say no."""
    found = queries.round_of(request.reads, pk)
    return render(request, "voice/survey_letter.html", {"page": found, "wave": found.wave})


@page(STAFF, purpose="named answers")
def answers(request: Asked, pk: int) -> HttpResponse:
    """Answers with names, person by person."""
    wave = RUN_SURVEY.get(request.reads, pk=pk)
    if wave.kind != "named":
        raise Http404
    return render(
        request,
        "voice/survey_answers.html",
        {"wave": wave, "answers": queries.named_answers(request.reads, wave)},
    )


@page(LEADERS, purpose="questions of surveys")
def questions(request: Asked) -> HttpResponse:
    """All questions with their versions."""
    services.ensure_bank()
    rows = Item.objects.prefetch_related("versions").order_by("people", "scale", "position", "pk")
    return render(request, "voice/questions.html", {"items": rows})


@page(LEADERS, purpose="questions of surveys")
def question(request: Asked, pk: int) -> HttpResponse:
    """Another wording of a question, or no longer offer it."""
    item = Item.objects.prefetch_related("versions").filter(pk=pk).first()
    if item is None:
        raise Http404
    if request.method == "POST" and "retired" in request.POST:
        services.retire(item, request.POST["retired"] == "1")
        return redirect("voice:questions")
    form = RewordForm(request.POST or None, version=item.current)
    if request.method == "POST" and form.is_valid():
        made = trying(
            request,
            lambda: services.reword(item, form.texts(), form.cleaned_data["topics"], by=me(request)),
        )
        if made is not None:
            messages.success(request, _("Asked like this from the next round on."))
            return redirect("voice:questions")
    return render(request, "voice/question.html", {"form": form, "item": item})
