"""Opening a confidential answer: two people together, with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.school.queries import names_of
from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, me, page

from ..access.surveys import SEE_OPENING
from ..forms.surveys import OpeningForm
from ..models import Answer, Kind, Wave
from ..queries.surveys import in_words, questions_of
from ..services import Refused
from ..services import openings as services

SAFEGUARDING = roles(Role.SAFEGUARDING)
EITHER = roles(Role.SAFEGUARDING, Role.LEADER, Role.COUNSELLOR)


@page(EITHER, purpose="opening a confidential answer", fresh=True)
def openings(request: Asked) -> HttpResponse:
    """Those that wait for a second person, and those that I may read."""
    rows = SEE_OPENING.scoped(request.reads, lambda rows: rows.order_by("-asked")).read()
    waves = Wave.objects.filter(survey__kind=Kind.CONFIDENTIAL).select_related("survey").order_by("-opens_on")
    asks = SAFEGUARDING.passes(request.who)
    names = names_of(p for o in rows for p in (o.asked_by, o.second_by or 0, o.answer.person_id))
    return render(
        request,
        "voice/openings.html",
        {
            "openings": [
                (o, names.get(o.answer.person_id, "") if o.opened or asks else "", names.get(o.asked_by, ""))
                for o in rows
            ],
            "waves": waves if asks else [],
            "form": OpeningForm() if asks else None,
            "me": me(request),
        },
    )


@page(SAFEGUARDING, purpose="opening a confidential answer", fresh=True)
@require_POST
def ask(request: Asked) -> HttpResponse:
    """Ask a second person to open one student's answer."""
    form = OpeningForm(request.POST)
    wave, name = request.POST.get("wave", ""), " ".join(request.POST.get("name", "").split()).casefold()
    rows = Answer.objects.filter(
        wave_id=int(wave) if wave.isdecimal() else 0, wave__survey__kind=Kind.CONFIDENTIAL
    ).select_related("wave__survey")
    names = names_of(rows.values_list("person_id", flat=True))
    found = [r for r in rows if names.get(r.person_id, "").casefold() == name]
    if len(found) != 1 or not form.is_valid():
        messages.error(
            request, _("Choose the survey, write the full name of one who answered it, and say why.")
        )
        return redirect("voice:openings")
    try:
        services.ask_to_open(
            found[0], form.cleaned_data["reason"], by=me(request),
            untold_because=form.cleaned_data["untold_because"],
        )  # fmt: skip
        messages.success(request, _("It waits for a second person now."))
    except Refused as why:
        messages.error(request, str(why))
    return redirect("voice:openings")


@page(EITHER, purpose="opening a confidential answer", fresh=True)
def opening(request: Asked, pk: int) -> HttpResponse:
    """Say yes as the second person; then read."""
    row = SEE_OPENING.get(request.reads, pk=pk)
    if request.method == "POST":
        try:
            services.say_yes(row, by=me(request))
        except Refused as why:
            messages.error(request, str(why))
        return redirect("voice:opening", pk)
    if row.opened is None:
        return render(
            request, "voice/opening.html",
            {"row": row, "lines": None, "asked_by": names_of([row.asked_by])[row.asked_by], "me": me(request)},
        )  # fmt: skip
    if me(request) not in {row.asked_by, row.second_by}:
        raise Http404
    given = services.read(row, by=me(request))
    return render(
        request,
        "voice/opening.html",
        {
            "row": row,
            "lines": in_words(given, questions_of(row.answer.wave)),
            "name": names_of([row.answer.person_id]).get(row.answer.person_id, ""),
        },
    )
