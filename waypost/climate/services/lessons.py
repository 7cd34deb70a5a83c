"""Laying out a lesson, inviting to it, looking, finishing. Each a transaction; a tap that is sent twice is one tap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.trust.models import Release

from .. import telling
from ..foci import LEVELS
from ..models import Asked, Label, Lesson, Look, Note, Placing, Watch
from . import Refused

OLDEST = timedelta(hours=24)  # what a page kept longer than this it has wiped itself
MOST_ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """How a lesson is to be looked at."""

    class_id: int
    day: date
    focus: str
    unit: str = "groups"
    count: int = 6
    every: int = 20
    kind: Label | None = None
    strategy: Label | None = None


@dataclass(frozen=True, slots=True)
class Tap:
    """One tap as it comes from a page: a look (round, unit, code) or a placing (aspect, level). `ago`: seconds since."""

    once: UUID
    ago: float = 0.0
    round: int = 0
    unit: int = 0
    code: str = ""
    aspect: str = ""
    level: int = 0
    gone: bool = False  # take this look back


@dataclass(slots=True)
class Stored:
    """What became of taps: those that are safe here (now or before), and those that can't be kept."""

    kept: list[UUID] = field(default_factory=list)
    refused: list[UUID] = field(default_factory=list)


@transaction.atomic
def lay_out(observed_id: int, plan: Plan, *, once: UUID, observers: Iterable[int]) -> Lesson:
    """A lesson of one's own class, and who looks at it. Sent twice it is one."""
    before = Lesson.objects.filter(once=once, observed_id=observed_id).first()
    if before is not None:
        return before
    try:
        with transaction.atomic():
            lesson = Lesson.objects.create(
                observed_id=observed_id, class_id=plan.class_id, day=plan.day, focus=plan.focus, unit=plan.unit,
                count=plan.count, every=plan.every, kind=plan.kind, strategy=plan.strategy,
                made=clock.now(), once=once,
            )  # fmt: skip
    except IntegrityError:  # the other sending was quicker by a moment
        return Lesson.objects.get(once=once, observed_id=observed_id)
    for person in observers:
        invite(lesson, person)
    return lesson


@transaction.atomic
def invite(lesson: Lesson, observer_id: int) -> Watch:
    """The observed invites somebody (or takes a sheet for him- or herself)."""
    watch, _new = Watch.objects.get_or_create(
        lesson=lesson, observer_id=observer_id, defaults={"invited": clock.now()}
    )
    return watch


@transaction.atomic
def uninvite(watch: Watch) -> None:
    """An invitation is taken back while nothing was looked at."""
    watch = Watch.objects.select_for_update().get(pk=watch.pk)
    if watch.looks.exists() or watch.placings.exists():
        raise Refused(_("There are looks on this sheet already. You can take the whole lesson away instead."))
    watch.delete()


@transaction.atomic
def store(watch: Watch, taps: Sequence[Tap]) -> Stored:
    """Keep taps, in order. Also after the sheet was finished: what a phone without a connection sends late counts."""
    watch = Watch.objects.select_for_update().select_related("lesson").get(pk=watch.pk)
    done, now = Stored(), clock.now()
    for tap in taps:
        good = _level(watch, tap) if tap.aspect else _look(watch, tap)
        (done.kept if good else done.refused).append(tap.once)
    if done.kept and watch.began is None:
        Watch.objects.filter(pk=watch.pk).update(began=now)
    if done.kept and watch.finished is not None:
        _tell(watch)
    return done


def _look(watch: Watch, tap: Tap) -> bool:
    lesson = watch.lesson
    if tap.gone:
        Look.objects.filter(watch=watch, once=tap.once).delete()
        return True
    if not (1 <= tap.round <= MOST_ROUNDS and 1 <= tap.unit <= lesson.count and lesson.about.code(tap.code)):
        return False
    if Look.objects.filter(once=tap.once).exists():
        return Look.objects.filter(once=tap.once, watch=watch).exists()
    # The same look from a second page of the same sheet: the later tap stands.
    Look.objects.filter(watch=watch, round=tap.round, unit=tap.unit).delete()
    Look.objects.create(
        watch=watch, round=tap.round, unit=tap.unit, code=tap.code, at=_when(tap.ago), once=tap.once
    )
    return True


def _level(watch: Watch, tap: Tap) -> bool:
    if tap.level not in LEVELS or watch.lesson.about.aspect(tap.aspect) is None:
        return False
    Placing.objects.update_or_create(
        watch=watch, aspect=tap.aspect, defaults={"level": tap.level, "at": _when(tap.ago)}
    )
    return True


def _when(ago: float) -> datetime:
    """The moment `ago` seconds before now, a day back at most."""
    return clock.now() - timedelta(seconds=min(max(ago, 0.0), OLDEST.total_seconds()))


@transaction.atomic
def finish(watch: Watch) -> bool:
    """It was enough. False when it was finished before."""
    watch = Watch.objects.select_for_update().select_related("lesson").get(pk=watch.pk)
    if watch.finished is not None:
        return False
    watch.finished = clock.now()
    watch.save(update_fields=["finished"])
    _tell(watch)
    return True


def _tell(watch: Watch) -> None:
    """Evidence hears of a finished sheet once, as it stands now."""
    now = clock.now()
    if watch.statement_id is not None:
        telling.take_back(watch.statement_id, watch.lesson_id, now)
    seen = seen_of(watch.lesson, watch.looks.values_list("code", flat=True))
    made = None
    if seen:
        made = telling.observed(
            watch.lesson_id, watch.lesson.focus, sum(seen) / len(seen), len(seen), watch.finished or now
        )
    Watch.objects.filter(pk=watch.pk).update(statement_id=made)


def seen_of(lesson: Lesson, codes: Iterable[str]) -> list[bool]:
    """For each look that could tell: was it what the focus looks for?"""
    known = {c.slug: c.seen for c in lesson.about.codes}
    return [seen for code in codes if (seen := known.get(code)) is not None]


@transaction.atomic
def write_note(lesson: Lesson, author_id: int, words: str, *, once: UUID, ago: float = 0.0) -> Note:
    """Words between the observed and who looked, written `ago` seconds before. Sent twice they are one note."""
    note, _new = Note.objects.get_or_create(
        once=once, defaults={"lesson": lesson, "author_id": author_id, "words": words, "at": _when(ago)}
    )
    return note


@transaction.atomic
def take_away(lesson: Lesson) -> None:
    """The observed takes the lesson away, with everything that was seen and written; evidence forgets it, too."""
    now = clock.now()
    for watch in lesson.watches.exclude(statement_id=None):
        assert watch.statement_id is not None
        telling.take_back(watch.statement_id, lesson.pk, now)
    for asked in Asked.objects.filter(lesson=lesson):
        Release.objects.filter(name=asked.release).delete()
    Lesson.objects.filter(pk=lesson.pk).delete()


@transaction.atomic
def add_label(kind: str, name: str, by: int) -> Label:
    """An entry of the school's own list; one that was put away comes back."""
    label, _new = Label.objects.get_or_create(kind=kind, name=name, defaults={"made_by": by})
    if not label.active:
        Label.objects.filter(pk=label.pk).update(active=True)
    return label


@transaction.atomic
def put_away(label: Label) -> None:
    """No longer offered; lessons that carry it keep it."""
    Label.objects.filter(pk=label.pk).update(active=False)
