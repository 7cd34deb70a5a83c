"""Every row ends where the table says: a time machine over ten years, holds, the announcement (TRUST 27)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client

from tests.trust.rows import make
from tests.village import NOW, PASSWORD, Village
from waypost.care.models import Concern
from waypost.care.models.safeguarding import Way
from waypost.care.services import safeguarding
from waypost.school import clock, leaving
from waypost.school.models import AcademicSession, GuardianLink, Person
from waypost.trust import requests
from waypost.trust.models import AccessRequest, Account, Act, Hold, Outgoing, RetentionRun, Role, RoleGrant
from waypost.trust.refusal import Refused
from waypost.trust.registry import LINES, Clock
from waypost.trust.retention import holds, periods, run

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
LEFT = date(2027, 7, 9)  # Mia's last day, the last of the school year 2026/27
YEAR_ENDS = [date(2027 + n, 7, 9) for n in range(12)]
#: Tables whose rows of one person can only be one; they have a test of their own below, or stand in the village.
ONE_ONLY = {"school.Person", "trust.Account", "school.Demographics"}


@contextmanager
def on(day: date) -> Iterator[None]:
    with clock.held_at(datetime(day.year, day.month, day.day, 9, tzinfo=UTC)):
        yield


def a_run(day: date) -> dict[str, int]:
    """Told on a day, run a fortnight later."""
    with on(day):
        ended = dict(run.nightly())
    with on(day + run.NOTICE):
        for label, n in run.nightly().items():
            ended[label] = ended.get(label, 0) + n
    return ended


def leave(person: Person, day: date = LEFT) -> None:
    Person.objects.filter(pk=person.pk).update(active=False, left=day)


def school_years() -> None:
    AcademicSession.objects.filter(kind="schoolYear").delete()
    for n, end in enumerate(YEAR_ENDS):
        AcademicSession.objects.create(
            sourced_id=f"y{n}",
            title=str(end.year),
            kind="schoolYear",
            start=end - timedelta(days=310),
            end=end,
        )


def last_day(label: str, made: date) -> date:
    """The last day on which a row of this table is kept, reckoned anew from the registry's words."""
    retention = LINES[label].retention
    left = LEFT if LINES[label].person_paths else made  # an empty group or meeting has nobody who could leave
    begins = {
        Clock.CREATED: made, Clock.CLOSED: made, Clock.LEFT: left, Clock.YEAR_END: next(e for e in YEAR_ENDS if e >= made),
    }[retention.clock]  # fmt: skip
    return begins + timedelta(days=retention.days)


def still_there(row: Model) -> bool:
    """With the name of whoever it was about: a row that is anonymised stays without."""
    blank = LINES[row._meta.label].retention.blank
    now = type(row)._default_manager.filter(pk=row.pk).values(*blank or ["pk"]).first()
    return now is not None and (not blank or now != dict(blank))


@pytest.mark.parametrize("label", sorted(LINES))
def test_each_table_says_when_its_rows_end_and_something_ends_them(label: str) -> None:
    retention = LINES[label].retention
    if retention.clock is Clock.FOREVER or retention.by or periods.along_of(label):
        return
    assert retention.clock is not Clock.CREATED or periods.start_of(label), "which date starts the clock?"
    assert retention.clock not in periods.DATED or periods.start_of(label)
    assert retention.clock is not Clock.LEFT or LINES[label].person_paths or periods.start_of(label)
    if periods.start_of(label):
        model = apps.get_model(label)
        for step in periods.start_of(label).split("__"):
            model = model._meta.get_field(step).related_model or model  # raises where there is none
    least, most = periods.bounds(retention)
    assert least <= retention.days <= most


def test_over_ten_years_each_row_ends_where_its_table_says(village: Village) -> None:
    school_years()
    rows = {
        t.label: make(t.label, village.mia, NOW)
        for silent in (True, False)
        for t in periods.tables(silent=silent)
        if t.label not in ONE_ONLY
    }
    assert len(rows) > 90
    RetentionRun.objects.update(waits=False)  # the one that was made here has been
    for concern in Concern.objects.all():
        safeguarding.close(concern, village.sam.pk, "all is well")  # an open one would hold everything
    leave(village.mia)
    day, told = NOW.date() + timedelta(days=20), set()
    while day < date(2037, 1, 1):
        told |= set(a_run(day))
        today = day + run.NOTICE
        for label, row in rows.items():
            kept = today <= last_day(label, NOW.date())
            assert still_there(row) == kept, (
                f"{label} on {today}: {last_day(label, NOW.date())} is its last day"
            )
        day += timedelta(days=366)
    mia = Person.objects.get(pk=village.mia.pk)
    assert (mia.given_name, mia.email, mia.kind, mia.left) == ("", "", leaving.GONE, LEFT)


def test_a_run_is_told_to_privacy_a_fortnight_ahead_and_ends_nothing_before(village: Village) -> None:
    note = make("care.Note", village.mia, NOW)
    leave(village.mia)
    first = LEFT + timedelta(days=360)
    with on(first):
        assert run.nightly() == {}
        told = RetentionRun.objects.get()
        assert (told.runs_on, told.planned["care.Note"], told.told) == (first + run.NOTICE, 1, 1)
        assert Outgoing.objects.filter(kind=run.MAIL, thing_id=told.pk).count() == 1
        assert run.nightly() == {}, "once told, it waits"
    with on(first + timedelta(days=13)):
        run.nightly()
        assert still_there(note)
    with on(first + run.NOTICE):
        assert run.nightly()["care.Note"] == 1
    assert not still_there(note)
    told.refresh_from_db()
    assert (told.people, told.ended["care.Note"]) == ({}, 1)
    assert Act.objects.filter(verb="retention.run").count() == 1


def test_what_was_not_told_does_not_end_and_a_shorter_period_waits_for_the_next_run(village: Village) -> None:
    note = make("care.Note", village.leo, NOW)
    message = make("care.Message", village.noor, NOW)
    with on(NOW.date() + timedelta(days=300)):
        run.nightly()
    leave(village.leo, NOW.date() - timedelta(days=400))  # somebody mends the day afterwards
    periods.choose("care.Message", 200, village.account(village.priya).pk)
    with on(NOW.date() + timedelta(days=314)):
        run.nightly()
        assert still_there(note)
        assert still_there(message)
        assert {"care.Note", "care.Message"} <= set(RetentionRun.objects.get(waits=True).planned)


def test_nothing_ends_while_nobody_holds_the_privacy_role(village: Village) -> None:
    RoleGrant.objects.filter(role=Role.PRIVACY).delete()
    note = make("care.Note", village.mia, NOW)
    leave(village.mia)
    a_run(date(2035, 1, 1))
    assert still_there(note)
    assert not RetentionRun.objects.exists()


def test_holds_keep_exactly_whom_they_name(village: Village) -> None:
    people = [village.mia, village.leo, village.noor, village.far_kid]
    notes = {p.pk: make("care.Note", p, NOW) for p in people}
    for person in people:
        leave(person)
    requests.ask(village.mia.pk, village.rosa.pk)
    held = holds.hold(village.leo.pk, "a dispute", village.account(village.priya).pk)
    safeguarding.tell(
        "otter", way=Way.RAISED, once=uuid4(), writer_id=village.ada.pk, about_id=village.noor.pk
    )
    a_run(date(2029, 1, 1))
    kept = {pk for pk, note in notes.items() if still_there(note)}
    assert kept == {village.mia.pk, village.leo.pk, village.noor.pk}
    assert Person.objects.get(pk=village.far_kid.pk).kind == leaving.GONE
    AccessRequest.objects.update(released=NOW)
    holds.lift(held, village.account(village.priya).pk)
    safeguarding.close(Concern.objects.get(), village.sam.pk, "all is well")
    a_run(date(2029, 3, 1))
    assert not any(still_there(note) for note in notes.values())
    assert Person.objects.get(pk=village.noor.pk).given_name == "Noor", (
        "a concern without a name says nothing"
    )
    assert Person.objects.get(pk=village.leo.pk).given_name == ""


def test_a_run_that_stops_in_the_middle_goes_on_the_next_night(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = [make("care.Note", village.mia, NOW) for _n in range(5)]
    leave(village.mia)
    monkeypatch.setattr(run, "BATCH", 2)
    with on(date(2029, 1, 1)):
        run.nightly()
    pulled = iter([None, None, None, None])
    monkeypatch.setattr(run.time, "sleep", lambda _s: next(pulled))
    with on(date(2029, 1, 15)), pytest.raises((StopIteration, RuntimeError)):
        run.nightly()
    monkeypatch.setattr(run.time, "sleep", lambda _s: None)
    with on(date(2029, 1, 16)):
        run.nightly()
    done = RetentionRun.objects.get(waits=False)
    assert done.planned.items() <= done.ended.items()
    assert not any(still_there(note) for note in notes)
    with on(date(2029, 1, 17)):
        assert run.nightly() == {}


def test_a_guardian_goes_with_the_last_child_and_a_student_who_comes_back_stays(village: Village) -> None:
    leave(village.mia)
    GuardianLink.objects.create(
        student=village.leo, guardian=village.paul, state="confirmed", basis="by hand"
    )
    a_run(date(2029, 1, 1))
    assert Person.objects.get(pk=village.rosa.pk).given_name == ""
    assert Person.objects.get(pk=village.paul.pk).given_name == "Paul", "Leo is still here"
    assert Account.objects.get(person_id=village.rosa.pk).name == ""
    leave(village.leo)
    with on(date(2029, 2, 1)):
        run.nightly()
    Person.objects.filter(pk=village.leo.pk).update(active=True, left=None)
    with on(date(2029, 2, 15)):
        run.nightly()
    assert Person.objects.get(pk=village.leo.pk).given_name == "Leo"


def test_the_school_moves_a_period_within_bounds_and_the_book_says_so(village: Village) -> None:
    by = village.account(village.priya).pk
    periods.choose("file", 730, by)
    assert periods.all_periods()["file"] == 730
    assert Act.objects.get(verb="retention.period").detail == {"from": 365, "to": 730}
    for name, days in (
        ("file", 5),
        ("file", 99_999),
        ("concern", 365),
        ("evidence.Refused", 90),
        ("nothing", 9),
    ):
        with pytest.raises(Refused):
            periods.choose(name, days, by)


def test_privacy_sees_it_all_in_plain_words_and_acts_and_nobody_else_does(
    village: Village, signed_in: SignedIn
) -> None:
    make("care.Note", village.mia, NOW)
    leave(village.mia, NOW.date() - timedelta(days=500))
    run.nightly()
    client = signed_in(village.priya)
    client.post("/sign-in/again/", {"password": PASSWORD})
    assert "rows that end soon" in client.get("/administration/").content.decode()
    page = client.get("/privacy/retention/").content.decode()
    assert "Notes of the school" in page
    assert "1 year after the person left" in page
    assert ">care." not in page, "tables in words"
    client.post("/privacy/retention/period/", {"period": "file", "days": "400"})
    client.post("/privacy/retention/period/", {"act": "put off"})
    assert RetentionRun.objects.get().runs_on == NOW.date() + 2 * run.NOTICE
    found = client.post("/privacy/retention/hold/", {"act": "find", "name": "Leo"}).content.decode()
    assert "Leo Park" in found
    chosen = {"account": village.account(village.leo).pk}
    assert "ground" in client.post("/privacy/retention/hold/", chosen | {"act": "choose"}).content.decode()
    client.post("/privacy/retention/hold/", chosen | {"act": "hold", "ground": "a dispute"})
    assert Hold.objects.get().person_id == village.leo.pk
    assert "a dispute" in client.get("/privacy/retention/").content.decode()
    client.post("/privacy/retention/hold/", {"account": Hold.objects.get().pk, "act": "lift"})
    assert Hold.objects.get().ended is not None
    for name in ("adam", "lena", "ada", "sam", "rosa", "mia"):
        assert signed_in(getattr(village, name)).get("/privacy/retention/").status_code == 403
