"""How we know: a page for each measure and signal; and the very responses behind a claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from waypost.measures.events import Kind
from waypost.measures.registry import MEASURES, SIGNALS
from waypost.school import clock
from waypost.school.access import SEE_STUDENT
from waypost.skills.models import Skill
from waypost.trust.access import SIGNED_IN
from waypost.trust.models import Role
from waypost.trust.pages import Asked, page
from waypost.web.export import Column, export_csv
from waypost.web.shapes import STATES, state_word

from . import evidence
from .models import Parameters

CARERS = (Role.TEACHER, Role.COUNSELLOR, Role.LEADER)


@dataclass(frozen=True, slots=True)
class Number:
    """A setting of a measure: its value in force, what it does, where it comes from."""

    name: str
    value: Any
    help: str
    source: str


@page(SIGNED_IN, purpose="how we know")
def how_list(request: Asked) -> HttpResponse:
    signals = sorted(SIGNALS.values(), key=lambda s: s.about.rank)
    context = {"measures": [m.about for m in MEASURES.values()], "signals": [s.about for s in signals]}
    return render(request, "readings/how_list.html", context)


@page(SIGNED_IN, purpose="how we know")
def how(request: Asked, name: str) -> HttpResponse:
    """A measure's or a signal's own page, written from its description object."""
    thing = MEASURES.get(name) or SIGNALS.get(name)
    if thing is None:
        raise Http404
    fitted = Parameters.objects.filter(measure=name, in_force=True).first()
    context = {
        "about": thing.about,
        "signal": thing is SIGNALS.get(name),
        "states": [(_state(state), meaning) for state, meaning in getattr(thing.about, "states", {}).items()],
        "numbers": list(_numbers(thing.settings)),
        "fitted": fitted,
        "report": list(fitted.report.items()) if fitted else [],
        "quality": _quality(name) if name in SIGNALS else None,
        "rests_on": getattr(thing, "rests_on", ""),
    }
    return render(request, "readings/how.html", context)


@page(SIGNED_IN, purpose="evidence")
def behind(request: Asked, student: int, measure: str, subject: int) -> HttpResponseBase:
    """The very responses: when, what, how it went, from which tool."""
    person = SEE_STUDENT.get(request.reads, pk=student)
    if measure not in MEASURES:
        raise Http404
    wanted = int(request.GET.get("page", "1")) if request.GET.get("page", "1").isdecimal() else 1
    as_table = request.GET.get("format") == "csv"
    found = evidence.behind(
        request.reads, person.pk, measure, subject, page=wanted, size=100_000 if as_table else evidence.PAGE
    )
    if found is None:
        raise Http404
    if as_table:
        return export_csv(f"evidence-{measure}-{subject}", _COLUMNS, found.pieces)
    context = {
        "person": person,
        "about": MEASURES[measure].about,
        "skill": Skill.objects.filter(pk=subject).first() if subject else None,
        "found": found,
        "rows": [(piece, _outcome(piece)) for piece in found.pieces],
        "today": clock.today(),
        "own": request.who.person == person.pk,
        "may_overrule": measure == "mastery" and subject and request.who.has(*CARERS),
        "export": f"{reverse('readings:evidence', args=[person.pk, measure, subject])}?format=csv",
    }
    return render(request, "readings/evidence.html", context)


def _numbers(settings: Any) -> Iterator[Number]:
    for one in fields(settings):
        meta = one.metadata
        yield Number(
            one.name.replace("_", " "),
            getattr(settings, one.name),
            meta.get("help", ""),
            meta.get("source", ""),
        )


def _state(name: str) -> str:
    """A state as the pages call it."""
    return state_word(name) if name in STATES else name.replace("_", " ")


def _quality(name: str) -> Any:
    """What staff said of the rule, asked of whoever keeps the answers (`quality.install`)."""
    from .quality import ask

    return ask()(name)


def _outcome(piece: evidence.Piece) -> str:
    """How it went, in words."""
    parts = []
    if piece.level is not None:
        parts.append(_("level %(level)s") % {"level": piece.level})
    elif piece.kind == Kind.PARTIAL and piece.share is not None:
        parts.append(_("%(share)s %% of full marks") % {"share": round(piece.share * 100)})
    elif piece.right is not None:
        parts.append(_("right") if piece.right else _("not yet"))
    if not parts:
        parts.append(_KINDS().get(piece.kind, _("worked on it")))
    if piece.hinted:
        parts.append(_("after a hint"))
    if piece.again:
        parts.append(_("another try"))
    return ", ".join(parts)


def _KINDS() -> dict[Kind, str]:
    return {
        Kind.HELP: _("asked for help"),
        Kind.HINT: _("took a hint"),
        Kind.CONVERSATION: _("an adult talked with the student"),
        Kind.HELPED: _("helped somebody"),
        Kind.GOAL: _("a step of an own goal"),
        Kind.PULSE: _("said how it goes"),
    }


_COLUMNS = [
    Column("seq", lambda p: p.seq, "number"),
    Column("when", lambda p: p.when, "moment"),
    Column("kind", lambda p: p.kind.name.lower()),
    Column("what", lambda p: p.what),
    Column("right", lambda p: None if p.right is None else int(p.right), "number"),
    Column("share of full marks", lambda p: p.share, "number"),
    Column("level", lambda p: p.level, "number"),
    Column("seconds", lambda p: p.seconds, "number"),
    Column("hint", lambda p: int(p.hinted), "number"),
    Column("another try", lambda p: int(p.again), "number"),
    Column("source", lambda p: p.source),
    Column("key of the tool", lambda p: p.authority),
]
