"""Own goals: set one, take a step, say where I am, change it, say who sees it."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.school import clock
from waypost.school.access import SEE_STUDENT
from waypost.school.models import Person
from waypost.school.queries import names_of
from waypost.trust.pages import Asked, local, me, page, trying

from .. import suggestions
from ..access import OWN_GOAL, WORK_ON_GOAL, WRITE_WITH
from ..forms.goals import GoalForm, ReviewForm, ReviseForm, ShowForm, StepForm
from ..models import Goal, GoalVersion, Milestone
from ..models.goals import EXPECTED
from ..queries import goals as queries
from ..services import Meanwhile
from ..services import goals as services
from ..services.goals import Wording
from .common import READERS, STUDENTS, WRITERS, tell_someone


@page(STUDENTS, purpose="own goals")
def mine(request: Asked) -> HttpResponse:
    """My goals."""
    return _list(request, SEE_STUDENT.get(request.reads, pk=me(request)))


@page(READERS, purpose="goals")
def of_student(request: Asked, student: int) -> HttpResponse:
    """A student's goals, as far as they are shared with whoever asks."""
    return _list(request, SEE_STUDENT.get(request.reads, pk=student))


def _list(request: Asked, person: Person) -> HttpResponse:
    return render(
        request,
        "learning/goals.html",
        {
            "person": person,
            "mine": person.pk == request.who.person,
            "goals": queries.goals_of(request.reads, person.pk),
            "may_write": WRITE_WITH.open_rows(request.who).filter(pk=person.pk).exists(),
            "today": clock.today(),
        },
    )


@page(STUDENTS, purpose="own goals")
def new(request: Asked) -> HttpResponse:
    """Set a goal, alone."""
    return _new(request, WRITE_WITH.get(request.reads, pk=me(request)))


@page(WRITERS, purpose="goals")
def new_with(request: Asked, student: int) -> HttpResponse:
    """Set a goal together: the student's words, written by or with an adult of the school."""
    return _new(request, WRITE_WITH.get(request.reads, pk=student))


def _new(request: Asked, person: Person) -> HttpResponse:
    own = person.pk == request.who.person
    ideas = suggestions.for_goal(request.reads, person.pk)
    idea = ideas.find(request.GET.get("begin", ""))
    start: dict[str, object] = {"once": uuid4(), "what": request.GET.get("what", "")[:300]}
    if idea is not None:
        start |= {"what": idea.what, "first_step": idea.first_step, "kind": idea.kind}
    form = GoalForm(request.POST or None, initial=start)
    if not own:
        del form.fields["private"]  # who writes it together sees it; the student may change that later
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        private = data.get("private", False)
        before = services.set_just_now(
            person.pk, form.wording(), by=me(request), kind=data["kind"], private=private
        )
        goal = before or services.set_goal(
            person.pk,
            form.wording(),
            by=me(request),
            once=data["once"],
            kind=data["kind"],
            private=private,
            first_step=data["first_step"],
        )
        messages.success(request, _("The goal is set."))
        return _after(request, goal, *(v for v in data.values() if isinstance(v, str)))
    context = {
        "form": form,
        "person": person,
        "mine": own,
        "ideas": ideas,
        "begun": bool(form["what"].value()),
    }
    return render(request, "learning/goal_new.html", context)


def _after(request: Asked, goal: Goal, *texts: str) -> HttpResponse:
    """Back to the goal; to "tell someone now" where the student wrote that somebody is in danger."""
    own = goal.person_id == request.who.person and not goal.private
    return (tell_someone(request, *texts) if own else None) or redirect("learning:goal", goal.pk)


@page(READERS, purpose="goals")
def goal(request: Asked, pk: int) -> HttpResponse:
    """One goal: levels, steps, what happened, what it said before."""
    found = queries.goal_page(request.reads, pk)
    person = Person.objects.get(pk=found.view.goal.person_id)
    context = {"page": found, "person": person, "step_form": StepForm(), "today": clock.today()}
    return render(request, "learning/goal.html", context)


@page(WRITERS, purpose="goals")
@require_POST
def add_step(request: Asked, pk: int) -> HttpResponse:
    found: Goal = WORK_ON_GOAL.get(request.reads, pk=pk)
    form = StepForm(request.POST)
    if form.is_valid():
        what = form.cleaned_data["what"]
        if trying(request, lambda: services.add_step(found, what, by=me(request))):
            return _after(request, found, what)
    else:
        messages.error(request, " ".join(str(e) for e in form.errors["what"]))
    return redirect("learning:goal", pk)


@page(WRITERS, purpose="goals")
@require_POST
def step(request: Asked, pk: int, step: int) -> HttpResponse:
    """Done it; or a step is left out."""
    found: Goal = WORK_ON_GOAL.get(request.reads, pk=pk)
    milestone = get_object_or_404(Milestone, pk=step, goal=found)
    if request.POST.get("leave-out"):
        services.drop_step(milestone)
    elif trying(request, lambda: services.step_done(milestone, by=me(request))):
        messages.success(request, _("Done. One step further."))
    return redirect(local(request.POST.get("next"), f"/learning/goals/{pk}/"))


@page(WRITERS, purpose="goals")
def review(request: Asked, pk: int) -> HttpResponse:
    """Where am I now? Not there is not yet, and has a next step."""
    found: Goal = WORK_ON_GOAL.get(request.reads, pk=pk)
    view = queries.view_of(found)
    choices = [(level.number, level.words) for level in queries.levels_of(view.version, found.level)]
    form = ReviewForm(request.POST or None, levels=choices, initial={"once": uuid4(), "level": found.level})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done = trying(
            request,
            lambda: services.review(
                found,
                data["level"],
                by=me(request),
                once=data["once"],
                words=data["words"],
                next_step=data["next_step"],
            ),
        )
        if done is not None:
            messages.success(request, _said(found, data["level"]))
        return _after(request, found, data["words"], data["next_step"])
    person = Person.objects.get(pk=found.person_id)
    context = {"form": form, "view": view, "person": person, "mine": found.person_id == request.who.person}
    return render(request, "learning/goal_review.html", context)


def _said(before: Goal, level: int) -> str:
    if level >= EXPECTED:
        return _("The goal is reached.") if not before.reached else _("Noted.")
    return _("Not yet, and that is noted. The next step is below.")


@page(WRITERS, purpose="goals")
def show(request: Asked, pk: int) -> HttpResponse:
    """Put something beside a goal that shows it comes closer."""
    found: Goal = WORK_ON_GOAL.get(request.reads, pk=pk)
    own = found.person_id == request.who.person
    pieces, skills = queries.to_show(request.reads, found.person_id)
    form = ShowForm(request.POST or None, pieces=pieces, skills=skills, own=own, initial={"once": uuid4()})
    if request.method == "POST" and form.is_valid():
        once = form.cleaned_data["once"]
        if trying(request, lambda: services.show(found, form.shown(), by=me(request), once=once)):
            messages.success(request, _("It stands beside the goal now."))
        return _after(request, found, form.cleaned_data["words"])
    person = Person.objects.get(pk=found.person_id)
    context = {"form": form, "goal": found, "person": person, "mine": own}
    return render(request, "learning/goal_show.html", context)


@page(WRITERS, purpose="goals")
def revise(request: Asked, pk: int) -> HttpResponse:
    """Change a goal: what it said before stays in its history."""
    found: Goal = WORK_ON_GOAL.get(request.reads, pk=pk)
    current = found.current
    before = Wording.of(current)
    start = {**{name: getattr(before, name) for name in Wording.__slots__}, "seen": current.number}
    form = ReviseForm(request.POST or None, initial=start)
    other: GoalVersion | None = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.revise(found, form.wording(), by=me(request), because=data["because"], seen=data["seen"])
        except Meanwhile as meanwhile:
            other = GoalVersion.objects.get(goal=found, number=meanwhile.number)
            form = ReviseForm({**data, "seen": meanwhile.number})
        else:
            messages.success(request, _("Changed. What it said before stays below."))
            return _after(request, found, *(v for v in data.values() if isinstance(v, str)))
    context = {
        "form": form,
        "goal": found,
        "person": Person.objects.get(pk=found.person_id),
        "mine": found.person_id == request.who.person,
        "other": other,
        "other_by": names_of([other.made_by]).get(other.made_by, "") if other else "",
    }
    return render(request, "learning/goal_revise.html", context)


@page(STUDENTS, purpose="own goals")
@require_POST
def sharing(request: Asked, pk: int) -> HttpResponse:
    """The student says who sees it."""
    found: Goal = OWN_GOAL.get(request.reads, pk=pk)
    if request.POST.get("private") == "1":
        services.keep_private(found)
        messages.success(request, _("Only you see this goal now."))
    else:
        services.share(found)
        messages.success(request, _("The adults who work with you and your family see this goal now."))
    return redirect("learning:goal", pk)


@page(STUDENTS, purpose="own goals")
@require_POST
def end(request: Asked, pk: int) -> HttpResponse:
    """Put it aside, or take it up again."""
    found: Goal = OWN_GOAL.get(request.reads, pk=pk)
    if request.POST.get("again") == "1":
        services.take_up(found)
    else:
        services.put_aside(found)
        messages.success(request, _("Put aside. You can take it up again at any time."))
    return redirect("learning:goal", pk)
