"""A class's groups by need, what is given to do, and a skill that is taught again."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.readings.readiness import LACKING
from waypost.school import clock
from waypost.school.access import SEE_CLASS
from waypost.school.models import Class
from waypost.school.queries import names_of
from waypost.skills.models import Skill
from waypost.trust.pages import Asked, me, page, trying

from ..access import KEEP_GROUP, KEEP_TASK, PLAN_FOR_CLASS, SEE_GROUP
from ..forms.plans import AgainForm, GroupForm, TaskForm
from ..models import Group, GroupVersion, Task, TaskKind
from ..queries import groups as queries
from ..queries.groups import Member
from ..services import Meanwhile
from ..services import groups as services
from ..services.groups import Wanted
from .common import STAFF


@page(STAFF, purpose="groups")
def of_class(request: Asked, pk: int) -> HttpResponse:
    """Groups that are kept, groups by need as proposed, and what was given to do."""
    found = SEE_CLASS.get(request.reads, pk=pk)
    now = queries.class_now(request.reads, found)
    kept = queries.groups_of(request.reads, now)
    context = {
        "klass": found,
        "kept": kept,
        "proposals": queries.proposals(now, kept),
        "tasks": queries.tasks_of_class(request.reads, now),
        "may_keep": PLAN_FOR_CLASS.open_rows(request.who).filter(pk=found.pk).exists(),
        "today": clock.today(),
    }
    return render(request, "learning/groups.html", context)


@page(STAFF, purpose="groups")
def on_paper(request: Asked, pk: int) -> HttpResponse:
    """The groups on paper, for the tables: first names and what to do."""
    found = SEE_CLASS.get(request.reads, pk=pk)
    only = request.GET.get("group", "")
    sheets = queries.sheets_of(request.reads, queries.class_now(request.reads, found), only)
    context = {"klass": found, "sheets": sheets, "today": clock.today()}
    return render(request, "learning/groups_paper.html", context)


@page(STAFF, purpose="groups")
def new(request: Asked, pk: int) -> HttpResponse:
    """Keep a group: as proposed, or changed first."""
    found = PLAN_FOR_CLASS.get(request.reads, pk=pk)
    skill = _skill(request)
    now = queries.class_now(request.reads, found)
    form = GroupForm(
        request.POST or None,
        members=[Member(s, now.state(s.pk, skill.pk if skill else None)) for s in now.students],
        initial={
            "once": uuid4(),
            "title": skill.title[:120] if skill else "",
            "people": [n for n in request.GET.getlist("who") if n.isdigit()],
        },
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.make(
            found.pk, data["title"], data["people"], by=me(request), once=data["once"],
            skill_id=skill.pk if skill else None, words=data["words"],
        )  # fmt: skip
        messages.success(request, _("The group is kept."))
        return redirect("learning:groups", found.pk)
    return render(
        request, "learning/group_edit.html", {"form": form, "klass": found, "skill": skill, "group": None}
    )


@page(STAFF, purpose="groups")
def group(request: Asked, pk: int) -> HttpResponse:
    """Change a group. Who changes it at the same time as another is told."""
    found: Group = (KEEP_GROUP if request.method == "POST" else SEE_GROUP).get(request.reads, pk=pk)
    klass = SEE_CLASS.get(request.reads, pk=found.klass_id)
    now = queries.class_now(request.reads, klass)
    current = found.current
    members = [Member(s, now.state(s.pk, found.skill_id)) for s in now.students]
    form = GroupForm(
        request.POST or None,
        members=members,
        initial={
            "once": found.once,
            "title": current.title,
            "words": current.words,
            "seen": current.number,
            "people": list(found.members.filter(until=None).values_list("person_id", flat=True)),
        },
    )
    other: GroupVersion | None = None
    if request.method == "POST" and form.is_valid():
        try:
            if trying(request, lambda: _change(request, found, form, [m.person.pk for m in members])):
                messages.success(request, _("Changed."))
                return redirect("learning:groups", klass.pk)
        except Meanwhile as meanwhile:
            other = found.versions.get(number=meanwhile.number)
            form = GroupForm({**form.cleaned_data, "once": found.once, "seen": other.number}, members=members)
    context = {
        "form": form,
        "klass": klass,
        "skill": Skill.objects.filter(pk=found.skill_id).first() if found.skill_id else None,
        "group": found,
        "other": other,
        "other_by": names_of([other.made_by]).get(other.made_by, "") if other else "",
        "other_people": _names(found, now) if other else [],
        "earlier": queries.before(found, now),
    }
    return render(request, "learning/group_edit.html", context)


def _change(request: Asked, found: Group, form: GroupForm, within: list[int]) -> GroupVersion:
    data = form.cleaned_data
    return services.change(
        found, data["title"], data["words"], data["people"], by=me(request), seen=data["seen"], within=within
    )


def _names(found: Group, now: queries.ClassNow) -> list[str]:
    members = set(found.members.filter(until=None).values_list("person_id", flat=True))
    return [s.name for s in now.students if s.pk in members]


@page(STAFF, purpose="groups")
@require_POST
def end(request: Asked, pk: int) -> HttpResponse:
    """The group has done its work."""
    found: Group = KEEP_GROUP.get(request.reads, pk=pk)
    services.end(found)
    messages.success(request, _("The group is ended."))
    return redirect("learning:groups", found.klass_id)


@page(STAFF, purpose="tasks")
def task_new(request: Asked, pk: int) -> HttpResponse:
    """Give something to do: to a group, to some, to all."""
    found = PLAN_FOR_CLASS.get(request.reads, pk=pk)
    now = queries.class_now(request.reads, found)
    group = _group(request, now)
    chosen = (
        [m.person.pk for m in group.members]
        if group
        else [int(n) for n in request.GET.getlist("who") if n.isdigit()]
    )
    skill = (group.skill if group else None) or _skill(request)
    form = TaskForm(
        request.POST or None,
        members=[Member(s, now.state(s.pk, skill.pk if skill else None)) for s in now.students],
        initial={"once": uuid4(), "skill": skill.pk if skill else None, "people": chosen},
    )
    if request.method == "POST" and form.is_valid():
        made = services.hand_out(
            found.pk, form.wanted(), form.cleaned_data["people"], by=me(request), once=form.cleaned_data["once"],
            group=group.group if group else None,
        )  # fmt: skip
        messages.success(request, _("Given. The students see it on their own page."))
        return redirect("learning:task", made.pk)
    context = {"form": form, "klass": found, "group": group}
    return render(request, "learning/task_new.html", context)


def _group(request: Asked, now: queries.ClassNow) -> queries.GroupView | None:
    given = request.GET.get("group", "")
    return (
        next((g for g in queries.groups_of(request.reads, now) if str(g.group.pk) == given), None)
        if given
        else None
    )


@page(STAFF, purpose="tasks")
def task(request: Asked, pk: int) -> HttpResponse:
    """One task: did they do it, and what happened afterwards."""
    return render(
        request, "learning/task.html", {"page": queries.task_page(request.reads, pk), "today": clock.today()}
    )


@page(STAFF, purpose="tasks")
@require_POST
def task_end(request: Asked, pk: int) -> HttpResponse:
    """Nobody needs to do it any more."""
    found: Task = KEEP_TASK.get(request.reads, pk=pk)
    services.end_task(found)
    messages.success(request, _("Ended. It no longer stands on the students' pages."))
    return redirect("learning:groups", found.klass_id)


@page(STAFF, purpose="teaching again")
def again(request: Asked, pk: int, skill: int) -> HttpResponse:
    """Teach it again? Who needs it, who has it, what comes before it; then when, and in which other way."""
    found: Class = PLAN_FOR_CLASS.get(request.reads, pk=pk)
    wanted = Skill.objects.filter(pk=skill, active=True).first()
    if wanted is None:
        raise Http404
    now = queries.class_now(request.reads, found)
    gathered = queries.again_page(now, wanted)
    everybody = [Member(s, now.state(s.pk, wanted.pk)) for s in now.students]
    form = AgainForm(
        request.POST or None,
        members=everybody,
        initial={
            "once": uuid4(),
            "people": [m.person.pk for m in everybody if m.state in {*LACKING, "developing"}],
        },
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        plan = Wanted(data["what"], data["by_when"], TaskKind.AGAIN, "", wanted.pk)
        made = services.hand_out(found.pk, plan, data["people"], by=me(request), once=data["once"])
        messages.success(request, _("Noted. This page shows afterwards what happened."))
        return redirect("learning:task", made.pk)
    return render(request, "learning/again.html", {"form": form, "page": gathered, "klass": found})


def _skill(request: Asked) -> Skill | None:
    given = request.GET.get("skill", "")
    return (
        Skill.objects.filter(pk=int(given), active=True).first()
        if given.isdigit() and len(given) < 12
        else None
    )
