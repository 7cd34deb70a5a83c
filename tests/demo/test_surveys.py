"""The demonstration's surveys: what the results say holds against what is true there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from waypost.demo import places, surveys
from waypost.demo.seed import Plan
from waypost.demo.simulator import build
from waypost.school import clock
from waypost.school.models import Person
from waypost.trust.access import ReadBook
from waypost.trust.models import Account, Role, RoleGrant
from waypost.trust.who import who_is
from waypost.voice.models import Kind, State, Survey, Wave
from waypost.voice.queries.results import results_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("surveyed")
    build(place, seed=7, size=0.6)
    return place


@pytest.fixture
def plan(
    folder: Path, settings: Any, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Plan]:
    settings.DEMO = True
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    plan = cast(Plan, SimpleNamespace(folder=folder, url="", seed=7, size=0.6))
    end = datetime.fromisoformat(json.loads((folder / "calendar.json").read_text())["clock"])
    with clock.held_at(end.replace(month=9, day=1)):
        places.prepare(7, 0.6)
        places.school(plan)
        head = Person.objects.create(given_name="Head", kind="staff")
        account = Account.objects.create_user("head", None, person_id=head.pk, created=clock.now())
        RoleGrant.objects.create(account=account, role=Role.LEADER, since=clock.now())
    with clock.held_at(end):
        people = {p.sourced_id: p for p in Person.objects.all() if p.sourced_id}
        for _ in range(2):  # begun again after a stop: nothing twice
            surveys.live(plan, people, date(2026, 9, 1), date(2026, 11, 23))
        yield plan


def test_the_results_hold_against_what_is_true(plan: Plan) -> None:
    waves = list(Wave.objects.filter(survey__kind=Kind.CONFIDENTIAL).order_by("number"))
    assert [w.state for w in waves] == [State.CLOSED, State.CLOSED]
    reads = ReadBook(who_is(Account.objects.get(username="head")))
    for wave in waves:
        found = results_of(reads, wave.pk)
        told = {s.title: s for s in found.scales}
        for title, scale in (("Belonging", "belonging"), ("Support", "support")):
            truth = np.mean([np.mean(one.answers[scale]) for one in surveys.says(plan, wave.number)])
            result = told[title].told
            assert result is not None
            assert result.low is not None
            assert result.high is not None
            assert result.low <= truth <= result.high, (wave.number, title)
            assert result.value == pytest.approx(truth, abs=0.05)
    later = {s.title: s for s in results_of(reads, waves[1].pk).scales}
    rise, same = later["Support"].change, later["Belonging"].change
    assert rise is not None
    assert same is not None
    assert rise.words.startswith("Higher than last time, by 0.")
    assert same.words.startswith("No change that can be told from chance:")
    assert results_of(reads, waves[1].pk).comments >= 20


def test_one_is_open_among_the_staff(plan: Plan) -> None:
    staff = Survey.objects.filter(people="staff").first()
    assert staff is None or staff.waves.get().state == State.OPEN
