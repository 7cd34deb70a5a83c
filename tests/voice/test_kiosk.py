"""The tablet of the class (TRUST 15): for one lesson, one child after another, and nothing of the one before."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.test import Client

from tests.village import Village
from waypost.evidence import stream
from waypost.measures.events import Flag
from waypost.readings import decode
from waypost.school import clock
from waypost.school.models import Person
from waypost.trust import cards, limits
from waypost.trust.models import Act, OwnNumber, ReadRow
from waypost.trust.pseudonyms import people_of
from waypost.trust.who import who_is
from waypost.voice.access.kiosk import RUN_KIOSK
from waypost.voice.models import Kiosk, KioskDevice, Pulse
from waypost.voice.services import kiosk as services
from waypost.voice.views.kiosk import COOKIE

SignedIn = Callable[[object], Client]
REAL = clock.wall


def later(minutes: float) -> Any:
    return patch.object(clock, "wall", lambda: REAL() + timedelta(minutes=minutes))


@pytest.fixture
def lesson(asking: Village, signed_in: SignedIn) -> services.Opened:
    return services.open_for(asking.maths_7b, asking.account(asking.ada).pk, "127.0.0.1")


def tablet(lesson: services.Opened) -> Client:
    client = Client()
    assert client.post("/voice/kiosk/", {"code": lesson.code}).status_code == 302
    return client


def turn_of(client: Client, who: Person) -> str:
    page = client.post("/voice/kiosk/turn/", {"student": who.pk}, follow=True)
    assert page.redirect_chain == [("/voice/kiosk/turn/", 302)], "the address tells of nobody"
    found = re.search('name="turn" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def test_a_child_chooses_a_name_answers_and_the_list_is_back(
    asking: Village, lesson: services.Opened
) -> None:
    client = tablet(lesson)
    page = client.get("/voice/kiosk/")
    text = page.content.decode()
    assert "Mia" in text
    assert "Santos" not in text, "first names alone"
    assert "no-store" in page["Cache-Control"]
    turn = turn_of(client, asking.mia)
    sent = client.post(
        "/voice/kiosk/answer/", {"turn": turn, "feeling": "2", "share": "home", "words": "Zuzana"}
    )
    assert sent["Location"] == "/voice/kiosk/?done=kept"
    assert sent["Clear-Site-Data"] == '"cache", "storage"'
    kept = Pulse.objects.get()
    assert (kept.person_id, kept.feeling, kept.shared_device) == (asking.mia.pk, 2, True)
    (row,) = stream.read_after(0, 9)
    event = decode.decode(row)
    assert isinstance(event, decode.Decoded)
    assert event.flags & Flag.SHARED_DEVICE, "never alone a signal"
    for path in (
        "/voice/kiosk/",
        "/voice/pulse/mine/",
        "/voice/pulse/",
        "/path/",
        f"/students/{asking.mia.pk}/",
    ):
        assert "Zuzana" not in client.get(path, follow=True).content.decode(), path


def test_a_turn_counts_once_and_not_after_another_child_has_begun(
    asking: Village, lesson: services.Opened
) -> None:
    client = tablet(lesson)
    first = turn_of(client, asking.mia)
    second = turn_of(client, asking.leo)  # within five seconds; Mia walked off
    late = client.post("/voice/kiosk/answer/", {"turn": first, "feeling": "1", "share": "me"})
    assert late.status_code == 403
    assert "Mia" not in late.content.decode()
    assert not Pulse.objects.exists()
    assert (
        client.post("/voice/kiosk/answer/", {"turn": second, "feeling": "5", "share": "me"}).status_code
        == 302
    )
    assert (
        client.post("/voice/kiosk/answer/", {"turn": second, "feeling": "1", "share": "me"}).status_code
        == 403
    )
    assert [(p.person_id, p.feeling) for p in Pulse.objects.all()] == [(asking.leo.pk, 5)]
    again = client.post("/voice/kiosk/turn/", {"student": asking.leo.pk}, follow=True).content.decode()
    assert "nothing to answer" in again
    assert "great" not in again, "nothing is read back"


def test_a_turn_ends_by_itself_and_by_stopping(asking: Village, lesson: services.Opened) -> None:
    client = tablet(lesson)
    turn = turn_of(client, asking.mia)
    with later(4):
        assert (
            client.post("/voice/kiosk/answer/", {"turn": turn, "feeling": "1", "share": "me"}).status_code
            == 403
        )
    turn = turn_of(client, asking.mia)
    stopped = client.post("/voice/kiosk/answer/", {"turn": turn, "feeling": "1", "share": "me", "stop": "1"})
    assert stopped["Location"] == "/voice/kiosk/"
    assert (
        client.post("/voice/kiosk/answer/", {"turn": turn, "feeling": "1", "share": "me"}).status_code == 403
    )
    assert not Pulse.objects.exists()


def test_the_key_of_the_tablet_changes_with_each_turn(asking: Village, lesson: services.Opened) -> None:
    client = tablet(lesson)
    before = client.cookies[COOKIE].value
    assert client.cookies[COOKIE]["httponly"]
    assert client.cookies[COOKIE]["samesite"] == "Strict"
    turn = turn_of(client, asking.mia)
    client.post("/voice/kiosk/answer/", {"turn": turn, "feeling": "3", "share": "me"})
    assert client.cookies[COOKIE].value != before
    copied = Client()
    copied.cookies[COOKIE] = before
    assert copied.get("/voice/kiosk/").status_code == 403
    assert before not in str(list(KioskDevice.objects.values()))


def test_after_the_lesson_and_from_elsewhere_there_is_nothing(
    asking: Village, lesson: services.Opened
) -> None:
    client = tablet(lesson)
    outside = Client(REMOTE_ADDR="203.0.113.7").post("/voice/kiosk/", {"code": lesson.code})
    assert outside.status_code == 403
    turn = turn_of(client, asking.mia)
    with later(61):
        for answered in (
            client.get("/voice/kiosk/"),
            client.post("/voice/kiosk/turn/", {"student": asking.mia.pk}),
            client.post("/voice/kiosk/answer/", {"turn": turn, "feeling": "1", "share": "me"}),
            Client().post("/voice/kiosk/", {"code": lesson.code}),
        ):
            assert answered.status_code == 403
            assert "Mia" not in answered.content.decode()
    services.close(lesson.kiosk)
    assert client.get("/voice/kiosk/").status_code == 403
    assert Client().post("/voice/kiosk/", {"code": lesson.code}).status_code == 403
    assert not Pulse.objects.exists()


def test_the_tablet_knows_its_own_class_alone(asking: Village, lesson: services.Opened) -> None:
    client = tablet(lesson)
    for one in (asking.noor, asking.far_kid, asking.ada):
        answered = client.post("/voice/kiosk/turn/", {"student": one.pk})
        assert answered.status_code == 403
        assert one.given_name not in answered.content.decode()


def test_the_teacher_opens_ends_and_is_signed_out_where_the_tablet_is(
    asking: Village, signed_in: SignedIn
) -> None:
    client = signed_in(asking.ada)
    address = f"/voice/kiosk/class/{asking.maths_7b.pk}/"
    client.post(address)
    page = client.get(address).content.decode()
    code = re.search("<code>([A-Z2-9]{4}-[A-Z2-9]{4})</code>", page)
    assert code
    assert code[1] not in str(list(Kiosk.objects.values()))
    tablet(services.Opened(Kiosk.objects.get(), code[1].lower()))
    assert "1 tablet is in." in client.get(address).content.decode()
    assert client.get("/voice/kiosk/").content.decode().count("Mia") == 0, "somebody is signed in here"
    client.post(f"{address}here/")
    assert client.get("/today/")["Location"].startswith("/sign-in/")
    assert "Mia" in client.get("/voice/kiosk/").content.decode()
    signed_in(asking.ada).post(address, {"end": "1"})
    assert client.get("/voice/kiosk/").status_code == 403
    assert Act.objects.filter(verb="kiosk.open").exists()


def test_the_list_stands_in_the_log_under_the_teacher(asking: Village, lesson: services.Opened) -> None:
    client = tablet(lesson)
    ReadRow.objects.all().delete()
    client.get("/voice/kiosk/")
    rows = list(ReadRow.objects.all())
    seen = {p for r in rows for p in people_of(r.subjects.pseudonyms.split(",")).values()}
    assert seen == {asking.mia.pk, asking.leo.pk}
    assert {(r.kind, r.purpose) for r in rows} == {("listed", "class tablet")}


@pytest.mark.parametrize("name", ["ben", "tom", "mia", "rosa", "lena", "cora", "adam", "sam"])
def test_nobody_but_the_teacher_of_the_class_opens_one(
    asking: Village, signed_in: SignedIn, name: str
) -> None:
    person = getattr(asking, name)
    response = signed_in(person).post(f"/voice/kiosk/class/{asking.maths_7b.pk}/")
    assert response.status_code in {403, 404}
    assert not Kiosk.objects.exists()
    asks = who_is(asking.account(person))
    assert not RUN_KIOSK.rows(asks).filter(pk=asking.maths_7b.pk).exists()
    assert not RUN_KIOSK.may(asks, asking.maths_7b)
    assert RUN_KIOSK.may(who_is(asking.account(asking.ada)), asking.maths_7b)


def test_lessons_of_yesterday_are_swept_away(asking: Village, lesson: services.Opened) -> None:
    tablet(lesson)
    assert services.sweep() == 0
    with later(25 * 60):
        assert services.sweep() == 2


def test_somebody_who_guesses_codes_has_to_wait(asking: Village, lesson: services.Opened) -> None:
    client = Client()
    answers = [client.post("/voice/kiosk/", {"code": f"WRONG{n}"}).status_code for n in range(45)]
    assert answers[:40] == [403] * 40
    assert answers[-1] == 429


# -- pictures and the wish to talk ----------------------------------------------------------------------------------------
MINE = ["fish", "sun", "fish", "key"]


def tap(client: Client, chosen: list[str]) -> Any:
    page = None
    for picture in chosen:
        page = client.post("/voice/kiosk/who/", {"picture": picture}, follow=True)
    return page


def chose(asking: Village, who: Person, chosen: list[str]) -> None:
    cards.let_choose([asking.account(who)], None)
    cards.choose_pictures(asking.account(who), chosen)


@pytest.fixture
def _quick_hash(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.mark.usefixtures("_quick_hash")
def test_who_has_pictures_shows_them_before_anything_is_asked(
    asking: Village, lesson: services.Opened
) -> None:
    chose(asking, asking.mia, MINE)
    client = tablet(lesson)
    page = client.post("/voice/kiosk/turn/", {"student": asking.mia.pk}, follow=True).content.decode()
    assert "Tap your four pictures" in page
    assert "feeling" not in page
    key = client.cookies["waypost_kiosk_turn"].value
    for path, sent in (
        ("/voice/kiosk/answer/", {"turn": key, "feeling": "1", "share": "home"}),
        ("/voice/kiosk/talk/", {"adult": asking.ada.pk, "once": str(uuid4())}),
    ):
        assert client.post(path, sent).status_code == 403, path
    wrong = tap(client, ["fish", "sun", "key", "fish"]).content.decode()
    assert "These are not your pictures" in wrong
    assert not Pulse.objects.exists()
    half = tap(client, MINE[:3]).content.decode()
    assert "3 of 4 tapped" in half
    assert "fish sun" not in str(list(KioskDevice.objects.values())), "what is tapped is sealed"
    assert "How is Mathematics?" in tap(client, MINE[3:]).content.decode()
    client.post("/voice/kiosk/answer/", {"turn": key, "feeling": "4", "share": "me"})
    assert Pulse.objects.get().person_id == asking.mia.pk
    assert not KioskDevice.objects.get().known, "the next turn begins anew"


@pytest.mark.usefixtures("_quick_hash")
def test_pictures_are_five_free_tries_on_all_tablets_together_then_a_wait_and_no_lock(
    asking: Village, lesson: services.Opened
) -> None:
    chose(asking, asking.mia, MINE)
    one, other = tablet(lesson), tablet(lesson)
    for client in (one, other):
        client.post("/voice/kiosk/turn/", {"student": asking.mia.pk})
    for n in range(5):
        tap((one, other)[n % 2], ["cat", "cat", "sun", "key"])
    waits = other.post("/voice/kiosk/who/", {"picture": "fish"})
    assert waits.status_code == 429
    assert "Please wait" in waits.content.decode()
    assert "Back to the names" in waits.content.decode()
    with patch.object(limits.clock, "wall", lambda: REAL() + timedelta(minutes=2)):
        assert "How is Mathematics?" in tap(one, MINE).content.decode()
    leo = tablet(lesson)
    assert (
        "feeling" in leo.post("/voice/kiosk/turn/", {"student": asking.leo.pk}, follow=True).content.decode()
    )


@pytest.mark.usefixtures("_quick_hash")
def test_a_young_child_chooses_pictures_on_the_tablet_while_its_teacher_lets_it(
    asking: Village, lesson: services.Opened
) -> None:
    cards.let_choose([asking.account(asking.mia)], None)
    client = tablet(lesson)
    client.post("/voice/kiosk/turn/", {"student": asking.mia.pk})
    same = tap(client, ["sun", "sun", "sun", "sun"])
    assert "Look at them well" in same.content.decode()
    refused = client.post("/voice/kiosk/who/", {"keep": "1"}, follow=True).content.decode()
    assert "at least three different" in refused
    tap(client, MINE)
    kept = client.post("/voice/kiosk/who/", {"keep": "1"}, follow=True).content.decode()
    assert "How is Mathematics?" in kept
    row = OwnNumber.objects.get()
    assert row.pictures
    assert "fish" not in row.secret
    client.post("/voice/kiosk/answer/", {"stop": "1"})
    client.post("/voice/kiosk/turn/", {"student": asking.mia.pk})
    assert "How is Mathematics?" in tap(client, MINE).content.decode()
    cards.let_choose([asking.account(asking.leo)], None)
    client.post("/voice/kiosk/turn/", {"student": asking.leo.pk})
    later = client.post("/voice/kiosk/who/", {"later": "1"}, follow=True).content.decode()
    assert "How is Mathematics?" in later, "nobody has to choose"


@pytest.mark.usefixtures("_quick_hash")
def test_an_older_child_shows_its_number(asking: Village, lesson: services.Opened) -> None:
    cards.let_choose([asking.account(asking.mia)], None)
    cards.choose(asking.account(asking.mia), "8305")
    client = tablet(lesson)
    client.post("/voice/kiosk/turn/", {"student": asking.mia.pk})
    assert "That is not your number." in client.post("/voice/kiosk/who/", {"number": "8306"}).content.decode()
    assert (
        "How is Mathematics?"
        in client.post("/voice/kiosk/who/", {"number": "8305"}, follow=True).content.decode()
    )


def test_please_talk_with_me_leaves_the_same_page_as_any_turn_and_reaches_the_adult(
    asking: Village, lesson: services.Opened, signed_in: SignedIn
) -> None:
    client = tablet(lesson)
    turn_of(client, asking.mia)
    page = client.get("/voice/kiosk/talk/").content.decode()
    assert "Ada Okafor, your home adult" in page
    once = re.search('name="once" value="([^"]+)"', page)
    assert once
    sent = client.post(
        "/voice/kiosk/talk/", {"adult": asking.ada.pk, "once": once[1], "words": "Zuzana laughs at me"}
    )
    assert sent["Location"] == "/voice/kiosk/?done=kept", "as after a pulse"
    assert sent["Clear-Site-Data"]
    again = client.post("/voice/kiosk/talk/", {"adult": asking.ada.pk, "once": once[1]})
    assert again.status_code == 403, "that turn is over"
    for path in ("/voice/kiosk/", "/voice/kiosk/turn/", "/voice/kiosk/talk/", "/care/talk/"):
        assert "Zuzana" not in client.get(path, follow=True).content.decode(), path
    inbox = signed_in(asking.ada).get("/care/talks/").content.decode()
    assert "Mia" in inbox
    turn_of(client, asking.leo)
    assert "Zuzana" not in client.get("/voice/kiosk/talk/").content.decode()


def test_nobody_is_chosen_on_the_tablet_who_is_no_adult_of_this_child(
    asking: Village, lesson: services.Opened
) -> None:
    client = tablet(lesson)
    turn_of(client, asking.mia)
    for adult in (asking.sam.pk, asking.rosa.pk, asking.leo.pk, 0):
        page = client.post("/voice/kiosk/talk/", {"adult": adult, "once": str(uuid4())})
        assert page.status_code == 200, "the form is back"
    both = {"adult": asking.ada.pk, "kept_from": asking.ada.pk, "once": str(uuid4())}
    assert "the same person" in client.post("/voice/kiosk/talk/", both).content.decode()
    assert not talks_told()


def talks_told() -> bool:
    from django.apps import apps

    return bool(apps.get_model("care", "TalkRequest").objects.exists())
