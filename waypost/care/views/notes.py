"""Notes of three kinds; the button names which."""

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
from waypost.trust.pages import Asked, page

from .. import jottings
from .. import mirror as mirrors
from ..access import OWN_JOTTING, REVISE_NOTE, REVISE_RESTRICTED_NOTE, WORK_WITH
from ..forms.notes import NoteForm, ReviseNoteForm
from ..models import Note, RestrictedNote
from ..queries import notes as queries
from ..services import notes as services
from .staff import STAFF, me

SAID = {
    "record": lambda: _("Kept as a record. A family may ask to read it."),
    "jotting": lambda: _("Kept as your jotting. Only you see it, and it goes after twelve weeks."),
    "restricted": lambda: _("Kept as a restricted record."),
}


@page(STAFF, purpose="notes")
def of_student(request: Asked, student: int) -> HttpResponse:
    """What was written about a student; my own jottings beside it."""
    person = SEE_STUDENT.get(request.reads, pk=student)
    found = queries.of_student(request.reads, person.pk)
    context = {"page": found, "person": person, "today": clock.today()}
    return render(request, "care/notes.html", context)


@page(STAFF, purpose="note")
def new(request: Asked, student: int) -> HttpResponse:
    """Write; then say which kind it is. A jotting that is shared becomes a record by being written here."""
    person, author = WORK_WITH.get(request.reads, pk=student), me(request)
    form = NoteForm(request.POST or None, initial={"once": uuid4(), "words": _jotted(request)})
    kind = request.POST.get("kind", "record")
    if request.method == "POST" and form.is_valid() and kind in SAID:
        _keep(person, author, kind, form)
        messages.success(request, SAID[kind]())
        return redirect("care:notes_of", person.pk)
    return render(request, "care/note_new.html", {"form": form, "person": person})


def _jotted(request: Asked) -> str:
    """The words of an own jotting that is to become a record."""
    wanted = request.GET.get("from", "")
    if not (wanted.isdigit() and len(wanted) < 19):
        return ""
    return jottings.unseal(OWN_JOTTING.get(request.reads, pk=int(wanted)))


def _keep(person: Person, author: Person, kind: str, form: NoteForm) -> None:
    words, once = form.cleaned_data["words"], form.cleaned_data["once"]
    if kind == "jotting":
        services.jot(person, author, words, once=once)
    elif kind == "restricted":
        readers = form.cleaned_data["readers"] or form.fields["readers"].initial
        services.write_restricted(person, author, words, str(readers), once=once)
    else:
        services.write(person, author, words, once=once)


@page(STAFF, purpose="note")
def revise(request: Asked, pk: int) -> HttpResponse:
    return _revise(request, REVISE_NOTE.get(request.reads, pk=pk))


@page(STAFF, purpose="restricted note")
def revise_restricted(request: Asked, pk: int) -> HttpResponse:
    return _revise(request, REVISE_RESTRICTED_NOTE.get(request.reads, pk=pk))


def _revise(request: Asked, note: Note | RestrictedNote) -> HttpResponse:
    person = SEE_STUDENT.get(request.reads, pk=note.person_id)
    form = ReviseNoteForm(request.POST or None, initial={"words": queries.words_of(note)})
    if request.method == "POST" and form.is_valid():
        services.revise(note, form.cleaned_data["words"], me(request))
        messages.success(request, _("Changed. What it said before stays in its history."))
        return redirect("care:notes_of", person.pk)
    restricted = isinstance(note, RestrictedNote)
    context = {"form": form, "person": person, "restricted": restricted}
    return render(request, "care/note_revise.html", context)


@page(STAFF, purpose="own jotting")
@require_POST
def let_go(request: Asked, pk: int) -> HttpResponse:
    jotting = OWN_JOTTING.get(request.reads, pk=pk)
    services.let_go(jotting)
    messages.success(request, _("It is gone."))
    return redirect("care:notes_of", jotting.person_id)


@page(STAFF, purpose="own notes")
def mirror(request: Asked) -> HttpResponse:
    """How I write: only for me, kept nowhere."""
    return render(request, "care/mirror.html", {"mirror": mirrors.look(request.reads)})
