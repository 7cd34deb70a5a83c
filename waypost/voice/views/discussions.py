"""A class talks about a question."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.school import clock
from waypost.school.queries import classes_of_teacher
from waypost.trust import danger
from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, me, page, trying
from waypost.trust.refusal import Refused

from ..access.discussions import HOLD_DISCUSSION, HOLD_POST, OWN_POST, SEE_DISCUSSION, SEE_POST
from ..forms.heard import AskForm, PostForm, ReportForm
from ..models import Post
from ..queries import discussions as queries
from ..services import discussions as services
from .common import STUDENTS

OF_A_CLASS = roles(Role.STUDENT, Role.TEACHER)
TEACHERS = roles(Role.TEACHER)
SAFEGUARDING = roles(Role.SAFEGUARDING)


@page(OF_A_CLASS, purpose="discussions of a class")
def discussions(request: Asked) -> HttpResponse:
    number, talks = queries.talks(request.reads, request.GET.get("page"))
    context = {
        "page": number,
        "talks": talks,
        "teacher": request.who.has(Role.TEACHER),
        "away": queries.away_from(me(request)) if request.who.has(Role.STUDENT) else [],
        "today": clock.today(),
    }
    return render(request, "voice/discussions.html", context)


@page(TEACHERS, purpose="a discussion")
def ask(request: Asked) -> HttpResponse:
    """A teacher asks a class."""
    classes = classes_of_teacher(me(request))
    start = {"once": uuid4(), "klass": request.GET.get("class")}
    form = AskForm(request.POST or None, initial=start, classes=classes)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = services.ask(data["klass"], data["question"], by=me(request), once=data["once"])
        return redirect("voice:discussion", made.pk)
    return render(request, "voice/ask.html", {"form": form})


@page(OF_A_CLASS, purpose="a discussion")
def discussion(request: Asked, pk: int) -> HttpResponse:
    """What was said, and a place to say something."""
    talk = queries.talk(request.reads, pk)
    many = not talk.may_hold and services.many_today(me(request))
    asked = request.POST.get("answers") or request.GET.get("answer")
    to = queries.answerable(request.reads, talk.discussion, asked) if asked else None
    form = PostForm(request.POST or None, initial={"once": uuid4()}, many=many)
    if request.method == "POST" and form.is_valid():
        kept = _write(request, talk, form, to, gone=bool(asked) and to is None)
        if kept is not None:
            return _written(request, kept)
    context = {"talk": talk, "form": form, "to": to, "to_name": _name(talk, to), "today": clock.today()}
    return render(request, "voice/discussion.html", context)


def _write(request: Asked, talk: queries.Talk, form: PostForm, to: Post | None, *, gone: bool) -> Post | None:
    """None: it was not kept, the form says why, and the words still stand in it."""
    data = form.cleaned_data
    try:
        if gone:
            raise Refused(_("What you answer is no longer shown. Send your words on their own, if you like."))
        said = services.said_just_now(talk.discussion, me(request), data["words"], to)
        return said or services.write(
            talk.discussion, me(request), data["words"], once=data["once"], adult=talk.may_hold, answers=to
        )
    except Refused as why:
        form.add_error("words", str(why))
        return None


def _written(request: Asked, kept: Post) -> HttpResponse:
    if not kept.by_adult:
        messages.success(request, _("Thank you. An adult reads it first, then the class sees it."))
        if danger.sentences(kept.words):
            return redirect("voice:tell_now")
    return redirect(f"{reverse('voice:discussion', args=[kept.discussion_id])}#post-{kept.pk}")


def _name(talk: queries.Talk, to: Post | None) -> str:
    """Who wrote what is about to be answered."""
    said = (s for t in talk.threads for s in (t.first, *t.answers))
    return next((s.who for s in said if to is not None and s.post.pk == to.pk), "")


@page(TEACHERS, purpose="a discussion")
@require_POST
def close(request: Asked, pk: int) -> HttpResponse:
    services.close(HOLD_DISCUSSION.get(request.reads, pk=pk))
    return redirect("voice:discussion", pk)


@page(TEACHERS, purpose="reading a post first")
@require_POST
def hold(request: Asked, pk: int) -> HttpResponse:
    """Show it, or say why not."""
    post: Post = HOLD_POST.get(request.reads, pk=pk)
    if request.POST.get("show"):
        services.show(post, me(request))
    else:
        trying(request, lambda: services.keep_back(post, me(request), request.POST.get("why", "")[:300]))
    return redirect("voice:discussion", post.discussion_id)


@page(STUDENTS, purpose="own post")
@require_POST
def take_back(request: Asked, pk: int) -> HttpResponse:
    post: Post = OWN_POST.get(request.reads, pk=pk)
    services.take_back(post)
    messages.success(request, _("Taken back. The class no longer sees it; your teacher still can."))
    return redirect("voice:discussion", post.discussion_id)


@page(STUDENTS, purpose="a report")
def report(request: Asked, pk: int) -> HttpResponse:
    """Something isn't right: an adult looks, and until then the class doesn't see it."""
    post: Post = SEE_POST.get(request.reads, pk=pk)
    SEE_DISCUSSION.get(request.reads, pk=post.discussion_id)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.report(post, me(request), form.cleaned_data["why"])
        if request.POST.get("away") and not post.by_adult:
            services.keep_away(me(request), post.person_id)
        messages.success(
            request, _("Thank you for telling. An adult looks at it. Nobody hears that it was you.")
        )
        return redirect("voice:discussion", post.discussion_id)
    return render(
        request, "voice/report.html", {"form": form, "post": post, "may_keep_away": not post.by_adult}
    )


@page(STUDENTS, purpose="keeping away")
@require_POST
def away(request: Asked, pk: int) -> HttpResponse:
    """I don't want to read this classmate, nor get thanks from her or him; or I do again."""
    if request.POST.get("back"):
        services.come_near(me(request), pk)
        messages.success(request, _("You see this classmate again."))
    return redirect("voice:discussions")


@page(SAFEGUARDING, purpose="reported posts")
def reported(request: Asked) -> HttpResponse:
    """For safeguarding: what students reported, with their reasons. Each opening is in the book of acts."""
    found = queries.reported(request.reads)
    for said in found:
        services.opened_by_safeguarding(said.post, request.who.account)
    return render(request, "voice/reported.html", {"said": found})
