"""Laying a lesson out, looking with one tap, finishing: what is kept, what evidence is told, and what goes when it is taken away."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.village import NOW, Village
from waypost.climate import offline
from waypost.climate.models import Label, Lesson, Look, Note, Placing, Watch
from waypost.climate.queries import lessons as queries
from waypost.climate.services import Refused
from waypost.climate.services import lessons as services
from waypost.climate.services.lessons import Tap
from waypost.evidence import stream
from waypost.evidence.models import Audience
from waypost.readings import projector
from waypost.readings.models import Reading
from waypost.school import clock

from .conftest import lay_out, looked_at, sheet, tap

SignedIn = Callable[[object], Client]


def form(village: Village, **more: object) -> dict[str, object]:
    return {
        "once": str(uuid4()), "klass": village.maths_7b.pk, "focus": "communication", "myself": "on", "guest": "",
        "day": "2026-11-23", "unit": "groups", "count": 5, "every": 20, "kind": "", "strategy": "", **more,
    }  # fmt: skip


def told() -> list[dict[str, Any]]:
    return [json.loads(row.payload) for row in stream.read_after(0, 100)]


def test_whoever_looks_alone_taps_two_clicks_later(village: Village, signed_in: SignedIn) -> None:
    client = signed_in(village.ada)
    answer = client.post("/climate/new/", form(village))
    watch = Watch.objects.get()
    assert answer["Location"] == f"/climate/sheets/{watch.pk}/"
    page = client.get(answer["Location"]).content.decode()
    assert "Do they talk it through?" in page
    assert "Group 1" in page
    for name in ("Mia", "Leo"):
        assert name not in page


def test_a_form_sent_twice_lays_out_one_lesson(village: Village, signed_in: SignedIn) -> None:
    client, sent = signed_in(village.ada), form(village, guest=village.ben.pk)
    client.post("/climate/new/", sent)
    client.post("/climate/new/", sent)
    assert Lesson.objects.count() == 1
    assert {w.observer_id for w in Watch.objects.all()} == {village.ada.pk, village.ben.pk}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"myself": "", "guest": ""}, "Somebody has to look"),
        ({"day": "2026-11-20"}, "today or a later day"),
        ({"count": 0}, "greater than or equal to 1"),
        ({"klass": 10**6}, "valid choice"),
    ],
)
def test_what_is_missing_is_said_beside_the_field(
    village: Village, signed_in: SignedIn, wrong: dict[str, object], says: str
) -> None:
    page = signed_in(village.ada).post("/climate/new/", form(village, **wrong)).content.decode()
    assert says in page
    assert not Lesson.objects.exists()


def test_only_classes_of_ones_own_and_colleagues_of_the_own_school_are_offered(
    village: Village, signed_in: SignedIn
) -> None:
    page = signed_in(village.ada).get("/climate/new/").content.decode()
    assert "Mathematics 7B" in page
    assert "Mathematics 7A" not in page
    assert {p.given_name for p in queries.colleagues(village.ada.pk)} == {"Ben", "Lena", "Cora"}
    other = form(village, klass=village.maths_7a.pk)
    assert signed_in(village.ada).post("/climate/new/", other).status_code == 200
    assert not Lesson.objects.exists()


def test_a_tap_sent_twice_is_one_look(village: Village) -> None:
    watch = sheet(lay_out(village.ada, village.maths_7b, village.ada), village.ada)
    one = Tap(uuid4(), ago=90.0, round=1, unit=1, code="together")
    assert services.store(watch, [one]).kept == [one.once]
    assert services.store(watch, [one, one]).kept == [one.once, one.once]
    look = Look.objects.get()
    assert look.at == NOW - timedelta(seconds=90)


def test_what_does_not_belong_on_the_sheet_is_refused_and_the_rest_kept(village: Village) -> None:
    watch = sheet(lay_out(village.ada, village.maths_7b, village.ada), village.ada)
    other = sheet(lay_out(village.ben, village.maths_7a, village.ben), village.ben)
    theirs = Tap(uuid4(), round=1, unit=1, code="beside")
    services.store(other, [theirs])
    wrong = [
        Tap(uuid4(), round=1, unit=4, code="together"),
        Tap(uuid4(), round=0, unit=1, code="together"),
        Tap(uuid4(), round=1, unit=1, code="off task"),
        Tap(uuid4(), aspect="task", level=5),
        Tap(uuid4(), aspect="turns", level=2),
        theirs,
    ]
    right = Tap(uuid4(), round=1, unit=1, code="together")
    stored = services.store(watch, [*wrong, right])
    assert stored.refused == [t.once for t in wrong]
    assert stored.kept == [right.once]
    assert Look.objects.count() == 2


def test_a_look_is_taken_back_and_a_later_tap_for_the_same_moment_stands(village: Village) -> None:
    watch = sheet(lay_out(village.ada, village.maths_7b, village.ada), village.ada)
    first, second = (Tap(uuid4(), round=1, unit=1, code=c) for c in ("beside", "together"))
    services.store(watch, [first, second])
    assert [x.code for x in watch.looks.all()] == ["together"]
    services.store(watch, [Tap(second.once, gone=True)])
    assert not watch.looks.exists()


def test_without_script_each_button_is_one_look_and_the_next_group_follows(
    village: Village, signed_in: SignedIn
) -> None:
    watch = sheet(lay_out(village.ada, village.maths_7b, village.ada), village.ada)
    client, path = signed_in(village.ada), f"/climate/sheets/{watch.pk}/"
    for code, then in [("together", "Group 2"), ("beside", "Group 3"), ("unclear", "Group 1")]:
        slot = queries.next_slot(watch)
        sent = {"tap": str(uuid4()), "round": slot.round, "unit": slot.unit, "code": code}
        page = client.post(path, sent, follow=True).content.decode()
        assert f">{then}<" in page
    client.post(path, {"undo": str(Look.objects.get(unit=3).once)})
    assert [x.code for x in watch.looks.all()] == ["together", "beside"]
    client.post(path, {"levels": "1", "task": "3", "part": ""})
    client.post(path, {"levels": "1", "task": "2", "part": ""})
    assert [(p.aspect, p.level) for p in Placing.objects.all()] == [("task", 2)]


def test_a_page_sends_what_it_kept_and_hears_which_taps_are_safe(
    village: Village, signed_in: SignedIn
) -> None:
    watch = sheet(lay_out(village.ada, village.maths_7b, village.ada), village.ada)
    client, path = signed_in(village.ada), f"/climate/sheets/{watch.pk}/taps/"
    good, bad = str(uuid4()), str(uuid4())
    sent = {"taps": [{"id": good, "round": 1, "unit": 2, "code": "apart", "ago": 3.5},
                     {"id": bad, "round": 1, "unit": 99, "code": "apart"}]}  # fmt: skip
    answer = client.post(path, sent, content_type="application/json")
    assert answer.json() == {"kept": [good], "refused": [bad]}
    with_a_name = {"taps": [{"id": good, "round": 1, "unit": 2, "code": "apart", "student": "Mia"}]}
    assert client.post(path, with_a_name, content_type="application/json").status_code == 400
    assert client.post(path, "{", content_type="application/json").status_code == 400


def test_notes_that_waited_on_a_phone_arrive_once_with_the_moment_at_which_they_were_written(
    village: Village, signed_in: SignedIn
) -> None:
    lesson = lay_out(village.ada, village.maths_7b, village.ben)
    client, path = signed_in(village.ben), f"/climate/sheets/{sheet(lesson, village.ben).pk}/taps/"
    good, empty, long = (str(uuid4()) for _ in range(3))
    notes = [{"id": good, "words": "They began at once 🙂", "ago": 600}, {"id": empty, "words": "\u200b"},
             {"id": long, "words": "x" * 2001}, {"id": str(uuid4()), "words": "long ago", "ago": 1e300}]  # fmt: skip
    for _ in range(2):
        answer = client.post(path, {"taps": [], "notes": notes}, content_type="application/json").json()
        assert answer["refused"] == [empty, long]
    long_ago, note = Note.objects.order_by("at")
    assert (note.words, note.author_id, note.at) == (
        "They began at once 🙂",
        village.ben.pk,
        NOW - timedelta(minutes=10),
    )
    assert long_ago.at == NOW - timedelta(days=1)
    assert (
        client.post(path, {"taps": [], "notes": notes * 6}, content_type="application/json").status_code
        == 400
    )
    assert signed_in(village.ada).post(path, {"taps": []}, content_type="application/json").status_code == 404


def test_without_script_a_note_is_written_on_the_sheet_and_one_stays_there(
    village: Village, signed_in: SignedIn
) -> None:
    lesson = lay_out(village.ada, village.maths_7b, village.ben)
    address = f"/climate/sheets/{sheet(lesson, village.ben).pk}/"
    page = signed_in(village.ben).get(address).content.decode()
    assert "Ada Okafor, nobody else" in page
    sent = {"once": str(uuid4()), "words": "They asked one another first", "next": address}
    assert signed_in(village.ben).post(f"/climate/lessons/{lesson.pk}/notes/", sent)["Location"] == address
    assert "Notes kept: 1" in signed_in(village.ben).get(address).content.decode()


def test_each_observers_sheet_has_a_lock_of_its_own_that_stays(village: Village) -> None:
    locks = {offline.lock_of(1, 1), offline.lock_of(1, 2), offline.lock_of(2, 1), offline.lock_of(1, 1)}
    assert len(locks) == 3
    assert {len(b64decode(lock)) for lock in locks} == {32}


def test_evidence_hears_of_groups_without_a_name_a_class_or_a_teacher(village: Village) -> None:
    looked_at(village.ada, village.maths_7b, hits=3, looks=4)
    (row,) = stream.read_after(0, 10)
    (sent,) = told()
    assert sent["verb"]["id"] == "urn:waypost:verb:observed"
    assert (sent["result"]["score"]["scaled"], sent["result"]["extensions"]) == (
        0.75,
        {"urn:waypost:ext:looks": 4},
    )
    assert "member" not in sent["actor"]
    text = json.dumps({k: v for k, v in sent.items() if k not in {"stored", "authority"}})
    for word in (
        *(p.given_name for p in village.people()),
        "7B",
        f"person|{village.ada.pk}",
        "urn:waypost:person",
    ):
        assert word not in text, word
    assert row.audience == Audience.SCHOOL
    projector.catch_up()
    assert not Reading.objects.filter(person_id=village.ada.pk).exists()


def test_what_a_phone_sends_after_the_end_still_counts_and_evidence_is_told_anew(village: Village) -> None:
    lesson = looked_at(village.ada, village.maths_7b, hits=2, looks=2)
    services.store(sheet(lesson, village.ada), [Tap(uuid4(), ago=600, round=1, unit=3, code="apart")])
    first, gone, again = told()
    assert gone["object"]["id"] == first["id"]
    assert again["result"]["score"]["scaled"] == pytest.approx(2 / 3, abs=1e-4)


def test_a_sheet_is_finished_once(village: Village) -> None:
    lesson = looked_at(village.ada, village.maths_7b, hits=1, looks=2)
    assert services.finish(sheet(lesson, village.ada)) is False
    assert len(told()) == 1


def test_the_teacher_takes_the_lesson_away_and_evidence_forgets_it(
    village: Village, signed_in: SignedIn
) -> None:
    lesson = looked_at(village.ada, village.maths_7b, hits=1, looks=2)
    services.write_note(lesson, village.ada.pk, "quiet start", once=uuid4())
    client = signed_in(village.ada)
    assert "for good" in client.get(f"/climate/lessons/{lesson.pk}/away/").content.decode()
    client.post(f"/climate/lessons/{lesson.pk}/away/")
    assert [m.objects.count() for m in (Lesson, Watch, Look, Note)] == [0, 0, 0, 0]
    first, gone = told()
    assert gone["object"]["id"] == first["id"]


def test_an_invitation_goes_back_only_while_nothing_was_seen(village: Village) -> None:
    lesson = lay_out(village.ada, village.maths_7b, village.ben, village.cora)
    services.uninvite(sheet(lesson, village.cora))
    tap(sheet(lesson, village.ben), ["together"])
    with pytest.raises(Refused, match="looks on this sheet"):
        services.uninvite(sheet(lesson, village.ben))


def test_two_who_look_at_thirty_moments_hear_how_far_they_agree(
    village: Village, signed_in: SignedIn
) -> None:
    lesson = lay_out(village.ada, village.maths_7b, village.ada, village.ben)
    ones = ["together", "beside", "apart"] * 10
    others = [*ones[:27], "beside", "beside", "beside"]
    tap(sheet(lesson, village.ada), ones)
    tap(sheet(lesson, village.ben), others[:29])
    page = signed_in(village.ada).get(f"/climate/lessons/{lesson.pk}/").content.decode()
    assert "at 29 moments. From thirty on" in page
    services.store(sheet(lesson, village.ben), [Tap(uuid4(), round=10, unit=3, code="beside")])
    page = signed_in(village.ben).get(f"/climate/lessons/{lesson.pk}/").content.decode()
    # By hand: 28 of 30 the same; chance (10*9 + 10*12 + 10*9) / 900 = 1/3; kappa (28/30 - 1/3) / (2/3) = 0.9
    assert "the same at 93 % of 30 moments" in page
    assert "Beyond chance: 0.90" in page


def test_the_list_shows_what_waits_first_and_what_was_seen(village: Village, signed_in: SignedIn) -> None:
    looked_at(village.ada, village.maths_7b, hits=3, looks=4)
    lay_out(village.ada, village.maths_7b, village.ben)
    adas = signed_in(village.ada).get("/climate/").content.decode()
    bens = signed_in(village.ben).get("/climate/").content.decode()
    assert "75 in 100 in 4 looks" in adas
    assert "Ada Okafor invites you." in bens
    with clock.held_at(NOW + timedelta(days=15)):
        assert "invites you" not in signed_in(village.ben).get("/climate/").content.decode()


def test_the_school_keeps_its_own_words_for_lessons(village: Village, signed_in: SignedIn) -> None:
    client = signed_in(village.ada)
    client.post("/climate/lists/", {"kind": "strategy", "name": "Stations"})
    client.post("/climate/lists/", {"kind": "strategy", "name": "Stations"})
    one = Label.objects.get()
    client.post("/climate/new/", form(village, strategy=one.pk))
    client.post("/climate/lists/", {"put-away": one.pk})
    assert "Stations" not in client.get("/climate/new/").content.decode()
    assert "Stations" in client.get(f"/climate/lessons/{Lesson.objects.get().pk}/").content.decode()
    client.post("/climate/lists/", {"kind": "strategy", "name": "Stations"})
    assert Label.objects.get().active
