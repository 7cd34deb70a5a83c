"""How we know: a page for each measure and signal; and the very responses behind a claim."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from waypost.measures.events import Kind
from waypost.measures.figures import FIGURES
from waypost.measures.registry import MEASURES, SIGNALS
from waypost.measures.settings import open_fields
from waypost.school import clock
from waypost.school.access import SEE_STUDENT
from waypost.skills.models import Skill
from waypost.trust.access import SIGNED_IN, roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, page
from waypost.trust.refusal import Refused
from waypost.web.export import Column, export_csv
from waypost.web.shapes import STATES, state_word

from . import described, evidence, known, numbers, quality, rule_words, rules
from .forms import ReasonForm
from .models import Parameters, RuleNumbers
from .panel import measure_here

CARERS = (Role.TEACHER, Role.COUNSELLOR, Role.LEADER)


@page(SIGNED_IN, purpose="how we know")
def how_list(request: Asked) -> HttpResponse:
    signals = sorted(SIGNALS.values(), key=lambda s: s.about.rank)
    context = {
        "measures": [described.measure(m.about) for m in MEASURES.values()],
        "figures": [described.measure(about) for about, _settings in FIGURES.values()],
        "signals": [described.signal(s.about) for s in signals],
    }
    return render(request, "readings/how_list.html", context)


@page(SIGNED_IN, purpose="how we know")
def how(request: Asked, name: str) -> HttpResponse:
    """The own page of a measure, a figure or a signal, written from its description object."""
    if name in SIGNALS:
        return _signal(request, name)
    if name in FIGURES:
        own, settings = FIGURES[name]
    elif name in MEASURES:
        own, settings = MEASURES[name].about, measure_here(name).settings
    else:
        raise Http404
    about = described.measure(own)
    fitted = Parameters.objects.filter(measure=name, in_force=True).first()
    context = {
        "about": about,
        "proof": _(str(about.proof)),
        "states": [(_state(state), meaning) for state, meaning in about.states.items()],
        "numbers": list(described.numbers(settings)),
        "of_a_student": name in MEASURES,
        **(_choice(request, name, settings) if name in MEASURES else {}),
        "fitted": fitted,
        "report": list(fitted.report.items()) if fitted else [],
    }
    return render(request, "readings/how.html", context)


def _choice(request: Asked, name: str, settings: Any) -> dict[str, Any]:
    """Numbers of its own that the school chose, and whether who looks may choose others."""
    leads = request.who.has(Role.LEADER) and request.who.viewing_as is None
    return {
        "chosen": RuleNumbers.objects.filter(signal=name, state=numbers.IN_FORCE).first(),
        "waiting": numbers.waiting(name),
        "staff": request.who.is_staff,
        "may_choose": leads and bool(open_fields(settings)),
    }


def _signal(request: Asked, name: str) -> HttpResponse:
    """A rule: what it says, and how good it is, by two figures that are never mixed."""
    rule, who = SIGNALS[name], request.who
    context = {
        "about": described.signal(rule.about),
        "numbers": list(described.numbers(numbers.here(name).settings)),
        **_choice(request, name, rule.settings),
        "quality": quality.ask()(name),
        "tested": rule_words.tested(name, groups=who.has(Role.LEADER)),
        "known": known.known(name),
        "retired": rules.retirement(name),
        "may_decide": who.has(Role.LEADER) and who.viewing_as is None,
    }
    return render(request, "readings/rule.html", context)


@page(roles(Role.LEADER), purpose="a rule of the school", own_eyes=True)
@require_http_methods(["GET", "POST"])
def decide(request: Asked, name: str) -> HttpResponse:
    """Retire a rule, or bring it back, with a reason."""
    if name not in SIGNALS:
        raise Http404
    retired = rules.retirement(name)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        change = rules.bring_back if retired else rules.retire
        try:
            change(name, form.cleaned_data["reason"], request.who.account)
        except Refused as no:
            messages.error(request, str(no))
        return redirect("readings:how", name=name)
    return render(request, "web/confirm.html", _decision(name, retired is not None, form))


def _decision(name: str, retired: bool, form: ReasonForm) -> dict[str, Any]:
    title = described.title(SIGNALS[name].about)
    if retired:
        return {
            "heading": _("Bring back the rule: %(title)s") % {"title": title},
            "sentences": [_("All students are read anew, and what the rule sees is raised.")],
            "action": _("Bring it back"),
            "form": form,
            "cancel_url": reverse("readings:how", args=[name]),
        }
    return {
        "heading": _("Retire the rule: %(title)s") % {"title": title},
        "sentences": [
            _("From now on it raises nothing, and what is open ends with your reason."),
            _("Your reason and the day stay on the page of the rule. You can bring it back."),
        ],
        "action": _("Retire it"),
        "danger": True,
        "form": form,
        "cancel_url": reverse("readings:how", args=[name]),
    }


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
        "about": described.measure(MEASURES[measure].about),
        "skill": Skill.objects.filter(pk=subject).first() if subject else None,
        "found": found,
        "rows": [(piece, _outcome(piece)) for piece in found.pieces],
        "today": clock.today(),
        "own": request.who.person == person.pk,
        "may_overrule": measure == "mastery" and subject and request.who.has(*CARERS),
        "export": f"{reverse('readings:evidence', args=[person.pk, measure, subject])}?format=csv",
    }
    return render(request, "readings/evidence.html", context)


def _state(name: str) -> str:
    """A state as the pages call it."""
    return state_word(name) if name in STATES else name.replace("_", " ")


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
        Kind.GOAL: _("a step of a goal of their own"),
        Kind.GOAL_PLAN: _("planned a goal of their own"),
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
