"""One student's plan: what is within reach, what was chosen together, what was agreed, what was given to do."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.school import clock
from waypost.school.access import SEE_STUDENT
from waypost.school.models import Person
from waypost.school.queries import names_of
from waypost.skills.models import Skill
from waypost.trust.pages import Asked, local, me, page

from ..access import TICK_HANDED, WORK_ON_CHOSEN, WRITE_WITH
from ..forms.plans import PlanForm
from ..models import Chosen, Handed, PlanVersion
from ..queries import plans as queries
from ..services import Meanwhile
from ..services import groups as tasks
from ..services import plans as services
from .common import READERS, STUDENTS, WRITERS


@page(STUDENTS, purpose="own plan")
def mine(request: Asked) -> HttpResponse:
    """What is next for me."""
    return _plan(request, SEE_STUDENT.get(request.reads, pk=me(request)))


@page(READERS, purpose="plan")
def of_student(request: Asked, student: int) -> HttpResponse:
    """What is next for a student."""
    return _plan(request, SEE_STUDENT.get(request.reads, pk=student))


def _plan(request: Asked, person: Person) -> HttpResponse:
    context = {"page": queries.plan_page(request.reads, person), "person": person, "today": clock.today()}
    return render(request, "learning/plan.html", context)


@page(WRITERS, purpose="plan")
@require_POST
def choose(request: Asked, student: int) -> HttpResponse:
    """This skill is next."""
    person = WRITE_WITH.get(request.reads, pk=student)
    skill = Skill.objects.filter(pk=_number(request, "skill"), active=True).first()
    if skill is None:
        raise Http404
    services.choose(person.pk, skill.pk, by=me(request))
    messages.success(request, _("Chosen: %(skill)s") % {"skill": skill.title})
    return _back(request, person.pk)


@page(WRITERS, purpose="plan")
@require_POST
def agree(request: Asked, pk: int) -> HttpResponse:
    """The other side says yes, or it is put aside."""
    chosen: Chosen = WORK_ON_CHOSEN.get(request.reads, pk=pk)
    if request.POST.get("aside"):
        services.put_aside(chosen)
        messages.success(request, _("Put aside. It stays under what was chosen before."))
    elif services.agree(chosen, by=me(request)):
        messages.success(request, _("Agreed: this is next."))
    return _back(request, chosen.person_id)


@page(WRITERS, purpose="plan")
def write(request: Asked, student: int) -> HttpResponse:
    """What we agreed. Who writes at the same time as another is told, and nothing is lost."""
    person = WRITE_WITH.get(request.reads, pk=student)
    versions = queries.versions_of(request.reads, person.pk)
    last = versions[0] if versions else None
    start = {"words": last.words, "look_on": last.look_on, "seen": last.number} if last else {"seen": 0}
    form = PlanForm(request.POST or None, initial=start)
    other: PlanVersion | None = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.write(person.pk, data["words"], data["look_on"], by=me(request), seen=data["seen"])
        except Meanwhile as meanwhile:
            other = PlanVersion.objects.get(person_id=person.pk, number=meanwhile.number)
            form = PlanForm({**data, "seen": meanwhile.number})
        else:
            messages.success(request, _("Noted. What it said before stays below."))
            return _back(request, person.pk)
    context = {
        "form": form,
        "person": person,
        "mine": person.pk == request.who.person,
        "other": other,
        "other_by": names_of([other.made_by]).get(other.made_by, "") if other else "",
    }
    return render(request, "learning/plan_write.html", context)


@page(WRITERS, purpose="tasks")
@require_POST
def ticked(request: Asked, pk: int) -> HttpResponse:
    """Done it; or a tap by mistake is taken back."""
    handed: Handed = TICK_HANDED.get(request.reads, pk=pk)
    if request.POST.get("take-back"):
        tasks.not_done(handed)
        messages.success(request, _("Taken back."))
    elif tasks.done(handed, by=me(request)):
        messages.success(request, _("Noted: done."))
    return _back(request, handed.person_id)


def _number(request: Asked, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given) if given.isdigit() and len(given) < 12 else 0


def _back(request: Asked, person_id: int) -> HttpResponse:
    own = person_id == request.who.person
    home = "/learning/plan/" if own else f"/learning/students/{person_id}/plan/"
    return redirect(local(request.POST.get("next"), home))
