"""Each rule of surveys: what the query gives and what it says of one row are the same, for everybody of the village."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.agree import EVERYBODY
from tests.village import Village
from tests.voice import rounds
from waypost.trust.access import Rule
from waypost.trust.models import RoleGrant
from waypost.trust.who import who_is
from waypost.voice.access.surveys import RULES, SEE_OPENING
from waypost.voice.models import Answer, Kind, Opening, State, Survey
from waypost.voice.services import openings
from waypost.voice.services.answers import answer

pytestmark = pytest.mark.django_db

#: rule -> who has at least one row, with the rounds below.
EXPECTED = {
    "voice.survey.run": {"ada", "lena"},
    "voice.survey.answer": {"mia", "leo", "noor"},
    "voice.survey.hear": {"ada", "mia", "leo"},
    "voice.survey.quotes": {"ada", "lena", "mia", "leo"},
    "voice.survey.asked": {"ada", "lena"},
    "voice.answer.named": {"ada", "lena"},
    "voice.opening.see": {"sam", "cora", "lena"},
    "voice.opening.own": {"mia"},
}


@pytest.fixture
def asked(village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    """Ada asks 7B with names; Lena asks the school confidentially, and one answer was opened."""
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    rounds.safeguarded(village)
    rounds.opened(village, by=village.ada, kind=Kind.NAMED, klass_id=village.maths_7b.pk)
    from waypost.voice.models import Wave

    named = Wave.objects.get()
    answer(named, village.mia.pk, rounds.said(named))
    rounds.students(village, [("7a", 12)])
    Wave.objects.update(opens_on="2026-09-01", came="We heard you.", came_on="2026-11-20", state=State.CLOSED)
    secret = rounds.opened(village, kind=Kind.CONFIDENTIAL)
    answer(secret, village.mia.pk, rounds.said(secret, 2))
    answer(secret, village.leo.pk, rounds.said(secret, 2))
    mias, leos = (Answer.objects.get(wave=secret, person_id=p.pk) for p in (village.mia, village.leo))
    openings.say_yes(openings.ask_to_open(mias, "why", by=village.sam.pk), by=village.lena.pk)
    openings.ask_to_open(leos, "why", by=village.sam.pk)
    return village


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_object_and_query_agree_for_everybody(asked: Village, rule: Rule[Any]) -> None:
    having = set()
    for name in EVERYBODY:
        who = who_is(asked.account(getattr(asked, name)))
        rows = {r.pk for r in rule.rows(who)}
        for thing in rule.rows(who).model._default_manager.all():
            assert bool(rule.may(who, thing)) == (thing.pk in rows), (name, thing.pk)
        having |= {name} if rows else set()
    assert having == EXPECTED[rule.name]


def test_somebody_who_looks_with_anothers_eyes_answers_nothing(asked: Village) -> None:
    who = who_is(asked.account(asked.mia), viewing_as=1)
    assert [r.name for r in RULES if r.rows(who).exists()] == []


@pytest.mark.parametrize(("place", "sees"), [("willow", {"lena"}), ("far", set())])
def test_a_second_person_of_one_school_is_asked_about_a_survey_of_no_one_school(
    asked: Village, place: str, sees: set[str]
) -> None:
    """Whoever leads one school is led to the answers of its people, and to those of no other school."""
    RoleGrant.objects.filter(role__in=["leader", "counsellor"]).update(
        organization_id=getattr(asked, place).pk
    )
    assert Survey.objects.filter(kind=Kind.CONFIDENTIAL).update(organization_id=None)
    waiting = Opening.objects.get(opened=None)
    may = {
        name for name in EVERYBODY if SEE_OPENING.may(who_is(asked.account(getattr(asked, name))), waiting)
    }
    assert may - {"sam", "cora"} == sees, "both of them for safeguarding"


def test_nobody_is_the_second_person_of_an_own_answer(asked: Village) -> None:
    Answer.objects.filter(openings__opened=None, openings__isnull=False).update(person_id=asked.lena.pk)
    waiting = Opening.objects.get(opened=None)
    assert not SEE_OPENING.may(who_is(asked.account(asked.lena)), waiting)
    assert SEE_OPENING.may(who_is(asked.account(asked.cora)), waiting)
