"""What the pages about notes read, through the rules. A jotting is opened for its author alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from waypost.school import clock
from waypost.school import queries as school
from waypost.trust.access import ReadBook

from .. import jottings
from ..access import OWN_JOTTING, REVISE_NOTE, REVISE_RESTRICTED_NOTE, SEE_NOTE, SEE_RESTRICTED_NOTE
from ..models import Jotting, Note, RestrictedNote
from ..models.notes import FOLDED_AFTER


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A record as a page shows it: what it says now, and what it said before."""

    note: Note | RestrictedNote
    words: str
    author: str
    earlier: list[Any]  # NoteVersion or RestrictedVersion, newest first
    may_revise: bool
    old: bool

    @property
    def at(self) -> datetime:
        return self.note.made


@dataclass(frozen=True, slots=True)
class JottingLine:
    jotting: Jotting
    words: str


@dataclass(frozen=True, slots=True)
class NotesPage:
    recent: list[NoteLine]
    old: list[NoteLine]
    restricted: list[NoteLine]
    mine: list[JottingLine]


def of_student(reads: ReadBook, student: int) -> NotesPage:
    """Newest first; what is older than a school year is folded."""
    records = _lines(reads, SEE_NOTE, REVISE_NOTE, student)
    return NotesPage(
        recent=[n for n in records if not n.old],
        old=[n for n in records if n.old],
        restricted=_lines(reads, SEE_RESTRICTED_NOTE, REVISE_RESTRICTED_NOTE, student),
        mine=own_jottings(reads, student),
    )


def own_jottings(reads: ReadBook, student: int) -> list[JottingLine]:
    rows = OWN_JOTTING.scoped(reads, lambda rows: rows.filter(person_id=student).order_by("-made", "-pk"))
    return [JottingLine(j, words) for j in rows.read() if (words := jottings.unseal(j))]


def words_of(note: Note | RestrictedNote) -> str:
    last = note.versions.order_by("-number").first()
    return last.words if last else ""


def apart_at(reads: ReadBook, student: int) -> dict[int, str]:
    """Check-in -> the record that was kept apart there."""
    rows = SEE_NOTE.scoped(
        reads,
        lambda rows: rows.filter(person_id=student, check_in_id__isnull=False).prefetch_related("versions"),
    ).read()
    return {n.check_in_id: max(n.versions.all(), key=lambda v: v.number).words for n in rows}


def _lines(reads: ReadBook, see: Any, revise: Any, student: int) -> list[NoteLine]:
    rows = see.scoped(
        reads,
        lambda rows: rows.filter(person_id=student).prefetch_related("versions").order_by("-made", "-pk"),
    ).read()
    names = school.names_of({n.author_id for n in rows})
    own = set(revise.open_rows(reads.who).filter(person_id=student).values_list("pk", flat=True))
    return [_line(n, names, n.pk in own) for n in rows]


def _line(note: Any, names: dict[int, str], may_revise: bool) -> NoteLine:
    versions = sorted(note.versions.all(), key=lambda v: -v.number)
    days = (clock.today() - clock.local(note.made).date()).days
    return NoteLine(
        note=note,
        words=versions[0].words if versions else "",
        author=names.get(note.author_id, ""),
        earlier=versions[1:],
        may_revise=may_revise,
        old=days > FOLDED_AFTER,
    )
