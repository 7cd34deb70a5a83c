"""Cards for children without e-mail or password (TRUST 15): what one opens alone, what needs the number, what ends it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client

from tests.village import PASSWORD, Village
from waypost.school.access import ISSUE_CARD
from waypost.school.models import Person
from waypost.trust import cards, clock, limits, pictures
from waypost.trust.cards import Made
from waypost.trust.models import Act, OwnNumber, Role, RoleGrant, SignInCard, Tries
from waypost.trust.refusal import Refused
from waypost.trust.who import who_is

from .doors import doors
from .test_urls import EVERYBODY, SKIP, addresses

SignedIn = Callable[[object], Client]


@pytest.fixture(autouse=True)
def _quick_hash(settings: object) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


def card_of(village: Village, who: Person) -> Made:
    return cards.make(village.account(who), village.account(village.ada))


def come_in(made: Made) -> Client:
    """A client that scanned the card and tapped "Go in"."""
    client = Client()
    client.get(f"/card/{made.token}/")
    client.post("/card/in/")
    return client


def with_number(village: Village, who: Person, number: str = "8305") -> Client:
    cards.let_choose([village.account(who)], None)
    client = come_in(card_of(village, who))
    assert client.post("/card/number/", {"number": number}).status_code == 302
    return client


def at(later: timedelta) -> Iterator[None]:
    return patch.object(clock, "wall", lambda: REAL() + later)  # type: ignore[return-value]


REAL = clock.wall


def test_a_card_says_a_first_name_and_keeps_only_hashes(village: Village, signed_in: SignedIn) -> None:
    made = card_of(village, village.mia)
    assert len(made.token) == 26
    assert len(made.typed.replace("-", "")) == 10
    assert re.fullmatch("[A-HJ-NP-Z2-9]+", made.token), "32 letters of 5 bits: 130 bits, and 50 to type"
    kept = " ".join(str(v) for row in SignInCard.objects.values() for v in row.values())
    for secret in (made.token, made.typed, made.typed.replace("-", "")):
        assert secret not in kept
        assert secret not in " ".join(str(a.detail) for a in Act.objects.all())
    page = signed_in(village.ada).post(
        f"/school/classes/{village.maths_7b.pk}/cards/print/", {"student": [village.mia.pk, village.leo.pk]}
    )
    text = page.content.decode()
    assert "Mia" in text
    assert "Santos" not in text
    assert "Park" not in text
    assert text.count('class="qr"') == 2
    assert "no-store" in page["Cache-Control"]


def test_scanning_shows_a_button_and_only_the_tap_signs_in(village: Village) -> None:
    made = card_of(village, village.mia)
    client = Client()
    for _n in range(3):  # a scanner that looks ahead uses nothing up
        seen = client.get(f"/card/{made.token}/")
        assert (seen.status_code, seen["Location"], seen["Referrer-Policy"]) == (
            302,
            "/card/in/",
            "no-referrer",
        )
    page = client.get("/card/in/").content.decode()
    assert "Hi Mia" in page
    assert "Santos" not in page
    assert client.get("/start/")["Location"].startswith("/sign-in/")
    assert client.post("/card/in/")["Location"] == "/"
    start = client.get("/", follow=True)
    assert start.redirect_chain[-1][0] == "/start/"
    assert "Santos" not in start.content.decode()


def test_the_letters_can_be_typed_with_small_letters_and_without_dashes(village: Village) -> None:
    made = card_of(village, village.mia)
    client = Client()
    wrong = client.post("/card/", {"code": "AAAAA-AAAAA"})
    assert "This card opens nothing." in wrong.content.decode()
    assert client.post("/card/", {"code": made.typed.lower().replace("-", " ")})["Location"] == "/card/in/"


def test_a_copied_card_alone_opens_nothing_but_tier_one(village: Village) -> None:
    client = come_in(card_of(village, village.mia))
    mia = who_is(village.account(village.mia))
    opened, asked = set(), 0
    for door in doors():
        if door.name in SKIP or door.gate is None:
            continue
        for address in addresses(village, door):
            for method in ("get", "post"):
                if door.gate.public or getattr(door.view, "tier", 2) == 1:
                    continue
                response = getattr(client, method)(address)
                asked += 1
                if not door.gate.passes(mia):
                    assert response.status_code == 403, address
                    continue
                assert response.status_code == 302, f"{method} {address}: {response.status_code}"
                assert response["Location"].startswith("/card/number/"), address
                fragment = getattr(client, method)(address, headers={"HX-Request": "true"})
                assert fragment.status_code == 403, address
    for door in doors():
        if getattr(door.view, "tier", 2) == 1:
            opened.add(door.route)
            there = {200} if not door.parameters else {200, 404}  # of a survey that isn't there
            assert client.get(addresses(village, door)[0]).status_code in there, door.route
    assert asked > 100
    assert {"start/", "voice/pulse/", "learning/work/new/", "card/number/"} <= opened


def test_pages_of_tier_one_read_nothing_back(village: Village) -> None:
    """Nothing that stands behind the number is on a page that the card alone opens."""
    from waypost.voice.models import Pulse

    Pulse.objects.create(
        person_id=village.mia.pk, class_id=village.maths_7b.pk, monday="2026-11-16", at=REAL(), feeling=1,
        words="Zuzana",
    )  # fmt: skip
    client = come_in(card_of(village, village.mia))
    for door in doors():
        if getattr(door.view, "tier", 2) == 1:
            text = client.get(addresses(village, door)[0]).content.decode()
            assert "Zuzana" not in text, door.route
            assert "Santos" not in text, door.route


def test_the_number_opens_the_rest_and_only_the_own(village: Village) -> None:
    client = with_number(village, village.mia)
    assert client.get("/path/").status_code == 200
    assert client.get(f"/students/{village.mia.pk}/").status_code == 403, "never more than a student's pages"
    assert client.get("/card/number/?next=/path/")["Location"] == "/path/"
    again = come_in(card_of(village, village.mia))
    assert again.get("/path/").status_code == 302
    assert "not your number" in again.post("/card/number/", {"number": "8306"}).content.decode()
    assert again.post("/card/number/", {"number": "8305", "next": "/path/"})["Location"] == "/path/"
    assert again.get("/path/").status_code == 200


def test_five_wrong_numbers_make_the_next_one_wait_and_never_lock(village: Village) -> None:
    with_number(village, village.mia)
    made = card_of(village, village.mia)
    client = come_in(made)
    for n in range(5):
        assert client.post("/card/number/", {"number": f"900{n}"}).status_code == 200
    right = client.post("/card/number/", {"number": "8305"})
    assert right.status_code == 429
    assert int(right["Retry-After"]) >= 55
    assert come_in(made).post("/card/number/", {"number": "8305"}).status_code == 429, (
        "counted by card, not by browser"
    )
    with at(timedelta(seconds=61)):
        assert client.post("/card/number/", {"number": "8305"}).status_code == 302
    assert not Tries.objects.filter(pk=limits.bucket(cards.NUMBER, str(made.card.pk))).exists()
    assert cards.NUMBER.wait(50) == 1800, "half an hour at most"


def test_a_number_is_chosen_only_in_the_hour_that_a_teacher_opens(village: Village) -> None:
    account = village.account(village.mia)
    client = come_in(card_of(village, village.mia))
    assert "Ask your teacher" in client.get("/card/number/").content.decode()
    client.post("/card/number/", {"number": "8305"})
    assert not OwnNumber.objects.exists()
    cards.let_choose([account], None)
    with at(timedelta(minutes=61)), pytest.raises(Refused):
        cards.choose(account, "8305")
    for easy in ("1234", "1111", "12", "abcd", "١٢٣٤"):
        with pytest.raises(Refused):
            cards.choose(account, easy)
    cards.choose(account, "8305")
    with pytest.raises(Refused):
        cards.choose(account, "4711")
    assert "8305" not in OwnNumber.objects.get().secret


def test_a_new_card_ends_the_old_one_and_what_it_had_opened(village: Village) -> None:
    old = card_of(village, village.mia)
    client = with_number(village, village.mia)
    assert client.get("/path/").status_code == 200
    card_of(village, village.mia)
    assert client.get("/path/")["Location"].startswith("/sign-in/")
    assert cards.scanned(old.token) is None
    assert cards.typed(old.typed) is None
    assert SignInCard.objects.filter(ended=None).count() == 1


def test_a_card_dies_with_its_time_and_with_the_account(village: Village) -> None:
    made = card_of(village, village.mia)
    with at(cards.LIFE + timedelta(days=1)):
        assert cards.scanned(made.token) is None
        assert cards.sweep() == 1
    made = card_of(village, village.leo)
    account = village.account(village.leo)
    account.is_active = False
    account.save()
    assert cards.scanned(made.token) is None


def test_nobody_but_a_student_has_a_card_and_a_role_given_later_is_not_opened_by_it(village: Village) -> None:
    with pytest.raises(Refused):
        card_of(village, village.ben)
    client = with_number(village, village.mia)
    RoleGrant.objects.create(
        account=village.account(village.mia), role=Role.TEACHER, since=REAL() - timedelta(days=1)
    )
    assert client.get("/today/").status_code == 403


def test_a_card_is_not_enough_for_what_asks_twice(village: Village) -> None:
    client = with_number(village, village.mia)
    response = client.post("/account/second-step/app/")
    assert response.status_code == 302
    assert "/sign-in/" in response["Location"]


def test_whoever_was_signed_in_before_is_out(village: Village, signed_in: SignedIn) -> None:
    client = signed_in(village.ada)
    made = card_of(village, village.mia)
    client.get(f"/card/{made.token}/")
    assert client.get("/today/").status_code == 200, "looking changes nothing"
    client.post("/card/in/")
    assert client.get("/today/").status_code == 403
    client.post("/sign-in/", {"login": "ada", "password": PASSWORD})
    assert client.get("/path/").status_code in {302, 403}


def test_the_session_is_over_after_a_lesson(village: Village) -> None:
    client = come_in(card_of(village, village.mia))
    with at(timedelta(minutes=61)):
        assert client.get("/start/")["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_teachers_of_the_class_make_cards(village: Village, signed_in: SignedIn, name: str) -> None:
    person = getattr(village, name)
    client = signed_in(person)
    asks = who_is(person if name == "stranger" else village.account(person))
    expected = {"ada": {"mia", "leo"}, "ben": {"noor"}, "tom": {"far_kid"}}.get(name, set())
    for student in ("mia", "leo", "noor", "far_kid"):
        one = getattr(village, student)
        assert ISSUE_CARD.rows(asks).filter(pk=one.pk).exists() is (student in expected)
        assert bool(ISSUE_CARD.may(asks, one)) is (student in expected)
    for path in ("print", "number"):
        client.post(f"/school/classes/{village.maths_7b.pk}/cards/{path}/", {"student": [village.mia.pk]})
    made = SignInCard.objects.filter(account=village.account(village.mia)).exists()
    assert made is (name == "ada")
    assert OwnNumber.objects.exists() is (name == "ada")


def test_a_class_signs_in_behind_one_address_with_errors(village: Village) -> None:
    """TRUST 24: sixty children, a fifth of them mistype, and all are in."""
    made = card_of(village, village.mia)
    for n in range(60):
        client = Client()
        if n % 5 == 0:
            assert client.post("/card/", {"code": "WRONG-LETTE"}).status_code == 200
        assert client.post("/card/", {"code": made.typed}).status_code == 302


def test_four_pictures_open_what_a_number_opens_and_are_kept_as_a_hash(village: Village) -> None:
    cards.let_choose([village.account(village.mia)], None)
    client = come_in(card_of(village, village.mia))
    assert "rather take pictures" in client.get("/card/number/").content.decode()
    page = client.get("/card/number/?how=pictures").content.decode()
    assert "Choose four pictures" in page
    for picture in ("fish", "sun", "fish", "key"):
        client.post("/card/number/", {"how": "pictures", "picture": picture})
    assert "Look at them well" in client.get("/card/number/?how=pictures").content.decode()
    assert client.get("/path/").status_code == 302, "not before they are kept"
    client.post("/card/number/", {"how": "pictures", "keep": "1"})
    assert client.get("/path/").status_code == 200
    assert "fish" not in str(list(OwnNumber.objects.values()))

    again = come_in(card_of(village, village.mia))
    for picture in ("fish", "sun", "key", "fish"):
        page = again.post("/card/number/", {"picture": picture}, follow=True).content.decode()
    assert "These are not your pictures" in page
    assert "0 of 4 tapped" in page
    for picture in ("fish", "sun", "fish"):
        again.post("/card/number/", {"picture": picture})
    assert again.get("/path/").status_code == 302
    assert again.post("/card/number/", {"picture": "key", "next": "/path/"})["Location"] == "/path/"
    for _n in range(5):
        assert not cards.right_number(village.account(village.mia), "x", "8305"), "a number isn't one of them"
    assert limits.waiting(cards.NUMBER, "x") > 0


@pytest.mark.parametrize(
    "chosen", [["sun"] * 4, ["sun", "sun", "key", "key"], ["sun", "key", "cat"], ["x"] * 4]
)
def test_pictures_that_are_easy_to_guess_are_refused(village: Village, chosen: list[str]) -> None:
    cards.let_choose([village.account(village.mia)], None)
    with pytest.raises(Refused):
        cards.choose_pictures(village.account(village.mia), chosen)
    assert len(pictures.PICTURES) ** pictures.MANY > 10**cards.DIGITS
