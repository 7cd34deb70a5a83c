"""The story of a strategy: described, planned, tried, what came out, what colleagues and others say, what was decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.school.queries import names_of
from waypost.trust.access import ReadBook

from .. import locks, words
from ..access.together import SEE_INSIGHT, SEE_TALK
from ..models import Minutes, Strategy, Trial
from ..plan import Plan
from ..services.trials import Draft

KINDS = ("plan", "do", "study", "act")


@dataclass(frozen=True, slots=True)
class Event:
    """A line of it. `words`: a paragraph each; `href`: where more of it stands."""

    at: datetime
    kind: str  # one of KINDS
    title: str
    words: tuple[str, ...] = ()
    who: str = ""
    href: str = ""


def of_strategy(reads: ReadBook, strategy: Strategy, trials: Sequence[Trial]) -> list[Event]:
    """All of it that the asker may read, in the order in which it happened."""
    changed = locks.changed() if trials else {}
    told = [e for t in trials for e in _of_trial(t, changed)]
    every = [*_versions(strategy), *told, *_insights(reads, strategy), *_talks(reads, strategy)]
    return sorted(every, key=lambda e: (e.at, KINDS.index(e.kind)))


def result_of(trial: Trial, changed: Collection[int]) -> words.Told | None:
    """What came out; None while nothing did, and where the plan isn't what was locked (`locks.changed`)."""
    if not hasattr(trial, "result") or not hasattr(trial, "locked") or trial.pk in changed:
        return None
    return words.told(Plan.read(trial.locked.plan), trial.result.state, trial.result.numbers)


def _versions(strategy: Strategy) -> Iterable[Event]:
    rows = list(strategy.versions.order_by("number"))
    names = names_of({v.made_by for v in rows})
    for row in rows:
        first = row.number == 1
        why = () if first or not row.because else (row.because,)
        yield Event(
            row.made, "plan", _("Described") if first else _("Changed"), why, names.get(row.made_by, "")
        )
    if strategy.ended is not None:
        yield Event(strategy.ended, "act", _("Laid to rest"))


def _of_trial(trial: Trial, changed: Collection[int]) -> Iterable[Event]:
    decisions, saw = list(trial.decisions.all()), list(trial.teacher_views.all())
    names = names_of({trial.made_by, *(d.by for d in decisions), *(v.person_id for v in saw)})
    href = reverse("practice:trial", args=[trial.pk])
    expected, by = Draft.of(trial).expect, names.get(trial.made_by, "")
    yield Event(trial.made, "plan", _("A trial is planned"), (expected,) if expected else (), by, href)
    if hasattr(trial, "locked"):
        yield from _locked(trial, href)
    told = result_of(trial, changed)
    if told is not None:
        yield Event(trial.result.made, "study", _("What came out"), (told.verdict, told.size), "", href)
    elif hasattr(trial, "result"):
        yield Event(trial.result.made, "study", _("This plan can't be trusted"), (), "", href)
    for view in saw:
        yield Event(view.at, "study", _("A teacher saw"), (view.words,), names.get(view.person_id, ""), href)
    if trial.broken_off is not None:
        yield Event(trial.broken_off, "study", _("Broken off"), (trial.broken_off_because,), "", href)
    for d in decisions:
        yield Event(d.at, "act", d.get_verdict_display(), (d.because,), names.get(d.by, ""), href)


def _locked(trial: Trial, href: str) -> Iterable[Event]:
    plan = Plan.read(trial.locked.plan)
    title = _("Plan locked, lots drawn") if plan.design.by_lottery else _("Plan locked")
    yield Event(trial.locked.at, "plan", title, (str(words.DESIGNS[plan.design][0]),), "", href)
    begins = datetime(plan.first.year, plan.first.month, plan.first.day, 6, tzinfo=clock.zone())
    if clock.now() >= begins:
        yield Event(begins, "do", _("The trial begins"), (), "", href)


def _insights(reads: ReadBook, strategy: Strategy) -> Iterable[Event]:
    rows = SEE_INSIGHT.scoped(reads, lambda q: q.filter(strategy=strategy)).listed()
    names = names_of({r.person_id for r in rows})
    for row in rows:
        href = reverse("practice:insight", args=[row.pk])
        yield Event(row.at, "study", row.title, (row.words,), names.get(row.person_id, ""), href)


def _talks(reads: ReadBook, strategy: Strategy) -> Iterable[Event]:
    """What was said and decided where students and families were asked, by the minutes: these name nobody."""
    talks = {t.pk: t for t in SEE_TALK.scoped(reads, lambda q: q.filter(strategy=strategy)).listed()}
    for row in Minutes.objects.filter(talk__in=talks):
        href = reverse("practice:talk", args=[row.talk_id])
        kind, said = ("act", row.decided) if row.decided else ("study", row.words)
        yield Event(row.at, kind, talks[row.talk_id].question, (said,), "", href)
