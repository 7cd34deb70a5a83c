"""Lessons of the village that somebody looked at."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from tests.village import Village
from waypost.climate.models import Label, Lesson, Watch
from waypost.climate.services import lessons as services
from waypost.climate.services.lessons import Plan, Tap
from waypost.school import clock
from waypost.school.models import Class, Person
from waypost.trust.access import ReadBook
from waypost.trust.who import who_is


def lay_out(teacher: Person, klass: Class, *observers: Person, **more: object) -> Lesson:
    plan = Plan(klass.pk, clock.today(), **{"focus": "collaboration", "count": 3, **more})  # type: ignore[arg-type]
    return services.lay_out(teacher.pk, plan, once=uuid4(), observers=[p.pk for p in observers])


def sheet(lesson: Lesson, observer: Person) -> Watch:
    return lesson.watches.get(observer_id=observer.pk)


def tap(watch: Watch, codes: Sequence[str]) -> None:
    """Codes in the order of the looks: group by group, round by round."""
    count = watch.lesson.count
    taps = [Tap(uuid4(), round=n // count + 1, unit=n % count + 1, code=code) for n, code in enumerate(codes)]
    assert services.store(watch, taps).refused == []


def looked_at(teacher: Person, klass: Class, hits: int, looks: int, **more: object) -> Lesson:
    """A lesson of today that the teacher looked at: `hits` of `looks` together."""
    lesson = lay_out(teacher, klass, teacher, **more)
    watch = sheet(lesson, teacher)
    tap(watch, ["together"] * hits + ["beside"] * (looks - hits))
    services.finish(watch)
    return lesson


def label(kind: str, name: str, by: Person) -> Label:
    return services.add_label(kind, name, by.pk)


def book(village: Village, who: Person) -> ReadBook:
    return ReadBook(who_is(village.account(who)))
