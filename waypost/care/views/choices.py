"""The school's choices about time and help: hours, numbers, patience, ages."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waypost.trust import outbox
from waypost.trust.access import roles
from waypost.trust.models import Account, Role
from waypost.trust.pages import Asked, local, page

from .. import choices as services
from .. import helplines
from ..forms.choices import ChoicesForm, as_text


@page(roles(Role.ADMINISTRATOR, Role.LEADER), purpose="the school's choices", fresh=True)
def choices(request: Asked) -> HttpResponse:
    """What holds now, and what a child reads; each change stands in the book of acts."""
    held = services.now()
    form = ChoicesForm(request.POST or None, initial={**asdict(held), "numbers": as_text(held.numbers)})
    if request.method == "POST" and form.is_valid():
        changed = services.choose(form.choices(), request.who.account)
        messages.success(request, _("Kept.") if changed else _("Nothing was changed."))
        return redirect("care:choices")
    return render(request, "care/choices.html", {"form": form, "lines": helplines.lines()})


@page(roles(Role.GUARDIAN), purpose="own choices")
def mine(request: Asked) -> HttpResponse:
    """A family's own choice: the mail that the week is there, other mail going on."""
    account = Account.objects.get(pk=request.who.account or 0)
    if request.method == "POST" and request.who.viewing_as is None:
        if request.POST.get("week") == "on":
            outbox.again(account, "week")
            messages.success(request, _("You get a mail again when the week is there."))
        else:
            outbox.stop(account, "week")
            messages.success(request, _("No more mail about the week. Other mail goes on."))
        return redirect(local(request.POST.get("next"), "/care/choices/mine/"))
    context = {"week": "week" not in account.mail_without, "all": account.mail}
    return render(request, "care/choices_mine.html", context)
