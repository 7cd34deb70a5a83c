"""Celebrations: given by a person in own words, seen by whom the student lets see them, told to evidence without a word."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.agree import seen_by, who
from tests.village import NOW, ZONE, Village
from waypost.evidence import stream
from waypost.evidence.models import Audience as StreamAudience
from waypost.readings.models import Episode
from waypost.recognition import queries
from waypost.recognition.access import (
    CELEBRATE,
    GIVEN_CELEBRATION,
    OWN_CELEBRATION,
    READ_THANKS,
    SEE_CELEBRATION,
    SENT_THANKS,
)
from waypost.recognition.models import Celebration, NoThanks, Thanks
from waypost.recognition.services import Refused, celebrations, certificates, thanks
from waypost.school import calendar, clock
from waypost.school.models import Enrollment, Person
from waypost.trust.access import ReadBook, Rule
from waypost.trust.who import who_is

SignedIn = Callable[[object], Client]
CANARY = "You asked Zuzana until you understood"


def praised(village: Village, audience: str = "private") -> Celebration:
    given = celebrations.praise(village.mia.pk, CANARY, by=village.ada.pk, once=uuid4())
    celebrations.show_to(given, audience)
    given.refresh_from_db()
    return given


def news(who: Person, signal: str = "secured", subject: int = 0) -> Episode:
    reasons = [{"code": "came_back_to_work", "params": {"day": NOW.toordinal() - 1, "days": 12}}]
    return Episode.objects.create(
        person_id=who.pk, signal=signal, subject=subject, opened=NOW.date(), version="1", state="open", raised_at=NOW,
        changed_at=NOW, reasons=reasons if signal == "returned" else [], good_news=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("audience", "may"),
    [
        ("private", {"mia", "ada"}),
        ("family", {"mia", "ada", "lena", "cora", "rosa"}),
        ("class", {"mia", "ada", "lena", "cora", "rosa", "leo"}),
        ("public", {"mia", "ada", "lena", "cora", "rosa", "leo", "noor", "ben"}),
    ],
)
def test_a_celebration_is_seen_by_whom_the_student_lets_see_it(
    village: Village, audience: str, may: set[str]
) -> None:
    given = praised(village, audience)
    assert seen_by(village, SEE_CELEBRATION, given) == may


def test_each_rule_answers_alike_for_the_row_and_for_the_list(village: Village) -> None:
    given = praised(village)
    sent = thanks.write(village.leo.pk, village.mia.pk, CANARY, once=uuid4())
    rules: list[tuple[Rule[object], object, set[str]]] = [
        (OWN_CELEBRATION, given, {"mia"}),
        (GIVEN_CELEBRATION, given, {"ada"}),
        (CELEBRATE, village.mia, {"ada", "lena", "cora"}),
        (READ_THANKS, sent, {"ada", "lena", "cora"}),
        (SENT_THANKS, sent, {"leo"}),
    ]  # type: ignore[list-item]
    for rule, thing, expected in rules:
        assert seen_by(village, rule, thing) == expected, rule.name


def test_borrowed_eyes_see_no_private_celebration(village: Village) -> None:
    given = praised(village)
    eyes = who_is(village.account(village.mia), viewing_as=village.account(village.adam).pk)
    assert not SEE_CELEBRATION.rows(eyes).filter(pk=given.pk).exists()
    assert not OWN_CELEBRATION.may(eyes, given)


def test_praise_is_a_sentence_and_a_tap_and_counts_once(village: Village, signed_in: SignedIn) -> None:
    client = signed_in(village.ada)
    page = client.get(f"/students/{village.mia.pk}/").content.decode()
    assert "What did Mia do well?" in page
    once = str(uuid4())
    for _tap in range(2):
        client.post(f"/recognition/students/{village.mia.pk}/praise/", {"words": CANARY, "once": once})
    assert Celebration.objects.count() == 1
    assert CANARY in signed_in(village.mia).get("/path/").content.decode()
    assert CANARY not in signed_in(village.rosa).get("/week/").content.decode(), (
        "private until the student says so"
    )


def test_praise_without_a_deed_is_no_praise(village: Village, signed_in: SignedIn) -> None:
    with pytest.raises(Refused):
        celebrations.praise(village.mia.pk, " ", by=village.ada.pk, once=uuid4())
    signed_in(village.ada).post(
        f"/recognition/students/{village.mia.pk}/praise/", {"words": " ", "once": uuid4()}
    )
    assert not Celebration.objects.exists()


def test_evidence_is_told_who_and_when_and_no_word(village: Village) -> None:
    given = praised(village)
    rows = list(stream.read_after(0, 100))
    sent = json.loads(rows[-1].payload)
    assert sent["verb"]["id"] == "urn:waypost:verb:praised"
    assert "Zuzana" not in json.dumps(sent)
    assert rows[-1].audience == StreamAudience.SCHOOL
    celebrations.take_back(given)
    last = json.loads(list(stream.read_after(0, 100))[-1].payload)
    assert last["object"]["id"] == str(given.statement_id)
    assert not SEE_CELEBRATION.rows(who(village, "mia")).exists()


def test_a_milestone_waits_for_a_person_and_is_given_once(village: Village, signed_in: SignedIn) -> None:
    episode = news(village.mia)
    client = signed_in(village.ada)
    assert "Give it" in client.get(f"/students/{village.mia.pk}/").content.decode()
    client.post(f"/recognition/give/{episode.pk}/", {"words": CANARY, "once": uuid4()})
    signed_in(village.cora).post(f"/recognition/give/{episode.pk}/", {"words": "Another", "once": uuid4()})
    assert [c.words for c in Celebration.objects.all()] == [CANARY]
    episode.refresh_from_db()
    assert episode.state == "ended"
    assert signed_in(village.ben).get(f"/recognition/give/{episode.pk}/").status_code == 404


def test_the_same_news_of_several_is_given_to_all_at_once(village: Village, signed_in: SignedIn) -> None:
    one, two = news(village.mia), news(village.leo)
    signed_in(village.ada).post(
        f"/recognition/give/{one.pk}/", {"words": CANARY, "once": uuid4(), "also": [two.pk]}
    )
    assert set(Celebration.objects.values_list("person_id", flat=True)) == {village.mia.pk, village.leo.pk}


def test_what_tells_of_a_low_past_begins_private_whatever_is_usual(
    village: Village, signed_in: SignedIn
) -> None:
    celebrations.usually(village.mia.pk, "public")
    episode = news(village.mia, "returned")
    page = signed_in(village.ada).get(f"/recognition/give/{episode.pk}/").content.decode()
    assert "This speaks of harder days." in page
    celebrations.give([episode], "Good to have you back", by=village.ada.pk, account=None, once=uuid4())
    assert Celebration.objects.get().audience == "private"
    assert celebrations.praise(village.mia.pk, "x", by=village.ada.pk, once=uuid4()).audience == "public"


def test_the_student_chooses_for_each_and_for_what_comes(village: Village, signed_in: SignedIn) -> None:
    given = praised(village)
    client = signed_in(village.mia)
    client.post(f"/recognition/{given.pk}/who/", {"audience": "family"})
    client.post("/recognition/usual/", {"audience": "class"})
    given.refresh_from_db()
    assert given.audience == "family"
    assert celebrations.usual_of(village.mia.pk) == "class"
    assert (
        signed_in(village.leo).post(f"/recognition/{given.pk}/who/", {"audience": "public"}).status_code
        == 404
    )
    client.post(f"/recognition/{given.pk}/who/", {"audience": "the-world"})
    given.refresh_from_db()
    assert given.audience == "family"
    assert CANARY in signed_in(village.rosa).get("/week/").content.decode()


def test_thanks_arrive_after_an_adult_has_read_them(village: Village, signed_in: SignedIn) -> None:
    sent = {"to": village.mia.pk, "words": CANARY, "once": str(uuid4())}
    for _tap in range(2):
        signed_in(village.leo).post("/recognition/thanks/", sent)
    row = Thanks.objects.get()
    assert CANARY not in signed_in(village.mia).get("/recognition/").content.decode()
    assert CANARY in signed_in(village.ada).get("/recognition/thanks/waiting/").content.decode()
    assert signed_in(village.ben).post(f"/recognition/thanks/{row.pk}/read/").status_code == 404
    signed_in(village.ada).post(f"/recognition/thanks/{row.pk}/read/")
    assert CANARY in signed_in(village.mia).get("/recognition/").content.decode()


def test_thanks_go_only_to_somebody_of_ones_own_classes(village: Village, signed_in: SignedIn) -> None:
    answer = signed_in(village.leo).post(
        "/recognition/thanks/", {"to": village.noor.pk, "words": CANARY, "once": uuid4()}
    )
    assert answer.status_code == 200
    assert not Thanks.objects.exists()


def test_thanks_of_somebody_who_is_not_wanted_do_not_arrive_and_nobody_tells(
    village: Village, signed_in: SignedIn
) -> None:
    """TRUST 28: a blocked peer's thanks does not arrive and is not told."""
    thanks.write(village.leo.pk, village.mia.pk, "the first", once=uuid4())
    thanks.pass_on(Thanks.objects.get(), by=village.ada.pk)
    given = Celebration.objects.get()
    signed_in(village.mia).post(f"/recognition/{given.pk}/unwanted/", {"what": "no-more"})
    client = signed_in(village.leo)
    before = client.get("/recognition/").content.decode()
    answer = client.post(
        "/recognition/thanks/", {"to": village.mia.pk, "words": CANARY, "once": uuid4()}, follow=True
    )
    page = answer.content.decode()
    assert "A teacher reads it first" in page, "said as always"
    assert CANARY in page, "it stands among the sent ones as any other"
    assert "blocked" not in page
    assert "blocked" not in before
    assert CANARY not in signed_in(village.ada).get("/recognition/thanks/waiting/").content.decode()
    assert CANARY not in signed_in(village.mia).get("/recognition/").content.decode()
    signed_in(village.mia).post(f"/recognition/thanks/from/{village.leo.pk}/")
    assert not NoThanks.objects.exists()


def test_waiting_thanks_are_stopped_when_they_become_unwanted(village: Village) -> None:
    sent = thanks.write(village.leo.pk, village.mia.pk, CANARY, once=uuid4())
    thanks.no_more_from(village.mia.pk, village.leo.pk)
    assert not thanks.pass_on(sent, by=village.ada.pk)
    assert not Celebration.objects.exists()


def test_what_is_reported_is_out_of_sight_at_once_and_waits_for_an_adult(
    village: Village, signed_in: SignedIn
) -> None:
    sent = thanks.write(village.leo.pk, village.mia.pk, CANARY, once=uuid4())
    thanks.pass_on(sent, by=village.ada.pk)
    given = Celebration.objects.get()
    client = signed_in(village.mia)
    client.post(f"/recognition/{given.pk}/unwanted/", {"what": "report"})
    assert CANARY not in client.get("/recognition/").content.decode()
    page = signed_in(village.ada).get("/recognition/thanks/waiting/").content.decode()
    assert CANARY in page
    assert "asked for an adult" in page
    signed_in(village.ada).post(f"/recognition/thanks/{sent.pk}/read/", {"hold": "1"})
    given.refresh_from_db()
    assert given.taken_back is not None


def test_many_thanks_a_day_are_asked_about_and_never_dropped(village: Village, signed_in: SignedIn) -> None:
    for n in range(thanks.MANY_A_DAY):
        thanks.write(village.leo.pk, village.mia.pk, f"{n}", once=uuid4())
    client = signed_in(village.leo)
    sent = {"to": village.mia.pk, "words": "one more", "once": str(uuid4())}
    assert "You have thanked many today" in client.post("/recognition/thanks/", sent).content.decode()
    client.post("/recognition/thanks/", {**sent, "sure": "on"})
    assert Thanks.objects.count() == thanks.MANY_A_DAY + 1


def test_who_was_not_celebrated_for_20_school_days_is_named_to_the_home_adult_alone(
    village: Village, signed_in: SignedIn
) -> None:
    days = [date.fromordinal(int(d)) for d in calendar.school_days()]
    long_ago = days[days.index(NOW.date()) - 20]
    with clock.held_at(datetime.combine(long_ago, time(9), ZONE)):
        celebrations.praise(village.mia.pk, CANARY, by=village.ada.pk, once=uuid4())
    book = ReadBook(who(village, "ada"))
    assert [p.pk for p in queries.not_celebrated(book, village.ada.pk)] == [village.leo.pk, village.mia.pk]
    page = signed_in(village.ada).get("/today/").content.decode()
    assert "Long without a celebration" in page
    assert "Leo Park" in page
    assert "Long without a celebration" not in signed_in(village.cora).get("/today/").content.decode()
    with clock.held_at(NOW - timedelta(days=3)):  # the school day before
        assert [p.pk for p in queries.not_celebrated(book, village.ada.pk)] == [village.leo.pk]
    praised(village)
    assert [p.pk for p in queries.not_celebrated(book, village.ada.pk)] == [village.leo.pk]


def test_who_has_just_come_is_not_named(village: Village) -> None:
    Person.objects.filter(pk=village.leo.pk).update(since=NOW.date() - timedelta(days=7))
    Enrollment.objects.filter(person=village.leo).update(since=NOW.date() - timedelta(days=7))
    found = queries.not_celebrated(ReadBook(who(village, "ada")), village.ada.pk)
    assert village.leo.pk not in [p.pk for p in found]


def test_no_page_counts_points_or_ranks(village: Village, signed_in: SignedIn) -> None:
    praised(village, "class")
    for name, address in (
        ("leo", "/recognition/"),
        ("mia", "/path/"),
        ("ada", f"/students/{village.mia.pk}/"),
    ):
        page = signed_in(getattr(village, name)).get(address).content.decode().casefold()
        for word in ("leaderboard", "badge level", "top 3", "most praised"):
            assert word not in page


@pytest.mark.parametrize("longer", [400, 401])
def test_four_hundred_characters_are_kept_and_more_is_refused_in_words(village: Village, longer: int) -> None:
    """PostgreSQL would break off, SQLite would keep it: both are told alike, by whatever way it comes."""
    said = "é" * longer
    ways: list[Callable[[], object]] = [
        lambda: celebrations.praise(village.mia.pk, said, by=village.ada.pk, once=uuid4()),
        lambda: thanks.write(village.mia.pk, village.leo.pk, said, once=uuid4()),
        lambda: certificates.make(village.mia, "t", said, "leaf", by=village.ada.pk, once=uuid4()),
    ]
    for way in ways:
        if longer > 400:
            with pytest.raises(Refused, match="400"):
                way()
        else:
            way()
