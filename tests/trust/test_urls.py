"""Every address with every person of the village, a stranger and nobody: who may open what, and who is seen by whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.homes.growing import ERROR, WORD, grades
from tests.trust.planted import plant
from tests.village import Village
from waypost.trust.models import ReadRow
from waypost.trust.pseudonyms import people_of
from waypost.trust.who import who_is

from .doors import EXEMPT, TABLE, Door, doors, table

SignedIn = Callable[[object], Client]
EVERYBODY = (
    "ada", "ben", "tom", "mia", "leo", "noor", "far_kid", "rosa", "paul", "lena", "cora", "sam", "priya", "adam",
    "petra", "stranger",
)  # fmt: skip
STUDENTS = ("mia", "leo", "noor", "far_kid")
#: Whose names may stand on whose pages (GET, without a search). Administrators know the roster.
MAY_SEE = {
    "ada": {"mia", "leo"}, "ben": {"noor"}, "tom": {"far_kid"}, "mia": {"mia"}, "leo": {"leo"}, "noor": {"noor"},
    "far_kid": {"far_kid"}, "rosa": {"mia"}, "paul": set(), "lena": {"mia", "leo", "noor"},
    "cora": {"mia", "leo", "noor"}, "sam": set(), "priya": set(), "adam": set(STUDENTS), "petra": set(),
    "stranger": set(),
}  # fmt: skip
#: Sign-out and the like end the session that the walk needs; the living page of the design shows invented people.
SKIP = {"account_logout", "trust:end-view-as", "web:design", "web:design-progress"}


def addresses(village: Village, door: Door) -> list[str]:
    """A door's addresses with every student, class and account of the village where it asks for one."""
    samples: dict[str, list[Any]] = {}
    for name in door.parameters:
        if name == "pk" and "class" in door.route:
            samples[name] = [village.maths_7b.pk, village.maths_7a.pk, village.far_class.pk]
        elif name in {"child", "student"} or (name == "pk" and "student" in door.route):
            samples[name] = [getattr(village, s).pk for s in STUDENTS]
        elif name == "pk" and "accounts" in door.route:
            samples[name] = [village.account(village.mia).pk]
        else:
            samples[name] = ["1"]
    chosen: list[dict[str, Any]] = [{}]
    for name, values in samples.items():
        chosen = [{**c, name: v} for c in chosen for v in values]
    found = []
    for arguments in chosen:
        try:
            found.append(reverse(door.name, kwargs=arguments))
        except NoReverseMatch:
            pytest.fail(f"{door.route} has no name that reverses: {door.name}")
    return found


def test_there_are_as_many_addresses_as_one_expects() -> None:
    assert len(doors()) >= 60


@pytest.mark.parametrize("door", doors(), ids=lambda d: d.route or "/")
def test_each_view_names_its_gate(door: Door) -> None:
    assert door.gate is not None or door.route in EXEMPT, f"/{door.route} needs @page(...)"


def test_the_table_of_gates_is_the_one_that_was_agreed() -> None:
    assert table() == TABLE.read_text(), "python -m tests.trust.doors writes it anew; read the diff like code"


def test_no_address_of_djangos_admin_or_of_the_demonstration() -> None:
    routes = [d.route for d in doors()]
    assert not [r for r in routes if r.startswith(("admin/", "demo/"))]


@pytest.mark.django_db
def test_nobody_without_a_sign_in_gets_past_a_gate(village: Village) -> None:
    nobody = Client()
    for door in doors():
        if door.gate is None or door.gate.public:
            continue
        address = addresses(village, door)[0]  # a gate knows of no record: one address tells for all
        for ask in (nobody.get, nobody.post):
            response = ask(address)
            assert response.status_code == 302, address
            assert response["Location"].startswith("/sign-in/"), address
            assert ask(address, headers={"HX-Request": "true"}).status_code == 403, address


@pytest.mark.django_db
@pytest.mark.parametrize("who", EVERYBODY)
def test_each_person_opens_what_the_gate_says_sees_whom_they_may_and_is_logged(
    village: Village, signed_in: SignedIn, who: str
) -> None:
    grades(village, {"7": 12})  # growth percentiles, of which leaders alone read means
    person = getattr(village, who)
    client = signed_in(person)
    me = who_is(person if who == "stranger" else village.account(person))
    names = {s: getattr(village, s).family_name for s in STUDENTS}
    opened = 0
    for door in doors():
        if door.name in SKIP or door.gate is None:
            continue
        for address in addresses(village, door):
            ReadRow.objects.all().delete()
            response = client.get(address)
            assert response.status_code < 500, f"{who} {address}: {response.status_code}"
            if not door.gate.passes(me):
                assert response.status_code == 403, f"{who} {address}: {response.status_code}"
                break  # the gate knows of no record
            assert response.status_code in {200, 302, 304, 400, 403, 404, 405, 410}, f"{who} {address}"
            opened += response.status_code == 200
            if response.status_code != 200:
                continue
            sent = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
            text = sent.decode(errors="replace")
            assert who == "lena" or WORD not in text, f"{who} sees growth percentiles on {address}"
            assert str(ERROR) not in text, address
            if response.streaming:
                continue
            there = {s for s, family in names.items() if f"{getattr(village, s).given_name} {family}" in text}
            assert there <= MAY_SEE[who] | {who}, f"{who} sees {there - MAY_SEE[who]} on {address}"
            logged = {
                p
                for row in ReadRow.objects.all()
                for p in people_of(row.subjects.pseudonyms.split(",")).values()
            }
            missing = {s for s in there - {who} if getattr(village, s).pk not in logged}
            assert not missing, f"{address} shows {missing} to {who} and leaves no row"
    assert opened >= 3


@pytest.mark.django_db
def test_an_administrator_reads_no_content_on_any_page(village: Village, signed_in: SignedIn) -> None:
    """A word of its own stands in every field of every table (TRUST 11)."""
    planted = plant(village)
    client = signed_in(village.adam)
    client.raise_request_exception = False
    opened, found = 0, set()
    for door in doors():
        if door.name in SKIP or door.gate is None:
            continue
        response = client.get(addresses(village, door)[0])
        if response.status_code == 200:
            opened += 1
            sent = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
            found |= {(f, door.route) for f in planted.in_text(sent.decode(errors="replace"))}
    assert opened > 30
    assert {(f, route) for f, route in found if f.partition(".")[0] in CONTENT} == set()


#: Rooms of what people write and of what is said about them.
CONTENT = {"care", "learning", "voice", "readings", "climate", "recognition", "practice", "community"}


@pytest.mark.django_db
@pytest.mark.parametrize("who", EVERYBODY)
def test_no_page_about_a_student_opens_for_somebody_it_is_not_for(
    village: Village, signed_in: SignedIn, who: str
) -> None:
    client = signed_in(getattr(village, who))
    asked = 0
    for door in doors():
        if not ({"student", "child"} & set(door.parameters) or "students/<int:pk>" in door.route):
            continue
        if who == "adam" and door.route.startswith("school/"):
            continue  # the roster is an administrator's work
        for student in STUDENTS:
            if student in MAY_SEE[who] - ({student} if who == "adam" else set()):
                continue
            one = getattr(village, student)
            arguments = {p: one.pk if p in {"student", "child", "pk"} else "1" for p in door.parameters}
            asked += 1
            for method in ("get", "post"):
                response = getattr(client, method)(reverse(door.name, kwargs=arguments))
                assert response.status_code in {302, 400, 403, 404, 405}, (
                    f"{who} {method} {door.route} of {student}"
                )
    assert asked > 0
