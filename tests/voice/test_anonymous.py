"""Anonymous answers: what is kept while a survey is open, what at the close, and what never."""

from __future__ import annotations

import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.village import Village
from tests.voice import rounds
from waypost.school.models import Person
from waypost.trust import clock, ledger
from waypost.trust.sealed import Key
from waypost.voice import restored
from waypost.voice.jobs import daily
from waypost.voice.models import Answer, Box, Invited, Numbers, Said, State, Wave
from waypost.voice.services import Refused, closing
from waypost.voice.services.answers import answer, handed_in, has_answered, paper_sheet, spool_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def kids(village: Village, home: Path) -> list[Person]:
    rounds.safeguarded(village)
    return rounds.students(village, [("7a", 14), ("7b", 13)])


@pytest.fixture
def wave(village: Village, kids: list[Person]) -> Wave:
    return rounds.opened(village, unit="class")


def test_nine_answers_leave_no_trace_in_the_database(wave: Wave, kids: list[Person]) -> None:
    for kid in kids[:9]:
        assert answer(wave, kid.pk, rounds.said(wave, words="more time")).kept
    assert not Box.objects.exists()
    assert not Invited.objects.filter(answered=True).exists()
    assert not Answer.objects.exists()


def test_the_tenth_brings_all_ten_as_one_batch(wave: Wave, kids: list[Person]) -> None:
    for kid in kids[:11]:
        answer(wave, kid.pk, rounds.said(wave))
    assert Box.objects.count() == 10
    assert set(Invited.objects.filter(answered=True).values_list("person_id", flat=True)) == {
        k.pk for k in kids[:10]
    }


def test_who_taps_twice_has_answered_once_before_and_after_the_batch(wave: Wave, kids: list[Person]) -> None:
    assert answer(wave, kids[0].pk, rounds.said(wave, 1)).kept
    assert has_answered(wave, kids[0].pk)
    assert not answer(wave, kids[0].pk, rounds.said(wave, 5)).kept
    for kid in kids[1:10]:
        answer(wave, kid.pk, rounds.said(wave))
    assert not answer(wave, kids[0].pk, rounds.said(wave, 5)).kept
    assert Box.objects.count() == 10


def test_a_crash_between_database_and_spool_doubles_nothing(
    wave: Wave, kids: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    from waypost.trust.sealed import Spool

    whole = Spool.clear
    monkeypatch.setattr(Spool, "clear", lambda self: None)  # the machine goes off before it is cleared
    for kid in kids[:10]:
        answer(wave, kid.pk, rounds.said(wave))
    monkeypatch.setattr(Spool, "clear", whole)
    answer(wave, kids[10].pk, rounds.said(wave))
    assert Box.objects.count() == 11
    assert Invited.objects.filter(answered=True).count() == 11
    done = closing.close(wave)
    assert Numbers.objects.filter(wave=done).count() == 11


def test_at_the_close_numbers_and_words_lie_apart_and_nothing_else_is_left(
    wave: Wave, kids: list[Person], home: Path
) -> None:
    for n, kid in enumerate(kids[:23]):
        answer(wave, kid.pk, rounds.said(wave, 1 + n % 5, words=f"words number {n}"))
    done = closing.close(wave)
    assert done.state == State.CLOSED
    assert Counter(next(iter(r.scores.values())) for r in Numbers.objects.all()) == Counter(
        1 + n % 5 for n in range(23)
    )
    assert {s.text for s in Said.objects.all()} == {f"words number {n}" for n in range(23)}
    assert not Box.objects.exists()
    assert not Key(wave.name).exists
    assert not [f for f in home.rglob("*") if wave.name in f.name]
    assert done.public_key is None
    assert Invited.objects.filter(wave=wave, answered=True).count() == 23


def test_fewer_than_ten_are_destroyed_unread(
    wave: Wave, kids: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Key, "open", lambda *a: pytest.fail("nobody may open these"))
    for kid in kids[:9]:
        answer(wave, kid.pk, rounds.said(wave, words="a secret"))
    done = closing.close(wave)
    assert done.state == State.UNREAD
    assert not Numbers.objects.exists()
    assert not Said.objects.exists()
    assert not Key(wave.name).exists


def test_a_group_of_fewer_than_ten_melts_into_the_whole_and_takes_another_with_it(
    village: Village, wave: Wave, kids: list[Person]
) -> None:
    for kid in [*kids[:12], *kids[14:23]]:  # twelve of 7A, nine of 7B
        answer(wave, kid.pk, rounds.said(wave))
    closing.close(wave)
    assert set(Numbers.objects.values_list("unit", flat=True)) == {""}


def test_two_groups_of_ten_stand_for_themselves(wave: Wave, kids: list[Person]) -> None:
    for kid in [*kids[:12], *kids[14:24]]:
        answer(wave, kid.pk, rounds.said(wave))
    closing.close(wave)
    assert Counter(Numbers.objects.values_list("unit", flat=True)) == {
        "Mathematics 7A": 12,
        "Mathematics 7B": 10,
    }


def test_closing_again_after_a_crash_finishes_the_work(
    wave: Wave, kids: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    for kid in kids[:12]:
        answer(wave, kid.pk, rounds.said(wave))
    whole = Key.destroy
    monkeypatch.setattr(Key, "destroy", lambda self: (_ for _ in ()).throw(OSError("power cut")))
    with pytest.raises(OSError, match="power cut"):
        closing.close(wave)
    monkeypatch.setattr(Key, "destroy", whole)
    closing.close(wave)
    assert Numbers.objects.count() == 12
    assert not Key(wave.name).exists
    assert not spool_of(wave).place.exists()


def test_after_the_close_nobody_can_answer_and_no_key_comes_back(wave: Wave, kids: list[Person]) -> None:
    stale = Wave.objects.select_related("survey").get(pk=wave.pk)
    for kid in kids[:10]:
        answer(wave, kid.pk, rounds.said(wave))
    closing.close(wave)
    with pytest.raises(Refused):
        answer(stale, kids[11].pk, rounds.said(stale))
    assert not spool_of(wave).place.exists()
    assert not spool_of(wave).key_place.exists()


def test_sheets_on_paper_are_never_more_than_those_who_handed_one_in(wave: Wave, kids: list[Person]) -> None:
    with pytest.raises(Refused, match="First note who"):
        paper_sheet(wave, "Mathematics 7A", rounds.said(wave), once=uuid.uuid4())
    assert handed_in(wave, [k.pk for k in kids[:10]]) == 10
    assert handed_in(wave, [k.pk for k in kids[:10]]) == 0
    sheets = [uuid.uuid4() for _ in range(10)]
    for once in sheets:
        assert paper_sheet(wave, "Mathematics 7A", rounds.said(wave, 2), once=once)
    assert not paper_sheet(wave, "Mathematics 7A", rounds.said(wave, 2), once=sheets[3])
    assert Box.objects.count() == 10
    assert not answer(wave, kids[0].pk, rounds.said(wave)).kept
    with pytest.raises(Refused, match="as many answers as people"):
        paper_sheet(wave, "Mathematics 7A", rounds.said(wave), once=uuid.uuid4())


def test_an_answer_that_says_nothing_or_to_no_question_is_refused(wave: Wave, kids: list[Person]) -> None:
    from waypost.voice.services.answers import Given

    first = next(iter(rounds.said(wave).scores))
    for bad in (Given(), Given({first: 6}), Given({first: 0}), Given({999_999: 3}), Given({}, {first: "x"})):
        with pytest.raises(Refused):
            answer(wave, kids[0].pk, bad)
    assert not has_answered(wave, kids[0].pk)


def test_somebody_who_is_not_asked_cannot_answer(village: Village, wave: Wave) -> None:
    with pytest.raises(Refused, match="isn't for you"):
        answer(wave, village.far_kid.pk, rounds.said(wave))


def as_in_the_backup(wave: Wave) -> None:
    """The tables as they were while the round was open: two batches of boxes, nothing told."""
    for kept in (Numbers, Said):
        kept.objects.all().delete()
    Wave.objects.filter(pk=wave.pk).update(state=State.OPEN, public_key=b"k" * 32)
    Box.objects.bulk_create([Box(wave=wave, box=b"x" * 8240) for _ in range(20)])


@pytest.mark.parametrize("key", ["as it is", "an old copy"])
def test_a_round_that_was_closed_since_a_backup_ends_unread_when_it_is_put_back(
    key: str, wave: Wave, kids: list[Person], django_capture_on_commit_callbacks: Any
) -> None:
    before, secret = clock.wall(), Key(wave.name).place.read_bytes()
    for kid in kids[:12]:
        answer(wave, kid.pk, rounds.said(wave))
    with django_capture_on_commit_callbacks(execute=True):
        closing.close(wave)
    as_in_the_backup(wave)
    if key == "an old copy":
        Key(wave.name).place.write_bytes(secret)
    assert ledger.replay(ledger.read(ledger.place()), before) == {"anonymous round": 1}
    wave.refresh_from_db()
    assert (wave.state, wave.public_key) == (State.UNREAD, None)
    assert not Box.objects.exists()
    assert not Key(wave.name).exists
    assert not Numbers.objects.exists()
    daily()
    wave.refresh_from_db()
    assert wave.over


def test_a_round_that_is_still_open_goes_on_after_a_backup_was_put_back_if_its_key_is_there(
    wave: Wave, kids: list[Person]
) -> None:
    for kid in kids[:12]:
        answer(wave, kid.pk, rounds.said(wave))
    spool_of(wave).place.unlink()  # in no backup: the last two answer again
    restored.end_those_without_a_key()
    assert not answer(wave, kids[0].pk, rounds.said(wave)).kept
    for kid in kids[10:12]:
        assert answer(wave, kid.pk, rounds.said(wave)).kept
    assert closing.close(wave).state == State.CLOSED
    assert Numbers.objects.count() == 12


def test_a_round_whose_key_is_lost_ends_unread_and_takes_no_more_answers(
    wave: Wave, kids: list[Person]
) -> None:
    for kid in kids[:12]:
        answer(wave, kid.pk, rounds.said(wave))
    Key(wave.name).destroy()
    restored.end_those_without_a_key()
    assert Wave.objects.get(pk=wave.pk).state == State.UNREAD
    assert not Box.objects.exists()
    with pytest.raises(Refused):
        answer(wave, kids[13].pk, rounds.said(wave))
