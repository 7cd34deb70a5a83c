"""Low pulse and off pace by the real doors: whom they reach, and whom they don't."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.village import NOW, Village
from waypost.care import owners
from waypost.care.access import ACT_ON_SIGNAL
from waypost.evidence import stream
from waypost.evidence.vocabulary import DUE, VERB
from waypost.readings import evidence, projector, queries, words
from waypost.readings.access import SEE_EPISODE, SEE_OWN_SIGNAL, SEE_READING, SEE_SHARED_READING
from waypost.readings.models import Episode, Reading
from waypost.readings.rebuild import rebuild, verify
from waypost.school import clock
from waypost.school.models import Person
from waypost.trust.access import ReadBook

from . import makers
from .test_access import who
from .test_outcomes import pulse

SignedIn = Callable[[object], Client]
STAFF = ("ada", "ben", "tom", "lena", "cora")
OTHERS = ("mia", "leo", "rosa", "paul", "adam", "sam", "priya", "petra")


def told(student: Person, adult: Person | None, *levels: int) -> None:
    """One pulse a week, the last one on Friday 20 November."""
    weeks = len(levels) - 1
    makers.send(*(pulse(student, level, 18 - 7 * (weeks - n), adult) for n, level in enumerate(levels)))


@pytest.fixture
def low(village: Village) -> Episode:
    """Mia told the counsellor, twice lately, that it is not going well."""
    told(village.mia, village.cora, 4, 4, 4, 4, 2, 1)
    projector.catch_up()
    return Episode.objects.get(signal="low_pulse")


def test_a_low_pulse_reaches_the_adult_who_was_chosen_and_nobody_else(village: Village, low: Episode) -> None:
    assert (low.person_id, low.only_for_id, low.state) == (village.mia.pk, village.cora.pk, "open")
    for rule in (SEE_EPISODE, ACT_ON_SIGNAL):
        sees = {
            n for n in (*STAFF, *OTHERS) if rule.rows(who(getattr(village, n))).filter(pk=low.pk).exists()
        }
        assert sees == {"cora"}
        assert not rule.may(who(village.ada), low)
        assert rule.may(who(village.cora), low)
    assert owners.of([low]).owner(low) == village.cora.pk
    assert verify() == []


def test_the_home_adult_who_was_not_told_finds_no_trace_on_any_page(
    village: Village, low: Episode, signed_in: SignedIn
) -> None:
    heading = "told you that it is not going so well"
    assert words.heading(low, "Mia") == f"Mia {heading}"
    assert heading in signed_in(village.cora).get("/today/").content.decode()
    for address in ("/today/", f"/students/{village.mia.pk}/"):
        assert heading not in signed_in(village.ada).get(address).content.decode()
        assert "Low pulse" not in signed_in(village.ada).get(address).content.decode()


def test_the_pulse_reading_and_its_evidence_are_the_students_own(village: Village, low: Episode) -> None:
    reading = Reading.objects.get(person_id=village.mia.pk, measure="pulse")
    assert (reading.state, reading.value) == ("below_usual", 2.0)
    for rule in (SEE_READING, SEE_SHARED_READING):
        sees = {
            n for n in (*STAFF, *OTHERS) if rule.rows(who(getattr(village, n))).filter(pk=reading.pk).exists()
        }
        assert sees == {"mia"}
    mine, cora = ReadBook(who(village.mia)), ReadBook(who(village.cora))
    found = evidence.behind(mine, village.mia.pk, "pulse", 0)
    assert found is not None
    assert [p.level for p in found.pieces] == [1, 2, 4, 4, 4, 4]
    assert evidence.behind(cora, village.mia.pk, "pulse", 0) is None
    past = queries.readings_of(cora, village.mia.pk, as_of=date(2026, 11, 20))
    assert "pulse" not in {r.measure for r in past}


@pytest.mark.parametrize("measure", ["growth", "help_given", "goals", "days_worked", "conversations"])
def test_no_other_page_of_evidence_shows_a_pulse_and_no_familys_a_request_for_help(
    village: Village, low: Episode, measure: str
) -> None:
    ask = {**pulse(village.mia, 3, 20, None), "verb": {"id": VERB + "asked-for-help"}}
    makers.send(ask, *makers.days_of_work(village.mia, 2))
    projector.catch_up()
    for name in ("ada", "lena", "rosa", "mia"):
        found = evidence.behind(ReadBook(who(getattr(village, name))), village.mia.pk, measure, 0)
        kinds = {p.kind.name for p in found.pieces} if found else set()
        assert "PULSE" not in kinds
        assert name != "rosa" or not kinds & {"HELP", "CONVERSATION"}


def test_a_pulse_that_is_told_to_another_adult_from_now_on_is_another_signal(
    village: Village, low: Episode
) -> None:
    makers.send(
        *(
            pulse(village.mia, level, day, village.ada)
            for level, day in ((4, 20), (4, 20), (4, 21), (2, 22), (1, 22))
        )
    )
    makers.send(*(pulse(village.mia, 5, 21, village.cora) for _ in range(2)))
    with clock.held_at(NOW + timedelta(days=2)):
        projector.catch_up()
        live = Episode.objects.filter(signal="low_pulse").exclude(state="ended")
        assert [e.only_for_id for e in live] == [village.ada.pk]
        low.refresh_from_db()
        assert (low.state, low.only_for_id) == ("ended", village.cora.pk)
        assert verify() == []


def planned(student: Person, due: date, done: float, at: int) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "actor": stream.person_agent(student.pk),
        "verb": {"id": VERB + "goal-planned"},
        "object": {"id": "urn:waypost:goal:1"},
        "result": {"success": True, "score": {"scaled": done}, "extensions": {DUE: due.isoformat()}},
        "timestamp": (makers.FIRST + timedelta(days=at)).isoformat(),
    }


def test_off_pace_is_the_students_first_and_an_adults_after_five_school_days(
    village: Village, signed_in: SignedIn
) -> None:
    makers.send(planned(village.mia, date(2026, 12, 4), 0.25, 14))
    projector.catch_up()
    episode = Episode.objects.get(signal="off_pace")
    assert (episode.opened, episode.adults_from) == (date(2026, 11, 20), date(2026, 11, 27))
    ada, mia = who(village.ada), who(village.mia)
    assert SEE_OWN_SIGNAL.rows(mia).filter(pk=episode.pk).exists()
    assert not SEE_OWN_SIGNAL.rows(ada).exists()
    assert not SEE_OWN_SIGNAL.rows(who(village.leo)).exists()
    assert not SEE_EPISODE.rows(ada).filter(pk=episode.pk).exists()
    assert not ACT_ON_SIGNAL.may(ada, episode)
    path = signed_in(village.mia).get("/path/").content.decode()
    assert "25 % of its steps are done" in path
    assert "A goal of Mia is coming up" not in signed_in(village.ada).get("/today/").content.decode()
    with clock.held_at(NOW + timedelta(days=4)):
        projector.catch_up()
        assert SEE_EPISODE.rows(ada).filter(pk=episode.pk).exists()
        assert "A goal of Mia is coming up" in signed_in(village.ada).get("/today/").content.decode()
        makers.send(planned(village.mia, date(2026, 12, 4), 0.5, 24))
        projector.catch_up()
        episode.refresh_from_db()
        assert (episode.state, episode.ended_by) == ("ended", "evidence")
        assert verify() == []


def test_a_rebuild_keeps_for_whom_a_signal_is(village: Village, low: Episode) -> None:
    rebuild()
    assert Episode.objects.get(signal="low_pulse").only_for_id == village.cora.pk
    assert verify() == []
