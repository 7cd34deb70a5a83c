"""What became of suggestions: a student's own, a class's, and how many were answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from waypost.school import calendar, clock
from waypost.school.models import Class
from waypost.school.queries import names_of
from waypost.trust.access import ReadBook
from waypost.trust.models import Role

from ..access.heard import ANSWER_SUGGESTION, OWN_SUGGESTION, SEE_SUGGESTION
from ..models import Reply, Stage, Suggestion

FEW = 5  # raised suggestions before a share is said
RECENT = timedelta(days=120)  # what was answered longer ago stands on pages of its own
PAGE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A suggestion as somebody sees it. `who`: "" where the reader may not know."""

    suggestion: Suggestion
    who: str
    place: str
    reply: Reply | None
    discussion: int | None
    mine: bool = False
    may_answer: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """Share of raised suggestions answered, and the median of school days until then. None: too few to say."""

    raised: int
    answered: int
    days: float | None

    @property
    def enough(self) -> bool:
        return self.raised >= FEW


@dataclass(frozen=True, slots=True)
class Board:
    """`waiting`: to be read or answered by me; `mine`: what I suggested; `shown`: what the class said."""

    mine: list[Line] = field(default_factory=list)
    waiting: list[Line] = field(default_factory=list)
    answered: list[Line] = field(default_factory=list)
    shown: list[Line] = field(default_factory=list)
    heard: Heard | None = None
    more: bool = False  # is there something older?


def board(reads: ReadBook) -> Board:
    """What waits for an answer, and what was said in the last months, newest first; `older` has the rest."""
    fresh = ~Q(pk__in=_past(reads))
    lines = _lines(reads, SEE_SUGGESTION.scoped(reads, lambda rows: _newest(rows.filter(fresh))).listed())
    to_me = [x for x in lines if x.may_answer]
    every = ANSWER_SUGGESTION.rows(reads.who).filter(pk__in=SEE_SUGGESTION.rows(reads.who).values("pk"))
    return Board(
        mine=[x for x in lines if x.mine],
        waiting=[x for x in to_me if x.reply is None],
        answered=[x for x in to_me if x.reply is not None],
        shown=[x for x in lines if not x.mine and not x.may_answer],
        heard=heard_in(every.prefetch_related("replies")) if to_me else None,
        more=_past(reads).exists(),
    )


def older(reads: ReadBook, number: str | None) -> tuple[Page[int], list[Line]]:
    """A page of what was answered, or said by others, before the last months."""
    page = Paginator(_past(reads).order_by("-at", "-pk"), PAGE).get_page(number)
    here = list(page.object_list)
    rows = SEE_SUGGESTION.scoped(reads, lambda rows: _newest(rows.filter(pk__in=here))).listed()
    return page, _lines(reads, rows)


def _past(reads: ReadBook) -> QuerySet[Any]:
    """What is old, but for what still waits for an answer: of this person, or for this person."""
    mine = Q(pk__in=ANSWER_SUGGESTION.rows(reads.who).values("pk")) | Q(person_id=reads.who.person or 0)
    rows = SEE_SUGGESTION.rows(reads.who).filter(at__lt=clock.now() - RECENT)
    return rows.exclude(mine, replies=None).values_list("pk", flat=True)


def one(reads: ReadBook, pk: int) -> Line:
    suggestion = SEE_SUGGESTION.get(reads, pk=pk)
    return _lines(reads, [suggestion])[0]


def own(reads: ReadBook) -> list[Line]:
    return _lines(reads, OWN_SUGGESTION.scoped(reads, _newest).listed())


def of_class(reads: ReadBook, class_id: int) -> list[Line]:
    """For a teacher of the class: what was suggested there."""
    rows = ANSWER_SUGGESTION.scoped(reads, lambda rows: _newest(rows.filter(class_id=class_id))).listed()
    return _lines(reads, rows)


def _newest(rows: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
    return rows.prefetch_related("replies", "discussions").order_by("-at", "-pk")


def _lines(reads: ReadBook, rows: Iterable[Suggestion]) -> list[Line]:
    found = list(rows)
    answers = set(
        ANSWER_SUGGESTION.rows(reads.who).filter(pk__in=[s.pk for s in found]).values_list("pk", flat=True)
    )
    me = reads.who.person if reads.who.has(Role.STUDENT) else None
    seen = {s.person_id for s in found if s.named or s.pk in answers or s.person_id == me}
    names = names_of(seen)
    titles = dict(
        Class.objects.filter(pk__in={s.class_id for s in found if s.class_id}).values_list("pk", "title")
    )
    lines = []
    for s in found:
        may_know = s.named or s.pk in answers or s.person_id == me
        discussion = max((d.pk for d in s.discussions.all()), default=None)
        lines.append(
            Line(
                s, names.get(s.person_id, "") if may_know else "", titles.get(s.class_id or 0, ""),
                list(s.replies.all())[-1] if s.replies.all() else None,
                discussion if s.stage == Stage.SHOWN else None, s.person_id == me, s.pk in answers,
            )
        )  # fmt: skip
    return lines


def heard_in(suggestions: Iterable[Suggestion]) -> Heard:
    """Of suggestions with their replies fetched."""
    found = list(suggestions)
    days = [
        max(0, calendar.count_between(_day(s.at), _day(first.at)) - 1)
        for s in found
        if (first := next(iter(s.replies.all()), None)) is not None
    ]
    return Heard(len(found), len(days), float(median(days)) if days else None)


def _day(at: datetime) -> date:
    return clock.local(at).date()
