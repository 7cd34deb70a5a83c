"""What came of a survey, for those who were asked and for the teachers of students who were: from its release alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

from waypost.school import clock
from waypost.school.grounds import own_classes
from waypost.school.models import Class
from waypost.trust.access import ReadBook
from waypost.trust.models import Role

from ..access.surveys import HEAR_OF_SURVEY
from ..models import ItemVersion, Said, State, Wave
from .comments import shown_quotes
from .results import Asked, Change, ScaleResult, Told, scales_told

FOR = timedelta(days=200)  # so long it stands in the list
NEWS = timedelta(days=14)  # so long on the first page


@dataclass(frozen=True, slots=True)
class ScaleTold:
    title: str
    told: Told | None  # None: too few, or hidden so that nobody can be worked out
    change: Change | None
    mine: list[tuple[str, Told]]  # a teacher's own classes, where the survey tells by class
    apart: str  # may several own classes be set side by side? a sentence, or ""
    questions: list[Asked]  # which part said yes: everybody together, and a teacher's own classes


@dataclass(frozen=True, slots=True)
class Came:
    wave: Wave
    scales: list[ScaleTold] = field(default_factory=list)
    quotes: list[tuple[ItemVersion, list[Said]]] = field(default_factory=list)


def told(reads: ReadBook, *, news: bool = False) -> list[Wave]:
    """Surveys of which this person hears what came of them, newest first."""
    since = clock.today() - (NEWS if news else FOR)
    if not HEAR_OF_SURVEY.rows(reads.who).filter(came_on__gte=since).exists():
        return []
    return HEAR_OF_SURVEY.scoped(
        reads, lambda rows: rows.filter(came_on__gte=since).order_by("-came_on", "-pk")
    ).listed()


def came_of(reads: ReadBook, pk: int) -> Came:
    """Raises Http404 where this person doesn't hear of it."""
    wave: Wave = HEAR_OF_SURVEY.get(reads, pk=pk)
    if wave.state != State.CLOSED or wave.figures_made is None:
        return Came(wave)
    own = _own_classes(reads)
    return Came(wave, [_scale(s, own) for s in scales_told(wave)], shown_quotes(wave))


def _scale(s: ScaleResult, own: set[str]) -> ScaleTold:
    mine = [(name, told) for name, told in s.groups if name in own]
    questions = [
        replace(q, groups=[(name, said) for name, said in q.groups if name in own]) for q in s.questions
    ]
    return ScaleTold(s.title, s.told, s.change, mine, s.apart if len(mine) > 1 else "", questions)


def _own_classes(reads: ReadBook) -> set[str]:
    if not reads.who.has(Role.TEACHER):
        return set()
    mine = Class.objects.filter(pk__in=own_classes(reads.who).values("klass"), active=True)
    return {title.replace("/", "-")[:60] for title in mine.values_list("title", flat=True)}
