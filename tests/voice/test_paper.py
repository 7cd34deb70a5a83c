"""Surveys on paper for students, families and staff: a sheet with a name for each, quick entry, and a no that counts (TRUST 14)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from tests.village import Village
from tests.voice import rounds
from waypost.school.models import GuardianLink, Membership, Person
from waypost.trust import consent
from waypost.trust.models import Consent
from waypost.voice.models import Invited, Kind, People, Wave
from waypost.voice.services import Refused, closing
from waypost.voice.services.answers import answer, spool_of

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]


@pytest.fixture
def homes(village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    rounds.safeguarded(village)
    return village


def families(village: Village, kind: str = Kind.NAMED) -> Wave:
    return rounds.opened(village, "home", "home-words", people=People.HOMES, kind=kind)


def sheet(wave: Wave, who: Person | None = None, score: int = 4) -> dict[str, str]:
    numbers = [
        q.version_id for q in wave.questions.select_related("version__item") if not q.version.item.words
    ]
    return {f"q{v}": str(score) for v in numbers} | ({"person": str(who.pk)} if who else {})


def once_of(page: str) -> str:
    found = re.search(r'name="once" value="([0-9a-f-]+)"', page)
    assert found
    return found.group(1)


def test_each_family_has_a_sheet_with_its_name_its_child_and_in_its_language(
    homes: Village, signed_in: SignedIn
) -> None:
    Person.objects.filter(pk=homes.rosa.pk).update(language="ar")
    wave = families(homes)
    page = signed_in(homes.lena).get(f"/voice/surveys/{wave.pk}/paper/names/").content.decode()
    main = page.partition("<main")[2]
    assert homes.rosa.name in main
    assert homes.mia.called in main
    assert '<article class="one-page stack" lang="ar" dir="rtl">' in main
    assert "أعرف" in main, "the questions, too"
    blank = signed_in(homes.lena).get(f"/voice/surveys/{wave.pk}/paper/?in=es").content.decode()
    assert '<article class="one-page stack" lang="es" dir="ltr">' in blank
    assert homes.rosa.name not in blank.partition("<main")[2]


def test_a_familys_sheet_is_typed_in_once_and_read_with_its_name(homes: Village, signed_in: SignedIn) -> None:
    wave = families(homes)
    lena = signed_in(homes.lena)
    place = f"/voice/surveys/{wave.pk}/sheets/"
    page = lena.get(place).content.decode()
    assert f">{homes.rosa.name} · {homes.mia.called} (" in page
    for _ in range(2):
        lena.post(place, sheet(wave, homes.rosa) | {"once": once_of(page)})
    assert Invited.objects.filter(wave=wave, answered=True).count() == 1
    assert homes.rosa.name not in lena.get(place).content.decode(), "nobody is asked for a second sheet"
    assert homes.rosa.name not in lena.get(f"/voice/surveys/{wave.pk}/paper/names/").content.decode()
    assert homes.rosa.name in lena.get(f"/voice/surveys/{wave.pk}/answers/").content.decode()


def test_who_says_no_on_paper_has_no_sheet_is_on_no_list_and_is_not_missing(
    homes: Village, signed_in: SignedIn
) -> None:
    wave = families(homes)
    lena = signed_in(homes.lena)
    place = f"/voice/surveys/{wave.pk}/sheets/"
    assert "Somebody said no" in lena.get(place).content.decode()
    assert lena.post(place, {"no": "1", "person": str(homes.rosa.pk)}).status_code == 302
    kept = Consent.objects.get(subject_id=homes.rosa.pk, purpose="survey")
    assert (kept.yes, kept.basis, kept.noted_by) == (False, "paper", homes.lena.pk)
    for address in (place, f"/voice/surveys/{wave.pk}/paper/names/"):
        assert homes.rosa.name not in lena.get(address).content.decode().partition("<main")[2]
    with pytest.raises(Refused, match="isn't for you"):
        answer(wave, homes.rosa.pk, rounds.said(wave))
    lena.post(place, sheet(wave, homes.rosa))
    assert not Invited.objects.filter(wave=wave, answered=True).exists()


def test_the_staff_hand_in_sheets_without_names(homes: Village, signed_in: SignedIn) -> None:
    for n in range(10):
        person = Person.objects.create(given_name=f"Col{n}", kind="staff", since=rounds.SINCE)
        Membership.objects.create(person=person, organization=homes.willow, role="teacher")
    wave = rounds.opened(homes, "team", people=People.TEAM, kind=Kind.ANONYMOUS)
    lena = signed_in(homes.lena)
    hand_out = lena.get(f"/voice/surveys/{wave.pk}/paper/names/").content.decode()
    assert "its sheets bear no name" in hand_out
    assert homes.ada.name in hand_out
    blank = lena.get(f"/voice/surveys/{wave.pk}/paper/").content.decode()
    assert homes.ada.name not in blank.partition("<main")[2]
    assert "Who knows your handwriting may guess" in blank, "not folded away where nobody can open it"
    place = f"/voice/surveys/{wave.pk}/sheets/"
    lena.post(place, {"handed": [str(homes.ada.pk), str(homes.mia.pk)], "unit": ""})
    with spool_of(wave).held() as spool:
        assert spool.who == {homes.ada.pk}, "a student is not asked here"
    page = lena.get(place).content.decode()
    lena.post(place, sheet(wave) | {"once": once_of(page), "unit": ""})
    with spool_of(wave).held() as spool:
        assert len(spool.boxes) == 1


def test_a_teacher_prints_for_the_own_class_alone_and_a_childs_no_counts(
    homes: Village, signed_in: SignedIn
) -> None:
    wave = rounds.opened(homes, by=homes.ada, kind=Kind.NAMED, klass_id=homes.maths_7b.pk)
    ada = signed_in(homes.ada)
    names = ada.get(f"/voice/surveys/{wave.pk}/paper/names/").content.decode()
    assert names.count('<article class="one-page') == 2
    assert homes.mia.name in names
    place = f"/voice/surveys/{wave.pk}/sheets/"
    ada.post(place, {"no": "1", "person": str(homes.mia.pk), "by": "student"})
    assert consent.opted_out("survey", [homes.mia.pk, homes.leo.pk]) == {homes.mia.pk}
    assert homes.mia.name not in ada.get(f"/voice/surveys/{wave.pk}/paper/names/").content.decode()
    for who in (homes.ben, homes.tom, homes.cora, homes.rosa, homes.mia):
        for address in (place, f"/voice/surveys/{wave.pk}/paper/names/"):
            assert signed_in(who).get(address).status_code in {403, 404}, who.name


def test_names_are_printed_while_it_is_open_alone(homes: Village, signed_in: SignedIn) -> None:
    wave = closing.close(families(homes))
    answered = signed_in(homes.lena).get(f"/voice/surveys/{wave.pk}/paper/names/")
    assert answered.status_code == 302


def test_a_guardian_whose_right_has_ended_has_no_sheet(homes: Village, signed_in: SignedIn) -> None:
    GuardianLink.objects.filter(guardian=homes.rosa).update(see=False)
    with pytest.raises(Refused, match="nobody to ask"):
        families(homes)
