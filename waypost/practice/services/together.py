"""Changes of visits, insights and discussions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waypost.school import clock

from ..models import (
    Answer,
    Circle,
    Insight,
    InsightThanks,
    Minutes,
    Remark,
    Strategy,
    Talk,
    TalkClass,
    Trial,
    Visit,
    VisitNote,
    Voiced,
)
from . import Refused


@transaction.atomic
def invite(observed_id: int, guest_id: int, *, lesson: str, focus: str, at: datetime, once: UUID) -> Visit:
    """The observed invites a colleague and says what to look at."""
    if observed_id == guest_id:
        raise Refused(_("Invite somebody else."))
    made, _new = Visit.objects.get_or_create(
        once=once,
        defaults={
            "observed_id": observed_id, "guest_id": guest_id, "lesson": lesson, "focus": focus, "at": at, "made": clock.now(),
        },
    )  # fmt: skip
    return made


@transaction.atomic
def answer_visit(visit: Visit, yes: bool) -> None:
    """The guest comes, or can't."""
    open_ones = Visit.objects.filter(pk=visit.pk).exclude(answer=Answer.OFF)
    open_ones.update(answer=Answer.YES if yes else Answer.NO)


@transaction.atomic
def call_off(visit: Visit) -> None:
    """The observed needs no reason, as long as the lesson is to come: then it has been, and its notes stand."""
    if visit.at < clock.now():
        raise Refused(_("This lesson is over."))
    Visit.objects.filter(pk=visit.pk).update(answer=Answer.OFF)


@transaction.atomic
def note(visit: Visit, person_id: int, words: str, *, once: UUID) -> VisitNote:
    if visit.answer != Answer.YES:
        raise Refused(_("This visit does not take place."))
    made, _new = VisitNote.objects.get_or_create(
        once=once, defaults={"visit": visit, "person_id": person_id, "words": words, "at": clock.now()}
    )
    return made


@transaction.atomic
def reflect(visit: Visit, words: str) -> None:
    """What the observed takes from it."""
    Visit.objects.filter(pk=visit.pk).update(reflection=words)


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    words: str
    link: str = ""
    tags: str = ""


@transaction.atomic
def share(
    organization_id: int, said: Words, *, by: int, once: UUID, strategy: Strategy | None = None, trial: Trial | None = None
) -> Insight:  # fmt: skip
    """An insight for all colleagues. Of a visit that it came from nothing is kept."""
    made, _new = Insight.objects.get_or_create(
        once=once,
        defaults={
            "organization_id": organization_id, "title": said.title, "words": said.words, "link": said.link, "tags": said.tags,
            "strategy": strategy or (trial.strategy if trial else None), "trial": trial, "person_id": by, "at": clock.now(),
        },
    )  # fmt: skip
    return made


@transaction.atomic
def take_back(insight: Insight) -> None:
    Insight.objects.filter(pk=insight.pk, taken_back=None).update(taken_back=clock.now())


@transaction.atomic
def remark(insight: Insight, words: str, *, by: int, once: UUID) -> Remark:
    made, _new = Remark.objects.get_or_create(
        once=once, defaults={"insight": insight, "words": words, "person_id": by, "at": clock.now()}
    )
    return made


@transaction.atomic
def thank(insight: Insight, by: int) -> None:
    """Once a colleague; nobody thanks for own words."""
    if insight.person_id != by:
        InsightThanks.objects.get_or_create(insight=insight, person_id=by, defaults={"at": clock.now()})


@dataclass(frozen=True, slots=True)
class Question:
    question: str
    about: str = ""
    indicator: str = ""
    students: bool = False
    families: bool = False


@transaction.atomic
def ask(
    organization_id: int, asked: Question, classes: Collection[int], *, by: int, once: UUID, strategy: Strategy | None = None
) -> Talk:  # fmt: skip
    """A discussion is opened; students and families of the classes are invited as the question says."""
    made, new = Talk.objects.get_or_create(
        once=once,
        defaults={
            "organization_id": organization_id, "question": asked.question, "about": asked.about, "indicator": asked.indicator,
            "students": asked.students, "families": asked.families, "strategy": strategy, "by": by, "at": clock.now(),
        },
    )  # fmt: skip
    if new and (asked.students or asked.families):
        TalkClass.objects.bulk_create(TalkClass(talk=made, class_id=c) for c in sorted(set(classes)))
    return made


@transaction.atomic
def say(
    talk: Talk, person_id: int, words: str, *, circle: str, once: UUID, class_id: int | None = None, staff: bool = False
) -> Voiced:  # fmt: skip
    if talk.closed is not None:
        raise Refused(_("This discussion is closed. The minutes say what came of it."))
    made, _new = Voiced.objects.get_or_create(
        once=once,
        defaults={
            "talk": talk, "person_id": person_id, "words": words, "circle": Circle(circle), "class_id": class_id,
            "by_staff": staff, "at": clock.now(),
        },
    )  # fmt: skip
    return made


@transaction.atomic
def minute(
    talk: Talk,
    words: str,
    *,
    decided: str = "",
    because: str = "",
    look_on: date | None = None,
    by: int,
    once: UUID,
) -> Minutes:
    """What was said, and what was decided: kept as it is."""
    if decided and not because:
        raise Refused(_("Say why you decided so: those who wrote want to know."))
    made, _new = Minutes.objects.get_or_create(
        once=once,
        defaults={
            "talk": talk, "words": words, "decided": decided, "because": because, "look_on": look_on, "by": by, "at": clock.now(),
        },
    )  # fmt: skip
    return made


@transaction.atomic
def close(talk: Talk) -> None:
    """Nobody writes any more; without minutes it isn't over."""
    if not talk.minutes.exists():
        raise Refused(_("First write the minutes: those who wrote want to know what came of it."))
    Talk.objects.filter(pk=talk.pk, closed=None).update(closed=clock.now())
