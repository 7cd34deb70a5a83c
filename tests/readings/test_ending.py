"""Evidence of somebody who has been gone for a year ends; what is derived from the rest stays as it was (TRUST 8, 27)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.village import Village
from waypost.evidence.models import Statement, StatementAgent, Tombstone
from waypost.evidence.statements.refusal import RefusedStatement
from waypost.readings import marks
from waypost.readings.models import Event, Reading, State
from waypost.readings.projector import catch_up
from waypost.readings.rebuild import verify
from waypost.school import clock
from waypost.school.models import Identifier, Person
from waypost.trust.retention import run

from . import makers

pytestmark = pytest.mark.django_db
LEFT = date(2027, 7, 9)


def read_anew(village: Village) -> list[dict[str, Any]]:
    """Everybody is read as of now; what Leo's readings say then."""
    marks.mark_all("rebuild")
    catch_up()
    return list(Reading.objects.filter(person_id=village.leo.pk).order_by("pk").values())


def test_a_leavers_evidence_ends_with_the_file_and_nobody_elses_readings_move(village: Village) -> None:
    makers.align(makers.skill(), "https://tool.example/fractions")
    hers = [makers.answer(village.mia, item=f"fractions/{n}") for n in range(6)]
    makers.send(*hers, *[makers.answer(village.leo, item=f"fractions/{n}") for n in range(6)])
    catch_up()
    Person.objects.filter(pk=village.mia.pk).update(active=False, left=LEFT)
    later = clock.start_of(LEFT + timedelta(days=380)) + timedelta(hours=9)
    with clock.held_at(later):
        run.nightly()
    with clock.held_at(later + run.NOTICE):
        classmate = read_anew(village)
        ended = run.nightly()
        assert ended["evidence.Statement"] == 6
        assert read_anew(village) == classmate
        assert [str(d) for d in verify()] == []
    assert Statement.objects.count() == StatementAgent.objects.count() == Event.objects.count() == 6
    for model in (Reading, State):
        assert not model._default_manager.filter(person_id=village.mia.pk).exists()
    assert not Identifier.objects.filter(key__endswith="|mia").exists()
    assert Tombstone.objects.count() == 6
    with pytest.raises(RefusedStatement):  # the tool sends everything again: refused as erased
        makers.send(*hers)
    assert Statement.objects.count() == 6
