"""Phones join by a code: no account, no name, many behind one address; a sheet counts once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.village import Village
from waypost.community.models import Charter, Phone, Workshop
from waypost.community.services import Refused, closing, sharing
from waypost.community.services import workshop as services
from waypost.trust import clock as wall
from waypost.trust.models import Tries

from .rounds import indicators, sharing_now

SignedIn = Callable[[object], Client]


@pytest.fixture
def charter(village: Village) -> Charter:
    return sharing_now(village)


def opened(village: Village, charter: Charter, room_for: int = 60) -> str:
    return services.open_for(charter, village.account(village.lena).pk, room_for).code


def phone(code: str, group: str = "students") -> Client:
    client = Client()
    answer = client.post("/community/join/", {"code": code, "group": group})
    assert answer.status_code == 302, answer.content.decode()[:300]
    return client


def points(charter: Charter, *given: int) -> dict[str, str]:
    ids = [i.pk for i in indicators(charter)]
    return {f"p{pk}": str(v) for pk, v in zip(ids, given, strict=True)} | {"once": str(uuid4())}


def test_a_code_stands_on_the_wall_of_who_opened_it_and_lets_a_phone_in(
    village: Village, charter: Charter, signed_in: SignedIn
) -> None:
    teacher = signed_in(village.ada)
    teacher.post("/community/workshop/", {"room_for": "30"})
    page = teacher.get("/community/workshop/").content.decode()
    found = re.search(r"<code>([A-Z2-9]{4}-[A-Z2-9]{4})</code>", page)
    assert found
    code = found.group(1)
    assert code not in signed_in(village.ben).get("/community/workshop/").content.decode()
    stranger = Client()
    assert "I am here as" in stranger.get(f"/community/join/{code}/").content.decode()
    assert Phone.objects.count() == 0, "looking uses nothing up"
    client = phone(code.lower().replace("-", " "))
    assert "You are here as: Students." in client.get("/community/join/points/").content.decode()
    assert "1 phone is in." in teacher.get("/community/workshop/").content.decode()


def test_a_phone_that_joins_or_shares_twice_counts_once(village: Village, charter: Charter) -> None:
    code = opened(village, charter)
    client = phone(code)
    for _tap in range(2):
        client.post("/community/join/", {"code": code, "group": "staff"})
        assert (
            "Thank you"
            in client.post("/community/join/points/", points(charter, 40, 30, 20, 10)).content.decode()
        )
    assert Phone.objects.count() == 1
    with sharing.spool_of(charter).held() as spool:
        assert len(spool.boxes) == 1


def test_points_that_make_no_hundred_are_shown_once_more_in_the_phones_language(
    village: Village, charter: Charter
) -> None:
    client = phone(opened(village, charter))
    client.cookies["django_language"] = "ar"
    page = client.post("/community/join/points/", points(charter, 40, 30, 20, 15)).content.decode()
    assert "أعطيت 105 نقطة" in page
    assert "You gave" not in page


def test_two_hundred_phones_behind_one_address_with_wrong_codes_among_them_all_get_in(
    village: Village, charter: Charter
) -> None:
    code = opened(village, charter, 250)
    for n in range(200):
        if n % 4 == 0:
            assert Client().post("/community/join/", {"code": "AAAA-AAAA"}).status_code == 403
        phone(code)
    assert Phone.objects.count() == 200


def test_guessing_codes_is_slowed_down_and_a_right_one_is_not(village: Village, charter: Charter) -> None:
    code = opened(village, charter)
    now = wall.wall()
    from waypost.community.views.workshop import TRIES
    from waypost.trust.limits import bucket

    Tries.objects.create(pk=bucket(TRIES, "127.0.0.1"), first=now, last=now, failures=420)
    assert Client().post("/community/join/", {"code": "AAAA-AAAA"}).status_code == 429
    phone(code)


def test_no_more_phones_join_than_people_were_expected(village: Village, charter: Charter) -> None:
    code = opened(village, charter, 2)
    phone(code)
    phone(code)
    answer = Client().post("/community/join/", {"code": code, "group": "students"})
    assert answer.status_code == 403
    assert "As many phones are in" in answer.content.decode()


def test_after_the_workshop_or_its_three_hours_a_phone_opens_nothing(
    village: Village, charter: Charter
) -> None:
    code = opened(village, charter)
    client = phone(code)
    running = Workshop.objects.get()
    Workshop.objects.update(until=wall.wall() - timedelta(seconds=1))
    assert client.get("/community/join/points/").status_code == 403
    assert Client().post("/community/join/", {"code": code}).status_code == 403
    Workshop.objects.update(until=wall.wall() + timedelta(hours=1))
    services.end(running)
    assert client.post("/community/join/points/", points(charter, 100, 0, 0, 0)).status_code == 403


def test_what_a_phone_said_can_be_tied_to_it_neither_while_it_goes_on_nor_afterwards(
    village: Village, charter: Charter
) -> None:
    code = opened(village, charter)
    for n in range(9):
        phone(code).post("/community/join/points/", points(charter, 100 - n, n, 0, 0))
    assert not Phone.objects.filter(answered=True).exists(), "who has answered waits for the batch, too"
    columns = {f.attname for f in Phone._meta.concrete_fields}
    assert columns == {"id", "workshop_id", "digest", "group", "mark", "answered"}
    closing.close(charter)
    assert Phone.objects.count() == 0


def test_a_key_of_a_phone_is_kept_as_a_hash_and_its_cookie_is_for_this_path_alone(
    village: Village, charter: Charter
) -> None:
    client = phone(opened(village, charter))
    cookie = client.cookies["waypost_workshop"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/community/join/", True, "Strict")
    assert not Phone.objects.filter(digest=cookie.value).exists()


def test_sheets_of_paper_count_once_each(village: Village, charter: Charter, signed_in: SignedIn) -> None:
    sent = points(charter, 40, 30, 20, 10) | {"group": "families"}
    for _tap in range(2):
        signed_in(village.ada).post("/community/paper/in/", sent)
    with sharing.spool_of(charter).held() as spool:
        assert (len(spool.boxes), spool.who) == (1, set())
    page = signed_in(village.ada).get("/community/paper/").content.decode()
    assert "Nobody eats alone" in page


def test_before_points_are_shared_no_workshop_opens(village: Village, charter: Charter) -> None:
    closing.close(charter)
    charter.refresh_from_db()
    with pytest.raises(Refused):
        opened(village, charter)
