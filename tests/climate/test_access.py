"""A lesson that was looked at belongs to its teacher; nobody else sees it unless invited, whatever role that person has."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from tests.agree import seen_by
from tests.village import Village
from waypost.climate.access import (
    KEEP_LABEL,
    LAY_OUT,
    OWN_LESSON,
    OWN_WATCH,
    SEE_LESSON,
    SEE_NOT_WITH_OTHERS,
    SEE_NOTE,
)
from waypost.climate.services import lessons as services
from waypost.trust.who import who_is

from .conftest import label, lay_out, sheet

SignedIn = Callable[[object], Client]
CANARY = "Zuzana would like more time"


def test_object_and_query_agree_for_everybody(village: Village) -> None:
    lesson = lay_out(village.ada, village.maths_7b, village.ada, village.ben)
    own, guests = sheet(lesson, village.ada), sheet(lesson, village.ben)
    note = services.write_note(lesson, village.ben.pk, CANARY, once=uuid4())
    name = label("lesson", "Group work", village.ada)
    expected = [
        (SEE_LESSON, lesson, {"ada", "ben"}), (OWN_LESSON, lesson, {"ada"}), (OWN_WATCH, own, {"ada"}),
        (OWN_WATCH, guests, {"ben"}), (SEE_NOTE, note, {"ada", "ben"}), (LAY_OUT, village.maths_7b, {"ada"}),
        (KEEP_LABEL, name, {"ada", "ben", "tom", "lena", "cora"}), (SEE_NOT_WITH_OTHERS, village.mia, {"ada", "cora"}),
    ]  # fmt: skip
    for rule, thing, may in expected:
        assert seen_by(village, rule, thing) == may, (rule.name, thing)


def test_a_second_observer_reads_the_teachers_notes_and_not_the_other_observers(village: Village) -> None:
    lesson = lay_out(village.ada, village.maths_7b, village.ben, village.cora)
    bens = services.write_note(lesson, village.ben.pk, CANARY, once=uuid4())
    adas = services.write_note(lesson, village.ada.pk, "Look at the corner", once=uuid4())
    cora = who_is(village.account(village.cora))
    assert list(SEE_NOTE.rows(cora)) == [adas]
    assert not SEE_NOTE.may(cora, bens)


def test_nobody_borrows_a_teachers_eyes_for_a_lesson(village: Village) -> None:
    lesson = lay_out(village.ada, village.maths_7b, village.ada)
    eyes = who_is(village.account(village.ada), viewing_as=village.account(village.adam).pk)
    for rule, thing in [(SEE_LESSON, lesson), (OWN_LESSON, lesson), (SEE_NOT_WITH_OTHERS, village.mia)]:
        assert not rule.may(eyes, thing)  # type: ignore[attr-defined]
    assert not LAY_OUT.may(eyes, village.maths_7b)


@pytest.mark.parametrize(
    "name", ["lena", "cora", "ben", "tom", "adam", "sam", "priya", "mia", "rosa", "petra"]
)
def test_no_page_shows_a_lesson_or_its_notes_to_somebody_who_was_not_invited(
    village: Village, signed_in: SignedIn, name: str
) -> None:
    lesson = lay_out(village.ada, village.maths_7b, village.ada)
    services.write_note(lesson, village.ada.pk, CANARY, once=uuid4())
    client, watch = signed_in(getattr(village, name)), sheet(lesson, village.ada)
    for path in ("/climate/", "/climate/results/", "/how-we-are-doing/", f"/students/{village.mia.pk}/"):
        assert CANARY not in client.get(path).content.decode(), path
    for path in (
        f"/climate/lessons/{lesson.pk}/",
        f"/climate/sheets/{watch.pk}/",
        f"/climate/lessons/{lesson.pk}/away/",
        f"/climate/lessons/{lesson.pk}/together/",
    ):
        assert client.get(path).status_code in {403, 404}, path
    assert client.post(
        f"/climate/sheets/{watch.pk}/taps/", {}, content_type="application/json"
    ).status_code in {302, 403, 404}
    assert client.post(f"/climate/lessons/{lesson.pk}/away/").status_code in {302, 403, 404}
    assert SEE_LESSON.rows(who_is(village.account(village.ada))).exists()
