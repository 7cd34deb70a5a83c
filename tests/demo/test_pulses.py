"""The demonstration's pulses, by the services that pages use: what the pages and figures say holds against what is true."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from waypost.demo import places, pulses
from waypost.demo.seed import Plan
from waypost.demo.simulator import build, falling
from waypost.evidence.models import Statement
from waypost.school import clock
from waypost.school import queries as school
from waypost.school.models import Class, HomeAdult, Person
from waypost.trust.access import ReadBook
from waypost.trust.models import Account, SignInCard
from waypost.trust.who import who_is
from waypost.voice import figures
from waypost.voice.models import Pulse, Share
from waypost.voice.panels import pulse as panels

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("year-seven")
    build(place, seed=7, size=0.3)
    return place


@pytest.fixture
def truth(folder: Path, settings: Any, db: None) -> Iterator[dict[str, Any]]:
    """Year seven with its whole term of pulses, at the demonstration's own moment."""
    settings.DEMO = True
    told = json.loads((folder / "calendar.json").read_text())
    plan = cast(Plan, SimpleNamespace(folder=folder, url="", seed=7, size=0.3))
    end = datetime.fromisoformat(told["clock"])
    with clock.held_at(end.replace(month=9, day=1)):
        places.prepare(7, 0.3)
        places.school(plan)
    with clock.held_at(end):
        people = {p.sourced_id: p for p in Person.objects.all() if p.sourced_id}
        pulses.live(plan, people, date(2026, 9, 1), date(2026, 11, 23))
        pulses.live(
            plan, people, date(2026, 9, 1), date(2026, 11, 23)
        )  # begun again after a stop: nothing twice
        pulses.cards(plan)
        figures.make()
        yield places.files(plan)


def test_pages_and_figures_hold_against_what_is_true(truth: dict[str, Any]) -> None:
    _the_drop_of_some_is_seen_by_their_home_adults(truth)
    _a_class_has_a_pulse_only_where_ten_answered()
    expected = sum(h == pulses.WITH_CARDS for h in truth["homerooms"].values())
    assert SignInCard.objects.filter(ended=None).count() == expected


def _the_drop_of_some_is_seen_by_their_home_adults(truth: dict[str, Any]) -> None:
    told = Pulse.objects.all()
    assert 400 < told.count() < 800
    assert Statement.objects.count() == told.exclude(share=Share.ME).count() > 80
    assert not told.filter(share=Share.ME).exclude(statement_id=None).exists()
    drops = set(falling.falling(truth))
    assert len(drops) == 6
    seen = {s for s in truth["homerooms"] if _low_twice(s)}
    assert seen == drops, "the home adults' pages show the drop of exactly those"


def _low_twice(sourced_id: str) -> bool:
    """Does the home adult's panel show two low ones among the last three that were shared?"""
    student = Person.objects.get(sourced_id=sourced_id)
    home = HomeAdult.objects.filter(student=student, until=None).first()
    if home is None:  # joined later; nobody is set yet
        return False
    reads = ReadBook(who_is(Account.objects.get(person_id=home.adult_id)))
    lines = panels.for_student_page(reads, student).lines[:3]
    return sum((line.pulse.feeling or 9) <= 2 for line in lines) >= 2


def _a_class_has_a_pulse_only_where_ten_answered() -> None:
    answered: dict[int, set[int]] = {}
    october = Pulse.objects.filter(at__gte="2026-10-01T00:00+02:00", at__lt="2026-11-01T00:00+01:00")
    for class_id, person_id in october.values_list("class_id", "person_id"):
        answered.setdefault(class_id, set()).add(person_id)
    shown = 0
    for klass in Class.objects.filter(pk__in=answered):
        for teacher in school.teachers_of_class(klass):
            account = Account.objects.filter(person_id=teacher.pk).first()
            sentences = panels.for_today(ReadBook(who_is(account))).sentences if account else []
            mine = [s for s in sentences if s.startswith(f"{klass.title}:")]
            assert len(mine) <= (len(answered[klass.pk]) >= 10), klass.title
            shown += len(mine)
    assert shown >= 3
