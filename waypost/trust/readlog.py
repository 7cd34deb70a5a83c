"""The log of reads: who looked, for what, at whom; one row per (actor, purpose, page, subjects, quarter of an hour).

A request hands its `ReadBook` to `record`. What is restricted is on disk before the answer leaves (no log, no page);
the rest waits for a writer that commits a group at least once a second. Looking again within the quarter of an hour
costs a lookup in memory and writes nothing.
"""

from __future__ import annotations

import atexit
import hashlib
import logging
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction

from . import audit, chain, clock
from .access import ReadBook, Who
from .models import ReadBatch, ReadRow, Role, SubjectSet
from .pseudonyms import code_of_actor, codes_of

log = logging.getLogger(__name__)

QUARTER = 15 * 60
PATIENCE = 0.8  # seconds that a read may wait for its group
ROOM = 5_000  # waiting reads; beyond that each request writes its own
MEMORY = 50_000  # keys of this quarter that we know to be written

#: As which of several roles somebody looked: the most telling one.
TELLING = (
    Role.SAFEGUARDING, Role.PRIVACY, Role.COUNSELLOR, Role.TEACHER, Role.LEADER, Role.GUARDIAN, Role.STUDENT,
    Role.PARTNER, Role.ADMINISTRATOR,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One line to be: everything in ids; pseudonyms come when it is written."""

    account: int | None
    person: int | None
    real_account: int | None
    role: str
    purpose: str
    page: str
    kind: str
    subjects: tuple[int, ...]
    quarter: int
    restricted: bool = False


def entries(book: ReadBook, at: datetime | None = None) -> list[Entry]:
    """The lines of one request: at most one for what was read and one for what was only listed."""
    quarter = int((at or clock.now()).timestamp()) // QUARTER
    who = book.who
    rest = book.listed - book.read
    return [
        Entry(
            account=who.account,
            person=who.person,
            real_account=who.viewing_as,
            role=role_of(who),
            purpose=book.purpose[:40],
            page=book.page[:80],
            kind=kind,
            subjects=tuple(sorted(people)),
            quarter=quarter,
            restricted=book.restricted,
        )
        for kind, people in (("read", book.read), ("listed", rest))
        if people
    ]


def role_of(who: Who) -> str:
    return next((str(r) for r in TELLING if r in who.roles), "")


class Writer:
    """Collects lines and writes them in groups; one for each process."""

    def __init__(self) -> None:
        self._waiting: dict[Entry, None] = {}
        self._written: dict[Entry, None] = {}
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    def record(self, lines: Iterable[Entry], *, now: bool = False) -> None:
        """Take lines. With `now`, or inside somebody's transaction, they are written before this returns."""
        with self._lock:
            fresh = [line for line in lines if line not in self._written]
        if not fresh:
            return
        if connection.in_atomic_block:  # a rolled-back transaction must not leave "written" in memory
            write(fresh)
            return
        if now or len(self._waiting) >= ROOM:
            write(fresh)
            self._remember(fresh)
            return
        with self._lock:
            self._waiting.update(dict.fromkeys(fresh))
            self._start()
        self._wake.set()

    def flush(self) -> None:
        """Write what waits. Lines stay waiting when the database refuses."""
        with self._writing:
            with self._lock:
                taken = list(self._waiting)
            if not taken:
                return
            write(taken)
            with self._lock:
                for line in taken:
                    self._waiting.pop(line, None)
            self._remember(taken)

    def forget(self) -> None:
        """Lose the memory of what is written (tests that empty the database)."""
        with self._writing, self._lock:
            self._written.clear()
            self._waiting.clear()

    def _remember(self, lines: Iterable[Entry]) -> None:
        with self._lock:
            self._written.update(dict.fromkeys(lines))
            while len(self._written) > MEMORY:
                self._written.pop(next(iter(self._written)))

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="read-log", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            self._wake.wait()
            self._wake.clear()
            pause.wait(PATIENCE)
            if not self._waiting:
                continue
            try:
                self.flush()
            except Exception:
                log.exception("The log of reads could not be written; trying again.")
                self._wake.set()
            finally:
                connection.close()  # this thread's own; it may be idle for hours


writer = Writer()
atexit.register(lambda: _last_words())


def _last_words() -> None:
    try:
        writer.flush()
    except Exception:
        log.exception("The last lines of the log of reads could not be written.")


def record(book: ReadBook) -> None:
    """Note what a request read; restricted things at once and for certain."""
    lines = entries(book)
    if lines:
        writer.record(lines, now=book.restricted)


def write(lines: Iterable[Entry]) -> None:
    """Write lines as one batch, leaving out those that already stand."""
    with transaction.atomic():
        chain.one_at_a_time("reads")
        rows = list(_without_known([_row(line) for line in lines]))
        if not rows:
            return
        last = ReadBatch.objects.order_by("-pk").values_list("chain", flat=True).first()
        batch = ReadBatch(written=clock.now(), rows=len(rows))
        batch.chain = chain.link(audit.start("reads") if last is None else last, _content(batch, rows))
        batch.save()
        for row in rows:
            row.batch = batch
        ReadRow.objects.bulk_create(rows, batch_size=200)


def _row(line: Entry) -> ReadRow:
    return ReadRow(
        actor=code_of_actor(line.account, line.person),
        real_actor=_code_of_account(line.real_account),
        role=line.role,
        purpose=line.purpose,
        page=line.page,
        kind=line.kind,
        subjects=subject_set(line.subjects),
        quarter=line.quarter,
        restricted=line.restricted,
    )


def _code_of_account(account: int | None) -> str:
    if account is None:
        return ""
    from .models import Account

    person = Account.objects.filter(pk=account).values_list("person_id", flat=True).first()
    return code_of_actor(account, person)


def subject_set(people: tuple[int, ...]) -> SubjectSet:
    """The stored set of these people's pseudonyms; made once."""
    names = ",".join(sorted(codes_of(people).values()))
    digest = hashlib.sha256(names.encode()).hexdigest()
    row, _ = SubjectSet.objects.get_or_create(digest=digest, defaults={"pseudonyms": names})
    return row


def _without_known(rows: list[ReadRow]) -> Iterator[ReadRow]:
    known: set[tuple[object, ...]] = set()
    for actor, quarter in {(r.actor, r.quarter) for r in rows}:
        known.update(map(_identity, ReadRow.objects.filter(actor=actor, quarter=quarter)))
    for row in rows:
        if _identity(row) not in known:
            known.add(_identity(row))
            yield row


def _identity(row: ReadRow) -> tuple[object, ...]:
    return (
        row.actor,
        row.real_actor,
        row.role,
        row.purpose,
        row.page,
        row.kind,
        row.subjects_id,
        row.quarter,
        row.restricted,
    )


def _content(batch: ReadBatch, rows: list[ReadRow]) -> list[object]:
    """What the chain holds of a batch. The set is named by its digest, which `verify` holds against its members."""
    lines = [
        [r.actor, r.real_actor, r.role, r.purpose, r.page, r.kind, r.subjects.digest, r.quarter, r.restricted]
        for r in rows
    ]
    return [batch.written.astimezone(UTC).isoformat(), batch.rows, lines]


def verify_reads() -> list[str]:
    """Each batch that isn't as it was written, and each set of people whose members were changed."""
    problems = [
        f"Set of people {row.pk}: its members aren't those it was stored with."
        for row in SubjectSet.objects.iterator(chunk_size=2000)
        if hashlib.sha256(row.pseudonyms.encode()).hexdigest() != row.digest
    ]
    previous = audit.start("reads")
    seen: dict[int, str] = {}
    for batch in ReadBatch.objects.order_by("pk").iterator(chunk_size=500):
        rows = list(batch.lines.select_related("subjects").order_by("pk"))
        place = f"Read batch {batch.pk} (written {batch.written:%Y-%m-%d %H:%M} UTC)"
        if len(rows) != batch.rows:
            problems.append(f"{place}: {batch.rows} lines were written, {len(rows)} are there.")
        elif batch.chain != chain.link(previous, _content(batch, rows)):
            problems.append(
                f"{place}: its lines were changed, or batches just before it were changed or removed."
            )
        previous = batch.chain
        seen[batch.pk] = batch.chain
    return problems + audit.against_heads("reads", "Read batch", seen)
