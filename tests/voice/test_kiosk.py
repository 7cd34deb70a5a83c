"""The tablet of the class (TRUST 15): for one lesson, one child after another, and nothing of the one before."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from tests.village import Village
from waypost.evidence import stream
from waypost.measures.events import Flag
from waypost.readings import decode
from waypost.school import clock
from waypost.school.models import Person
from waypost.trust.models import Act, ReadRow
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
