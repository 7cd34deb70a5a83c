"""Sealed boxes and their spool: nothing about an answer can be seen from outside, and nothing is lost on the way."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from waypost.trust.sealed import BOX_BYTES, Key, Spool, box_of


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    return tmp_path


def test_a_short_and_a_long_answer_make_boxes_of_one_size_and_never_the_same_twice(home: Path) -> None:
    public = Key("1").make()
    boxes = [box_of(public, content, "1") for content in (b"", b"yes", b"yes", b"x" * 8000)]
    assert {len(b) for b in boxes} == {BOX_BYTES}
    assert len(set(boxes)) == 4
    assert [Key("1").open(b) for b in boxes] == [b"", b"yes", b"yes", b"x" * 8000]


def test_a_box_has_an_end(home: Path) -> None:
    with pytest.raises(ValueError, match="room"):
        box_of(Key("1").make(), b"x" * 8190, "1")


def test_a_box_opens_in_no_other_round(home: Path) -> None:
    box = box_of(Key("1").make(), b"hello", "1")
    Key("2").make()
    with pytest.raises(InvalidTag):
        Key("2").open(box)


def test_the_key_is_for_the_owner_alone_and_gone_byte_by_byte_after_the_end(home: Path) -> None:
    key = Key("1")
    key.make()
    secret = key.place.read_bytes()
    assert key.place.stat().st_mode & 0o077 == 0
    assert key.make() == key.make()  # a key that is there is never replaced
    key.destroy()
    key.destroy()
    assert not key.exists
    assert not [f for f in home.rglob("*") if f.is_file() and secret in f.read_bytes()]


def test_what_was_put_into_the_spool_is_there_for_the_next_process(home: Path) -> None:
    with Spool("1", 5).held() as spool:
        spool.put(11, b"a" * BOX_BYTES)
        spool.put(12, b"b" * BOX_BYTES)
    with Spool("1", 5).held() as spool:
        assert spool.who == {11, 12}
        assert sorted(spool.boxes.values()) == [b"a" * BOX_BYTES, b"b" * BOX_BYTES]
        assert not spool.full
        spool.clear()
    with Spool("1", 5).held() as spool:
        assert not spool.who
        assert not spool.boxes


def test_a_paper_answer_has_no_name_and_both_must_be_enough(home: Path) -> None:
    with Spool("1", 2).held() as spool:
        spool.put(11, None)
        spool.put(12, None)
        assert not spool.full
        spool.put(None, b"a" * BOX_BYTES)
        spool.put(None, b"b" * BOX_BYTES)
        assert spool.full


def test_the_spool_has_one_size_and_shows_nobody(home: Path) -> None:
    spool, sizes = Spool("1", 10), set()
    for person in range(1000, 1009):
        with spool.held():
            spool.put(person, bytes([person % 251]) * BOX_BYTES)
        content = spool.place.read_bytes()
        assert str(person).encode() not in content
        sizes.add(len(content))
    assert len(sizes) == 1
    assert spool.place.stat().st_mode & 0o077 == 0


def test_two_who_answer_in_the_same_moment_are_both_kept(home: Path) -> None:
    def answer(person: int) -> None:
        with Spool("1", 99).held() as spool:
            spool.put(person, bytes([person]) * BOX_BYTES)

    threads = [threading.Thread(target=answer, args=(n,)) for n in range(1, 13)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    with Spool("1", 99).held() as spool:
        assert spool.who == set(range(1, 13))
        assert len(spool.boxes) == 12


def test_after_the_end_nothing_of_the_spool_is_left(home: Path) -> None:
    spool = Spool("1", 5)
    with spool.held():
        spool.put(11, b"a" * BOX_BYTES)
    secret, content = spool.key_place.read_bytes(), spool.place.read_bytes()
    spool.destroy()
    left = [f.read_bytes() for f in home.rglob("*") if f.is_file()]
    assert not [f for f in left if secret in f or content[:64] in f]
    assert not list((home / "spool").iterdir())
