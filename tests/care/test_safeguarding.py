"""Concerns: who is told and when, who reads them, and that nobody else can so much as notice (TRUST 3, 5)."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from tests.canary import tables_with
from tests.rotating import some_of
from tests.trust.doors import doors
from tests.trust.test_urls import EVERYBODY, SKIP, addresses
from tests.village import NOW, Village
from waypost.care.access import SEE_CONCERN
from waypost.care.models import Concern, ConcernStep
from waypost.care.models.safeguarding import Step, Way
from waypost.care.services import safeguarding as services
from waypost.care.services import talk
from waypost.evidence import stream
from waypost.school import clock
from waypost.trust import doctor, outbox, readlog, safeguarding
from waypost.trust.access import Who
from waypost.trust.models import Act, ReadRow, Role, RoleGrant
from waypost.trust.who import who_is

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
CANARY = "xylophone-canary"


def at(hour: float, day: int = 23) -> datetime:
    return datetime(2026, 11, day, tzinfo=UTC) + timedelta(hours=hour - 1)


@pytest.fixture
def deputies(village: Village) -> Village:
    """Sam leads; Ben and Cora are deputies, in this order."""
    for n, who in enumerate((village.ben, village.cora), 1):
        RoleGrant.objects.create(
            account=village.account(who), role=Role.SAFEGUARDING, since=NOW - timedelta(hours=1) + timedelta(minutes=n)
        )  # fmt: skip
    RoleGrant.objects.filter(account__person_id=village.sam.pk).update(since=NOW - timedelta(days=9))
    return village


def tell(village: Village, **more: object) -> Concern:
    given: dict[str, object] = {
        "words": f"He hits me. {CANARY}", "way": Way.TOLD, "once": uuid4(), "writer_id": village.mia.pk,
        "about_id": village.mia.pk, **more,
    }  # fmt: skip
    return services.tell(**given)  # type: ignore[arg-type]


def given(concern: Concern) -> list[int]:
    rows = ConcernStep.objects.filter(concern=concern, kind=Step.GIVEN).order_by("at", "pk")
    return list(rows.values_list("adult_id", flat=True))


def test_it_goes_to_the_lead_then_a_deputy_then_all_of_them(deputies: Village) -> None:
    v = deputies
    concern = tell(v)
    assert given(concern) == [v.sam.pk]
    with clock.held_at(at(8.9)):
        assert services.tick() == 0
    with clock.held_at(at(9.1)):
        services.tick()
        assert given(concern) == [v.sam.pk, v.ben.pk]
    with clock.held_at(at(10.2)):
        services.tick()
        assert set(given(concern)[2:]) == {v.sam.pk, v.ben.pk, v.cora.pk}
    with clock.held_at(at(11.3)):
        services.tick()
        assert len(given(concern)) == 8, "and all again, until somebody takes it on"
        services.take(concern, v.cora.pk)
    with clock.held_at(at(15)):
        assert services.tick() == 0


def test_a_lead_who_is_away_is_passed_over_at_once(deputies: Village) -> None:
    v = deputies
    talk.away(v.sam.pk, date(2026, 11, 23), date(2026, 11, 24))
    assert given(tell(v)) == [v.ben.pk]
    concern = tell(v)
    talk.away(v.ben.pk, date(2026, 11, 23), date(2026, 11, 23))
    services.tick()
    assert given(concern)[:2] == [v.ben.pk, v.cora.pk], "and so is one who falls ill meanwhile"


def test_when_all_are_away_nobody_is_told_every_minute_and_still_somebody_is(deputies: Village) -> None:
    v = deputies
    for who in (v.sam, v.ben, v.cora):
        talk.away(who.pk, date(2026, 11, 23), date(2026, 11, 23))
    concern = tell(v)
    assert len(given(concern)) == 1
    for _ in range(3):
        services.tick()
    assert len(given(concern)) == 1


def test_a_concern_about_the_lead_is_kept_from_the_lead(deputies: Village, signed_in: SignedIn) -> None:
    v = deputies
    concern = tell(v, kept_from=[v.sam.pk])
    assert given(concern) == [v.ben.pk]
    sam = who_is(v.account(v.sam))
    assert not SEE_CONCERN.rows(sam).exists()
    assert not SEE_CONCERN.may(sam, concern)
    assert signed_in(v.sam).get(f"/care/concerns/{concern.pk}/").status_code == 404
    for hour in (10, 12, 14):
        with clock.held_at(at(hour)):
            services.tick()
    assert v.sam.pk not in given(concern)


def test_kept_from_the_whole_role_the_leaders_stand_in(deputies: Village) -> None:
    v = deputies
    concern = tell(v, kept_from=[v.sam.pk, v.ben.pk, v.cora.pk])
    assert given(concern) == [v.lena.pk]
    assert SEE_CONCERN.rows(who_is(v.account(v.lena))).get() == concern
    tell(v)
    assert SEE_CONCERN.rows(who_is(v.account(v.lena))).count() == 1, "and read no other"


def test_mail_pays_no_heed_to_quiet_hours_and_says_nothing(deputies: Village) -> None:
    with clock.held_at(at(23.5)):
        tell(deputies)
        assert outbox.deliver() == 1
    (sent,) = mail.outbox
    assert sent.to == ["sam@willow.example"]
    everything = sent.subject + sent.body + str(sent.extra_headers)
    assert not re.search(rf"{CANARY}|Mia|concern|safeguard", everything, re.I)


def test_taken_on_before_the_mail_goes_it_does_not_go(deputies: Village) -> None:
    concern = tell(deputies)
    services.take(concern, deputies.ben.pk)
    assert outbox.deliver() == 0


def test_sent_twice_it_is_one_concern_and_nothing_in_it_changes(deputies: Village) -> None:
    once = uuid4()
    first = tell(deputies, once=once)
    assert tell(deputies, once=once, words="other") == first
    services.take(first, deputies.sam.pk)
    assert services.take(first, deputies.sam.pk) is False
    services.note(first, deputies.sam.pk, "Called the office")
    services.close(first, deputies.sam.pk, "Family supported")
    services.close(first, deputies.sam.pk, "Again")
    assert [s.kind for s in first.steps.order_by("pk")] == ["given", "taken", "note", "closed"]
    first.refresh_from_db()
    assert CANARY in first.words


def test_an_anonymous_sentence_has_no_name_and_no_unit(deputies: Village) -> None:
    safeguarding.hand_on("somebody hurts me at home")
    concern = Concern.objects.get()
    assert (concern.writer_id, concern.about_id, concern.about_words) == (None, None, "")
    assert given(concern) == [deputies.sam.pk]


def test_until_two_people_hold_the_role_nothing_may_ask_children(village: Village) -> None:
    assert not services.ready()
    assert "two people" in safeguarding.ready().reason
    assert any("Until then no pulse" in p.sentence for p in doctor.examine())
    RoleGrant.objects.create(account=village.account(village.ben), role=Role.SAFEGUARDING, since=NOW)
    assert services.ready()
    assert not any("Safeguarding needs" in p.sentence for p in doctor.examine())
    RoleGrant.objects.filter(account__person_id=village.ben.pk).update(until=NOW)
    assert not services.ready(), "one who left counts no longer"


def test_nobody_but_the_role_reads_it_whatever_else_they_are(deputies: Village) -> None:
    concern = tell(deputies)
    for name in EVERYBODY:
        person = getattr(deputies, name)
        who = who_is(person if name == "stranger" else deputies.account(person))
        seen = SEE_CONCERN.rows(who).filter(pk=concern.pk).exists()
        assert seen is (name in {"sam", "ben", "cora"}), name
        assert bool(SEE_CONCERN.may(who, concern)) is seen


def test_a_student_tells_and_the_screen_keeps_nothing(deputies: Village, signed_in: SignedIn) -> None:
    client = signed_in(deputies.mia)
    page = client.get("/care/tell/")
    text = page.content.decode()
    assert "me, the school&#x27;s safeguarding people: Ben Brandt, Cora Weiss and Sam Adeyemi" in text
    assert "116 111" in text
    assert "data-audience" in text
    once = page.context["form"]["once"].value()
    data = {"once": once, "words": CANARY, "kept_from": [deputies.ben.pk]}
    done = client.post("/care/tell/", data, follow=True)
    assert CANARY not in done.content.decode()
    assert done["Cache-Control"] == "no-store, private"
    concern = Concern.objects.get()
    assert (concern.way, concern.about_id, concern.words) == (Way.TOLD, deputies.mia.pk, CANARY)
    assert set(concern.kept_from.values_list("adult_id", flat=True)) == {deputies.ben.pk}


@pytest.mark.parametrize(("who", "way"), [("ada", Way.RAISED), ("rosa", Way.FAMILY)])
def test_staff_and_families_tell_about_students_whom_they_see(
    deputies: Village, signed_in: SignedIn, who: str, way: Way
) -> None:
    client = signed_in(getattr(deputies, who))
    wrong = client.post("/care/tell/", {"once": uuid4(), "words": "x y", "about": deputies.noor.pk})
    assert wrong.status_code == 200
    assert not Concern.objects.exists()
    client.post("/care/tell/", {"once": uuid4(), "words": "x y", "about": deputies.mia.pk})
    assert Concern.objects.get().way == way


def test_the_role_reads_takes_on_notes_and_closes(deputies: Village, signed_in: SignedIn) -> None:
    concern = tell(deputies)
    client = signed_in(deputies.sam)
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/care/concerns/"
    where = f"/care/concerns/{concern.pk}/"
    assert CANARY in client.get(where).content.decode()
    client.get(where)
    client.post(where, {"act": "take"})
    client.post(where, {"act": "note", "words": "Talked with Mia"})
    client.post(where, {"act": "note", "words": " "})
    client.post(where, {"act": "close", "words": "Safe now"})
    kinds = list(concern.steps.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["given", "opened", "taken", "note", "closed"]


def test_nothing_of_it_is_in_evidence_acts_or_the_log_of_reads(
    deputies: Village, signed_in: SignedIn
) -> None:
    before = (stream.head(), Act.objects.count())
    concern = tell(deputies)
    signed_in(deputies.sam).get(f"/care/concerns/{concern.pk}/")
    signed_in(deputies.sam).post(f"/care/concerns/{concern.pk}/", {"act": "take"})
    readlog.writer.flush()
    assert (stream.head(), Act.objects.count()) == before
    assert not ReadRow.objects.filter(page__contains="concern").exists()


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What every logger of the process writes meanwhile."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    root.setLevel(level)


def test_the_canary_is_on_no_page_of_anybody_else_in_no_export_and_in_no_log(
    village: Village, signed_in: SignedIn, logged: io.StringIO
) -> None:
    """Every address as everybody, with every id the concern has; the database but for the concern's own tables."""
    RoleGrant.objects.create(account=village.account(village.cora), role=Role.SAFEGUARDING, since=NOW)
    concern = tell(village, about_words=f"{CANARY} too")
    services.take(concern, village.sam.pk)
    services.note(concern, village.sam.pk, f"{CANARY} as well")
    found: dict[str, set[str]] = {}
    for name in ("ada", "mia", "leo", "rosa", "lena", "cora", "sam", "priya", "adam", "petra"):
        client, who = signed_in(getattr(village, name)), who_is(village.account(getattr(village, name)))
        for door in doors():
            if door.name in SKIP or door.gate is None or not door.gate.passes(who):
                continue
            places = addresses(village, door)
            if "concerns/<int:pk>" in door.route:
                places = [f"/care/concerns/{concern.pk}/"]
            for place in places:
                answer = client.get(f"{place}?q={CANARY[:6]}&search={CANARY[:6]}")
                body = b"".join(answer) if answer.streaming else answer.content
                if CANARY.encode() in body:
                    found.setdefault(name, set()).add(door.route)
    assert set(found) == {"sam", "cora"}
    assert found["sam"] == {"care/concerns/<int:pk>/"}, "the list names nobody's words"
    assert CANARY not in logged.getvalue()
    assert tables_with(CANARY) == {"care_concern", "care_concernstep"}
    assert [p for p in Path(settings.HOME.path, "tmp").rglob("*") if p.is_file() and CANARY.encode() in p.read_bytes()] == []  # fmt: skip


#: Draws a secret that its page makes anew at each visit.
ANEW = {d.name for d in doors() if d.route == "account/second-step/picture.svg"}


def _page(client: Client, place: str) -> tuple[str, bytes]:
    """Status and address, and what it shows but for what differs in any two requests (CSRF tokens, form ids)."""
    answer = client.get(place)
    body = b"".join(answer) if answer.streaming else answer.content
    body = re.sub(rb"\b[A-Za-z0-9]{64}\b", b"", body)
    body = re.sub(rb"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f-]{17}", b"", body)
    return f"{answer.status_code} {place}", body


def _seen_by(client: Client, who: Who, village: Village) -> dict[str, bytes]:
    """Every page that somebody may open."""
    pages: dict[str, bytes] = {}
    for door in doors():
        if door.name in SKIP | ANEW or door.gate is None or "design" in door.route:
            continue
        places = addresses(village, door)
        for place in places if door.gate.passes(who) else places[:1]:
            seen, body = _page(client, place)
            pages[seen] = body
    return pages


@pytest.mark.parametrize("who", some_of(["mia", "leo", "rosa", "ada", "lena", "priya", "adam"], 4))
def test_two_worlds_that_differ_in_one_concern_look_the_same_byte_by_byte(
    deputies: Village, signed_in: SignedIn, who: str
) -> None:
    """Also to staff outside the role, and to the privacy role that reads the log of reads."""
    reader = signed_in(deputies.sam)
    client = signed_in(getattr(deputies, who))
    me = who_is(deputies.account(getattr(deputies, who)))
    without = _seen_by(client, me, deputies)
    concern = tell(deputies)
    reader.get("/care/concerns/")
    reader.get(f"/care/concerns/{concern.pk}/")
    services.take(concern, deputies.sam.pk)
    with_one = _seen_by(client, me, deputies)
    assert set(with_one) == set(without)
    differ = {p for p in without if without[p] != with_one[p]}
    changing = {
        p for p in differ if _page(client, p.split(" ", 1)[1]) != (p, with_one[p])
    }  # with nothing new
    assert len(changing) <= 6, changing
    assert differ - changing == set()
    assert len(without) > 60
