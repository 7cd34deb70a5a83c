"""The charter: what holds, what is proposed, what others say of it."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from waypost.school import clock
from waypost.trust import danger
from waypost.trust.models import Role
from waypost.trust.pages import Asked, me, page, trying

from ..access import MODERATE, MODERATE_COMMENT, SEE_CHARTER, SEE_INDICATOR, groups_of
from ..forms.charter import CommentForm, ProposeForm
from ..measured import MEASURED
from ..models import Charter, CharterState, Group
from ..queries import charter as queries
from ..queries.points import fallen
from ..services import proposals as services
from ..services import sharing
from . import MEMBERS, STAFF


@page(MEMBERS, purpose="charter")
def charter(request: Asked) -> HttpResponse:
    """What we mean by success: the version in force, and what is going on."""
    holds, writing = queries.in_force(request.reads), queries.going_on(request.reads)
    person = me(request)
    context = {
        "holds": holds,
        "standing": [(i, MEASURED.get(i.figure)) for i in queries.standing(holds)] if holds else [],
        "fallen": fallen(holds) if holds else None,
        "reviews": list(holds.reviews.prefetch_related("judged__indicator")[:2]) if holds else [],
        "writing": writing,
        "proposals": queries.proposals(request.reads, writing) if writing else [],
        "new_points": fallen(writing) if writing and writing.state == CharterState.COUNTED else None,
        "shared": bool(
            writing and writing.state == CharterState.SHARING and sharing.has_shared(writing, person)
        ),
        "speaks": bool(groups_of(request.who)),
        "leads": request.who.has(Role.LEADER) and request.who.viewing_as is None,
        "staff": request.who.is_staff and bool(groups_of(request.who)),
        "waiting": queries.waiting(request.reads).count,
        "versions": [v for v in queries.versions(request.reads) if holds is None or v.pk != holds.pk],
        "once": uuid4(),
        "today": clock.today(),
    }
    return render(request, "community/charter.html", context)


@page(MEMBERS, purpose="charter")
def version(request: Asked, pk: int) -> HttpResponse:
    """One version that was adopted, as it was."""
    found: Charter = SEE_CHARTER.get(request.reads, pk=pk)
    if found.adopted is None:
        raise Http404
    context = {
        "version": found,
        "standing": [(i, MEASURED.get(i.figure)) for i in queries.standing(found)],
        "fallen": fallen(found),
        "reviews": list(found.reviews.prefetch_related("judged__indicator")),
        "today": clock.today(),
    }
    return render(request, "community/version.html", context)


@page(MEMBERS, purpose="charter", own_eyes=True)
@require_http_methods(["GET", "POST"])
def propose(request: Asked) -> HttpResponse:
    """Propose something that would show success."""
    writing, groups = queries.going_on(request.reads), groups_of(request.who)
    if writing is None or writing.state != CharterState.WRITING:
        messages.info(request, _("Nothing is being gathered right now."))
        return redirect("community:charter")
    form = ProposeForm(request.POST or None, groups=groups, initial={"once": uuid4()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = trying(
            request,
            lambda: services.propose(
                writing, me(request), form.spoken_for, data["words"], why=data["why"], figure=data["figure"],
                once=data["once"],
            ),
        )  # fmt: skip
        if made is not None:
            messages.success(request, _thanks(form.spoken_for))
            return _after(request, form.spoken_for, data["words"], data["why"]) or redirect(
                "community:charter"
            )
    return render(request, "community/propose.html", {"form": form, "student": Group.STUDENTS in groups})


def _after(request: Asked, group: str, *texts: str) -> HttpResponse | None:
    """To "tell someone now" where a child wrote that somebody is in danger; the sentence has gone on already."""
    if group != Group.STUDENTS or not any(danger.sentences(text) for text in texts):
        return None
    messages.warning(
        request, _("It is kept. You wrote that somebody may be in danger: please tell someone now.")
    )
    return redirect("care:tell")


@page(MEMBERS, purpose="charter")
@require_http_methods(["GET", "POST"])
def proposal(request: Asked, pk: int) -> HttpResponse:
    """One proposal, and what others think of it."""
    found = SEE_INDICATOR.get(request.reads, pk=pk)
    groups = groups_of(request.who)
    form = CommentForm(request.POST or None, groups=groups, initial={"once": uuid4()}) if groups else None
    if request.method == "POST" and form is not None and form.is_valid():
        data = form.cleaned_data
        made = trying(
            request,
            lambda: services.comment(found, me(request), form.spoken_for, data["words"], once=data["once"]),
        )
        if made is not None:
            messages.success(request, _thanks(form.spoken_for))
            tell = _after(request, form.spoken_for, data["words"])
            if tell is not None:
                return tell
        return redirect("community:proposal", pk)
    said = next((p for p in queries.proposals(request.reads, found.charter) if p.row.pk == pk), None)
    if said is None:
        raise Http404
    talk = found.charter.state in {CharterState.WRITING, CharterState.SHARING}
    context = {
        "proposal": said, "form": form if talk else None, "figure": MEASURED.get(found.figure),
        "student": Group.STUDENTS in groups,
    }  # fmt: skip
    return render(request, "community/proposal.html", context)


@page(STAFF, purpose="words that wait")
def waiting(request: Asked) -> HttpResponse:
    """Proposals and comments that nobody of the staff has read."""
    return render(request, "community/waiting.html", {"waiting": queries.waiting(request.reads)})


@page(STAFF, purpose="words that wait")
@require_POST
def read(request: Asked, kind: str, pk: int) -> HttpResponse:
    """Show it, or keep it back."""
    rule = {"proposal": MODERATE, "comment": MODERATE_COMMENT}.get(kind)
    if rule is None:
        raise Http404
    found = rule.get(request.reads, pk=pk)
    if request.POST.get("hold"):
        services.hold(found, me(request))
        messages.success(request, _("Kept back."))
    else:
        services.show(found, me(request))
        messages.success(request, _("Everybody of the school can read it now."))
    return redirect("community:waiting")


def _thanks(group: str) -> str:
    if group == "staff":
        return _("Thank you. Everybody of the school can read it now.")
    return _("Thank you. Somebody of the staff reads it first; then everybody can.")
