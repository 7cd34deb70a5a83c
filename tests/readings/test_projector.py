"""From the stream to readings: what has come in is read, once, whatever happens in between."""

from __future__ import annotations

from tests.village import Village
from waypost.evidence.models import Statement
from waypost.readings import projector
from waypost.readings.models import Cursor, Event, Reading, Stale, State
from waypost.readings.rebuild import rebuild, verify

from . import makers
from .makers import days_of_work, everything, send


def test_a_statement_becomes_an_event_and_a_reading(village: Village) -> None:
    send(*days_of_work(village.mia))
    assert projector.catch_up()
    assert Event.objects.count() == 10
    assert Reading.objects.filter(person_id=village.mia.pk, measure="days_worked").exists()
    assert not Stale.objects.exists()
    assert Cursor.objects.get(name="projector").seq == Statement.objects.latest("seq").seq


def test_a_second_run_changes_nothing(village: Village) -> None:
    send(*days_of_work(village.mia))
    projector.catch_up()
    before = list(Reading.objects.order_by("pk").values()), list(State.objects.order_by("pk").values())
    projector.catch_up()
    assert (
        list(Reading.objects.order_by("pk").values()),
        list(State.objects.order_by("pk").values()),
    ) == before


def test_a_rebuild_brings_back_what_was_lost_and_verify_names_it(village: Village) -> None:
    makers.align(makers.skill(), "https://tool.example/fractions")
    send(*days_of_work(village.mia), *days_of_work(village.noor, 3))
    projector.catch_up()
    assert verify() == []
    before = everything()
    Reading.objects.filter(person_id=village.mia.pk).update(n=99)
    Event.objects.earliest("seq").delete()
    State.objects.filter(person_id=village.noor.pk).delete()
    assert {d.what for d in verify()} == {"reading", "event", "state"}
    rebuild()
    assert verify() == []
    assert everything() == before
