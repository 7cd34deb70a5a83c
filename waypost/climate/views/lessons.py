"""Lessons that are looked at: the list, a new one, one with what was seen, invitations and notes."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.school import clock
from waypost.school.models import Class
from waypost.trust.pages import Asked, local, me, page, trying

from ..access import KEEP_LABEL, LAY_OUT, OWN_LESSON, SEE_LESSON
from ..forms.lessons import GuestForm, LabelForm, LessonForm, NoteForm
from ..models import Label, LabelKind, Lesson, Watch
from ..queries import lessons as queries
from ..queries.together import may_read
from ..services import lessons as services
from .common import STAFF, TEACHERS


@page(STAFF, purpose="lessons looked at")
def home(request: Asked) -> HttpResponse:
    """What waits for me, what was seen in my lessons, where I was invited."""
    found = queries.home(request.reads)
    may_lay_out = LAY_OUT.rows(request.who).exists()
    context = {
        "page": found,
        "may_lay_out": may_lay_out,
        "may_read_alone": may_read(request.reads),
        "today": clock.today(),
    }
    return render(request, "climate/home.html", context)


@page(TEACHERS, purpose="a lesson to look at")
def new(request: Asked) -> HttpResponse:
    """The teacher lays a lesson out; whoever looks alone begins at once."""
    person = me(request)
    classes: list[Class] = LAY_OUT.scoped(request.reads, lambda rows: rows.order_by("title")).listed()
    guests = queries.colleagues(person)
    start = {"once": uuid4(), "klass": request.GET.get("class")}
    rows = Class.objects.filter(pk__in=[c.pk for c in classes]).order_by("title")
    form = LessonForm(request.POST or None, initial=start, classes=rows, guests=guests)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        observers = [p for p in (person if data["myself"] else None, data["guest"]) if p is not None]
        lesson = services.lay_out(person, form.plan(), once=data["once"], observers=observers)
        own = lesson.watches.filter(observer_id=person).first()
        if own is not None and not data["guest"] and lesson.day == clock.today():
            return redirect("climate:watch", own.pk)
        messages.success(request, _("The lesson is laid out."))
        return redirect("climate:lesson", lesson.pk)
    return render(request, "climate/new.html", {"form": form, "classes": classes})


@page(STAFF, purpose="a lesson looked at")
def lesson(request: Asked, pk: int) -> HttpResponse:
    """What was seen in one lesson, and the words about it."""
    found = queries.lesson_page(request.reads, pk)
    invited = {w.observer_id for w in found.lesson.watches.all()}
    guests = [p for p in queries.colleagues(me(request)) if p.pk not in invited] if found.mine else []
    context = {
        "page": found,
        "note_form": NoteForm(initial={"once": uuid4()}),
        "guest_form": GuestForm(guests=guests) if guests else None,
        "today": clock.today(),
    }
    return render(request, "climate/lesson.html", context)


@page(STAFF, purpose="a lesson looked at")
@require_POST
def note(request: Asked, pk: int) -> HttpResponse:
    found: Lesson = SEE_LESSON.get(request.reads, pk=pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        services.write_note(found, me(request), form.cleaned_data["words"], once=form.cleaned_data["once"])
        messages.success(request, _("Noted."))
    else:
        messages.error(request, _("Write a few words first."))
    return redirect(local(request.POST.get("next"), f"/climate/lessons/{pk}/"))


@page(TEACHERS, purpose="an invitation to a lesson")
@require_POST
def invite(request: Asked, pk: int) -> HttpResponse:
    found: Lesson = OWN_LESSON.get(request.reads, pk=pk)
    if request.POST.get("myself"):
        watch = services.invite(found, me(request))
        return redirect("climate:watch", watch.pk)
    form = GuestForm(request.POST, guests=queries.colleagues(me(request)))
    if form.is_valid():
        services.invite(found, form.cleaned_data["guest"])
        messages.success(request, _("Invited. Your colleague finds the lesson under “Lessons looked at”."))
    else:
        messages.error(request, _("Choose a colleague from the list."))
    return redirect("climate:lesson", pk)


@page(TEACHERS, purpose="an invitation to a lesson")
@require_POST
def uninvite(request: Asked, pk: int, watch: int) -> HttpResponse:
    found: Lesson = OWN_LESSON.get(request.reads, pk=pk)
    sheet = get_object_or_404(Watch, pk=watch, lesson=found)
    trying(request, lambda: services.uninvite(sheet))
    return redirect("climate:lesson", pk)


@page(TEACHERS, purpose="a lesson looked at")
def take_away(request: Asked, pk: int) -> HttpResponse:
    """The observed takes a lesson away, with all that was seen."""
    found: Lesson = OWN_LESSON.get(request.reads, pk=pk)
    if request.method == "POST":
        services.take_away(found)
        messages.success(request, _("The lesson is gone, with everything that was seen and written."))
        return redirect("climate:home")
    context = {
        "heading": _("Take this lesson away?"),
        "sentences": [_("What was seen, the levels and all notes go for good, for you and for those whom you invited.")],
        "action": _("Take it away"),
        "danger": True,
        "cancel_url": f"/climate/lessons/{pk}/",
    }  # fmt: skip
    return render(request, "web/confirm.html", context)


@page(STAFF, purpose="the school's lists for lessons")
def labels(request: Asked) -> HttpResponse:
    """The school's own kinds of lesson and ways of teaching."""
    form = LabelForm(request.POST or None)
    if request.method == "POST" and "put-away" in request.POST:
        services.put_away(get_object_or_404(Label, pk=_number(request.POST["put-away"])))
        return redirect("climate:labels")
    if request.method == "POST" and form.is_valid():
        services.add_label(form.cleaned_data["kind"], form.cleaned_data["name"], me(request))
        return redirect("climate:labels")
    rows = KEEP_LABEL.scoped(request.reads, lambda rows: rows.filter(active=True)).listed()
    lists = [(kind.label, [r for r in rows if r.kind == kind]) for kind in LabelKind]
    return render(request, "climate/labels.html", {"form": form, "lists": lists})


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
