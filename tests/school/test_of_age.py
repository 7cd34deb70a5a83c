"""Coming of age: what guardians see ends by itself on the birthday, and goes on only where the student says so (TRUST 10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from tests.village import Village
from waypost.school import clock, of_age
from waypost.school.models import GuardianLink, Person, School
from waypost.school.queries import children_of, guardians_of
from waypost.trust import ages, consent, doctor

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]


def sees(village: Village) -> bool:
    rights = [bool(guardians_of(village.mia, r)) for r in ("see", "message", "consent", "book")]
    assert len(set(rights)) == 1
    assert bool(children_of(village.rosa)) is rights[0]
    return rights[0]


@pytest.mark.parametrize(
    ("born", "last", "first"),
    [
        (date(2008, 11, 24), datetime(2026, 11, 23, 22, 59, tzinfo=UTC), datetime(2026, 11, 23, 23, 0, tzinfo=UTC)),
        (date(2008, 2, 29), datetime(2026, 2, 28, 22, 59, tzinfo=UTC), datetime(2026, 2, 28, 23, 0, tzinfo=UTC)),
        (date(2009, 3, 1), datetime(2027, 2, 28, 22, 59, tzinfo=UTC), datetime(2027, 2, 28, 23, 0, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_the_link_opens_nothing_from_midnight_of_the_birthday_at_the_school(
    village: Village, born: date, last: datetime, first: datetime
) -> None:
    GuardianLink.objects.filter(guardian=village.rosa).update(since=date(2020, 1, 1))
    Person.objects.filter(pk=village.mia.pk).update(birth_date=born)
    with clock.held_at(last):
        assert sees(village)
    with clock.held_at(first):
        assert not sees(village)


@pytest.mark.parametrize("year", range(2024, 2034))
def test_the_query_and_the_birthday_agree_on_every_day_around_the_end_of_february(year: int) -> None:
    for day in (date(year, 2, 27), date(year, 2, 28), date(year, 3, 1), date(year, 3, 2)):
        for born in (date(2008, 2, 28), date(2008, 2, 29), date(2008, 3, 1), date(year - 18, 2, 28), day.replace(year=year - 18)):  # fmt: skip
            assert (born <= of_age.born_of_age(day)) is (ages.birthday(born, 18) <= day), (day, born)


def test_a_missing_birth_date_is_a_minors_and_doctor_lists_it(village: Village) -> None:
    assert sees(village)
    assert any("no birth date" in p.sentence for p in doctor.examine())
    Person.objects.filter(pk=village.mia.pk).update(birth_date=date(2012, 1, 1))
    assert not any("no birth date" in p.sentence for p in doctor.examine())


def test_the_student_is_told_thirty_days_before_and_says_yes_or_no(
    village: Village, signed_in: SignedIn
) -> None:
    client = signed_in(village.mia)
    assert client.get("/school/of-age/").status_code == 404
    Person.objects.filter(pk=village.mia.pk).update(birth_date=date(2008, 12, 24))
    assert client.get("/school/of-age/").status_code == 404, "31 days before"
    Person.objects.filter(pk=village.mia.pk).update(birth_date=date(2008, 12, 23))
    page = client.get("/school/of-age/")
    assert "Rosa Santos" in page.content.decode()
    assert "/school/of-age/" in client.get("/path/").content.decode()
    Person.objects.filter(pk=village.mia.pk).update(birth_date=date(2008, 11, 23))
    assert not sees(village)
    assert signed_in(village.rosa).get(f"/week/{village.mia.pk}/").status_code == 404
    link = GuardianLink.objects.get(guardian=village.rosa)
    client.post("/school/of-age/", {"link": link.pk, "yes": "1"})
    assert sees(village)
    client.post("/school/of-age/", {"link": link.pk, "yes": "0"})
    assert not sees(village)


def test_a_student_does_not_decide_about_somebody_elses_guardian(
    village: Village, signed_in: SignedIn
) -> None:
    Person.objects.filter(pk=village.leo.pk).update(birth_date=date(2008, 11, 23))
    link = GuardianLink.objects.get(guardian=village.rosa)
    answer = signed_in(village.leo).post("/school/of-age/", {"link": link.pk, "yes": "1"})
    assert answer.status_code == 404


def test_a_country_with_another_age_has_its_own(village: Village) -> None:
    from waypost.trust.models import Setting

    Person.objects.filter(pk=village.mia.pk).update(birth_date=date(2008, 11, 23))
    Setting.objects.create(pk=of_age.SETTING, value=21)
    assert sees(village)
    assert consent.standing_of(village.rosa.pk, village.mia.pk) == "guardian"


def test_after_the_birthday_a_guardians_yes_is_none(village: Village) -> None:
    Person.objects.filter(pk=village.mia.pk).update(birth_date=date(2010, 11, 23))
    assert consent.standing_of(village.rosa.pk, village.mia.pk) == "guardian"
    Person.objects.filter(pk=village.mia.pk).update(birth_date=date(2008, 11, 23))
    link = GuardianLink.objects.get(guardian=village.rosa)
    of_age.agree(link, True, None)
    assert consent.standing_of(village.rosa.pk, village.mia.pk) == "", (
        "who may see still doesn't answer for an adult"
    )
    assert School.objects.exists()
