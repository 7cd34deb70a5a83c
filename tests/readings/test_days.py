"""Time moves signals, too: the close of each school day, days missed while off, and how an episode lives."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.village import NOW, Village
from waypost.measures.protocol import SignalAbout, Verdict
from waypost.measures.reading import Reason
from waypost.readings import asof, daily, episodes, events, projector
from waypost.readings.models import Ahead, ClassHabit, Cursor, Episode, Event, Reading
from waypost.readings.rebuild import verify
from waypost.school import calendar, clock
from waypost.school.models import AcademicSession, Attendance, Person

from . import makers
from .makers import FIRST, answer, days_of_work, send

MONDAY = date(2026, 11, 23)


class Rule:
    """A signal that says what it is told."""

    about = SignalAbout("test", "Test", "?", "rule", "clears", "not for", "home adult", False, False, (), 1)
    settings = None

    def __init__(self) -> None:
        self.position = "raise"

    def decide(self, view: Any) -> list[Verdict]:
        if self.position == "nothing":
            return []
        return [Verdict("test", 0, self.position, (Reason("absent_now", {"day": 1}),))]  # type: ignore[arg-type]


@pytest.fixture
def rule(monkeypatch: pytest.MonkeyPatch) -> Rule:
    """The only signal there is."""
    from waypost.readings import panel

    found = Rule()
    monkeypatch.setattr(panel, "SIGNALS", {"test": found})
    monkeypatch.setattr(panel, "_kept", None)
    return found


def at(day: date, hour: int = 7) -> Any:
    return clock.held_at(datetime(day.year, day.month, day.day, hour, tzinfo=NOW.tzinfo))


def on(day: date) -> None:
    """Let the projector work in the morning of a day."""
    with at(day):
        projector.catch_up()


def mia(village: Village) -> Episode:
    return Episode.objects.filter(person_id=village.mia.pk, signal="test").latest("opened", "pk")


def test_days_missed_while_off_are_closed_in_order(village: Village) -> None:
    projector.catch_up()
    assert Cursor.objects.get(name="projector").last_day == date(2026, 11, 20)
    on(date(2026, 11, 26))
    assert Cursor.objects.get(name="projector").last_day == date(2026, 11, 25)
    assert set(Reading.objects.values_list("as_of", flat=True)) == {date(2026, 11, 25)}
    assert daily.missed() == []
    assert verify() == []


def test_a_holiday_is_no_day_to_close(village: Village) -> None:
    projector.catch_up()
    with at(date(2026, 11, 29)):  # a Sunday
        projector.catch_up()
        assert Cursor.objects.get(name="projector").last_day == date(2026, 11, 27)
        assert verify() == []


def test_an_absence_raises_a_signal_on_its_third_day_and_it_ends_by_itself(village: Village) -> None:
    send(*days_of_work(village.mia, 3))
    projector.catch_up()
    for n in range(3):
        Attendance.objects.create(student=village.mia, day=MONDAY + timedelta(days=n), status="absent")
    on(MONDAY + timedelta(days=2))
    assert not Episode.objects.filter(person_id=village.mia.pk, signal="away").exists()
    on(MONDAY + timedelta(days=3))
    away = Episode.objects.get(person_id=village.mia.pk, signal="away")
    assert (away.state, away.opened) == ("open", date(2026, 11, 25))
    for n in range(3, 60):
        day = MONDAY + timedelta(days=n)
        if calendar.is_school_day(day):
            Attendance.objects.create(student=village.mia, day=day, status="present")
    on(date(2026, 12, 18))
    away.refresh_from_db()
    assert (away.state, away.ended_by) in {("ended", "evidence"), ("open", "")}
    with at(date(2026, 12, 18)):
        assert verify() == []


def test_an_episode_is_held_back_goes_on_and_ends_and_a_later_one_is_new(
    village: Village, rule: Rule
) -> None:
    projector.catch_up()
    first = mia(village)
    assert (first.state, first.opened) == ("open", date(2026, 11, 20))
    rule.position = "suspend"
    on(date(2026, 11, 24))
    rule.position = "hold"
    on(date(2026, 11, 25))
    rule.position = "clear"
    on(date(2026, 11, 26))
    rule.position = "raise"
    on(date(2026, 11, 27))
    first.refresh_from_db()
    assert list(first.history.order_by("pk").values_list("kind", flat=True)) == [
        "raised",
        "suspended",
        "resumed",
        "ended",
    ]
    assert (first.ended_by, first.ended) == ("evidence", date(2026, 11, 25))
    assert mia(village).pk != first.pk
    assert mia(village).opened == date(2026, 11, 26)


def test_no_verdict_ends_it_and_hold_opens_none(village: Village, rule: Rule) -> None:
    rule.position = "hold"
    projector.catch_up()
    assert not Episode.objects.exists()
    rule.position = "raise"
    on(date(2026, 11, 24))
    assert mia(village).state == "open"
    rule.position = "nothing"
    on(date(2026, 11, 25))
    assert mia(village).state == "ended"


def test_after_wrong_the_rule_is_silent_for_twenty_school_days(village: Village, rule: Rule) -> None:
    term = AcademicSession.objects.get(sourced_id="t1")
    term.end = date(2027, 7, 9)
    term.save()
    projector.catch_up()
    first = mia(village)
    episodes.answered(first, "wrong", None)
    assert (first.state, first.ended_by) == ("ended", "person")
    assert calendar.count_between(MONDAY + timedelta(days=1), first.silent_until) == 20  # type: ignore[arg-type]
    rule.position = "clear"
    on(date(2026, 11, 24))
    rule.position = "raise"
    on(first.silent_until)  # type: ignore[arg-type]
    assert mia(village).pk == first.pk
    on(first.silent_until + timedelta(days=2))  # type: ignore[operator]
    assert mia(village).pk != first.pk


def test_a_signal_ended_by_a_person_stays_ended_until_its_reason_has_gone(
    village: Village, rule: Rule
) -> None:
    projector.catch_up()
    first = mia(village)
    episodes.end_by_person(first, None)
    on(date(2026, 11, 26))
    assert mia(village).pk == first.pk
    assert mia(village).state == "ended"
    with at(date(2026, 11, 26)):
        assert verify() == []
    rule.position = "clear"
    on(date(2026, 11, 27))
    rule.position = "raise"
    on(date(2026, 12, 1))
    assert mia(village).pk != first.pk


def test_seen_is_kept_once_and_snoozing_leaves_a_line(village: Village, rule: Rule) -> None:
    projector.catch_up()
    first = mia(village)
    episodes.seen(first, 1)
    episodes.seen(Episode.objects.get(pk=first.pk), 2)
    episodes.snoozed(first, date(2026, 11, 30), 1)
    assert list(first.history.order_by("pk").values_list("kind", "account_id")) == [
        ("raised", None),
        ("seen", 1),
        ("snoozed", 1),
    ]


def test_work_in_the_future_waits_and_work_before_the_first_day_never_counts(village: Village) -> None:
    early = answer(village.mia, at=FIRST - timedelta(days=365), item="old/1")
    later = answer(village.mia, at=NOW + timedelta(days=1, hours=2), item="new/1")
    send(early, later, *days_of_work(village.mia, 2))
    projector.catch_up()
    loaded = events.load(
        [village.mia.pk], now=clock.milliseconds(NOW), zone=clock.zone(), join=events.SkillJoin()
    )[village.mia.pk]
    assert (len(loaded.events), loaded.before, loaded.ahead) == (4, 1, 1)
    assert Ahead.objects.count() == 1
    assert verify() == []
    with at(date(2026, 11, 25)):
        projector.catch_up()
        assert not Ahead.objects.exists()
        assert Reading.objects.get(person_id=village.mia.pk, measure="days_worked").series
        assert verify() == []
    assert Event.objects.count() == 6


def test_a_reading_as_of_a_past_day_is_the_fold_stopped_at_its_work(village: Village) -> None:
    makers.align(makers.skill(), "https://tool.example/fractions")
    send(*days_of_work(village.mia, 4))
    projector.catch_up()
    then = {
        r.subject: r
        for r in asof.readings_as_of(village.mia.pk, FIRST.date() + timedelta(days=1))
        if r.measure == "mastery"
    }
    now = Reading.objects.get(person_id=village.mia.pk, measure="mastery", subject=makers.skill().pk)
    assert (then[makers.skill().pk].n, now.n) == (4, 8)
    assert then[makers.skill().pk].as_of == (FIRST.date() + timedelta(days=1)).toordinal()


def test_what_is_usual_is_fitted_in_classes_of_ten_or_more(village: Village) -> None:
    from waypost.school.models import Enrollment, Identifier, Identity

    for n in range(12):
        child = Person.objects.create(
            given_name=f"C{n}", kind="student", sourced_id=f"c{n}", since=date(2026, 8, 31)
        )
        Enrollment.objects.create(
            sourced_id=f"e{n}", person=child, klass=village.maths_7b, role="student", since=date(2026, 8, 31)
        )
        key = Identifier.objects.create(key=f"account|https://tool.example|c{n}")
        Identity.objects.create(identifier=key, person=child, basis="by hand", set_at=NOW)
        send(*days_of_work(child, 5, first=FIRST - timedelta(days=40)))
    projector.catch_up()
    assert not ClassHabit.objects.exists()
    on(date(2026, 11, 24))
    habit = ClassHabit.objects.get()
    assert habit.class_id == village.maths_7b.pk
    assert habit.values[0] / sum(habit.values) < 0.5
    with at(date(2026, 11, 24)):
        assert verify() == []


def test_a_page_never_loads_the_compiler() -> None:
    """The web process reads and folds as of a date with plain Python kernels."""
    code = (
        "import django, sys; django.setup()\n"
        "from waypost.readings import views, asof, queries, evidence, projector, fitting\n"
        "from waypost.readings.fold import fold, read\n"
        "from waypost.readings.panel import Panel\n"
        "assert 'numba' not in sys.modules, 'numba was imported'\n"
    )
    env = {**os.environ, "WAYPOST_KERNELS": "python", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
