"""What the family and the student agree to: give, withdraw, and read again what was asked."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.school.access import SEE_STUDENT
from waypost.school.models import Person
from waypost.school.queries import children_of
from waypost.trust import consent
from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, me, page

from .. import consents
from .common import leaves_no_trace

HOME = roles(Role.STUDENT, Role.GUARDIAN)


@page(HOME, purpose="consents")
def consent_list(request: Asked) -> HttpResponseBase:
    """A student goes to the own page; a guardian chooses the child, or goes to the only one."""
    if request.who.has(Role.STUDENT):
        return redirect("care:consents", me(request))
    children = children_of(me(request), "consent")
    if len(children) == 1:
        return redirect("care:consents", children[0].pk)
    for child in children:
        SEE_STUDENT.get(request.reads, pk=child.pk)
    return render(request, "care/consent_children.html", {"children": children})


@page(HOME, purpose="consents")
def consent_of(request: Asked, student: int) -> HttpResponseBase:
    """Each question with one's own answer; the right to answer is asked each time."""
    person: Person = SEE_STUDENT.get(request.reads, pk=student)
    if request.who.viewing_as is not None or not consent.standing_of(me(request), person.pk):
        raise Http404
    if request.method == "POST":
        purpose, said = request.POST.get("purpose", ""), request.POST.get("said", "")
        if purpose not in consents.WORDS or said not in {"yes", "no", "back"}:
            raise Http404
        consents.answer(person, me(request), purpose, said)
        messages.success(request, _("Noted. You can change it at any time."))
        return redirect("care:consents", person.pk)
    context = {
        "person": person,
        "own": person.pk == request.who.person,
        "questions": consents.asked(person, me(request)),
        "history": consents.history(person, me(request)),
        "now": clock.local(clock.now()),
    }
    return leaves_no_trace(render(request, "care/consents.html", context))
