"""Bringing a file in: in short transactions that remember how far they came, with a pause for others between them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.school.identities import chunks
from waypost.school.models import Identity
from waypost.school.people import tell
from waypost.trust import audit

from .. import turns
from ..models import Audience, ImportedStretch, ResponseImport, Source, Statement
from ..statements import Draft
from ..stream import Batch, Filed, file_batches
from .build import Builder
from .earlier import Earlier
from .formats import digest, reader_of
from .people import Newcomers
from .report import Report
from .rows import BadRow, FileRefused, Response
from .text import Lines

BLOCK = 4_000  # rows that are read, and whose students are made known, at a time
MOST = 500  # rows in one transaction
LEAST = 250  # below that, what a transaction costs by itself outweighs its rows
HOLD = 0.020  # seconds that a transaction should hold SQLite's write lock

Progress = Callable[[int, float], None]  # rows read, share of the file (0..1)
NewSkills = Callable[[Sequence[str]], None]  # values of the skill column not seen before in this file


@dataclass(slots=True)
class ImportAccount:
    """What became of a file. `skills`: distinct values of its skill column, in order of first sight; `strangers`: students
    of the file that are nobody here yet, whose answers wait; `otherwise`: how many of the same were read with other
    columns before."""

    new: int = 0
    same: int = 0
    otherwise: int = 0
    refused: int = 0
    report_path: Path | None = None
    skills: list[str] = field(default_factory=list)
    students: int = 0
    strangers: int = 0
    notes: list[str] = field(default_factory=list)
    import_id: int = 0


def import_file(
    path: Path | str,
    format: str = "csv",
    *,
    source: Source,
    mapping: dict[str, Any] | None = None,
    progress: Progress | None = None,
    by: int | None = None,
    create_people: bool = False,
    on_new_skills: NewSkills | None = None,
    file_name: str = "",
    row: ResponseImport | None = None,
) -> ImportAccount:
    """Read a file of responses into the stream. Good rows go in, bad ones into a report with their reasons.

    The same file again adds nothing, whatever columns are told; one that was broken off goes on where it was. `mapping` is as in `columns` (csv)
    or {"kc_model": ...} (datashop); without one the source's saved mapping is taken. Raises FileRefused (a ValueError)
    with a sentence if the file as a whole cannot be read.
    """
    place = Path(path)
    if not place.is_file():
        raise FileRefused(_("There is no file %(path)s.") % {"path": place})
    if connection.in_atomic_block and not _in_test_case():
        raise RuntimeError("a file is never imported inside a transaction: others could not write meanwhile")
    saved = dict(source.mapping) if format == "csv" else {}
    run = _Run(place, format, source, mapping or saved, file_name or place.name, by, row)
    return run.go(progress, create_people, on_new_skills)


class _Run:
    def __init__(
        self,
        path: Path,
        form: str,
        source: Source,
        mapping: dict[str, Any],
        name: str,
        by: int | None,
        row: ResponseImport | None,
    ) -> None:
        self.lines = Lines(path)
        self.reader = reader_of(form, self.lines, mapping, name)
        self.source, self.by = source, by
        self.any_back = _taken_back(source)
        mapping = getattr(self.reader, "mapping", mapping)  # a guessed one is written down, too
        self.row = row or self._found_or_new(digest(path), form, mapping, name)
        self.skip = self.row.rows_read if self.row.state == "running" else 0
        self.builder = Builder(
            source, self.reader.lacks, student_is=str(mapping.get("student_is") or "account")
        )
        self.earlier = Earlier(path, source, name, (form, self.row.mapping))
        self.report = Report(self.row.pk)
        if not self.row.rows_refused:
            self.report.restart()
        self.account = ImportAccount(import_id=self.row.pk)
        self._size = MOST
        self._skills: dict[str, None] = {}
        self._students: set[str] = set()

    def _found_or_new(self, mark: str, form: str, mapping: dict[str, Any], name: str) -> ResponseImport:
        """The same file, format and mapping broken off before: go on with it."""
        begun = (
            ResponseImport.objects.filter(source=self.source, digest=mark, format=form, state="running")
            .order_by("-pk")
            .first()
        )
        if begun is not None and begun.mapping == mapping:
            return begun
        return ResponseImport.objects.create(
            source=self.source, file_name=name[:255], digest=mark, format=form, mapping=mapping,
            state="running", started=clock.now(), made_by=self.by,
        )  # fmt: skip

    def go(
        self, progress: Progress | None, create_people: bool, on_new_skills: NewSkills | None
    ) -> ImportAccount:
        try:
            self._read(progress, Newcomers(self.source) if create_people else None, on_new_skills)
        except FileRefused as no:
            self.row.sentence = str(no)[:500]
            self._end("failed")
            raise
        self._end("done")
        if progress:
            progress(self.row.rows_read, 1.0)
        return self._told()

    def _read(
        self, progress: Progress | None, newcomers: Newcomers | None, on_new_skills: NewSkills | None
    ) -> None:
        for block in self._blocks():
            fresh = self._note(block)
            if fresh and on_new_skills:
                on_new_skills(fresh)
            if newcomers:
                self._greet(newcomers, block)
            for chunk in self._chunks(block):
                self._file(chunk)
                if progress:
                    progress(self.row.rows_read, self.lines.read / max(1, self.lines.size))

    def _blocks(self) -> Iterator[list[Response | BadRow]]:
        """Rows not yet in, some thousands at a time."""
        block: list[Response | BadRow] = []
        for number, row in enumerate(self.reader):
            if number < self.skip:
                self._note([row])
                continue
            block.append(row)
            if len(block) >= BLOCK:
                yield block
                block = []
        if block:
            yield block

    def _chunks(self, block: list[Response | BadRow]) -> Iterator[list[Response | BadRow]]:
        """As many at a time as fit into a short transaction."""
        start = 0
        while start < len(block):
            size = self._size
            yield block[start : start + size]
            start += size

    def _greet(self, newcomers: Newcomers, block: list[Response | BadRow]) -> None:
        keys = [
            self.builder.key_of(s) for s in dict.fromkeys(r.student for r in block if isinstance(r, Response))
        ]
        with turns.long_work(), transaction.atomic():
            earlier = newcomers.greet(keys)
            if earlier:
                tell(earlier)

    def _note(self, rows: list[Response | BadRow]) -> list[str]:
        """Remember students and skills; the skills that are new."""
        fresh: dict[str, None] = {}
        for row in rows:
            if isinstance(row, Response):
                self._students.add(row.student)
                fresh.update((s, None) for s in row.skills if s not in self._skills)
        self._skills.update(fresh)
        return list(fresh)

    def _file(self, chunk: list[Response | BadRow]) -> None:
        good = [row for row in chunk if isinstance(row, Response)]
        bad = [row for row in chunk if isinstance(row, BadRow)]
        standing = self.earlier.standing(good)
        good = [row for row in good if row.line not in standing]
        drafts = self._drafts(good)
        with turns.long_work(), self._timed(), transaction.atomic():
            filed = (
                file_batches([Batch(drafts, self.source.pk, Audience.PUBLIC_TO_TOOLS, each=True)])[0]
                if drafts
                else Filed()
            )
            bad += [BadRow(good[place].line, no.field, no.sentence) for place, no in filed.refused.items()]
            self._advance(len(chunk), filed, len(bad), len(standing))
        self.report.add(bad)

    def _drafts(self, good: list[Response]) -> list[Draft]:
        """One draft a row; a row whose statement was taken back comes as a new one."""
        drafts = [self.builder.draft(row) for row in good]
        again, waiting = 0, list(range(len(drafts))) if self.any_back else []
        while waiting:
            ids = [drafts[place].id for place in waiting]
            gone = set(
                Statement.objects.filter(id__in=ids).exclude(voided_by=None).values_list("id", flat=True)
            )
            waiting = [place for place in waiting if drafts[place].id in gone]
            again += 1
            for place in waiting:
                drafts[place] = self.builder.draft(good[place], again)
        return drafts

    def _advance(self, rows: int, filed: Filed, refused: int, otherwise: int) -> None:
        row = self.row
        row.rows_read += rows
        row.rows_in += len(filed.new)
        row.rows_same += filed.same + otherwise
        row.rows_otherwise += otherwise
        row.rows_refused += refused
        row.report = self.report.path.name if row.rows_refused else ""
        row.save(
            update_fields=["rows_read", "rows_in", "rows_same", "rows_otherwise", "rows_refused", "report"]
        )
        if filed.new:
            self._remember(filed.new[0], filed.new[-1])

    def _remember(self, first: int, last: int) -> None:
        """Where the new statements stand in the stream; a stretch goes on where nothing else came between."""
        stretches = ImportedStretch.objects.filter(of=self.row)
        if not stretches.filter(last=first - 1).update(last=last):
            ImportedStretch.objects.create(of=self.row, first=first, last=last)

    @contextmanager
    def _timed(self) -> Iterator[None]:
        """On SQLite there is one writer at a time: hold it shortly; the next chunk is as large as that allows."""
        begun = time.perf_counter()
        yield
        took = time.perf_counter() - begun
        if connection.vendor != "sqlite":
            return
        self._size = int(min(MOST, max(LEAST, self._size * min(2.0, HOLD / max(took, 0.001)))))

    def _end(self, state: str) -> None:
        with transaction.atomic():
            self.row.state, self.row.finished = state, clock.now()
            self.row.save(update_fields=["state", "finished", "sentence"])
            if state == "done" and self.row.format == "csv":
                Source.objects.filter(pk=self.source.pk).update(mapping=self.row.mapping)
            audit.act(
                "responses.import", actor_id=self.by, object_kind="import", object_id=self.row.pk,
                detail={"new": self.row.rows_in, "same": self.row.rows_same, "refused": self.row.rows_refused, "state": state},
            )  # fmt: skip

    def _strangers(self) -> int:
        count = 0
        for part in chunks(self.builder.key_of(s) for s in self._students):
            known = Identity.objects.filter(identifier__key__in=part, parted=None).values("identifier__key")
            count += len(part) - known.distinct().count()
        return count

    def _told(self) -> ImportAccount:
        told, row = self.account, self.row
        told.new, told.same, told.refused = row.rows_in, row.rows_same, row.rows_refused
        told.otherwise = row.rows_otherwise
        told.report_path = self.report.path if row.rows_refused else None
        told.skills, told.students = list(self._skills), len(self._students)
        told.strangers = self._strangers()
        if self.lines.converted:
            told.notes.append(
                _("Some lines were not UTF-8; they were read as Windows-1252. Look over names with accents.")
            )
        return told


def _taken_back(source: Source) -> bool:
    """Was anything of this source taken back? Raises FileRefused while something is."""
    imports = ResponseImport.objects.filter(source=source)
    if imports.filter(state="going").exists():
        raise FileRefused(
            _("An earlier file of this source is being taken back just now. Try again when that is done.")
        )
    return imports.filter(state="back").exists()


def _in_test_case() -> bool:
    """Tests wrap everything in a transaction that is rolled back."""
    return any(getattr(a, "_from_testcase", False) for a in connection.atomic_blocks)
