"""Work: show it, place it oneself, have it placed by an adult with a reason."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.school.access import SEE_STUDENT
from waypost.school.models import Person
from waypost.school.queries import names_of
from waypost.trust import files
from waypost.trust.pages import CARD, Asked, me, page
from waypost.web.links import foreign

from ..access import JUDGE_PIECE, OWN_PIECE, SEE_PIECE, WRITE_WITH
from ..forms.work import JudgeForm, PieceForm, PlaceForm
from ..models import Judgement, Piece
from ..queries import second as two_markers
from ..queries import work as queries
from ..rubrics import SHIPPED, Rubric
from ..services import Refused
from ..services import work as services
from .common import READERS, STAFF, STUDENTS, WRITERS, tell_someone


@page(STUDENTS, purpose="own work")
def mine(request: Asked) -> HttpResponse:
    """My work."""
    return _list(request, SEE_STUDENT.get(request.reads, pk=me(request)))


@page(READERS, purpose="work")
def of_student(request: Asked, student: int) -> HttpResponse:
    return _list(request, SEE_STUDENT.get(request.reads, pk=student))


def _list(request: Asked, person: Person) -> HttpResponse:
    return render(
        request,
        "learning/work.html",
        {
            "person": person,
            "mine": person.pk == request.who.person,
            "work": queries.work_of(request.reads, person.pk),
            "may_write": WRITE_WITH.open_rows(request.who).filter(pk=person.pk).exists(),
        },
    )


@page(STUDENTS, purpose="own work", tier=CARD)
def new(request: Asked) -> HttpResponse:
    """Show a piece of work."""
    return _new(request, WRITE_WITH.get(request.reads, pk=me(request)))


@page(WRITERS, purpose="work")
def new_with(request: Asked, student: int) -> HttpResponse:
    """An adult of the school brings in a student's work."""
    return _new(request, WRITE_WITH.get(request.reads, pk=student))


def _new(request: Asked, person: Person) -> HttpResponse:
    own = person.pk == request.who.person
    form = PieceForm(request.POST or None, request.FILES or None, initial={"once": uuid4()})
    if not own:
        del form.fields["with_family"]  # the student says what is shown at home
    if request.method == "POST" and form.is_valid():
        made = _add(form, person, me(request))
        if made is not None:
            if own and (away := tell_someone(request, made.title, made.text)):
                return away
            messages.success(request, _("It is here now."))
            if request.who.tier == CARD:  # a card alone reads nothing back
                return redirect("homes:front")
            return redirect("learning:piece", made.pk)
    return render(request, "learning/piece_new.html", {"form": form, "person": person, "mine": own})


def _add(form: PieceForm, person: Person, by: int) -> Piece | None:
    """The piece with its picture, or None with the reason beside the field: what was written stays in the form."""
    try:
        sent = form.cleaned_data["picture"]
        picture = files.accept("picture", sent) if sent else None
        return services.add_piece(
            person.pk, form.work(), by=by, once=form.cleaned_data["once"], picture=picture
        )
    except (files.NotAccepted, Refused) as why:
        form.add_error("picture", str(why))
        return None


@page(READERS, purpose="work")
def piece(request: Asked, pk: int) -> HttpResponse:
    """One piece, and what was said of it."""
    found = queries.piece_page(request.reads, pk)
    person = Person.objects.get(pk=found.piece.person_id)
    return render(request, "learning/piece.html", {"page": found, "person": person})


@page(READERS, purpose="work")
def picture(request: Asked, pk: int) -> HttpResponse:
    """The picture, to whoever may see the piece: our own raster, drawn anew when it came in (TRUST 20)."""
    found: Piece = SEE_PIECE.get(request.reads, pk=pk)
    if not found.picture or not default_storage.exists(found.picture):
        raise Http404
    with default_storage.open(found.picture) as file:
        response = HttpResponse(file.read(), content_type="image/webp")
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@page(STUDENTS, purpose="own work")
@require_POST
def at_home(request: Asked, pk: int) -> HttpResponse:
    """The student shows it at home, or no longer."""
    services.show_at_home(OWN_PIECE.get(request.reads, pk=pk), request.POST.get("show") == "1")
    return redirect("learning:piece", pk)


def _rubric(slug: str) -> Rubric:
    if slug not in SHIPPED:
        raise Http404
    return SHIPPED[slug]


@page(STUDENTS, purpose="own work")
def place(request: Asked, pk: int, rubric: str) -> HttpResponse:
    """Where I see my own work."""
    found: Piece = OWN_PIECE.get(request.reads, pk=pk)
    chosen = _rubric(rubric)
    form = PlaceForm(request.POST or None, rubric=chosen, initial={"once": uuid4()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.place(found, chosen, data["level"], data["reason"], once=data["once"])
        if away := tell_someone(request, data["reason"]):
            return away
        messages.success(request, _("Noted."))
        return redirect("learning:piece", pk)
    return _on_rubric(request, found, chosen, form, mine=True)


@page(STAFF, purpose="judging work")
def judge(request: Asked, pk: int, rubric: str) -> HttpResponse:
    """Place a piece on a rubric, with a reason."""
    found: Piece = JUDGE_PIECE.get(request.reads, pk=pk)
    chosen = _rubric(rubric)
    start = {"once": uuid4()}
    form = JudgeForm(request.POST or None, rubric=chosen, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        also = data["also"].pk if data["also"] else None
        as_second = two_markers.waits_for(found, chosen.slug, me(request))
        services.judge(
            found, chosen, data["level"], data["reason"], by=me(request), once=data["once"], also=also,
            second=as_second,
        )  # fmt: skip
        messages.success(request, _("Noted, with your reason."))
        return redirect("learning:second") if as_second else redirect("learning:piece", pk)
    return _on_rubric(request, found, chosen, form, mine=False)


def _on_rubric(request: Asked, found: Piece, rubric: Rubric, form: PlaceForm, *, mine: bool) -> HttpResponse:
    person = Person.objects.get(pk=found.person_id)
    context = {
        "form": form,
        "piece": found,
        "link": foreign(found.link) if found.link else "",
        "rubric": rubric,
        "person": person,
        "mine": mine,
    }
    return render(request, "learning/piece_place.html", context)


@page(STAFF, purpose="judging work")
def second(request: Asked) -> HttpResponse:
    """Second marker: what waits, and how well two agree."""
    waiting = two_markers.waiting(request.reads)
    people = names_of({w.piece.person_id for w in waiting})
    context = {
        "waiting": [(w, people.get(w.piece.person_id, "")) for w in waiting],
        "agreed": two_markers.agreed(request.reads),
    }
    return render(request, "learning/second.html", context)


@page(STAFF, purpose="judging work")
@require_POST
def take_back(request: Asked, pk: int) -> HttpResponse:
    """Take back one's own judgement."""
    row = get_object_or_404(Judgement, pk=pk, by=me(request))
    found: Piece = JUDGE_PIECE.get(request.reads, pk=row.piece_id)
    services.take_back(row)
    messages.success(request, _("Taken back. It no longer counts."))
    return redirect("learning:piece", found.pk)
