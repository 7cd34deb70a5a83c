"""About me in three voices, and the supports that were agreed."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.school import clock
from waypost.school.access import SEE_STUDENT
from waypost.school.models import Person
from waypost.trust.pages import Asked, local, me, page

from .. import years
from ..access import GIVE_SUPPORT, SEE_ABOUT, WRITE_ABOUT, WRITE_WITH, voice_of
from ..forms.about import AboutForm, LookForm, SupportForm
from ..models import AboutMe, Support, Voice
from ..queries import about as queries
from ..services import about as services
from .common import READERS, STAFF, STUDENTS, tell_someone


@page(STUDENTS, purpose="about me")
def mine(request: Asked) -> HttpResponse:
    """About me."""
    return _about(request, SEE_STUDENT.get(request.reads, pk=me(request)))


@page(READERS, purpose="about the student")
def of_student(request: Asked, student: int) -> HttpResponse:
    return _about(request, SEE_STUDENT.get(request.reads, pk=student))


def _about(request: Asked, person: Person) -> HttpResponse:
    return render(
        request,
        "learning/about.html",
        {
            "page": queries.about_page(request.reads, person.pk),
            "person": person,
            "mine": person.pk == request.who.person,
            "may_write": WRITE_ABOUT.open_rows(request.who).filter(pk=person.pk).exists(),
            "may_give": request.who.is_staff
            and WRITE_WITH.open_rows(request.who).filter(pk=person.pk).exists(),
            "today": clock.today(),
        },
    )


@page(READERS, purpose="about the student")
def write(request: Asked, student: int) -> HttpResponse:
    """Say it in the own voice. It begins with what the same voice said last."""
    person = WRITE_ABOUT.get(request.reads, pk=student)
    voice = voice_of(request.who, person.pk)
    before = _before(request, person, voice)
    start = {name: getattr(before, name) for name in (*AboutMe.FIELDS, "with_family")} if before else {}
    form = AboutForm(request.POST or None, initial=start, own=voice == Voice.STUDENT)
    if request.method == "POST" and form.is_valid():
        with_family = form.cleaned_data.get("with_family", False)
        services.write(person.pk, voice, me(request), form.said(), with_family=with_family)
        if voice != Voice.TEACHER and (away := tell_someone(request, *form.said().values())):
            return away
        messages.success(request, _("Noted. You can change it at any time."))
        return redirect("learning:about_of", person.pk)
    context = {
        "form": form,
        "person": person,
        "voice": voice,
        "year": years.label(years.school_year(clock.today())),
    }
    return render(request, "learning/about_write.html", context)


def _before(request: Asked, person: Person, voice: Voice) -> AboutMe | None:
    rows = SEE_ABOUT.scoped(
        request.reads,
        lambda rows: rows.filter(person_id=person.pk, voice=voice, author_id=me(request)).order_by("-year")[
            :1
        ],
    ).read()
    return rows[0] if rows else None


@page(STAFF, purpose="agreed supports")
def support_new(request: Asked, student: int) -> HttpResponse:
    """Agree on a support."""
    person = WRITE_WITH.get(request.reads, pk=student)
    givers = queries.givers(person, me(request))
    form = SupportForm(request.POST or None, givers=givers, initial={"once": uuid4()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.agree(
            person.pk, data["what"], data["giver"], data["review_on"], by=me(request), once=data["once"]
        )
        messages.success(request, _("Agreed."))
        return redirect("learning:about_of", person.pk)
    return render(request, "learning/support_new.html", {"form": form, "person": person})


@page(STAFF, purpose="agreed supports")
@require_POST
def support_given(request: Asked, pk: int) -> HttpResponse:
    """One tap: given today. Another takes it back."""
    support: Support = GIVE_SUPPORT.get(request.reads, pk=pk)
    if request.POST.get("take-back"):
        services.not_given(support)
        messages.success(request, _("Taken back."))
    elif services.given(support, by=me(request)):
        messages.success(request, _("Noted: given today."))
    else:
        messages.info(request, _("It was noted today already."))
    return redirect(local(request.POST.get("next"), f"/learning/students/{support.person_id}/about/"))


@page(STAFF, purpose="agreed supports")
def support_look(request: Asked, pk: int) -> HttpResponse:
    """The review: does it go on?"""
    support: Support = GIVE_SUPPORT.get(request.reads, pk=pk)
    form = LookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.looked_at(support, form.next_review())
        messages.success(request, _("Noted."))
        return redirect("learning:about_of", support.person_id)
    person = Person.objects.get(pk=support.person_id)
    return render(request, "learning/support_look.html", {"form": form, "support": support, "person": person})
