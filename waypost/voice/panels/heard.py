"""You said, we did, on other pages.

My path        {% include "voice/parts/heard_path.html" with heard=heard.for_my_path(reads) %}
Today          {% include "voice/parts/heard_today.html" with heard=heard.for_today(reads) %}
Class          {% include "voice/parts/heard_class.html" with heard=heard.for_class(reads, klass) %}
Leader's home  {% include "voice/parts/heard_leader.html" with heard=heard.for_leader() %}
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from waypost.school import clock
from waypost.school.models import Class
from waypost.trust.access import ReadBook

from ..access.classes import taught
from ..access.discussions import HOLD_POST, SEE_DISCUSSION
from ..access.heard import ANSWER_SUGGESTION
from ..heard_figures import Leader, current
from ..models import Discussion, Held
from ..queries.heard import Heard, Line, heard_in, of_class, own

FRESH = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class PathPanel:
    """What became of mine lately, and how many questions are open in my classes."""

    news: list[Line] = field(default_factory=list)
    open_questions: int = 0


@dataclass(frozen=True, slots=True)
class ClassPanel:
    """For a teacher of the class: what waits, and how many were answered. `mine` False: nothing is shown."""

    klass: Class
    mine: bool
    waiting: list[Line] = field(default_factory=list)
    heard: Heard | None = None


@dataclass(frozen=True, slots=True)
class TodayPanel:
    """What students wrote that waits for this teacher: posts to be read first, by discussion, and suggestions."""

    posts: list[tuple[Discussion, int]] = field(default_factory=list)
    suggestions: int = 0


def for_today(reads: ReadBook) -> TodayPanel:
    """Only how many and where: nothing of what was written."""
    held = HOLD_POST.rows(reads.who).filter(state=Held.HELD, taken_back=None)
    waiting = Counter(held.order_by().values_list("discussion_id", flat=True))
    asked = ANSWER_SUGGESTION.rows(reads.who).filter(replies=None, taken_back=None)
    talks = Discussion.objects.filter(pk__in=waiting).order_by("-at", "-pk")
    return TodayPanel([(d, waiting[d.pk]) for d in talks], asked.order_by().count())


def for_my_path(reads: ReadBook) -> PathPanel:
    since = clock.now() - FRESH
    news = [
        x
        for x in own(reads)
        if x.reply is not None and max(x.reply.at, x.suggestion.done_at or x.reply.at) >= since
    ]
    return PathPanel(news[:3], SEE_DISCUSSION.rows(reads.who).filter(closed=None).count())


def for_class(reads: ReadBook, klass: Class) -> ClassPanel:
    if not taught(reads.who).filter(pk=klass.pk).exists():
        return ClassPanel(klass, False)
    lines = of_class(reads, klass.pk)
    heard = heard_in(x.suggestion for x in lines) if lines else None
    return ClassPanel(klass, True, [x for x in lines if x.reply is None], heard)


def for_leader() -> Leader:
    return current()
