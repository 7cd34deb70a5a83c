"""What is kept about me: what is shared, in which roles people looked, and how to say that something isn't right."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.school import clock
from waypost.school.access import SEE_STUDENT
from waypost.school.models import Person
from waypost.trust import requests
from waypost.trust.access import roles
from waypost.trust.erasure import cases as erasure
from waypost.trust.models import AccessRequest, ErasureCase, Role
from waypost.trust.pages import Asked, me, page
from waypost.trust.refusal import Refused

from ..access import ANSWER_OBJECTION, SEE_OBJECTION
from ..forms.kept import AnswerForm, ObjectForm
from ..queries import handed
from ..queries import kept as queries
from ..services import kept as services
from .common import leaves_no_trace

HOME = roles(Role.STUDENT, Role.GUARDIAN)
STAFF = roles(Role.TEACHER, Role.COUNSELLOR, Role.LEADER)


@page(roles(Role.STUDENT), purpose="own record")
def mine(request: Asked) -> HttpResponseBase:
    """The student's own page."""
    return of_student(request, me(request))


@page(HOME, purpose="own record")
def of_student(request: Asked, student: int) -> HttpResponseBase:
    """What is kept; for a guardian only what they themselves said about it."""
    person = SEE_STUDENT.get(request.reads, pk=student)
    own = person.pk == request.who.person
    if request.who.viewing_as is not None:
        raise Http404
    form: forms.Form = ObjectForm(request.POST or None, initial={"once": uuid4()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.object_to(person.pk, me(request), data["part"], data["words"], once=data["once"])
        messages.success(request, _("It stands beside that part now, wherever it is shown."))
        return redirect("care:kept") if own else redirect("care:kept_of", person.pk)
    asked = list(AccessRequest.objects.filter(subject_id=person.pk, asker_id=me(request)).order_by("-pk")[:3])
    context = {
        "person": person,
        "own": own,
        "form": form,
        "kept": queries.kept(person.pk) if own else [],
        "looks": queries.looks(person.pk) if own else [],
        "said": queries.said(request.reads, person.pk),
        "requests": asked,
        "waits": any(r.released is None for r in asked),
        "erasure": ErasureCase.objects.filter(subject_id=person.pk, asker_id=me(request)).last(),
        "today": clock.today(),
        "now": clock.local(clock.now()),
    }
    return leaves_no_trace(render(request, "care/kept.html", context))


@page(HOME, purpose="own record")
@require_POST
def take_back(request: Asked, pk: int) -> HttpResponse:
    """I no longer say so."""
    found = SEE_OBJECTION.get(request.reads, pk=pk, writer_id=me(request))
    services.take_back(found)
    return (
        redirect("care:kept") if found.person_id == me(request) else redirect("care:kept_of", found.person_id)
    )


@page(HOME, purpose="own record")
@require_POST
def ask(request: Asked, student: int) -> HttpResponse:
    """Ask the school for everything that it keeps."""
    person = SEE_STUDENT.get(request.reads, pk=student)
    requests.ask(person.pk, me(request))
    messages.success(
        request,
        _("The school has your request. Somebody looks through it and answers by the day that stands here."),
    )
    return redirect("care:kept") if person.pk == me(request) else redirect("care:kept_of", person.pk)


@page(HOME, purpose="own record")
def erase(request: Asked, student: int) -> HttpResponseBase:
    """Ask that everything goes. First what that means, then the asking; the school checks, and two people decide."""
    person = SEE_STUDENT.get(request.reads, pk=student)
    if request.who.viewing_as is not None:
        raise Http404
    own = person.pk == me(request)
    back = redirect("care:kept") if own else redirect("care:kept_of", person.pk)
    if request.method == "POST":
        erasure.ask(person.pk, me(request), request.who.account)
        messages.success(request, _("The school has your request and answers by the day that stands here."))
        return back
    context = {
        "heading": _("Ask that everything is erased"),
        "sentences": [
            _(
                "The school checks who asks, and two people decide. Until it begins you can take it back here."
            ),
            _("Then work, goals, notes and the account are gone for good: nobody can bring them back."),
            _("What the law makes a school keep stays. Answers without a name can't be found any more."),
        ],
        "action": _("Ask the school"),
        "danger": True,
        "cancel_url": back.url,
    }
    return leaves_no_trace(render(request, "web/confirm.html", context))


@page(HOME, purpose="own record")
@require_POST
def erase_back(request: Asked, pk: int) -> HttpResponse:
    """I no longer want it."""
    found = get_object_or_404(ErasureCase, pk=pk, asker_id=me(request), closed=None)
    try:
        erasure.take_back(found, me(request))
        messages.success(request, _("Taken back: nothing is erased."))
    except Refused as why:
        messages.error(request, str(why))
    own = found.subject_id == me(request)
    return redirect("care:kept") if own else redirect("care:kept_of", found.subject_id or 0)


@page(HOME, purpose="own record")
def package(request: Asked, pk: int) -> HttpResponseBase:
    """What was released to me, in words."""
    found, person = _released(request, pk)
    told = requests.package(found)
    context = {
        "found": found,
        "person": person,
        "held_back": told["held_back"],
        "sections": handed.sections(told["rows"]),
    }
    return leaves_no_trace(render(request, "care/package.html", context))


@page(HOME, purpose="own record")
def package_file(request: Asked, pk: int) -> HttpResponseBase:
    """The same as a file for programs: every line by its table, with the codes as they are kept."""
    found, _person = _released(request, pk)
    response = JsonResponse(requests.package(found), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="waypost-record.json"'
    return leaves_no_trace(response)


def _released(request: Asked, pk: int) -> tuple[AccessRequest, Person]:
    """The right to see is asked again."""
    found = get_object_or_404(AccessRequest, pk=pk, asker_id=me(request), released__isnull=False)
    person = SEE_STUDENT.get(request.reads, pk=found.subject_id)
    if request.who.viewing_as is not None:
        raise Http404
    return found, person


@page(STAFF, purpose="statement about the record")
def answer(request: Asked, pk: int) -> HttpResponseBase:
    """The school answers a statement: set right, or why it stands."""
    found = ANSWER_OBJECTION.get(request.reads, pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.answer(found, me(request), form.cleaned_data["answer"])
        messages.success(request, _("Answered. The statement stays beside that part."))
        return redirect("homes:student", found.person_id)
    context = {
        "heading": _("Answer what was said about the record"),
        "sentences": [found.words],
        "action": _("Answer"),
        "form": form,
        "cancel_url": f"/students/{found.person_id}/",
    }
    return render(request, "web/confirm.html", context)
