"""The sheet on which somebody taps: one tap a look. Without script a plain form; with it taps wait for a connection."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import msgspec
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waypost.trust.pages import Asked, me, page

from .. import offline
from ..forms.lessons import LevelsForm, NoteForm
from ..models import Watch
from ..queries import lessons as queries
from ..services import lessons as services
from ..services.lessons import Tap
from .common import STAFF

MOST_BYTES, MOST_TAPS, MOST_NOTES = 256 * 1024, 1000, 20


class _Tap(msgspec.Struct, forbid_unknown_fields=True):
    """What a page sends of one tap: numbers and known words, nothing else gets in."""

    id: UUID
    ago: float = 0.0
    round: int = 0
    unit: int = 0
    code: str = ""
    aspect: str = ""
    level: int = 0
    gone: bool = False


class _Note(msgspec.Struct, forbid_unknown_fields=True):
    id: UUID
    words: str
    ago: float = 0.0


class _Taps(msgspec.Struct, forbid_unknown_fields=True):
    taps: list[_Tap]
    notes: list[_Note] = []


_read = msgspec.json.Decoder(_Taps).decode


@page(STAFF, purpose="looking at a lesson")
def watch(request: Asked, pk: int) -> HttpResponse:
    """The sheet. A POST without script is one tap, or the levels."""
    sheet = queries.sheet_of(request.reads, pk)
    focus = sheet.lesson.about
    placed = {p.aspect: p.level for p in sheet.placings.all()}
    levels = LevelsForm(request.POST if "levels" in request.POST else None, focus=focus, initial=placed)
    if request.method == "POST":
        _plain(request, sheet, levels)
        return redirect("climate:watch", pk)
    slot = queries.next_slot(sheet)
    context = {
        "watch": sheet,
        "lesson": sheet.lesson,
        "focus": focus,
        "klass": queries.class_title(sheet.lesson),
        "slot": slot,
        "tap": uuid4(),
        "looks": sheet.looks.count(),
        "last": sheet.looks.order_by("-round", "-unit").first(),
        "levels": levels,
        "note_form": NoteForm(initial={"once": uuid4()}),
        "notes": queries.own_notes(request.reads, sheet.lesson),
        "lock": offline.lock_of(sheet.pk, me(request)),
        "mine": sheet.lesson.observed_id == me(request),
        "teacher": queries.teacher_of(sheet.lesson),
    }
    return render(request, "climate/watch.html", context)


def _plain(request: Asked, sheet: Watch, levels: LevelsForm) -> None:
    """What a form without script sends."""
    if "levels" in request.POST:
        taps = [
            Tap(uuid4(), aspect=name, level=level)
            for name, level in (levels.cleaned_data if levels.is_valid() else {}).items()
            if level
        ]
    elif "undo" in request.POST:
        taps = [Tap(_uuid(request.POST["undo"]), gone=True)]
    else:
        numbers = [int(v) if (v := request.POST.get(n, "")).isdecimal() else 0 for n in ("round", "unit")]
        code = request.POST.get("code", "")
        taps = [Tap(_uuid(request.POST.get("tap", "")), round=numbers[0], unit=numbers[1], code=code)]
    if services.store(sheet, taps).refused:
        messages.error(request, _("This look could not be kept. Please tap again."))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


@page(STAFF, purpose="looking at a lesson")
@require_POST
def taps(request: Asked, pk: int) -> HttpResponse:
    """What a page sends when it has a connection: {"taps": [...], "notes": [...]} -> {"kept": [ids], "refused": [ids]}."""
    sheet = queries.sheet_of(request.reads, pk)
    body = request.body
    try:
        sent = _read(body) if len(body) <= MOST_BYTES else _Taps([])
    except msgspec.DecodeError:
        return JsonResponse({"error": "not understood"}, status=400)
    if len(sent.taps) > MOST_TAPS or len(sent.notes) > MOST_NOTES:
        return JsonResponse({"error": "too many"}, status=400)
    stored = services.store(sheet, [_tap(t) for t in sent.taps])
    for note in sent.notes:
        (stored.kept if _write(sheet, note, me(request)) else stored.refused).append(note.id)
    return JsonResponse({"kept": stored.kept, "refused": stored.refused})


def _write(sheet: Watch, note: _Note, author: int) -> bool:
    """A note that a page has kept, as the form would take it. False: there is nothing to read in it, or too much."""
    form = NoteForm({"once": note.id, "words": note.words})
    if not form.is_valid():
        return False
    services.write_note(sheet.lesson, author, form.cleaned_data["words"], once=note.id, ago=note.ago)
    return True


def _tap(sent: _Tap) -> Tap:
    fields: dict[str, Any] = {f: getattr(sent, f) for f in _Tap.__struct_fields__ if f != "id"}
    return Tap(sent.id, **fields)


@page(STAFF, purpose="looking at a lesson")
@require_POST
def finish(request: Asked, pk: int) -> HttpResponse:
    sheet = queries.sheet_of(request.reads, pk)
    services.finish(sheet)
    messages.success(request, _("Thank you. Five minutes are enough."))
    return redirect("climate:lesson", sheet.lesson_id)
