"""Screens: only what was chosen for the class or for everybody, first names alone, gone when taken back (TRUST 19)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.agree import seen_by
from tests.recognition.test_celebrations import CANARY, praised
from tests.village import NOW, Village
from waypost.recognition.access import SEE_DISPLAY
from waypost.recognition.models import Celebration, Display
from waypost.recognition.queries import displays as queries
from waypost.recognition.services import celebrations, displays, thanks
from waypost.school import clock
from waypost.school.models import Enrollment
from waypost.trust import consent

SignedIn = Callable[[object], Client]


@pytest.fixture
def wall(village: Village) -> tuple[Display, str]:
    return displays.make("Proud of", village.maths_7b.pk, by=village.ada.pk, once=uuid4())


def words(token: str) -> list[str]:
    answer = Client().get(f"/recognition/screen/{token}/now/")
    return [i["words"] for i in answer.json()["items"]] if answer.status_code == 200 else []


@pytest.mark.parametrize(
    ("audience", "in_class", "in_hall"),
    [
        ("private", False, False),
        ("family", False, False),
        ("class", True, False),
        ("public", True, True),
    ],
)
def test_a_screen_shows_what_the_student_let_it_show(
    village: Village, wall: tuple[Display, str], audience: str, in_class: bool, in_hall: bool
) -> None:
    praised(village, audience)
    _hall, token = displays.make("All of us", None, by=village.lena.pk, once=uuid4())
    other, elsewhere = displays.make("7A", village.maths_7a.pk, by=village.ben.pk, once=uuid4())
    assert (CANARY in words(wall[1]), CANARY in words(token)) == (in_class, in_hall)
    assert words(elsewhere) == []
    assert queries.items(other) == []


def test_first_names_alone(village: Village, wall: tuple[Display, str]) -> None:
    praised(village, "class")
    sent = thanks.write(village.leo.pk, village.mia.pk, "You waited.", once=uuid4())
    thanks.pass_on(sent, by=village.ada.pk)
    Celebration.objects.update(audience="class")
    for address in (f"/recognition/screen/{wall[1]}/", f"/recognition/screen/{wall[1]}/now/"):
        told = Client().get(address).content.decode()
        assert "Mia" in told
        assert "Santos" not in told
        assert "Park" not in told, "a classmate who thanked stands there by first name, too"


def test_what_is_taken_back_reported_or_made_private_is_gone_at_the_next_look(
    village: Village, wall: tuple[Display, str]
) -> None:
    for how in ("taken back", "private", "reported"):
        if how == "reported":
            sent = thanks.write(village.leo.pk, village.mia.pk, CANARY, once=uuid4())
            thanks.pass_on(sent, by=village.ada.pk)
            given = Celebration.objects.order_by("-pk")[0]
            celebrations.show_to(given, "class")
        else:
            given = praised(village, "class")
        assert CANARY in words(wall[1]), how
        if how == "taken back":
            celebrations.take_back(given)
        elif how == "private":
            celebrations.show_to(given, "private")
        else:
            thanks.report(given)
        assert words(wall[1]) == [], how


def test_an_objection_to_lists_blocks_the_screen_and_the_poster(
    village: Village, wall: tuple[Display, str]
) -> None:
    praised(village, "public")
    consent.give(village.mia.pk, "directory", yes=False, giver_id=village.rosa.pk, text=None)
    assert words(wall[1]) == []
    assert queries.items(wall[0]) == []


def test_an_objection_of_who_thanked_keeps_that_name_away(
    village: Village, wall: tuple[Display, str]
) -> None:
    sent = thanks.write(village.leo.pk, village.mia.pk, "You waited.", once=uuid4())
    thanks.pass_on(sent, by=village.ada.pk)
    Celebration.objects.update(audience="class")
    consent.give(village.leo.pk, "directory", yes=False, giver_id=village.leo.pk, text=None)
    assert [i.giver for i in queries.items(wall[0])] == [""]


def test_who_has_left_the_class_is_gone(village: Village, wall: tuple[Display, str]) -> None:
    praised(village, "public")
    Enrollment.objects.filter(person=village.mia).update(until=NOW.date() - timedelta(days=1))
    assert words(wall[1]) == []


def test_a_screen_that_was_ended_or_outlived_the_year_answers_gone(
    village: Village, wall: tuple[Display, str], signed_in: SignedIn
) -> None:
    praised(village, "class")
    assert wall[0].until.isoformat() == "2027-07-09"
    with clock.held_at(NOW + timedelta(days=300)):
        assert Client().get(f"/recognition/screen/{wall[1]}/now/").status_code == 410
    signed_in(village.ada).post(f"/recognition/screens/{wall[0].pk}/end/")
    assert Client().get(f"/recognition/screen/{wall[1]}/now/").status_code == 410
    assert Client().get(f"/recognition/screen/{wall[1]}/").status_code == 404
    assert Client().get("/recognition/screen/made-up/now/").status_code == 410


def test_nobody_on_the_way_keeps_it(village: Village, wall: tuple[Display, str]) -> None:
    """No cache, no search engine, no cookie; a question whether it has changed gets no "it hasn't"."""
    praised(village, "class")
    for address in (f"/recognition/screen/{wall[1]}/", f"/recognition/screen/{wall[1]}/now/"):
        answer = Client().get(address, headers={"if-none-match": "*", "if-modified-since": "Mon, 23 Nov 2099 07:04:00 GMT"})  # fmt: skip
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert not answer.has_header("ETag")
        assert not answer.has_header("Last-Modified")
        assert not answer.cookies


def test_the_token_is_kept_nowhere_and_has_enough_bits(village: Village, wall: tuple[Display, str]) -> None:
    assert len(wall[1]) >= 32
    assert wall[1] not in str(Display.objects.values())


def test_a_teacher_sets_up_the_own_class_and_a_leader_the_hallway(
    village: Village, signed_in: SignedIn
) -> None:
    sent = {"title": "Proud of 7B", "place": str(village.maths_7b.pk), "once": str(uuid4())}
    page = signed_in(village.ada).post("/recognition/screens/", sent).content.decode()
    assert "/recognition/screen/" in page
    assert signed_in(village.ada).post("/recognition/screens/", sent).status_code == 302, (
        "sent twice it is one"
    )
    assert Display.objects.count() == 1
    for place in ("", str(village.maths_7a.pk)):
        again = {**sent, "place": place, "once": str(uuid4())}
        assert signed_in(village.ada).post("/recognition/screens/", again).status_code == 200
    assert Display.objects.count() == 1
    signed_in(village.lena).post("/recognition/screens/", {"title": "All", "place": "", "once": str(uuid4())})
    assert Display.objects.filter(class_id=None).count() == 1


def test_the_rule_of_screens_answers_alike_for_the_row_and_for_the_list(
    village: Village, wall: tuple[Display, str]
) -> None:
    assert seen_by(village, SEE_DISPLAY, wall[0]) == {"ada", "lena"}


def test_a_poster_is_made_and_kept_nowhere(
    village: Village, wall: tuple[Display, str], signed_in: SignedIn
) -> None:
    praised(village, "class")
    answer = signed_in(village.ada).get(f"/recognition/screens/{wall[0].pk}/poster.pdf")
    assert answer.content.startswith(b"%PDF-")
    assert signed_in(village.ben).get(f"/recognition/screens/{wall[0].pk}/poster.pdf").status_code == 404
