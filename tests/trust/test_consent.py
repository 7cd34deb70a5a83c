"""Who must say yes to what: the table over ages, countries, capacities and conflicts (TRUST 14)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.village import NOW, Village
from waypost.school import clock
from waypost.school.models import GuardianLink, Person, School
from waypost.trust import ages, consent
from waypost.trust.consent.table import ELSEWHERE, OWN_DATA, PURPOSES, Band, band_of, covers
from waypost.trust.models import Consent

pytestmark = pytest.mark.django_db
BIRTHS = {
    "child": date(2015, 3, 1),
    "teen": date(2010, 3, 1),
    "adult": date(2008, 3, 1),
}  # in Germany: 11, 16, 18
YES, NO, NOTHING = True, False, None

#: purpose, band, mother, father, student -> may it be done?
TABLE = [
    ("publish", "child", NOTHING, NOTHING, NOTHING, False),
    ("publish", "child", YES, NOTHING, NOTHING, False),  # the child is asked, too
    ("publish", "child", YES, NOTHING, YES, True),
    ("publish", "child", YES, YES, NO, False),  # a child's no outranks a guardian's yes
    ("publish", "child", YES, NO, YES, False),  # two guardians who disagree
    ("publish", "child", NOTHING, NOTHING, YES, False),
    ("publish", "teen", NOTHING, NOTHING, YES, False),
    ("publish", "teen", YES, NOTHING, YES, True),
    ("publish", "teen", YES, NO, YES, False),
    ("publish", "adult", NO, NO, YES, True),  # of age: guardians are no longer asked
    ("publish", "adult", YES, YES, NOTHING, False),
    ("partner", "child", YES, NOTHING, NOTHING, True),
    ("partner", "child", YES, NO, NOTHING, False),
    ("partner", "child", YES, YES, NO, False),
    ("partner", "teen", YES, NOTHING, NOTHING, False),
    ("partner", "teen", YES, NOTHING, YES, True),
    ("partner", "adult", NOTHING, NOTHING, YES, True),
    *[
        (purpose, band, *said)
        for purpose in ("survey", "survey-sensitive", "trial", "directory")
        for band in ("child", "teen")
        for said in (
            (NOTHING, NOTHING, NOTHING, True),
            (YES, NO, NOTHING, False),
            (NOTHING, NOTHING, NO, False),
            (YES, YES, YES, True),
        )
    ],
    *[
        (purpose, "adult", *said)
        for purpose in ("survey", "survey-sensitive", "trial", "directory")
        for said in ((NO, NO, NOTHING, True), (YES, YES, NO, False))
    ],
]  # fmt: skip


@pytest.fixture
def family(village: Village) -> Village:
    """Mia with two guardians who may consent."""
    GuardianLink.objects.filter(guardian=village.paul).update(state="confirmed", consent=True)
    return village


def say(village: Village, who: Person, answer: bool | None, purpose: str, **more: str) -> None:
    if answer is not None:
        text = consent.shown(purpose, "en", f"words about {purpose}")
        consent.give(village.mia.pk, purpose, yes=answer, giver_id=who.pk, text=text, **more)


@pytest.mark.parametrize(("purpose", "band", "mother", "father", "student", "may"), TABLE)
def test_the_table(
    family: Village,
    purpose: str,
    band: str,
    mother: bool | None,
    father: bool | None,
    student: bool | None,
    may: bool,
) -> None:
    Person.objects.filter(pk=family.mia.pk).update(birth_date=BIRTHS["child"])
    say(family, family.rosa, mother, purpose)
    say(family, family.paul, father, purpose)
    say(family, family.mia, student, purpose)
    Person.objects.filter(pk=family.mia.pk).update(birth_date=BIRTHS[band])
    decision = consent.allowed(family.mia.pk, purpose)
    assert bool(decision) is may, decision.reason
    assert consent.opted_out(purpose, [family.mia.pk]) == (set() if may else {family.mia.pk})


def test_every_purpose_stands_in_the_table_above_and_in_its_page() -> None:
    from waypost.trust.consent import table

    assert {row[0] for row in TABLE} == set(PURPOSES)
    for name in PURPOSES:
        assert f"| {name} (" in (table.__doc__ or "") or f"| {name} " in (table.__doc__ or "")


@pytest.mark.parametrize(
    ("country", "age", "band"),
    [
        ("DE", 15, Band.CHILD), ("DE", 16, Band.TEEN), ("US", 12, Band.CHILD), ("US", 13, Band.TEEN),
        ("ES", 13, Band.CHILD), ("ES", 14, Band.TEEN), ("gb", 13, Band.TEEN), ("", 15, Band.CHILD),
        ("ZZ", ELSEWHERE, Band.TEEN), ("DE", 18, Band.ADULT), ("DE", None, Band.CHILD),
    ],
)  # fmt: skip
def test_the_country_says_from_when_a_young_person_answers(country: str, age: int | None, band: Band) -> None:
    assert band_of(age, country) is band


def test_no_preset_is_outside_what_the_regulation_allows() -> None:
    assert all(13 <= age <= 16 for age in OWN_DATA.values())


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 2, 29), date(2026, 2, 28), 17), (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 29), 20), (date(2008, 11, 24), date(2026, 11, 23), 17),
        (date(2008, 11, 23), date(2026, 11, 23), 18),
    ],
)  # fmt: skip
def test_age_on_a_day(born: date, day: date, age: int) -> None:
    assert ages.age_on(born, day) == age


def test_a_yes_to_the_wide_is_one_to_the_narrow_and_a_no_the_other_way() -> None:
    assert covers("public", "class", yes=True)
    assert not covers("class", "public", yes=True)
    assert covers("class", "public", yes=False)
    assert not covers("public", "class", yes=False)
    assert not covers("partner:1", "partner:2", yes=True)
    assert not covers("", "partner:2", yes=True), (
        "one helper, one story: each is asked about itself (TRUST 19)"
    )
    assert covers("", "partner:2", yes=False)


def test_a_yes_for_the_school_is_none_for_the_public(family: Village) -> None:
    say(family, family.rosa, YES, "publish", audience="school")
    say(family, family.mia, YES, "publish", audience="public")
    assert consent.allowed(family.mia.pk, "publish", audience="school")
    assert not consent.allowed(family.mia.pk, "publish", audience="public")


def test_a_no_to_photos_leaves_the_rest(family: Village) -> None:
    say(family, family.rosa, YES, "publish")
    say(family, family.mia, YES, "publish")
    say(family, family.mia, NO, "publish", media="photo")
    assert not consent.allowed(family.mia.pk, "publish", media="photo")
    assert consent.allowed(family.mia.pk, "publish", media="work")
    assert not consent.allowed(family.mia.pk, "publish"), "whoever asks about everything hears of the part"


def test_withdrawal_acts_at_the_next_request(family: Village) -> None:
    say(family, family.rosa, YES, "partner")
    assert consent.allowed(family.mia.pk, "partner")
    assert consent.withdraw(family.mia.pk, "partner", giver_id=family.rosa.pk) == 1
    assert not consent.allowed(family.mia.pk, "partner")
    row = Consent.objects.get()
    assert row.withdrawn == NOW, "the row stays and says when"


def test_another_answer_closes_the_one_before_and_the_same_changes_nothing(family: Village) -> None:
    say(family, family.rosa, YES, "partner")
    say(family, family.rosa, YES, "partner")
    assert Consent.objects.count() == 1
    with clock.held_at(NOW + timedelta(days=2)):
        say(family, family.rosa, NO, "partner")
        assert not consent.allowed(family.mia.pk, "partner")
        assert consent.allowed(family.mia.pk, "partner", on=date(2026, 11, 24)), "as it stood that day"
        assert not consent.allowed(family.mia.pk, "partner", on=date(2026, 11, 22)), (
            "nobody had said anything"
        )


def test_an_answer_ends_on_the_day_that_was_set(family: Village) -> None:
    consent.give(
        family.mia.pk, "partner", yes=True, giver_id=family.rosa.pk, text=None, until=NOW + timedelta(days=1)
    )
    assert consent.allowed(family.mia.pk, "partner")
    with clock.held_at(NOW + timedelta(days=1)):
        assert not consent.allowed(family.mia.pk, "partner")


def test_a_guardian_whose_right_ended_no_longer_counts_neither_yes_nor_no(family: Village) -> None:
    say(family, family.rosa, YES, "partner")
    say(family, family.paul, NO, "partner")
    assert not consent.allowed(family.mia.pk, "partner")
    GuardianLink.objects.filter(guardian=family.paul).update(state="ended")
    assert consent.allowed(family.mia.pk, "partner")
    GuardianLink.objects.filter(guardian=family.rosa).update(consent=False)
    assert not consent.allowed(family.mia.pk, "partner")


@pytest.mark.parametrize("who", ["paul", "ada", "leo", "adam"])
def test_somebody_without_a_say_cannot_answer(village: Village, who: str) -> None:
    with pytest.raises(PermissionError):
        say(village, getattr(village, who), YES, "partner")


def test_the_capacity_is_written_down(family: Village) -> None:
    say(family, family.rosa, YES, "partner")
    say(family, family.mia, YES, "partner")
    Person.objects.filter(pk=family.mia.pk).update(birth_date=BIRTHS["adult"])
    with clock.held_at(NOW + timedelta(days=1)):
        say(family, family.mia, NO, "partner")
    assert list(Consent.objects.order_by("pk").values_list("capacity", flat=True)) == [
        "guardian",
        "student",
        "eligible student",
    ]
    assert consent.standing_of(family.ada.pk, family.ada.pk) == "adult", "staff answer for themselves"


def test_every_text_that_was_shown_can_be_shown_again(family: Village) -> None:
    first = consent.shown("publish", "en", "A photo of you on the wall")
    assert consent.shown("publish", "en", "A photo of you on the wall") == first
    consent.give(family.mia.pk, "publish", yes=True, giver_id=family.mia.pk, text=first)
    second = consent.shown("publish", "en", "A photo or a film of you on the wall")
    assert (first.version, second.version) == (1, 2)
    assert consent.shown("publish", "es", "Una foto").version == 1
    kept = Consent.objects.get().text
    assert kept is not None
    assert (kept.words, kept.version, kept.language) == ("A photo of you on the wall", 1, "en")
    consent.give(family.mia.pk, "publish", yes=True, giver_id=family.mia.pk, text=second)
    assert Consent.objects.count() == 2, "a yes to other words is another yes"


def test_many_are_asked_in_a_few_queries(family: Village, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    everybody = [p.pk for p in family.people()]
    say(family, family.mia, NO, "survey")
    with django_assert_max_num_queries(6):
        assert consent.opted_out("survey", everybody) == {family.mia.pk}


def test_somebody_whom_the_school_does_not_know_said_nothing(village: Village) -> None:
    assert consent.allowed(987654, "survey")
    assert not consent.allowed(987654, "publish")


def test_the_age_of_the_school_day_counts_not_that_of_another_zone(family: Village) -> None:
    School.objects.update(time_zone="Pacific/Auckland")
    clock.forget()
    Person.objects.filter(pk=family.mia.pk).update(birth_date=date(2008, 11, 24))
    say(family, family.mia, YES, "partner")
    with clock.held_at(NOW.replace(hour=10)):
        assert not consent.allowed(family.mia.pk, "partner")
    with clock.held_at(NOW.replace(hour=12)):  # 24 November in Auckland
        assert consent.allowed(family.mia.pk, "partner")
