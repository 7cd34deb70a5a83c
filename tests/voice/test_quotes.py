"""Quotes of a survey: as consented, from a unit with ten comments, chosen by a person, read by those who were asked (TRUST 1)."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from tests.village import Village
from waypost.school.models import Person
from waypost.trust.who import who_is
from waypost.voice import jobs
from waypost.voice.access.surveys import READ_QUOTES
from waypost.voice.models import Kind, Quote, Said, Wave
from waypost.voice.services import Refused, closing, quoting, surveys
from waypost.voice.services.answers import answer

from . import rounds

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]


@pytest.fixture
def kids(village: Village) -> list[Person]:
    rounds.safeguarded(village)
    return rounds.students(village, [("7a", 16), ("7b", 16)])


def closed(village: Village, kids: list[Person], words: Callable[[int], str], **more: object) -> Wave:
    """Everybody answers; the even ones may be quoted."""
    wave = rounds.opened(village, **more)
    for n, kid in enumerate(kids):
        answer(wave, kid.pk, rounds.said(wave, 4, words(n), quotable=n % 2 == 0))
    jobs.finish(closing.close(wave))
    return Wave.objects.select_related("survey").get(pk=wave.pk)


def texts(wave: Wave) -> set[str]:
    return {said.text for said in quoting.may_be_quoted(wave)}


@pytest.mark.parametrize("kind", [Kind.ANONYMOUS, Kind.CONFIDENTIAL])
def test_only_words_whose_writer_agreed_may_be_quoted(
    village: Village, kids: list[Person], kind: str
) -> None:
    wave = closed(village, kids, lambda n: f"comment {n:02d}", kind=kind)
    assert texts(wave) == {f"comment {n:02d}" for n in range(0, 32, 2)}


def test_nothing_is_quoted_from_a_unit_with_nine_comments(village: Village, kids: list[Person]) -> None:
    """Nine of 7A write and sixteen of 7B: the two classes stand for themselves, and of 7A nothing is quoted."""
    wave = closed(village, kids, lambda n: f"comment {n:02d}" if n >= 16 or n < 9 else "", unit="class")
    assert len(set(Said.objects.filter(wave=wave).values_list("unit", flat=True))) == 2
    assert texts(wave) == {f"comment {n:02d}" for n in range(16, 32, 2)}


def test_what_sounds_like_danger_is_never_quoted(village: Village, kids: list[Person]) -> None:
    wave = closed(village, kids, lambda n: "My uncle hits me." if n == 4 else f"comment {n:02d}")
    assert not [t for t in texts(wave) if "uncle" in t]


def test_those_who_were_asked_read_the_chosen_ones_once_it_is_told_and_no_others(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    wave = closed(village, kids, lambda n: f"comment {n:02d}")
    place = f"/voice/surveys/{wave.pk}/quotes/"
    lena = signed_in(village.lena)
    page = lena.get(place).content.decode()
    assert "comment 02" in page
    assert "comment 03" not in page
    chosen = Said.objects.get(wave=wave, text="comment 02")
    for _ in range(2):  # a double tap
        lena.post(place, {"said": [str(chosen.pk)]})
    assert Quote.objects.get().said == chosen
    child = signed_in(kids[1])
    assert child.get(place).status_code == 404, "not before it is told what came of it"
    surveys.tell_what_came(wave, "You want more time.", by=village.lena.pk)
    for address in (place, f"/voice/surveys/{wave.pk}/came/"):
        seen = child.get(address).content.decode()
        assert "comment 02" in seen
        assert "comment 04" not in seen
    assert signed_in(village.ada).get(place).status_code == 200, "a teacher of those asked"
    for person in (village.rosa, village.far_kid, village.petra, village.adam):
        assert signed_in(person).get(place).status_code in {403, 404}, person.name
    assert child.post(place, {"said": []}).status_code == 404, "nobody else chooses"
    assert Quote.objects.count() == 1
    lena.post(place, {})
    assert "comment 02" not in child.get(place).content.decode()


def test_what_was_not_agreed_to_can_not_be_chosen(village: Village, kids: list[Person]) -> None:
    wave = closed(village, kids, lambda n: f"comment {n:02d}")
    for said in (Said.objects.get(wave=wave, text="comment 03").pk, uuid.uuid4()):
        with pytest.raises(Refused):
            quoting.choose(wave, [said], by=village.lena.pk)
    assert not Quote.objects.exists()


def test_the_rule_says_the_same_of_rows_and_of_one(village: Village, kids: list[Person]) -> None:
    wave = closed(village, kids, lambda n: f"comment {n:02d}")
    for told in (False, True):
        if told:
            surveys.tell_what_came(wave, "You want more time.", by=village.lena.pk)
        for name in ("ada", "ben", "tom", "mia", "leo", "rosa", "lena", "cora", "sam", "adam", "petra"):
            who = who_is(village.account(getattr(village, name)))
            listed = READ_QUOTES.rows(who).filter(pk=wave.pk).exists()
            assert listed == bool(READ_QUOTES.may(who, wave)), name
            assert listed is (name == "lena" or (told and name in {"ada", "ben", "mia", "leo"})), (name, told)
