"""The letter to one guardian: single use, fourteen days, the second fact, and staff who hear of it (TRUST 10, 16, 24)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests.village import PASSWORD, Village
from waypost.school import letters
from waypost.school.models import GuardianLink, Person
from waypost.trust import clock as trust_clock
from waypost.trust.models import Act, OneTimeCode, Outgoing

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
BIRTH = date(2013, 5, 4)
NEW = "four quiet herons"


@pytest.fixture
def link(village: Village) -> GuardianLink:
    Person.objects.filter(pk=village.mia.pk).update(birth_date=BIRTH)
    return GuardianLink.objects.select_related("student", "guardian").get(guardian=village.rosa)


def type_in(code: str, birth: date = BIRTH, password: str = NEW) -> str:
    data = {"code": code, "birth": birth.isoformat(), "password": password}
    return Client().post("/school/family/", data, follow=True).content.decode()


def works(village: Village) -> bool:
    return village.account(village.rosa).check_password(NEW)


def test_code_and_birth_date_open_it_once(village: Village, link: GuardianLink) -> None:
    made = letters.write(link, village.account(village.adam))
    assert "Sign in with it now, as rosa" in type_in(made.code)
    assert works(village)
    assert "fit what the school knows" in type_in(made.code, password="another quiet heron")
    assert works(village)
    assert Outgoing.objects.filter(account=village.account(village.adam), kind="claim").exists()
    assert Act.objects.filter(verb="guardian.accept").exists()


@pytest.mark.parametrize("wrong", ["birth date", "code", "run out", "link ended", "of age"])
def test_everything_that_does_not_fit_says_the_same_and_opens_nothing(
    village: Village, link: GuardianLink, wrong: str
) -> None:
    made = letters.write(link, village.account(village.adam))
    code, birth = made.code, BIRTH
    if wrong == "birth date":
        birth = BIRTH + timedelta(days=1)
    elif wrong == "code":
        code = code[:-1] + ("2" if code[-1] != "2" else "3")
    elif wrong == "run out":
        OneTimeCode.objects.update(expires=trust_clock.wall() - timedelta(seconds=1))
    elif wrong == "link ended":
        GuardianLink.objects.filter(pk=link.pk).update(state="ended")
    else:
        birth = date(2008, 1, 1)
        Person.objects.filter(pk=village.mia.pk).update(birth_date=birth)
    text = type_in(code, birth)
    assert "fit what the school knows" in text
    assert "Mia" not in text
    assert not works(village)


def test_guesses_are_slowed_down(village: Village, link: GuardianLink) -> None:
    made = letters.write(link, village.account(village.adam))
    texts = [type_in(made.code, BIRTH + timedelta(days=n)) for n in range(1, 13)]
    assert "wait" in texts[-1].lower()
    assert not works(village)


def test_a_new_letter_ends_the_old_one_and_lives_fourteen_days(village: Village, link: GuardianLink) -> None:
    first = letters.write(link, village.account(village.adam))
    second = letters.write(link, village.account(village.adam))
    type_in(first.code)
    assert not works(village)
    row = OneTimeCode.objects.get(purpose="guardian")
    assert row.expires - row.created == timedelta(days=14)
    type_in(second.code)
    assert works(village)


def test_a_pending_link_and_a_missing_birth_date_get_no_letter(village: Village, link: GuardianLink) -> None:
    pending = GuardianLink.objects.get(guardian=village.paul)
    with pytest.raises(ValidationError, match="Confirm"):
        letters.write(pending, village.account(village.adam))
    Person.objects.filter(pk=village.mia.pk).update(birth_date=None)
    link.student.refresh_from_db()
    with pytest.raises(ValidationError, match="birth date"):
        letters.write(link, village.account(village.adam))


def test_a_weak_password_uses_nothing_up(village: Village, link: GuardianLink) -> None:
    made = letters.write(link, village.account(village.adam))
    assert "too short" in type_in(made.code, password="short")
    type_in(made.code)
    assert works(village)


def test_the_letter_is_made_by_post_in_the_familys_language(
    village: Village, link: GuardianLink, signed_in: SignedIn
) -> None:
    Person.objects.filter(pk=village.rosa.pk).update(language="ar")
    client = signed_in(village.adam)
    client.post("/sign-in/again/", {"password": PASSWORD})
    where = f"/school/guardians/{link.pk}/letter/"
    assert client.get(where).status_code == 200
    assert not OneTimeCode.objects.filter(purpose="guardian").exists(), "to look makes no code"
    text = client.post(where).content.decode()
    assert 'lang="ar" dir="rtl"' in text
    assert "<svg" in text
    assert village.account(village.paul).username not in text
