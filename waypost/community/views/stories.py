"""Stories within the school: telling, being asked, reading first, taking back."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from waypost.school import clock
from waypost.trust import files
from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, me, page, trying

from ..access.charter import STAFF_ROLES
from ..access.stories import ANSWER_STORY, MODERATE_STORY, SEE_STORY, TAKE_BACK_STORY
from ..forms.stories import StoryForm
from ..models import Story
from ..queries import stories as queries
from ..services import Refused
from ..services import stories as services
from . import MEMBERS

TELLERS = roles(Role.STUDENT, *STAFF_ROLES)
READERS = roles(*STAFF_ROLES)
HALF_A_YEAR = 180


@page(MEMBERS, purpose="stories")
def stories(request: Asked) -> HttpResponse:
    """What is told here, what waits for my yes, and for staff what waits to be read."""
    context = {
        "stories": queries.stories(request.reads),
        "asked": queries.asked(request.reads),
        "waiting": queries.waiting(request.reads),
        "tells": request.who.has(Role.STUDENT, *STAFF_ROLES) and request.who.viewing_as is None,
        "today": clock.today(),
    }
    return render(request, "community/stories.html", context)


@page(TELLERS, purpose="stories")
@require_http_methods(["GET", "POST"])
def tell(request: Asked) -> HttpResponse:
    """A new story. Sent twice, it is one."""
    people = queries.who_can_be_in(request.reads)
    initial = {"once": uuid4(), "until": date.fromordinal(clock.today().toordinal() + HALF_A_YEAR)}
    form = StoryForm(request.POST or None, request.FILES or None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid() and _told(request, form) is not None:
        messages.success(
            request,
            _("Kept. Everybody in it is asked, and somebody of the staff reads it; then it is shown."),
        )
        return redirect("community:stories")
    return render(request, "community/story_tell.html", {"form": form})


def _told(request: Asked, form: StoryForm) -> Story | None:
    """The story, or None with the reason beside the field: what was written stays in the form."""
    data, field = form.cleaned_data, "picture"
    picture: files.Accepted | None = None
    try:
        picture = files.accept("picture", data["picture"]) if data["picture"] else None
        field = "sound"
        sound = files.accept("sound", data["sound"]) if data["sound"] else None
        field = "until"
        told = services.Told(data["title"], data["words"], data["reach"], data["until"], data["picture_says"])
        return services.tell(
            me(request), told, data.get("people") or [], once=data["once"], picture=picture, sound=sound
        )
    except services.NoRoom as why:
        form.add_error("picture" if picture is not None else "sound", str(why))
    except (files.NotAccepted, Refused) as why:
        form.add_error(field, str(why))
    if picture is not None:
        picture.path.unlink(missing_ok=True)  # where the sound beside it was none
    return None


@page(MEMBERS, purpose="stories")
def story(request: Asked, pk: int) -> HttpResponse:
    """One story; for a public one, the address and the lines to embed it."""
    found = SEE_STORY.get(request.reads, pk=pk)
    context = {
        "story": queries.shown(request.reads, found),
        "address": request.build_absolute_uri(reverse("community:public_story", args=[found.key])),
        "embed": request.build_absolute_uri(reverse("community:embed_story", args=[found.key])),
        "today": clock.today(),
    }
    return render(request, "community/story.html", context)


@page(MEMBERS, purpose="stories")
def file(request: Asked, pk: int, what: str) -> HttpResponse:
    """Its picture or sound, to whoever may read it at this moment."""
    found = SEE_STORY.get(request.reads, pk=pk)
    return served(found.picture if what == "picture" else found.sound if what == "sound" else "")


def served(name: str) -> HttpResponse:
    """Our own raster or sound, cleaned when it came in (TRUST 20); kept by nobody on the way."""
    if not name or not default_storage.exists(name):
        raise Http404
    kind = {"webp": "image/webp", "wav": "audio/wav", "mp3": "audio/mpeg"}[name.rpartition(".")[2]]
    with default_storage.open(name) as content:
        response = HttpResponse(content.read(), content_type=kind)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "no-store"
    return response


@page(MEMBERS, purpose="stories")
@require_POST
def answer(request: Asked, pk: int, person: int) -> HttpResponse:
    """Yes or no to being in it; a no acts at once."""
    found = ANSWER_STORY.get(request.reads, pk=pk)
    if person not in {p.pk for p in queries.about(request.who, found)}:
        raise Http404
    yes = request.POST.get("yes") == "1"
    done = trying(request, lambda: services.answer(found, person, giver_id=me(request), yes=yes) or True)
    if done:
        messages.success(request, _("Noted: yes.") if yes else _("Noted: no. Nobody sees it any more."))
    return redirect("community:stories")


@page(READERS, purpose="stories")
@require_POST
def read(request: Asked, pk: int) -> HttpResponse:
    """A member of the staff has read it."""
    found = MODERATE_STORY.get(request.reads, pk=pk)
    services.read(found, me(request), show=not request.POST.get("hold"))
    return redirect("community:stories")


@page(MEMBERS, purpose="stories")
@require_POST
def take_back(request: Asked, pk: int) -> HttpResponse:
    """Gone, for everybody."""
    found = TAKE_BACK_STORY.get(request.reads, pk=pk)
    services.take_back(found, me(request))
    messages.success(
        request, _("Taken back. Words and files are deleted; open pages let go of it within a minute.")
    )
    return redirect("community:stories")
