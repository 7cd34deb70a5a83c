"""How the school's papers look: two colours and a crest, chosen by a leader, with a sample to judge by."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.school import look as school_look
from waypost.trust import audit
from waypost.trust.access import roles
from waypost.trust.files import NotAccepted
from waypost.trust.models import Role
from waypost.trust.pages import Asked, page
from waypost.web.typeset import typeset

from .. import sheets
from ..forms import LookForm
from ..models import Design

LEADER = roles(Role.LEADER)


@page(LEADER, purpose="the school's colours on paper")
def look(request: Asked) -> HttpResponse:
    now = school_look.look()
    form = LookForm(
        request.POST or None, request.FILES or None, initial={"brand": now.brand, "accent": now.accent}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            school_look.choose(data["brand"], data["accent"], data["crest"], no_crest=data["no_crest"])
        except NotAccepted as error:
            form.add_error("crest", str(error))
        else:
            audit.act("look.choose", actor_id=request.who.account, object_kind="setting", object_id=0)
            messages.success(request, _("Kept. New certificates and reports look like this."))
            return redirect("recognition:look")
    context = {"form": form, "look": now, "designs": Design.choices}
    return render(request, "recognition/look.html", context)


@page(LEADER, purpose="the school's colours on paper")
def sample(request: Asked) -> HttpResponse:
    """A certificate of nobody, as a picture."""
    design = request.GET.get("design", "")
    told = sheets.sheet(
        title=_("For a talk that made us think"), name=_("Name of a student"),
        words=_("You asked until you understood, and then you showed it to others."),
        design=design if design in Design.values else Design.FRAME, on=clock.today(), signed=_("Name of an adult"), address="",
    )  # fmt: skip
    return HttpResponse(typeset(sheets.TEMPLATE, told, form="png", ppi=72), content_type="image/png")
