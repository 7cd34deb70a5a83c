"""Check-ins: noted in a moment, shared with the student, the next one planned, and nobody forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.homes.makers import classmates, signal
from tests.village import NOW, Village
from waypost.care import evenness, feeds
from waypost.care.models import CalendarFeed, CheckIn, FollowUp, Note, NoteVersion, Rhythm, Taking
from waypost.care.queries import checkins as queries
from waypost.care.services import checkins as services
from waypost.care.services import signals
from waypost.care.services.checkins import Said
from waypost.evidence.models import Statement
from waypost.readings import projector
from waypost.school import clock
from waypost.trust.access import ReadBook
from waypost.trust.models import RoleGrant
from waypost.trust.who import who_is

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
CANARY = "Zuzana hums at night"
NEXT = date(2026, 11, 30)


def said(**more: str) -> Said:
    return Said(**{"how_are_you": "tired", "went_well": "the map", "next_step": "draw it first", **more})


def reads(village: Village, name: str) -> ReadBook:
    return ReadBook(who_is(village.account(getattr(village, name))))


def form(**more: object) -> dict[str, object]:
    return {"once": str(uuid4()), "next_on": "2026-11-30", **more}


def test_a_talk_is_noted_with_nothing_filled_and_told_to_evidence_by_ids_alone(
    village: Village, signed_in: SignedIn
) -> None:
    address = f"/care/students/{village.leo.pk}/check-ins/note/"
    sent = form(apart=CANARY, hard="Zuzana", next_step="Zuzana calls", who_does_it="student")
    assert signed_in(village.ada).post(address, sent).status_code == 302
    one = Statement.objects.get()
    raw = bytes(one.payload).decode()
    assert "talked-with" in raw
    assert "Zuzana" not in raw
    assert "Leo" not in raw
    assert CheckIn.objects.get(held__isnull=False).statement_id == one.id


def test_a_form_sent_twice_is_one_talk_one_record_one_step_and_one_next_date(
    village: Village, signed_in: SignedIn
) -> None:
    client, address = signed_in(village.ada), f"/care/students/{village.leo.pk}/check-ins/note/"
    sent = form(apart=CANARY, next_step="Call home", who_does_it="adult")
    client.post(address, sent)
    client.post(address, sent)
    assert Statement.objects.count() == 1
    assert Note.objects.count() == NoteVersion.objects.count() == 1
    assert FollowUp.objects.get().what == "Call home"
    assert CheckIn.objects.filter(held__isnull=False).count() == 1
    assert CheckIn.objects.get(held=None).planned == NEXT


def test_the_student_reads_what_was_shared_and_never_what_was_kept_apart(
    village: Village, signed_in: SignedIn
) -> None:
    services.hold(village.mia, village.ada, said(), once=uuid4(), apart=CANARY, next_on=NEXT)
    mine = signed_in(village.mia).get("/care/my-talks/").content.decode()
    path = signed_in(village.mia).get("/path/").content.decode()
    assert "draw it first" in mine
    assert "Your next talk: " in mine
    assert "30 November, with Ada Okafor" in mine
    assert "draw it first" in path
    assert CANARY not in mine + path
    ada = signed_in(village.ada).get(f"/care/students/{village.mia.pk}/check-ins/").content.decode()
    assert CANARY in ada
    assert "the map" in ada
    for name in ("rosa", "paul", "leo", "ben", "adam", "sam", "petra"):
        client = signed_in(getattr(village, name))
        assert client.get(f"/care/students/{village.mia.pk}/check-ins/").status_code in {403, 404}, name
        for address in ("/week/", "/path/", "/care/my-talks/", "/today/", "/"):
            assert "the map" not in client.get(address, follow=True).content.decode(), (name, address)


def test_any_real_contact_closes_the_check_in_that_was_due_but_not_one_for_later(village: Village) -> None:
    due = services.plan(village.leo, village.ada, NOW.date(), by=village.ada)
    later = services.plan(village.mia, village.ada, NEXT, by=village.ada)
    signals.talked_with(village.leo, village.ada)
    signals.talked_with(village.mia, village.ada)
    due.refresh_from_db()
    later.refresh_from_db()
    assert (due.held, later.held) == (NOW, None)


def test_planning_again_moves_the_day_instead_of_planning_a_second_talk(village: Village) -> None:
    services.plan(village.leo, village.ada, NEXT, by=village.ada)
    services.plan(village.leo, village.ada, NEXT + timedelta(days=1), by=village.ada)
    assert CheckIn.objects.get().planned == NEXT + timedelta(days=1)


def test_a_check_in_keeps_the_signal_with_whoever_took_it(village: Village) -> None:
    signals.take(signal(village.leo, "gone_quiet"), village.ada, None)
    with clock.held_at(NOW + timedelta(days=1)):
        services.hold(village.leo, village.ada, said(), once=uuid4())
    assert Taking.objects.get().touched == NOW + timedelta(days=1)


def test_who_waits_longest_by_the_own_rhythm_stands_first_and_who_was_met_today_is_not_due(
    village: Village,
) -> None:
    with clock.held_at(NOW - timedelta(days=3)):
        signals.talked_with(village.leo, village.ada)
        signals.talked_with(village.mia, village.ada)
    projector.catch_up()
    assert queries.mine(reads(village, "ada"), village.ada.pk).due == []
    services.set_rhythm(village.leo, village.ada, 1, by=village.ada, why="after the move")
    found = queries.mine(reads(village, "ada"), village.ada.pk)
    assert [line.person for line in found.due] == [village.leo]
    assert found.due[0].how_often == "every school day"
    services.hold(village.leo, village.ada, Said(), once=uuid4())
    assert queries.mine(reads(village, "ada"), village.ada.pk).due == []


def test_a_new_rhythm_ends_the_old_one_and_every_four_weeks_is_the_rule(village: Village) -> None:
    services.set_rhythm(village.leo, village.ada, 5, by=village.ada)
    services.set_rhythm(village.leo, village.ada, 10, by=village.ada)
    assert Rhythm.objects.get(ended=None).every == 10
    services.end_rhythm(village.leo)
    assert queries.rhythm_of(reads(village, "ada"), village.leo.pk) is None


def test_evenness_names_most_and_least_only_where_there_are_enough_to_tell(village: Village) -> None:
    few = evenness.of(queries.mine(reads(village, "ada"), village.ada.pk))
    assert (few.all, few.most) == (2, None)
    others = classmates(village, 3)
    signals.talked_with(others[0], village.ada)
    projector.catch_up()
    found = evenness.of(queries.mine(reads(village, "ada"), village.ada.pk))
    assert (found.all, found.talked) == (5, 1)
    assert found.most is not None
    assert found.most.person == others[0]


@pytest.mark.parametrize("address", ["check-ins/note/", "check-ins/plan/", "rhythm/", "check-ins/"])
def test_each_page_opens_for_the_adult_and_says_what_it_asks(
    village: Village, signed_in: SignedIn, address: str
) -> None:
    page = signed_in(village.ada).get(f"/care/students/{village.leo.pk}/{address}")
    assert page.status_code == 200
    assert "Leo" in page.content.decode()


def test_a_day_that_is_gone_is_refused_beside_its_field(village: Village, signed_in: SignedIn) -> None:
    address = f"/care/students/{village.leo.pk}/check-ins/note/"
    page = signed_in(village.ada).post(address, form(next_on="2026-11-20", hard="a lot"))
    assert "Choose today or a later day." in page.content.decode()
    assert "a lot" in page.content.decode()
    assert not CheckIn.objects.exists()


# -- the calendar (TRUST 26) -----------------------------------------------------------------------------------------
def _feed(village: Village) -> str:
    token = feeds.make(village.ada.pk, village.account(village.ada).pk)
    return f"/care/calendar/{token}.ics"


def test_a_calendar_tells_days_and_kinds_and_never_a_name_or_a_word(village: Village, client: Client) -> None:
    services.plan(village.leo, village.ada, NEXT, by=village.ada)
    signals.plan(village.mia.pk, CANARY, date(2026, 12, 1), village.ada, None, None)
    answer = client.get(_feed(village))
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert "DTSTART;VALUE=DATE:20261130\r\nSUMMARY:Check-in\r\n" in text
    assert "DTSTART;VALUE=DATE:20261201\r\nSUMMARY:Planned step\r\n" in text
    for secret in ("Leo", "Park", "Mia", "Santos", "Ada", "Okafor", "Zuzana", "hums"):
        assert secret not in text
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store, private")


def test_a_calendar_dies_with_the_role_with_the_account_and_at_the_button(
    village: Village, client: Client, signed_in: SignedIn
) -> None:
    address = _feed(village)
    assert client.get(address).status_code == 200
    grant = RoleGrant.objects.get(account=village.account(village.ada))
    RoleGrant.objects.filter(pk=grant.pk).update(until=NOW)
    assert client.get(address).status_code == 404
    RoleGrant.objects.filter(pk=grant.pk).update(until=None)
    signed_in(village.ada).post("/care/calendar/", {"end": "1"})
    assert client.get(address).status_code == 404


def test_only_a_hash_of_the_address_is_kept_and_a_new_one_ends_the_old(
    village: Village, client: Client, signed_in: SignedIn
) -> None:
    old = _feed(village)
    page = signed_in(village.ada).post("/care/calendar/").content.decode()
    new = page.split("http://testserver")[1].split("<")[0]
    assert client.get(new).status_code == 200
    assert client.get(old).status_code == 404
    token = new.removeprefix("/care/calendar/").removesuffix(".ics")
    assert token not in str(list(CalendarFeed.objects.values()))
    assert new not in signed_in(village.ada).get("/care/calendar/").content.decode()
