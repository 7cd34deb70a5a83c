"""/design/: what other rooms look at before they build a page."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ..gates import open_to_all
from . import samples
from .forms import SampleForm


@open_to_all
def design(request: HttpRequest) -> HttpResponse:
    """One long page; ?as_of=1, ?message=1, ?large=1 show the frame's other states and the grid at 30 by 40."""
    if "message" in request.GET:
        messages.success(request, _("Saved. Leo sees it on his page."))
        messages.warning(request, _("Two lines of the file wait for a look."))
        messages.error(request, _("The file has no column named student. Nothing was changed."))
    form = SampleForm({"name": "", "text": "7B"} if "wrong" in request.GET else None)
    context = {
        "nav": [
            {"label": _("Today"), "url": "/design/", "current": True},
            {"label": _("Classes"), "url": "#classes", "current": False},
            {"label": _("Strategies"), "url": "#strategies", "current": False},
            {"label": _("Families"), "url": "#families", "current": False},
            {"label": _("Celebrate"), "url": "#celebrate", "current": False},
        ],
        "account_name": "Ngozi Okafor",
        "as_of": samples.AS_OF if "as_of" in request.GET else None,
        "form": form,
        "wrong_form": SampleForm({"name": "", "mail": "no"}),
        "grid": samples.large_grid() if "large" in request.GET else samples.small_grid(),
        "weekly": samples.weekly(),
        "weekly_thin": samples.weekly_thin(),
        "parted": (0.12, 0.26, 0.62),
        "spec": samples.spec(),
        "states": samples.STATES,
        "live": "live" in request.GET,
        "today": samples.TODAY,
        "now": samples.NOW,
        "days": samples.DAYS,
        "steps": [("Name", "#1"), ("Time zone", "#2"), ("Roster", ""), ("First source", "")],
        "icons": samples.ICONS,
        "page": Paginator(range(90), 10).page(4),
        "prose": samples.PROSE,
        "levels": ["not true", "a little true", "half true", "mostly true", "fully true"],
    }
    return render(request, "web/living/design.html", context)


@open_to_all
def progress(request: HttpRequest) -> HttpResponse:
    """A fragment that polls itself: further with each call."""
    done = min(100, _whole(request.GET.get("done", "")) + 20)
    poll = f"{request.path}?done={done}"
    return render(request, "web/living/progress.html", {"done": done, "poll": poll})


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 40
