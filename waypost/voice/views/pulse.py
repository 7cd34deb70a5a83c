"""How is it going? Asked once a week, answered in ten seconds; seen again, changed and taken back by the student alone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.trust import danger
from waypost.trust.pages import CARD, Asked, me, page, trying
from waypost.web.context import url_or_none

from ..access.pulse import OWN_PULSE
from ..forms.pulse import PulseForm, ShareForm
from ..models import Pulse, Share
from ..queries import pulse as queries
from ..services import pulse as services
from .common import STUDENTS


@page(STUDENTS, purpose="own pulse", tier=CARD)
def ask(request: Asked) -> HttpResponse:
    """This week's question, or that there is none."""
    person = me(request)
    question = queries.due(person)
    if question is None:
        if request.method == "POST":  # a second tap, or an old page
            messages.success(request, _("Your answer of this week is kept."))
            return redirect("homes:front")
        return render(request, "voice/pulse_none.html", {"talk_url": url_or_none("care:talk")})
    form = PulseForm(request.POST or None, question=question)
    if request.method == "POST" and form.is_valid():
        kept = trying(request, lambda: services.answer(person, question.class_id, form.said()))
        if kept is not None:
            if kept.share != Share.ME and danger.sentences(kept.words):
                return redirect("voice:tell_now")
            messages.success(request, said_thanks(kept))
        return redirect("homes:front")
    return render(request, "voice/pulse.html", {"form": form, "talk_url": url_or_none("care:talk")})


def said_thanks(pulse: Pulse) -> str:
    if pulse.share == Share.ME:
        return _("Thank you. Only you see what you said.")
    return _("Thank you. It goes to the adult you chose.")


@page(STUDENTS, purpose="own pulses")
def mine(request: Asked) -> HttpResponse:
    """What I said, and who sees it."""
    lines = queries.mine(request.reads, me(request))
    shown = [(line, ShareForm(line=line, readers=_readers(line))) for line in lines]
    return render(request, "voice/pulses.html", {"lines": shown})


def _readers(line: queries.Line) -> list[queries.Reader]:
    return queries.readers_of(line.pulse.person_id, line.pulse.class_id)


@page(STUDENTS, purpose="own pulses")
@require_POST
def who(request: Asked, pk: int) -> HttpResponse:
    """The student says who sees it."""
    found: Pulse = OWN_PULSE.get(request.reads, pk=pk)
    wanted = request.POST.get("share", "")
    if wanted in Share.values and trying(request, lambda: services.share_with(found, wanted)):
        if wanted != Share.ME and danger.sentences(found.words):
            return redirect("voice:tell_now")
        messages.success(request, _("Changed."))
    return redirect("voice:pulses")


@page(STUDENTS, purpose="own pulses")
@require_POST
def take_back(request: Asked, pk: int) -> HttpResponse:
    services.take_back(OWN_PULSE.get(request.reads, pk=pk))
    messages.success(request, _("Taken back. Nobody sees it any more."))
    return redirect("voice:pulses")
