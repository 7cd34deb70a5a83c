"""Today: five cards at most, the right ones first, nothing forgotten, and a poll that costs nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.village import NOW, Village
from waypost.care.models import Answer, FollowUp
from waypost.care.services import signals as services
from waypost.homes import today
from waypost.readings.models import Episode, EpisodeEvent
from waypost.school import clock
from waypost.school.models import Person
from waypost.trust.access import ReadBook
from waypost.trust.who import who_is

from .makers import TODAY, classmates, signal, skill

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
#: Queries of one Today, whatever the number of students (about 30 by hand, and the frame's).
MOST_QUERIES = 70  # of all rooms together, however many students


def page_of(village: Village, adult: Person, *, everything: bool = False) -> today.Today:
    return today.gather(ReadBook(who_is(village.account(adult))), adult.pk, everything=everything)


def test_whoever_asked_for_help_stands_first(village: Village) -> None:
    kids = classmates(village, 3)
    signal(kids[0], "stuck", skill().pk, days=9)
    signal(kids[1], "away", days=12)
    signal(kids[2], "asked_for_help", days=0)
    found = page_of(village, village.ada)
    assert [c.person.pk for c in found.cards] == [kids[2].pk, kids[1].pk, kids[0].pk]
    assert [c.tone for c in found.cards] == ["ask", "care", "care"]


def test_five_cards_at_most_and_the_rest_is_counted(village: Village) -> None:
    for kid in classmates(village, 8):
        signal(kid, "gone_quiet")
    found = page_of(village, village.ada)
    assert (len(found.cards), found.waiting, found.more) == (5, 3, [])
    assert len(page_of(village, village.ada, everything=True).more) == 3


def test_several_signals_of_a_student_are_one_card_that_speaks_of_the_first(village: Village) -> None:
    what = skill()
    lesser, greater = signal(village.leo, "not_talked_with"), signal(village.leo, "stuck", what.pk)
    (card,) = page_of(village, village.ada).cards
    assert card.heading == "Leo is stuck on Add fractions"
    assert [m.heading for m in card.further] == ["Nobody has noted a talk with Leo for a while"]
    assert card.episodes == [greater, lesser]
    assert not card.is_group


def test_one_answer_answers_all_of_a_card(village: Village, signed_in: SignedIn) -> None:
    signal(village.leo, "not_talked_with")
    signal(village.leo, "gone_quiet")
    (card,) = page_of(village, village.ada).cards
    client = signed_in(village.ada)
    client.post(
        f"/care/signals/{card.episode.pk}/answer/", {"answer": "later", "also": [e.pk for e in card.episodes]}
    )
    assert page_of(village, village.ada).cards == []
    assert Episode.objects.exclude(snoozed_until=None).count() == 2


@pytest.mark.parametrize(("count", "cards"), [(3, 3), (4, 1)])
def test_four_students_with_one_cause_are_one_card(village: Village, count: int, cards: int) -> None:
    what = skill()
    for kid in classmates(village, count):
        signal(kid, "stuck", what.pk)
    found = page_of(village, village.ada)
    assert len(found.cards) == cards
    assert found.cards[0].is_group is (cards == 1)
    if cards == 1:
        assert found.cards[0].heading == "4 are stuck on Add fractions: teach it again?"
        assert len(found.cards[0].people) == 4


def test_a_step_with_a_group_is_planned_and_finished_as_one(village: Village, signed_in: SignedIn) -> None:
    what = skill()
    for kid in classmates(village, 4):
        signal(kid, "stuck", what.pk)
    (card,) = page_of(village, village.ada).cards
    client, ids = signed_in(village.ada), [e.pk for e in card.episodes]
    shown = client.get(f"/care/signals/{ids[0]}/plan/", {"also": ids}).content.decode()
    assert "A next step with 4 students" in shown
    client.post(f"/care/signals/{ids[0]}/plan/", {"also": ids, "what": "Fold paper", "due": "2026-11-24"})
    found = page_of(village, village.ada)
    assert found.cards == []
    (planned,) = found.follow_ups
    assert len(planned.people) == 4
    client.post(f"/care/follow-ups/{planned.pk}/", {"outcome": "Two can do it", "talked": "on"})
    assert FollowUp.objects.filter(done=None).count() == 0
    assert page_of(village, village.ada).cards == []  # what still stands comes back later, not at once


def test_a_signal_of_somebody_elses_student_cannot_be_planned_along(
    village: Village, signed_in: SignedIn
) -> None:
    what = skill()
    mine, foreign = signal(village.leo, "stuck", what.pk), signal(village.noor, "stuck", what.pk)
    signed_in(village.ada).post(
        f"/care/signals/{mine.pk}/plan/", {"also": [foreign.pk], "what": "Fold", "due": "2026-11-24"}
    )
    assert [f.person_id for f in FollowUp.objects.all()] == [village.leo.pk]


def test_a_put_off_card_comes_back_on_its_day(village: Village) -> None:
    one = signal(village.leo, "gone_quiet")
    services.answer(one, Answer.LATER, village.ada, None)
    assert page_of(village, village.ada).cards == []
    with clock.held_at(NOW + timedelta(days=7)):
        assert len(page_of(village, village.ada).cards) == 1


def test_what_somebody_else_has_is_a_line_and_not_a_card(village: Village) -> None:
    one = signal(village.leo, "gone_quiet")
    services.take(one, village.cora, None)
    found = page_of(village, village.ada)
    assert found.cards == []
    assert [(e.pk, p.pk, a.pk) for e, p, a in found.others] == [(one.pk, village.leo.pk, village.cora.pk)]
    assert [c.person.pk for c in page_of(village, village.cora).cards] == [village.leo.pk]


def test_what_is_held_back_says_one_reason_for_all_whom_it_concerns(village: Village) -> None:
    for kid in classmates(village, 3):
        one = signal(kid, "gone_quiet", state="suspended")
        reasons = [{"code": "holiday", "params": {}}]
        EpisodeEvent.objects.create(episode=one, at=NOW, kind="suspended", detail={"reasons": reasons})
    (held,) = page_of(village, village.ada).held
    assert (held.count, held.sentence) == (3, "There is no school now, so this waits.")


def test_nothing_waits_unseen_for_ten_school_days(village: Village) -> None:
    waiting = signal(village.leo, "not_talked_with", days=14)
    for kid in classmates(village, 8):
        signal(kid, "away")
    assert page_of(village, village.ada).cards[0].episode == waiting


def test_what_was_shown_once_is_noted_as_seen(village: Village, signed_in: SignedIn) -> None:
    one = signal(village.leo, "not_talked_with")
    signed_in(village.ada).get("/today/")
    one.refresh_from_db()
    assert one.seen_at == NOW


def test_good_news_says_who_got_what_and_the_reason_small(village: Village) -> None:
    what = skill()
    signal(village.leo, "secured", what.pk)
    (news,) = page_of(village, village.ada).good
    assert news.heading == "Leo can do it now: Add fractions"
    assert news.reason.startswith("Leo got it")


def test_three_with_the_same_good_news_are_one_line_with_one_button(
    village: Village, signed_in: SignedIn
) -> None:
    what = skill()
    for kid in classmates(village, 11):
        signal(kid, "secured", what.pk)
    (news,) = page_of(village, village.ada).good
    assert news.heading == "Student000, Student001 and nine others can do it now: Add fractions"
    signed_in(village.ada).post(
        f"/care/signals/{news.episode.pk}/answer/",
        {"answer": "useful", "also": [e.pk for e in news.episodes]},
    )
    assert page_of(village, village.ada).good == []


def test_a_poll_that_finds_nothing_new_is_empty_and_writes_nothing(
    village: Village, signed_in: SignedIn
) -> None:
    signal(village.leo, "gone_quiet")
    client = signed_in(village.ada)
    shown = client.get("/today/").content.decode()
    stamp = today.stamp()
    assert stamp in shown  # though it was seen just now for the first time
    assert "Leo has gone quiet" in shown
    with CaptureQueriesContext(
        connection,
    ) as caught:
        response = client.get("/today/", {"stamp": stamp}, headers={"HX-Request": "true"})
    assert (response.status_code, response.content) == (204, b"")
    kinds = {re.split(r"\s", q["sql"].strip(" ("), maxsplit=1)[0].upper() for q in caught.captured_queries}
    assert kinds <= {"SELECT"}, [q["sql"] for q in caught.captured_queries]
    assert len(caught) <= 12


def test_a_poll_after_something_happened_brings_the_part_anew(village: Village, signed_in: SignedIn) -> None:
    client = signed_in(village.ada)
    stamp = today.stamp()
    one = signal(village.leo, "gone_quiet")
    EpisodeEvent.objects.create(episode=one, at=NOW, kind="raised")
    response = client.get("/today/", {"stamp": stamp}, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert "Leo has gone quiet" in text
    assert "<html" not in text


def test_today_of_150_students_asks_the_database_no_more_than_that_of_a_few(
    village: Village, signed_in: SignedIn
) -> None:
    skills = [skill(f"Skill {n}", f"s{n}") for n in range(6)]
    for n, kid in enumerate(classmates(village, 150)):
        signal(kid, "not_talked_with", days=3)
        signal(kid, "stuck" if n % 3 else "slipping", skills[n % 6].pk)
        signal(kid, "secured", skills[(n + 1) % 6].pk)
        signal(kid, "gone_quiet", state="suspended")
    client = signed_in(village.ada)
    client.get("/today/")
    with CaptureQueriesContext(connection) as caught:
        response = client.get("/today/")
    assert response.status_code == 200
    assert len(caught) <= MOST_QUERIES, "\n".join(q["sql"][:150] for q in caught.captured_queries)


def test_an_empty_today_is_kind(village: Village, signed_in: SignedIn) -> None:
    text = signed_in(village.ada).get("/today/").content.decode()
    assert "Nobody needs you first thing today" in text
    assert "Nothing is planned" in text


def test_the_frame_leads_to_how_we_know(village: Village, signed_in: SignedIn) -> None:
    assert '<a href="/how-we-know/">How we know</a>' in signed_in(village.ada).get("/today/").content.decode()


def test_the_day_of_the_page_is_the_schools(village: Village) -> None:
    assert page_of(village, village.ada).day == TODAY
