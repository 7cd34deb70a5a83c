"""The attack of TRUST 1: somebody who knows in which order forty people answered, and holds a copy of everything after
each answer (database, its journal, a dump, a backup, the log, the jobs), tries to find out who said what."""

from __future__ import annotations

import json
import logging
import random
import sqlite3
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from tests import village as cast
from tests.voice import rounds
from waypost.school import clock
from waypost.trust.sealed import Key
from waypost.voice import tables
from waypost.voice.jobs import finish
from waypost.voice.models import Answer, Box, Invited, Numbers, Said, Wave
from waypost.voice.services import closing
from waypost.voice.services.answers import spool_of

N = 40
#: Every column that an anonymous answer ever stands in. A new one needs a new look at this whole file.
COLUMNS = {
    Box: {"id", "wave_id", "box"},
    Numbers: {"id", "wave_id", "unit", "scores"},
    Said: {"id", "wave_id", "unit", "version_id", "text", "quotable"},
    Invited: {"id", "wave_id", "person_id", "unit", "answered"},
}


@pytest.mark.parametrize("model", list(COLUMNS), ids=lambda m: m.__name__)
def test_every_column_of_the_answer_tables_is_on_the_list(model: Any) -> None:
    assert {f.column for f in model._meta.get_fields() if getattr(f, "column", None)} == COLUMNS[model]


def test_no_other_table_hangs_on_an_answer() -> None:
    """Only codes of comments do, and those chosen as quotes; nothing ties a comment or a number to a person."""
    ours = {Box, Numbers, Said}
    tied = {
        m
        for m in apps.get_models()
        for f in m._meta.get_fields()
        if getattr(f, "related_model", None) in ours and getattr(f, "column", None)
    }
    assert {m.__name__ for m in tied} == {"Coded", "Quote"}


Row = dict[str, Any]


@dataclass
class Copy:
    """What the attacker holds after one answer."""

    rows: dict[str, list[Row]]  # table -> rows with where they lie (rowid, or ctid and xmin)
    raw: bytes  # the files of the database as they lie on the disk, and the backup
    log: str


@dataclass
class Attacker:
    copies: list[Copy] = field(default_factory=list)

    def batch_of(self, table: str) -> dict[Any, int]:
        """Id of each row -> after which answer it was first there."""
        first: dict[Any, int] = {}
        for n, copy in enumerate(self.copies):
            for row in copy.rows[table]:
                first.setdefault(row["id"], n)
        return first


def tables_now() -> dict[str, list[Row]]:
    """A dump: every table, the job table and the sessions among them, with all that says where a row lies."""
    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            where = "ctid::text AS ctid, xmin::text AS xmin, " if connection.vendor == "postgresql" else ""
            cursor.execute(f'SELECT {where}* FROM "{name}"')
            heads = [c[0] for c in cursor.description]
            found[name] = [
                {h: bytes(v) if isinstance(v, memoryview) else v for h, v in zip(heads, row, strict=True)}
                for row in cursor.fetchall()
            ]
    return found


def place_of(row: Row) -> Any:
    """(page, line) of a row in PostgreSQL's file."""
    return eval(row["ctid"])


def files_now(tmp: Path) -> bytes:
    """SQLite: the file, its WAL, and a backup made by SQLite itself. PostgreSQL: its rows are what a dump holds."""
    if connection.vendor != "sqlite":
        return b""
    place = Path(connection.settings_dict["NAME"])
    raw = b"".join(f.read_bytes() for f in sorted(place.parent.glob(place.name + "*")))
    backup = sqlite3.connect(tmp / "backup.sqlite3")
    assert connection.connection is not None
    connection.connection.backup(backup)
    backup.close()
    return raw + (tmp / "backup.sqlite3").read_bytes()


def no_better_than_chance(found: list[Any], hits: Callable[[list[Any]], int], guesses: int = 5000) -> bool:
    """Permutation test: the attacker's pairs beside those of guesses that know nothing.

    A leak of the order pairs ten to forty; chance alone comes above the best of 5,000 guesses by more than two once in a
    hundred thousand runs, so that this test doesn't cry wolf.
    """
    return hits(found) <= max(hits(random.sample(found, len(found))) for _ in range(guesses)) + 2


def at_their_turn(people: list[int]) -> int:
    """How many rows lie at the place at which their person answered?"""
    return sum(person == n for n, person in enumerate(people))


def at_their_turn_backwards(people: list[int]) -> int:
    return at_their_turn(people[::-1])


def test_the_attack_finds_an_order_that_was_kept() -> None:
    kept = list(range(N))
    assert not no_better_than_chance(kept, at_their_turn)
    assert not no_better_than_chance(kept[::-1], at_their_turn_backwards)
    half = [*range(N // 2), *random.Random(3).sample(range(N // 2, N), N // 2)]
    assert not no_better_than_chance(half, at_their_turn)


@pytest.mark.django_db(transaction=True)
def test_forty_people_in_known_order_and_nobody_can_be_paired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("WAYPOST_HOME", str(home))
    tables.without_rowid()
    rng = random.Random(11)
    attacker, truth, words_of = Attacker(), {}, {}
    with clock.held_at(cast.NOW), caplog.at_level(logging.DEBUG):
        village = cast.build()
        rounds.safeguarded(village)
        kids = rounds.students(village, [("7a", N)])
        wave = rounds.opened(village, "belonging", "learned", klass_id=village.maths_7a.pk)
        key, spool_key = Key(wave.name).place.read_bytes(), b""
        order = list(kids)
        rng.shuffle(order)
        for n, kid in enumerate(order):
            said = f"word {uuid.UUID(int=rng.getrandbits(128))} " + "x" * rng.randrange(1, 300)
            scores = [rng.randint(1, 5) for _ in range(4)]
            answer_on_the_page(kid, wave, scores, said)
            truth[n], words_of[n] = tuple(scores), said
            spool_key = spool_of(wave).key_place.read_bytes()
            attacker.copies.append(Copy(tables_now(), files_now(tmp_path), caplog.text))
            caplog.clear()

        # -- while it is open -------------------------------------------------------------------------------------------
        everything = b"".join(c.raw for c in attacker.copies)
        for n in range(N):
            assert words_of[n].encode() not in everything
            assert not any(words_of[n] in c.log for c in attacker.copies)
        assert key not in everything
        assert spool_key not in everything
        plain = repr([c.rows for c in attacker.copies]).encode()
        assert key not in plain
        assert not any(w.encode() in plain for w in words_of.values())
        assert {len(r["box"]) for c in attacker.copies for r in c.rows["voice_box"]} == {8240}

        # Rows and people come in batches of ten and more, and only then.
        box_first = attacker.batch_of("voice_box")
        assert all(size >= 10 for size in Counter(box_first.values()).values())
        answered = [
            {r["person_id"] for r in c.rows["voice_invited"] if r["answered"]} for c in attacker.copies
        ]
        grown = [len(b - a) for a, b in zip([set(), *answered], answered, strict=False)]
        assert all(n == 0 or n >= 10 for n in grown), grown
        assert sum(grown) == N

        # Which box is whose? He is even given the key, opens every box, and pairs by each order that he can see.
        boxes = attacker.copies[-1].rows["voice_box"]
        opened = {r["id"]: Key(wave.name).open(r["box"]) for r in boxes}
        person_of = {
            box: next(n for n in range(N) if words_of[n].encode() in text) for box, text in opened.items()
        }
        orders = {"as they lie": boxes, "by id": sorted(boxes, key=lambda r: str(r["id"]))}
        if connection.vendor == "postgresql":
            orders["ctid"] = sorted(boxes, key=place_of)
            orders["xmin"] = sorted(boxes, key=lambda r: (int(r["xmin"]), place_of(r)))
        else:
            with connection.cursor() as cursor:
                cursor.execute("SELECT sql FROM sqlite_master WHERE name='voice_box'")
                assert "WITHOUT ROWID" in cursor.fetchone()[0]
        for name, rows in orders.items():
            found = [r["id"] for r in rows]
            assert no_better_than_chance(
                found, partial(within_batches, person_of=person_of, first=box_first), 2000
            ), name

        # -- after the close --------------------------------------------------------------------------------------------
        closing.close(wave)
        finish(Wave.objects.select_related("survey").get(pk=wave.pk))
        assert Numbers.objects.count() == Said.objects.count() == N
        assert not Box.objects.exists()
        assert not Answer.objects.exists()
        left = b"".join(f.read_bytes() for f in home.rglob("*") if f.is_file()) + files_now(tmp_path)
        assert key not in left
        assert spool_key not in left
        assert not any(r["box"][:64] in left for r in boxes), "a box is left on the disk"
        rows = tables_now()
        assert len({r["xmin"] for r in rows["voice_said"]} if "xmin" in rows["voice_said"][0] else {1}) == 1
        who = {text: n for n, text in words_of.items()}
        for name, order_of in AFTERWARDS.items():
            if name == "ctid" and connection.vendor != "postgresql":
                continue
            people = [who[r["text"]] for r in order_of(rows["voice_said"])]
            numbers = [in_order(r["scores"]) for r in order_of(rows["voice_numbers"])]
            assert no_better_than_chance(people, at_their_turn), name
            assert no_better_than_chance(people, at_their_turn_backwards), name
            assert no_better_than_chance(numbers, partial(alike, [list(truth[n]) for n in range(N)])), name
            # Numbers and words of one person aren't joined by their order either.
            assert no_better_than_chance(numbers, partial(alike, [list(truth[p]) for p in people])), name


def alike(one: list[list[int]], other: list[list[int]]) -> int:
    return sum(a == b for a, b in zip(one, other, strict=True))


AFTERWARDS: dict[str, Callable[[list[Row]], list[Row]]] = {
    "as they lie": list,
    "by id": lambda rows: sorted(rows, key=lambda r: str(r["id"])),
    "ctid": lambda rows: sorted(rows, key=place_of),
}


def in_order(scores: Any) -> list[int]:
    """The scores of an answer by question, whatever the database hands out for JSON."""
    kept = json.loads(scores) if isinstance(scores, str) else scores
    return [v for _, v in sorted(kept.items(), key=lambda kv: int(kv[0]))]


def within_batches(order: list[Any], person_of: dict[Any, int], first: dict[Any, int]) -> int:
    """Right pairs when the n-th box of a batch is taken for the n-th person of it: batches are no secret."""
    hits = 0
    for batch in sorted(set(first.values())):
        rows = [box for box in order if first[box] == batch]
        people = sorted(person_of[box] for box in rows)
        hits += sum(person_of[box] == person for box, person in zip(rows, people, strict=True))
    return hits


def answer_on_the_page(kid: Any, wave: Wave, scores: list[int], words: str) -> None:
    """As the student does it: sign in, send the form."""
    from waypost.trust.models import Account

    client = Client()
    client.force_login(
        Account.objects.get(person_id=kid.pk), backend="waypost.trust.signin.ActiveAccountBackend"
    )
    questions = list(wave.questions.select_related("version__item"))
    numbers = [q.version_id for q in questions if not q.version.item.words]
    data: dict[str, Any] = {f"q{v}": s for v, s in zip(numbers, scores, strict=True)}
    data[f"w{next(q.version_id for q in questions if q.version.item.words)}"] = words
    page = client.post(f"/voice/surveys/{wave.pk}/answer/", data)
    assert b"Thank you" in page.content, page.content[:2000]
