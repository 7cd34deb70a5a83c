"""You said, we did, on other pages.

My path        {% include "voice/parts/heard_path.html" with heard=heard.for_my_path(reads) %}
Class          {% include "voice/parts/heard_class.html" with heard=heard.for_class(reads, klass) %}
Leader's home  {% include "voice/parts/heard_leader.html" with heard=heard.for_leader() %}
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from waypost.school import clock
from waypost.school.models import Class
from waypost.trust.access import ReadBook

from ..access.classes import taught
from ..access.discussions import SEE_DISCUSSION
from ..heard_figures import Leader, current
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
