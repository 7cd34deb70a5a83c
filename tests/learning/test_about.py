"""About me in three voices, each read by whom it is for; and supports that are agreed, given and looked at again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.test import Client

from tests.agree import EVERYBODY, seen_by
from tests.village import Village
from waypost.evidence import stream
from waypost.learning import years
from waypost.learning.access import GIVE_SUPPORT, SEE_ABOUT, SEE_SUPPORT
from waypost.learning.models import AboutMe, Support, SupportDay, Voice
from waypost.learning.services import about as services
from waypost.school import clock
from waypost.school.models import GuardianLink

SignedIn = Callable[[object], Client]
CANARY = "goalkeeping with Zuzana"


@pytest.mark.parametrize("with_family", [False, True])
def test_the_students_own_words_go_home_only_when_the_student_says_so(
    village: Village, with_family: bool
) -> None:
    said = {"good_at": CANARY}
    row = services.write(village.mia.pk, Voice.STUDENT, village.mia.pk, said, with_family=with_family)
    assert seen_by(village, SEE_ABOUT, row) == {"mia", "ada", "lena", "cora"} | (
        {"rosa"} if with_family else set()
    )


def test_guardians_do_not_read_each_others_words(village: Village) -> None:
    GuardianLink.objects.filter(guardian=village.paul).update(state="confirmed", see=True)
    row = services.write(village.mia.pk, Voice.FAMILY, village.rosa.pk, {"helps": CANARY})
    assert seen_by(village, SEE_ABOUT, row) == {"mia", "ada", "lena", "cora", "rosa"}


def test_each_writes_in_the_own_voice_whatever_the_form_claims(village: Village, signed_in: SignedIn) -> None:
    address = f"/learning/students/{village.mia.pk}/about/write/"
    for name in EVERYBODY:
        sent = {"good_at": f"said by {name}", "voice": "student", "with_family": "on"}
        response = signed_in(getattr(village, name)).post(address, sent)
        assert response.status_code in (
            {302} if name in {"mia", "ada", "lena", "cora", "rosa"} else {403, 404}
        ), name
    voices = {(r.voice, r.good_at, r.with_family) for r in AboutMe.objects.all()}
    assert voices == {
        ("student", "said by mia", True),
        ("family", "said by rosa", False),
        ("teacher", "said by ada", False),
        ("teacher", "said by lena", False),
        ("teacher", "said by cora", False),
    }
    page = signed_in(village.mia).get("/learning/about/").content.decode()
    assert page.index("said by mia") < page.index("said by rosa") < page.index("said by ada")


def test_the_same_voice_is_changed_and_another_year_is_folded_away(
    village: Village, signed_in: SignedIn
) -> None:
    with clock.held_at(datetime(2026, 5, 4, 8, tzinfo=UTC)):
        services.write(village.mia.pk, Voice.STUDENT, village.mia.pk, {"likes": "old songs"})
    client, address = signed_in(village.mia), f"/learning/students/{village.mia.pk}/about/write/"
    assert "old songs" in client.get(address).content.decode(), "it begins with what was said before"
    client.post(address, {"likes": "🎸"})
    client.post(address, {"likes": "🎸🎸"})
    assert sorted(AboutMe.objects.values_list("year", "likes")) == [(2025, "old songs"), (2026, "🎸🎸")]
    page = client.get("/learning/about/").content.decode()
    assert page.index("🎸🎸") < page.index("<summary>2025/26") < page.index("old songs")


def test_a_text_that_is_too_long_comes_back(village: Village, signed_in: SignedIn) -> None:
    address = f"/learning/students/{village.mia.pk}/about/write/"
    response = signed_in(village.mia).post(address, {"likes": "x" * 401, "helps": "a quiet place"})
    assert not AboutMe.objects.exists()
    assert "a quiet place" in response.content.decode()
    assert "data-audience" in response.content.decode()


def test_a_school_year_begins_where_the_roster_says_or_in_august(village: Village) -> None:
    assert years.school_year(date(2026, 11, 23)) == 2026
    assert years.school_year(date(2027, 7, 1)) == 2026
    assert years.school_year(date(2026, 8, 30)) == 2026, "no year of the roster holds: August begins one"
    assert years.school_year(date(2026, 7, 30)) == 2025


def agreed(village: Village) -> Support:
    return services.agree(
        village.mia.pk, "Ten minutes more", village.ada.pk, date(2027, 1, 11), by=village.ada.pk, once=uuid4()
    )


def test_a_support_is_agreed_by_staff_once_and_seen_by_child_and_family(
    village: Village, signed_in: SignedIn
) -> None:
    address = f"/learning/students/{village.mia.pk}/supports/new/"
    sent = {"once": str(uuid4()), "what": "A quiet place", "giver": village.ada.pk, "review_on": "2027-01-11"}
    for name in ("mia", "rosa", "ben", "adam"):
        assert signed_in(getattr(village, name)).post(address, sent).status_code in {403, 404}, name
    client = signed_in(village.ada)
    assert client.post(address, {**sent, "giver": village.ben.pk}).status_code == 200, (
        "not one of Mia's adults"
    )
    assert client.post(address, {**sent, "review_on": "2026-11-23"}).status_code == 200
    client.post(address, sent)
    client.post(address, sent)
    support = Support.objects.get()
    assert seen_by(village, SEE_SUPPORT, support) == {"mia", "ada", "lena", "cora", "rosa"}
    assert seen_by(village, GIVE_SUPPORT, support) == {"ada", "lena", "cora"}
    assert (
        "A quiet place"
        in signed_in(village.rosa).get(f"/learning/students/{village.mia.pk}/about/").content.decode()
    )


def test_given_today_is_one_tap_once_a_day_and_can_be_taken_back(
    village: Village, signed_in: SignedIn
) -> None:
    support, client = agreed(village), signed_in(village.ada)
    address = f"/learning/supports/{support.pk}/given/"
    client.post(address)
    client.post(address)
    assert SupportDay.objects.get().day == date(2026, 11, 23)
    client.post(address, {"take-back": "1"})
    assert not SupportDay.objects.exists()
    assert signed_in(village.mia).post(address).status_code == 403
    assert signed_in(village.ben).post(address).status_code == 404
    assert stream.head() == 0, "a support is nothing that evidence is told of"


def test_a_review_moves_the_day_or_ends_it(village: Village, signed_in: SignedIn) -> None:
    support, client = agreed(village), signed_in(village.ada)
    address = f"/learning/supports/{support.pk}/look/"
    assert client.post(address, {"goes_on": "yes", "review_on": ""}).status_code == 200
    client.post(address, {"goes_on": "yes", "review_on": "2027-02-01"})
    assert Support.objects.get().review_on == date(2027, 2, 1)
    client.post(address, {"goes_on": "no", "review_on": ""})
    assert Support.objects.get().ended is not None
    page = client.get(f"/learning/students/{village.mia.pk}/about/").content.decode()
    assert "Nothing is agreed at the moment." in page
    assert "Ten minutes more" in page
