"""Changes by hand: school days, home adults, guardians."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tests.school.test_people import told
from tests.village import NOW, Village
from waypost.school import access, calendar, changes, clock, queries, services
from waypost.school.models import DayOff, GuardianLink, HomeAdult, School
from waypost.trust.models import Account, Act, RoleGrant
from waypost.trust.who import who_is

TODAY = date(2026, 11, 23)


def test_a_snow_day_changes_the_calendar_and_tells_the_other_rooms(village: Village) -> None:
    heard: list[int] = []
    changes.calendar_changed.connect(lambda **_: heard.append(1), weak=False, dispatch_uid="t")
    try:
        services.set_days_off(date(2026, 11, 24), date(2026, 11, 25), "Snow", None)
    finally:
        changes.calendar_changed.disconnect(dispatch_uid="t")
    assert heard == [1]
    assert calendar.next_school_day(TODAY) == date(2026, 11, 26)
    services.remove_day_off(date(2026, 11, 24), None)
    assert calendar.next_school_day(TODAY) == date(2026, 11, 24)
    assert set(Act.objects.values_list("verb", flat=True)) == {"days_off.set", "days_off.remove"}


def test_days_turned_round_and_endless_holidays_are_refused(village: Village) -> None:
    with pytest.raises(ValidationError, match="lies before"):
        services.set_days_off(date(2026, 11, 25), date(2026, 11, 24), "", None)
    with pytest.raises(ValidationError, match="120"):
        services.set_days_off(date(2026, 1, 1), date(2026, 12, 31), "", None)
    assert DayOff.objects.count() == 5


def test_terms_by_hand_bring_school_days(village: Village) -> None:
    term = services.save_term("Spring", "term", date(2027, 1, 11), date(2027, 3, 26), None)
    assert calendar.is_school_day(date(2027, 1, 11))
    services.save_term("Spring", "term", date(2027, 1, 12), date(2027, 3, 26), None, term)
    assert not calendar.is_school_day(date(2027, 1, 11))
    services.end_term(term, None)
    assert not calendar.is_school_day(date(2027, 1, 12))
    with pytest.raises(ValidationError, match="already"):
        services.save_term("Again", "term", date(2027, 1, 11), date(2027, 3, 26), None)


def test_weekdays_and_time_zone_are_checked_and_take_effect_at_once(village: Village) -> None:
    services.set_habits("1111001", "Asia/Dubai", None)
    assert str(clock.zone()) == "Asia/Dubai"
    assert calendar.is_school_day(date(2026, 11, 29))
    for weekdays, zone in [
        ("0000000", "UTC"),
        ("111", "UTC"),
        ("1111100", "Moon/Sea"),
        ("1111100", "../etc"),
    ]:
        with pytest.raises(ValidationError):
            services.set_habits(weekdays, zone, None)
    assert School.objects.get().time_zone == "Asia/Dubai"


def test_a_home_adult_by_hand_follows_the_old_one(village: Village) -> None:
    with told() as whom:
        services.set_home_adult(village.mia, village.ben, None)
    assert whom == {village.mia.pk}
    assert queries.home_adult_of(village.mia) == village.ben
    assert queries.home_adult_of(village.mia, date(2026, 11, 22)) == village.ada
    services.set_home_adult(village.mia, village.cora, None)  # the same day: no second row
    assert HomeAdult.objects.filter(student=village.mia).count() == 2
    assert queries.home_adult_of(village.mia) == village.cora
    with pytest.raises(ValidationError):
        services.set_home_adult(village.mia, village.rosa, None)


def test_a_pending_guardian_sees_the_child_once_confirmed_and_not_after_the_end(village: Village) -> None:
    link = GuardianLink.objects.get(guardian=village.paul)
    paul = village.account(village.paul)
    RoleGrant.objects.filter(account=paul).delete()
    services.confirm_guardian(link, {"see"}, None)
    assert access.why_visible(who_is(paul), village.mia)
    assert queries.guardians_of(village.mia, "message") == [village.rosa]
    services.end_guardian(link, None, "moved away")
    assert not access.why_visible(who_is(paul), village.mia)
    with pytest.raises(ValidationError, match="ended"):
        services.confirm_guardian(link, {"see"}, None)


def test_a_courts_restriction_needs_two_people_and_a_document(village: Village) -> None:
    link = GuardianLink.objects.get(guardian=village.rosa)
    adam, lena = village.account(village.adam), village.account(village.lena)
    with pytest.raises(ValidationError, match="second"):
        services.restrict_guardian(link, {"see"}, "AZ 12/26", adam, adam)
    with pytest.raises(ValidationError, match="document"):
        services.restrict_guardian(link, {"see"}, " ", adam, lena)
    services.restrict_guardian(link, {"see"}, "AZ 12/26", adam, lena)
    link.refresh_from_db()
    assert (link.see, link.message, link.consent, link.book, link.second_by) == (
        True,
        False,
        False,
        False,
        lena.pk,
    )


def test_an_unknown_right_is_refused(village: Village) -> None:
    with pytest.raises(ValidationError, match="no such right"):
        services.confirm_guardian(GuardianLink.objects.get(guardian=village.paul), {"own"}, None)


def test_new_guardians_by_hand_wait_like_those_of_a_roster(village: Village) -> None:
    link = services.add_guardian(village.leo, village.rosa, None, "came with a letter")
    assert (link.state, link.see) == ("pending", False)
    with pytest.raises(ValidationError, match="already"):
        services.add_guardian(village.leo, village.rosa, None, "again")
    assert Account.objects.filter(person_id=village.rosa.pk).exists()
    assert NOW
