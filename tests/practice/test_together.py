"""Visits stay between two; insights are for all colleagues; what students and families write reaches those it is for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.agree import EVERYBODY, seen_by
from tests.village import Village
from waypost.practice.access.together import (
    HOLD_TALK,
    OWN_INSIGHT,
    OWN_VISIT,
    SEE_INSIGHT,
    SEE_TALK,
    SEE_VISIT,
    SEE_VOICED,
)
from waypost.practice.models import Insight, Minutes, Talk, Visit, Voiced
from waypost.practice.services import Refused
from waypost.practice.services import together as services
from waypost.school import clock
from waypost.trust.who import who_is

SignedIn = Callable[[object], Client]
CANARY = "The blue door stays open"
STAFF = {"ada", "ben", "lena", "cora"}


def visit(village: Village) -> Visit:
    made = services.invite(
        village.ada.pk,
        village.ben.pk,
        lesson="Mathematics 7B",
        focus=CANARY,
        at=clock.now() + timedelta(days=2),
        once=uuid4(),
    )
    services.answer_visit(made, True)
    made.refresh_from_db()
    services.note(made, village.ben.pk, CANARY, once=uuid4())
    services.reflect(made, CANARY)
    return made


def talk(village: Village, **more: bool) -> Talk:
    asked = services.Question("What helps you to begin?", **(more or {"students": True, "families": True}))
    return services.ask(village.willow.pk, asked, [village.maths_7b.pk], by=village.lena.pk, once=uuid4())


def test_object_and_query_agree_for_everybody(village: Village) -> None:
    seen = visit(village)
    insight = services.share(village.willow.pk, services.Words("One", "Two"), by=village.ben.pk, once=uuid4())
    held = talk(village)
    from_mia = services.say(
        held, village.mia.pk, "x", circle="students", class_id=village.maths_7b.pk, once=uuid4()
    )
    from_rosa = services.say(
        held, village.rosa.pk, "x", circle="families", class_id=village.maths_7b.pk, once=uuid4()
    )
    to_all = [
        services.say(held, village.ben.pk, "x", circle=c, once=uuid4(), staff=True)
        for c in ("staff", "students", "families")
    ]
    expected = [
        (SEE_VISIT, seen, {"ada", "ben"}), (OWN_VISIT, seen, {"ada"}), (SEE_INSIGHT, insight, STAFF), (OWN_INSIGHT, insight, {"ben"}),
        (SEE_TALK, held, STAFF | {"mia", "leo", "rosa"}), (HOLD_TALK, held, {"lena"}), (SEE_VOICED, from_mia, {"mia", "ada", "lena"}),
        (SEE_VOICED, from_rosa, {"rosa", "ada", "lena"}), (SEE_VOICED, to_all[0], STAFF),
        (SEE_VOICED, to_all[1], STAFF | {"mia", "leo"}), (SEE_VOICED, to_all[2], STAFF | {"rosa"}),
    ]  # fmt: skip
    for rule, thing, may in expected:
        assert seen_by(village, rule, thing) == may, (rule.name, thing)


def test_what_a_guest_saw_is_on_no_page_but_those_of_the_two(village: Village, signed_in: SignedIn) -> None:
    seen = visit(village)
    pages = (
        f"/practice/visits/{seen.pk}/", "/practice/visits/", "/practice/", "/practice/library/", "/practice/talks/", "/today/",
        "/how-we-are-doing/", "/administration/",
    )  # fmt: skip
    for person in EVERYBODY:
        client = signed_in(getattr(village, person))
        found = [a for a in pages if CANARY in client.get(a).content.decode()]
        assert bool(found) is (person in {"ada", "ben"}), (person, found)


def test_nobody_borrows_a_teachers_eyes_for_a_visit(village: Village) -> None:
    seen = visit(village)
    eyes = who_is(village.account(village.ada), viewing_as=village.account(village.adam).pk)
    assert not SEE_VISIT.open_rows(eyes).filter(pk=seen.pk).exists()


def test_a_visit_is_invited_answered_noted_and_reflected_by_its_pages(
    village: Village, signed_in: SignedIn
) -> None:
    ada, ben = signed_in(village.ada), signed_in(village.ben)
    form = {
        "once": uuid4(),
        "guest": village.ben.pk,
        "lesson": "7B",
        "focus": "Who asks?",
        "day": "2026-11-25",
        "time": "09:00",
    }
    where = ada.post("/practice/visits/new/", form).headers["Location"]
    assert "Ada Okafor invites you" in ben.get("/today/").content.decode()
    ada.post(f"{where}do/", {"do": "yes"})
    assert Visit.objects.get().answer == "asked"  # the host doesn't answer for the guest
    ben.post(f"{where}do/", {"do": "yes"})
    ben.post(f"{where}do/", {"do": "note", "once": uuid4(), "words": "Six of nine asked"})
    ben.post(f"{where}do/", {"do": "reflect", "reflection": "not mine to write"})
    ada.post(f"{where}do/", {"do": "reflect", "reflection": "I wait longer now"})
    page = ben.get(where).content.decode()
    assert "Six of nine asked" in page
    assert "I wait longer now" in page
    assert Visit.objects.get().reflection == "I wait longer now"


def test_a_visit_that_was_called_off_takes_no_notes(village: Village) -> None:
    made = services.invite(
        village.ada.pk, village.ben.pk, lesson="7B", focus="x", at=clock.now(), once=uuid4()
    )
    services.call_off(made)
    services.answer_visit(made, True)
    made.refresh_from_db()
    assert made.answer == "off"
    with pytest.raises(Refused):
        services.note(made, village.ben.pk, "x", once=uuid4())
    with pytest.raises(Refused):
        services.invite(village.ada.pk, village.ada.pk, lesson="7B", focus="x", at=clock.now(), once=uuid4())


def test_a_visit_that_took_place_is_called_off_no_more_and_its_notes_stand(
    village: Village, signed_in: SignedIn
) -> None:
    made = services.invite(
        village.ada.pk,
        village.ben.pk,
        lesson="7B",
        focus="x",
        at=clock.now() + timedelta(hours=1),
        once=uuid4(),
    )
    services.answer_visit(made, True)
    address = f"/practice/visits/{made.pk}/"
    assert "Call it off" in signed_in(village.ada).get(address).content.decode()
    with clock.held_at(clock.now() + timedelta(days=1)):
        made.refresh_from_db()
        services.note(made, village.ben.pk, "They all spoke", once=uuid4())
        signed_in(village.ada).post(f"{address}do/", {"do": "off"})
        page = signed_in(village.ada).get(address).content.decode()
    assert "They all spoke" in page
    assert "took place" in page
    assert "Call it off" not in page


def test_an_insight_is_shared_found_thanked_and_taken_back(village: Village, signed_in: SignedIn) -> None:
    ada, ben = signed_in(village.ada), signed_in(village.ben)
    where = ada.post(
        "/practice/library/new/",
        {"once": uuid4(), "title": "Wait time", "words": "Count to five", "tags": "asking, calm"},
    ).headers["Location"]
    for address in ("/practice/library/?tag=calm", "/practice/library/?words=five", "/practice/library/"):
        assert "Wait time" in ben.get(address).content.decode()
    assert "Wait time" not in ben.get("/practice/library/?words=seven").content.decode()
    for _ in range(2):
        ben.post(f"{where}do/", {"do": "thank"})
    ada.post(f"{where}do/", {"do": "thank"})
    assert list(Insight.objects.get().thanks.values_list("person_id", flat=True)) == [village.ben.pk]
    assert "Ben Brandt thank you" in ada.get(where).content.decode()
    assert "Ben Brandt" not in signed_in(village.lena).get(where).content.decode()
    assert ben.post(f"{where}do/", {"do": "back"}).status_code == 404
    ada.post(f"{where}do/", {"do": "back"})
    assert ben.get(where).status_code == 404


def test_a_link_that_is_no_https_is_refused(village: Village, signed_in: SignedIn) -> None:
    sent = {"once": uuid4(), "title": "x", "words": "y", "link": "javascript:alert(1)"}
    assert signed_in(village.ada).post("/practice/library/new/", sent).status_code == 200
    assert not Insight.objects.exists()


def test_students_and_families_write_to_the_adults_and_read_the_minutes(
    village: Village, signed_in: SignedIn
) -> None:
    held = talk(village)
    where = f"/practice/talks/{held.pk}/"
    assert "What helps you to begin?" in signed_in(village.mia).get("/path/").content.decode()
    signed_in(village.mia).post(where, {"once": uuid4(), "words": CANARY})
    signed_in(village.rosa).post(where, {"once": uuid4(), "words": "At home we draw it"})
    assert dict(Voiced.objects.values_list("circle", "class_id")) == {
        "students": village.maths_7b.pk,
        "families": village.maths_7b.pk,
    }
    assert CANARY not in signed_in(village.leo).get(where).content.decode()
    assert CANARY in signed_in(village.lena).get(where).content.decode()
    assert CANARY not in signed_in(village.rosa).get(where).content.decode()
    lena = signed_in(village.lena)
    lena.post(f"{where}do/", {"do": "close"})
    assert Talk.objects.get().closed is None  # first the minutes
    lena.post(
        f"{where}do/",
        {"do": "minutes", "once": uuid4(), "words": "Drawing helps", "decided": "A drawing card"},
    )
    assert not Minutes.objects.exists()  # a decision without why
    lena.post(f"{where}do/", {"do": "minutes", "once": uuid4(), "words": "Drawing helps", "decided": "A drawing card", "because": "Many said it", "look_on": date(2027, 1, 18)})  # fmt: skip
    for person in ("mia", "leo", "rosa", "ben"):
        assert "A drawing card" in signed_in(getattr(village, person)).get(where).content.decode()
    lena.post(f"{where}do/", {"do": "close"})
    signed_in(village.mia).post(where, {"once": uuid4(), "words": "late"})
    assert not Voiced.objects.filter(words="late").exists()


def test_who_is_not_invited_reads_nothing(village: Village, signed_in: SignedIn) -> None:
    held = talk(village, students=True)
    for person in ("noor", "rosa", "far_kid", "tom"):
        assert signed_in(getattr(village, person)).get(f"/practice/talks/{held.pk}/").status_code == 404, (
            person
        )
    for person in ("adam", "petra", "sam"):
        assert signed_in(getattr(village, person)).get(f"/practice/talks/{held.pk}/").status_code == 403, (
            person
        )
