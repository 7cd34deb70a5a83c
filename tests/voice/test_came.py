"""What came of a survey: who hears it, when, and that it shows nothing but what was let out (TRUST 2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from tests.agree import seen_by
from tests.climate.conftest import looked_at
from tests.community.rounds import adopted
from tests.village import NOW, Village
from waypost.community.models import Charter
from waypost.community.models.charter import CharterState
from waypost.school import clock
from waypost.school.models import Person
from waypost.voice import jobs
from waypost.voice.access.surveys import HEAR_OF_SURVEY
from waypost.voice.models import State, Wave
from waypost.voice.services import Refused, closing, heard, surveys
from waypost.voice.services.answers import answer

from . import rounds

SignedIn = Callable[[object], Client]
HEARD = "You want quieter breaks. From Monday on the library is open. Zuzana"


@pytest.fixture
def kids(village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Person]:
    monkeypatch.setenv(
        "WAYPOST_HOME", str(tmp_path)
    )  # the keys of another test's round are no keys of this one
    rounds.safeguarded(village)
    return rounds.students(village, [("7b", 12), ("7a", 12)])


def closed(village: Village, kids: list[Person], **more: object) -> Wave:
    wave = rounds.opened(village, unit="class", **more)
    for n, kid in enumerate(kids):
        answer(wave, kid.pk, rounds.said(wave, 3 + n % 3))
    wave = closing.close(wave)
    jobs.finish(wave)
    return Wave.objects.select_related("survey").get(pk=wave.pk)


def test_who_was_asked_and_the_teachers_of_who_was_hear_it_once_it_is_told(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    wave = closed(village, kids)
    address = f"/voice/surveys/{wave.pk}/came/"
    assert signed_in(kids[0]).get(address).status_code == 404, "not before it is told"
    lena = signed_in(village.lena)
    empty = lena.post(f"/voice/surveys/{wave.pk}/results/", {"words": "  "})
    assert empty.status_code == 200
    assert Wave.objects.get(pk=wave.pk).came_on is None
    lena.post(f"/voice/surveys/{wave.pk}/results/", {"words": HEARD})
    home = lena.get("/how-we-are-doing/").content.decode()
    assert "What they say in surveys" in home
    assert "mostly true · 4.0 of 5" in home
    assert f'href="/voice/surveys/{wave.pk}/results/"' in home
    child = signed_in(kids[0])
    assert "Zuzana" in child.get("/path/").content.decode()
    page = child.get(address).content.decode()
    assert "Zuzana" in page
    assert "Belonging" in page
    assert "4.0 of 5" in page
    assert village.maths_7b.title not in page, "no class beside another for a child"
    assert "mostly or fully true: 67 in 100" in page, "question by question, everybody together"
    assert "by group" not in page
    teacher = signed_in(village.ada).get(address).content.decode()
    assert village.maths_7b.title in teacher
    assert village.maths_7a.title not in teacher, "a teacher's own classes alone"
    assert "Mostly or fully true, by group" in teacher
    assert "Don&#x27;t compare them" not in teacher
    for person in (village.rosa, village.far_kid, village.petra, village.adam):
        assert signed_in(person).get(address).status_code in {403, 404}, person.name
    with clock.held_at(NOW + timedelta(days=20)):
        assert "Zuzana" not in child.get("/path/").content.decode(), "news for two weeks"
        assert "What came of it" in child.get("/voice/surveys/").content.decode()


def test_the_rule_says_the_same_of_rows_and_of_one(village: Village, kids: list[Person]) -> None:
    wave = closed(village, kids)
    surveys.tell_what_came(wave, HEARD, by=village.lena.pk)
    assert seen_by(village, HEAR_OF_SURVEY, wave) == {"ada", "ben", "mia", "leo", "noor"}


def test_nobody_hears_of_a_survey_that_is_still_open(village: Village, kids: list[Person]) -> None:
    with pytest.raises(Refused, match="when the survey is over"):
        surveys.tell_what_came(rounds.opened(village), HEARD, by=village.lena.pk)


def test_of_answers_destroyed_unread_one_hears_the_words_alone(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    wave = closed(village, kids[:4])
    assert wave.state == State.UNREAD
    surveys.tell_what_came(wave, "Too few of you answered. We ask again in spring.", by=village.lena.pk)
    page = signed_in(kids[9]).get(f"/voice/surveys/{wave.pk}/came/").content.decode()
    assert "destroyed without being opened" in page
    assert "of 5" not in page


def test_the_first_round_opens_by_itself_on_its_day(village: Village, kids: list[Person]) -> None:
    day = (NOW + timedelta(days=7)).date()
    wave = rounds.survey(village, opens_on=day, closes_on=day + timedelta(days=10)).waves.get()
    assert jobs.daily()["opened"] == 0
    with clock.held_at(NOW + timedelta(days=7)):
        assert jobs.daily()["opened"] == 1
        assert jobs.daily()["opened"] == 0
    assert Wave.objects.get(pk=wave.pk).open


def test_each_page_of_results_says_which_charter_it_serves(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    charter = adopted(village)
    wave = closed(village, kids)
    lena, ada = signed_in(village.lena), signed_in(village.ada)
    assert lena.post(f"/voice/surveys/{wave.pk}/results/", {"words": HEARD}).status_code == 302
    looked_at(village.ada, village.maths_7b, hits=4, looks=10)
    heard.suggest(kids[0].pk, village.maths_7b.pk, "More time", named=False, once=uuid4())
    for client, page in (
        (lena, f"/voice/surveys/{wave.pk}/results/"),
        (signed_in(kids[0]), f"/voice/surveys/{wave.pk}/came/"),
        (ada, "/voice/heard/"),
        (ada, "/climate/results/"),
    ):
        assert f'href="/community/versions/{charter.pk}/"' in client.get(page).content.decode(), page
    with clock.held_at(NOW + timedelta(days=60)):
        Charter.objects.update(state=CharterState.ENDED, ended=clock.now())
        next_one = Charter.objects.create(
            year="2026/27", number=2, state=CharterState.ADOPTED, name="next", once=uuid4(), opened=clock.now(),
            opened_by=village.lena.pk, adopted=clock.now(),
        )  # fmt: skip
        for path, serves in (
            (f"/voice/surveys/{wave.pk}/results/", charter),
            (f"/voice/surveys/{wave.pk}/came/", charter),
            ("/voice/heard/", next_one),
        ):
            read = [signed_in(who).get(path) for who in (village.lena, kids[0], village.ada)]
            told = "".join(a.content.decode() for a in read if a.status_code == 200)
            assert set(re.findall(r"/community/versions/(\d+)/", told)) == {str(serves.pk)}, path
