"""Give good news, praise a deed; and what a student is proud of, and who may see it."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.readings.access import SEE_EPISODE
from waypost.readings.models import Episode
from waypost.school import clock
from waypost.school.access import SEE_STUDENT
from waypost.school.models import Person
from waypost.trust.pages import Asked, local, me, page

from .. import queries
from ..access import CELEBRATE, GIVEN_CELEBRATION, OWN_CELEBRATION
from ..forms import GiveForm, UsualForm
from ..models import Audience, Celebration
from ..services import celebrations as services
from ..services import thanks
from . import READERS, STAFF, STUDENTS


@page(STUDENTS, purpose="what I am proud of")
def mine(request: Asked) -> HttpResponse:
    """What I am proud of."""
    person = SEE_STUDENT.get(request.reads, pk=me(request))
    found = queries.proud(request.reads, person)
    context = {
        "page": found,
        "person": person,
        "usual": UsualForm(initial={"audience": found.usual}),
        "audiences": Audience.choices,
        "today": clock.today(),
    }
    return render(request, "recognition/proud.html", context)


@page(READERS, purpose="celebrations")
def of_student(request: Asked, student: int) -> HttpResponse:
    """What was celebrated, as far as the student shares it with whoever asks."""
    person = SEE_STUDENT.get(request.reads, pk=student)
    context = {
        "person": person,
        "shown": queries.celebrations_of(request.reads, person.pk),
        "certificates": queries.certificates_of(request.reads, person.pk),
        "may_give": CELEBRATE.open_rows(request.who).filter(pk=person.pk).exists(),
        "me": request.who.person,
        "today": clock.today(),
    }
    return render(request, "recognition/celebrations.html", context)


@page(STAFF, purpose="praise")
def praise(request: Asked, student: int) -> HttpResponse:
    """Praise, with what for: from the Student page it is a sentence and a tap."""
    person = CELEBRATE.get(request.reads, pk=student)
    form = GiveForm(request.POST or None, initial={"once": uuid4()})
    if request.method == "POST" and form.is_valid():
        services.praise(person.pk, form.cleaned_data["words"], by=me(request), once=form.cleaned_data["once"])
        messages.success(request, _("Given. %(name)s reads it on My path.") % {"name": person.called})
        return redirect(local(request.POST.get("next"), f"/students/{person.pk}/"))
    return render(request, "recognition/give.html", {"form": form, "people": [person], "milestone": None})


@page(STAFF, purpose="good news")
def give(request: Asked, pk: int) -> HttpResponse:
    """Give good news that a measure found, in own words; to several with the same news at once."""
    first: Episode = SEE_EPISODE.get(request.reads, pk=pk)
    if not first.good_news:
        raise Http404
    also = [int(n) for n in (request.POST or request.GET).getlist("also") if n.isdigit() and len(n) < 12]
    others = SEE_EPISODE.scoped(
        request.reads,
        lambda rows: rows.filter(
            pk__in=also, good_news=True, signal=first.signal, subject=first.subject
        ).exclude(pk=pk),
    ).read()
    every = [first, *others]
    people = Person.objects.in_bulk([e.person_id for e in every])
    form = GiveForm(request.POST or None, initial={"once": uuid4()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        given = services.give(
            every, data["words"], by=me(request), account=request.who.account, once=data["once"]
        )
        if given:
            messages.success(request, _("Given. They read it on My path, and choose who else sees it."))
        else:
            messages.info(request, _("Somebody has given it already."))
        return redirect(local(request.POST.get("next"), "/"))
    context = {
        "form": form,
        "people": [people[e.person_id] for e in every],
        "milestone": queries.milestone(first, people[first.person_id]),
        "every": every,
    }
    return render(request, "recognition/give.html", context)


@page(STAFF, purpose="celebrations")
@require_POST
def take_back(request: Asked, pk: int) -> HttpResponse:
    """Given by mistake."""
    found: Celebration = GIVEN_CELEBRATION.get(request.reads, pk=pk)
    services.take_back(found)
    messages.success(request, _("Taken back. Nobody sees it any more."))
    return redirect("recognition:of_student", found.person_id)


@page(STUDENTS, purpose="what I am proud of")
@require_POST
def show_to(request: Asked, pk: int) -> HttpResponse:
    """The student says who sees it."""
    found: Celebration = OWN_CELEBRATION.get(request.reads, pk=pk)
    audience = request.POST.get("audience", "")
    if audience in Audience.values:
        services.show_to(found, audience)
        messages.success(request, _("Noted: %(who)s.") % {"who": Audience(audience).label})
    return redirect("recognition:mine")


@page(STUDENTS, purpose="what I am proud of")
@require_POST
def usual(request: Asked) -> HttpResponse:
    """Who sees what is new from now on."""
    form = UsualForm(request.POST)
    if form.is_valid():
        services.usually(me(request), form.cleaned_data["audience"])
        messages.success(request, _("Noted. What you were given before stays as it is."))
    return redirect("recognition:mine")


@page(STUDENTS, purpose="thanks")
@require_POST
def unwanted(request: Asked, pk: int) -> HttpResponse:
    """Thanks that don't feel right: an adult looks at them, or none from this person any more."""
    found: Celebration = OWN_CELEBRATION.get(request.reads, pk=pk)
    if found.kind != "thanks":
        raise Http404
    if request.POST.get("what") == "report":
        thanks.report(found)
        messages.success(request, _("It is out of sight. An adult of the school looks at it."))
    else:
        thanks.no_more_from(found.person_id, found.giver_id)
        messages.success(request, _("No more thanks from this person. They aren't told."))
    return redirect("recognition:mine")
