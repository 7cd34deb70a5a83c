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

from waypost.demo import answered, places, surveys
from waypost.demo.seed import Plan
from waypost.demo.simulator import build
from waypost.school import clock
from waypost.school.models import GuardianLink, Person
from waypost.trust.access import ReadBook
from waypost.trust.models import Account, Role, RoleGrant
from waypost.trust.who import who_is
from waypost.voice.models import Kind, Opening, State, Survey, Wave
from waypost.voice.queries.comments import shown_quotes, themes_of
from waypost.voice.queries.results import Results, results_of, scales_told, school_scale

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
        for name, role in (("cora", Role.COUNSELLOR), ("sam", Role.SAFEGUARDING), ("sue", Role.SAFEGUARDING)):
            person = Person.objects.create(given_name=name, kind="staff")
            one = Account.objects.create_user(name, None, person_id=person.pk, created=clock.now())
            RoleGrant.objects.create(account=one, role=role, since=clock.now())
        GuardianLink.objects.update(state="confirmed", see=True, consent=True)
    with clock.held_at(end):
        people = {p.sourced_id: p for p in Person.objects.all() if p.sourced_id}
        for _ in range(2):  # begun again after a stop: nothing twice
            surveys.live(plan, people, date(2026, 9, 1), date(2026, 11, 23))
        yield plan


def test_the_results_hold_against_what_is_true(plan: Plan) -> None:
    waves = list(
        Wave.objects.filter(survey__kind=Kind.CONFIDENTIAL, survey__klass_id=None).order_by("number")
    )
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
    _each_question_by_class_is_what_they_said(plan, results_of(reads, waves[1].pk))
    later = {s.title: s for s in results_of(reads, waves[1].pk).scales}
    rise, same = later["Support"].change, later["Belonging"].change
    assert rise is not None
    assert same is not None
    assert rise.words.startswith("Higher than last time, by 0.")
    assert same.words.startswith("No change that can be told from chance:")
    assert results_of(reads, waves[1].pk).comments >= 20


def _each_question_by_class_is_what_they_said(plan: Plan, found: Results) -> None:
    """Of each question and class the part that says yes, as the page writes it, beside the simulator's own answers."""
    answers: dict[str, list[list[int]]] = {}
    for one in surveys.says(plan, 2):
        answers.setdefault(places.files(plan)["homerooms"][one.student], []).append(one.answers["belonging"])
    (scale,) = [s for s in found.scales if s.title == "Belonging"]
    told = 0
    for n, question in enumerate(scale.questions):
        for homeroom, words in question.groups:
            (room,) = [name for name in answers if homeroom.endswith(name)]
            true = np.mean([said[n] >= 4 for said in answers[room]])
            assert f"{round(100 * true)} in 100" in words, (question.text, homeroom)
            told += 1
    assert told >= 8


def test_one_is_open_among_the_staff(plan: Plan) -> None:
    staff = Survey.objects.filter(people="staff").first()
    assert staff is None or staff.waves.get().state == State.OPEN


def test_what_became_of_surveys_holds_against_what_is_true(plan: Plan) -> None:
    _what_came_of_it_is_told_with_quotes_and_themes()
    _families_were_asked_by_name_and_heard()
    _a_class_will_be_asked_and_its_families_know()
    _one_answer_was_opened_by_two_and_one_waits()


def _one_answer_was_opened_by_two_and_one_waits() -> None:
    for _ in range(2):  # begun again after a stop: nothing twice
        surveys.opened()
    waits, opened = Opening.objects.order_by("-asked")
    assert (waits.opened, waits.answer.wave.number) == (None, 2)
    assert opened.second_by not in {None, opened.asked_by}
    assert opened.answer.wave.number == 1
    assert waits.answer.person_id != opened.answer.person_id


def _what_came_of_it_is_told_with_quotes_and_themes() -> None:
    waves = list(
        Wave.objects.filter(survey__kind=Kind.CONFIDENTIAL, number__in=[1, 2])
        .exclude(came="")
        .order_by("number")
    )
    assert [w.came_on for w in waves] == [answered.TOLD[1][0], answered.TOLD[2][0]]
    quotes = shown_quotes(waves[1])
    assert [len(rows) for _version, rows in quotes] == [answered.QUOTES, answered.QUOTES]
    lines = {line.theme.name: line for line in themes_of(waves[1])}
    assert set(lines) == set(answered.THEMES)
    for line in lines.values():
        alpha = float(line.agreement.rpartition(" ")[2])
        assert 0.5 < alpha < 1, "the second reader takes one of nine otherwise"
    assert len(school_scale("belonging")) == 2, "a figure of the charter, with the round before"


def _families_were_asked_by_name_and_heard() -> None:
    wave = Wave.objects.select_related("survey").get(survey__people="families")
    assert (wave.state, wave.kind) == (State.CLOSED, Kind.NAMED)
    (scale,) = scales_told(wave)
    assert scale.told is not None
    assert scale.told.low is not None
    assert scale.told.high is not None
    assert scale.told.low <= answered.FAMILIES_SAY <= scale.told.high
    assert wave.came_on == answered.HOMES_TOLD
    assert wave.invited.filter(answered=True).count() == answered.HOMES


def _a_class_will_be_asked_and_its_families_know() -> None:
    wave = Wave.objects.select_related("survey").get(survey__title="Before a test")
    assert wave.state == State.PLANNED
    assert wave.notice_on == answered.NOTICE
    assert wave.survey.klass_id is not None
