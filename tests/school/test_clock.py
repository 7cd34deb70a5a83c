"""The school's clock: one for all, in the school's zone, and nobody else reads the machine's."""

from __future__ import annotations

import ast
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from waypost.school import clock
from waypost.school.models import School
from waypost.trust import clock as trust_clock

ROOT = Path(clock.__file__).parents[1]
#: `wall()` itself; trust's own default until the school lends it its clock; the folder is made before Django is there.
MAY_READ_THE_MACHINE = {"school/clock.py", "trust/clock.py"}
FORBIDDEN = {"now", "today", "utcnow", "localtime", "localdate"}
OF = {"datetime", "date", "timezone", "dt"}


def readers_of_the_machine(source: str) -> list[int]:
    """Lines that call datetime.now(), date.today(), timezone.now() and their like."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in FORBIDDEN
        ):
            value = node.func.value
            name = (
                value.id
                if isinstance(value, ast.Name)
                else value.attr
                if isinstance(value, ast.Attribute)
                else ""
            )
            if name in OF:
                lines.append(node.lineno)
    return lines


def test_no_module_but_the_clock_reads_the_machines_time() -> None:
    files = [p for p in ROOT.rglob("*.py") if "migrations" not in p.parts]
    assert len(files) > 40
    found = [
        f"{p.relative_to(ROOT)}:{line}"
        for p in files
        if p.relative_to(ROOT).as_posix() not in MAY_READ_THE_MACHINE
        for line in readers_of_the_machine(p.read_text())
    ]
    assert found == [], "ask waypost.school.clock (or trust.clock below it) for the time"


@pytest.mark.parametrize(
    "line",
    ["datetime.now()", "date.today()", "timezone.now()", "datetime.datetime.now(UTC)", "datetime.utcnow()"],
)
def test_the_lint_finds_each_way_to_ask_the_machine(line: str) -> None:
    assert readers_of_the_machine(line) == [1]


def test_a_held_clock_stands_still_for_everybody_and_is_let_go() -> None:
    then = datetime(2026, 11, 23, 7, 4, tzinfo=UTC)
    with clock.held_at(then):
        assert clock.now() == then
        assert trust_clock.now() == then
    assert clock.now() > datetime(2020, 1, 1, tzinfo=UTC)
    assert clock.now() != then


@pytest.mark.django_db
def test_today_is_the_schools_day_not_utcs() -> None:
    School.objects.create(name="S", time_zone="Pacific/Auckland")
    with clock.held_at(datetime(2026, 11, 23, 12, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 24)


@pytest.mark.django_db
def test_a_school_that_has_no_zone_yet_is_in_utc_and_takes_its_zone_at_once() -> None:
    with clock.held_at(datetime(2026, 11, 23, 23, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 23)
        school = School.objects.create(name="S", time_zone="Europe/Berlin")
        assert clock.today() == date(2026, 11, 24)
        school.time_zone = "America/New_York"
        school.save()
        assert clock.today() == date(2026, 11, 23)


@pytest.mark.django_db
def test_days_of_summer_time_change_begin_at_their_own_midnight() -> None:
    School.objects.create(name="S", time_zone="Europe/Berlin")
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    assert clock.start_of(spring + timedelta(days=1)) - clock.start_of(spring) == timedelta(hours=23)
    assert clock.start_of(autumn + timedelta(days=1)) - clock.start_of(autumn) == timedelta(hours=25)
    last_minute = clock.start_of(autumn + timedelta(days=1)) - timedelta(minutes=1)
    assert clock.day_of(last_minute) == autumn
    assert clock.day_of(last_minute + timedelta(minutes=1)) == autumn + timedelta(days=1)


@pytest.mark.django_db
def test_the_demonstration_keeps_its_own_time_and_a_page_asks_for_it_once(settings: object) -> None:
    then = datetime(2026, 12, 18, 10, 0, tzinfo=UTC)
    School.objects.create(name="S", time_zone="Europe/Berlin", demo_now=then)
    assert clock.now() != then  # a real school's folder never follows it
    settings.DEMO = True  # type: ignore[attr-defined]
    clock.forget()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        for _ in range(50):
            assert clock.now() == then
            assert clock.today() == date(2026, 12, 18)
    assert len(asked) <= 3  # once a second


@pytest.mark.django_db
def test_the_demonstrations_time_moves_when_it_is_moved(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    then = datetime(2026, 12, 18, 10, 0, tzinfo=UTC)
    School.objects.create(name="S", demo_now=then)
    assert clock.now() == then
    elsewhere = clock._facts  # what another process still rests on
    followed = clock.move_to(then + timedelta(hours=1))
    assert clock.now() == then + timedelta(hours=1)
    clock._facts = elsewhere
    assert clock.now() == then, "it may lag behind"
    time.sleep(max(0.0, followed - time.monotonic()))
    assert clock.now() == then + timedelta(hours=1)


def test_milliseconds_are_exact_whole_numbers() -> None:
    assert clock.milliseconds(datetime(1970, 1, 1, tzinfo=UTC)) == 0
    assert clock.milliseconds(datetime(2026, 11, 23, 7, 4, 0, 123999, tzinfo=UTC)) == 1795417440123
