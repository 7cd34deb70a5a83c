"""The same history gives the same readings: in one batch or many, in any order, twice, taken back, joined and parted."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.village import Village
from waypost.readings import projector
from waypost.readings.models import Cursor, Episode, Event, Reading, Stale, State
from waypost.readings.rebuild import rebuild, verify
from waypost.school import people
from waypost.school.models import Identifier
from waypost.skills.models import Alignment

from . import makers
from .makers import FIRST, answer, everything, send, talked, void


def history(village: Village, numbers: random.Random, size: int) -> list[dict[str, Any]]:
    """Work of two students and a stranger, dated, undated and at the same moment, with talks in between."""
    out = []
    for n in range(size):
        who = numbers.choice([village.mia, village.leo, "stranger-1"])
        at = FIRST + timedelta(minutes=numbers.randrange(0, 14 * 24 * 60, 7))
        if numbers.random() < 0.1:
            out.append(talked(village.ada, numbers.choice([village.mia, village.leo]), at))
            continue
        when = None if numbers.random() < 0.2 else at
        out.append(
            answer(
                who,
                numbers.random() < 0.6,
                at=when,
                item=f"{numbers.choice(['fractions', 'angles'])}/{n % 7}",
                columns=["Box"] if numbers.random() < 0.3 else (),
                id=UUID(int=numbers.getrandbits(128), version=4),
            )
        )
    return out


def skills_and_rules() -> None:
    """Once for all arrangements of a test: a reading names its skill, and PostgreSQL takes no number back."""
    if Alignment.objects.exists():
        return
    makers.align(makers.skill("fractions"), "https://tool.example/fractions")
    makers.align(makers.skill("angles"), "https://tool.example/angles")
    makers.align(makers.skill("plots"), "Box", "column")


def without_seq(found: dict[str, Any]) -> dict[str, Any]:
    """Readings only: a state also says up to which place in the stream it goes, and that is another one each time."""
    return {"readings": found["readings"]}


def scratch(do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do something and take it back, so that each arrangement begins with the same empty tables."""
    kept: dict[str, Any] = {}
    with transaction.atomic():
        kept = do()
        transaction.set_rollback(True)
    from waypost.evidence.iris import forget
    from waypost.skills import alignment

    forget()
    alignment._kept = None
    return kept


def in_batches(statements: list[dict[str, Any]], cuts: list[int]) -> None:
    marks = [0, *sorted(c % (len(statements) + 1) for c in cuts), len(statements)]
    worker = projector.Projector()
    assert worker.open()
    for a, b in itertools.pairwise(marks):
        send(*statements[a:b])
        while worker.step():
            pass
    worker.close()


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), size=st.integers(1, 40), cuts=st.lists(st.integers(0, 40), max_size=6))
def test_batches_give_what_one_batch_gives(village: Village, seed: int, size: int, cuts: list[int]) -> None:
    statements = history(village, random.Random(seed), size)
    skills_and_rules()

    def whole() -> dict[str, Any]:
        in_batches(statements, [])
        return everything()

    def parts() -> dict[str, Any]:
        in_batches(statements, cuts)
        assert verify() == []
        return everything()

    assert scratch(whole)["readings"] == scratch(parts)["readings"]


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), size=st.integers(1, 30), data=st.data())
def test_joins_partings_voids_and_duplicates_leave_what_the_evidence_says(
    village: Village, seed: int, size: int, data: st.DataObject
) -> None:
    """Whatever was done in between, what stands at the end is what a rebuild makes of it."""
    numbers = random.Random(seed)
    statements = history(village, numbers, size)
    skills_and_rules()

    def disturbed() -> dict[str, Any]:
        worker = projector.Projector()
        assert worker.open()
        left = list(statements)
        for deed in data.draw(
            st.lists(st.sampled_from(["send", "again", "void", "join", "part", "work"]), max_size=14)
        ):
            disturb(village, deed, left, statements, numbers)
            if deed == "work":
                worker.step()
        send(*left)
        while worker.step():
            pass
        worker.close()
        assert verify() == []
        found = everything()
        rebuild()
        assert everything() == found
        return found

    scratch(disturbed)


def disturb(
    village: Village,
    deed: str,
    left: list[dict[str, Any]],
    all_of_them: list[dict[str, Any]],
    numbers: random.Random,
) -> None:
    sent = [s for s in all_of_them if s not in left]
    stranger = Identifier.objects.filter(key__endswith="|stranger-1").first()
    if deed == "send":
        send(*(left.pop() for _ in range(min(3, len(left)))))
    elif deed == "again" and sent:
        send(numbers.choice(sent))
    elif deed == "void" and sent:
        send(void(numbers.choice(sent)["id"]))
    elif deed == "join" and stranger and not stranger.identities.filter(parted__isnull=True).exists():
        until = numbers.choice([None, FIRST.date() + timedelta(days=5)])
        people.join(stranger.pk, village.mia.pk, by=None, reason="a card", until=until)
    elif deed == "part" and stranger:
        for identity in stranger.identities.filter(parted__isnull=True):
            people.part(identity.pk, by=None, reason="a mistake")


def test_any_order_gives_the_same_readings_where_the_order_is_told_by_the_work(village: Village) -> None:
    """Dated work counts by when it was done; only what has one and the same moment keeps the order it came in."""
    statements = list(makers.days_of_work(village.mia, 8))
    skills_and_rules()

    def arranged(seed: int) -> dict[str, Any]:
        def do() -> dict[str, Any]:
            mixed = list(statements)
            random.Random(seed).shuffle(mixed)
            in_batches(mixed, [3, 9])
            return without_seq(everything())

        return scratch(do)

    first = arranged(1)
    assert all(arranged(seed) == first for seed in range(2, 6))


def test_two_rows_found_to_be_one_person_read_as_one_and_part_exactly(village: Village) -> None:
    skills_and_rules()
    send(*makers.days_of_work(village.mia, 4), *makers.days_of_work(village.leo, 3, item="angles"))
    projector.catch_up()
    apart = everything()["readings"]
    merge = people.merge(village.mia.pk, village.leo.pk, by=None, reason="two enrolments")
    projector.catch_up()
    assert not Reading.objects.filter(person_id=village.leo.pk).exists()
    assert not State.objects.filter(person_id=village.leo.pk).exists()
    assert verify() == []
    people.part_merge(merge.pk, by=None, reason="they are two")
    projector.catch_up()
    assert everything()["readings"] == apart
    assert verify() == []


@pytest.mark.parametrize("where", ["intake.insert", "store.put_readings", "store.put_states", "signals.save"])
def test_a_crash_anywhere_loses_and_doubles_nothing(
    village: Village, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """The power goes in the middle of a transaction; the next start goes on as if nothing had been."""
    from waypost import readings

    skills_and_rules()
    send(*makers.days_of_work(village.mia, 3))
    projector.catch_up()
    send(
        *makers.days_of_work(village.mia, 3, first=FIRST + timedelta(days=7)),
        *makers.days_of_work(village.leo, 2),
    )
    module, name = where.split(".")
    place = getattr(readings, module)
    real = getattr(place, name)

    def half(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(place, name, half)
        with pytest.raises(KeyboardInterrupt):
            projector.catch_up()
    projector.catch_up()
    assert Event.objects.count() == 16
    assert not Stale.objects.exists()
    assert verify() == []


def test_only_one_projects_at_a_time(village: Village) -> None:
    """A holder that lost the lease writes nothing more."""
    from waypost.readings.lease import LeaseLost

    first, second = projector.Projector(), projector.Projector()
    assert first.open()
    assert not second.open()
    Cursor.objects.update(until=village.stranger.created)  # the lease ran out
    assert second.open()
    send(*makers.days_of_work(village.mia, 1))
    with pytest.raises(LeaseLost):
        first.step()
    assert Event.objects.count() == 0
    while second.step():
        pass
    assert Event.objects.count() == 2
    assert Episode.objects.count() >= 0
