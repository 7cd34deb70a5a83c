"""What students said of lessons, from releases alone; and what a student is asked now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from waypost.school import clock
from waypost.school.models import Class
from waypost.trust.access import ReadBook
from waypost.trust.models import ReleaseCell

from ..access import ANSWER_ASKED
from ..foci import SAID, Text
from ..models import Asked, SaidOfLesson


@dataclass(frozen=True, slots=True)
class Question:
    """One question that waits for this student."""

    asked: Asked
    subject: str
    statement: Text

    @property
    def levels(self) -> list[Text]:
        return list(SAID)


@dataclass(frozen=True, slots=True)
class Told:
    """What a class said of a lesson. `level` 1..4, None: nearly all said one end; `words` and `band` for people."""

    level: float | None
    words: Text
    band: str


def waiting_for(reads: ReadBook) -> list[Question]:
    """What this student is asked about lessons now."""
    me = reads.who.person
    if me is None or not ANSWER_ASKED.rows(reads.who).exists():
        return []  # the common case, and nothing is read
    rows: list[Asked] = ANSWER_ASKED.scoped(
        reads, lambda rows: rows.select_related("lesson").order_by("closes_on", "pk")
    ).listed()
    done = set(SaidOfLesson.objects.filter(asked__in=rows, person_id=me).values_list("asked_id", flat=True))
    titles = dict(Class.objects.filter(pk__in={r.class_id for r in rows}).values_list("pk", "title"))
    return [Question(r, titles.get(r.class_id, ""), r.lesson.about.said) for r in rows if r.pk not in done]


def told(asked: Iterable[Asked]) -> dict[int, Told | None]:
    """By lesson: what was let out; None where fewer than ten answered. Those not worked out yet are left out."""
    rows = [a for a in asked if a.worked_out is not None]
    cells = {
        c.release.name: c
        for c in ReleaseCell.objects.filter(
            release__name__in=[a.release for a in rows], release__audience="teacher"
        ).select_related("release")
    }
    return {a.lesson_id: _told(cells.get(a.release)) for a in rows}


def _told(cell: ReleaseCell | None) -> Told | None:
    if cell is None or not cell.shown:
        return None
    if cell.value is None:
        return Told(None, SAID[-1] if cell.words.startswith(">") else SAID[0], cell.band)
    level = 1 + 3 * cell.value
    return Told(level, SAID[round(level) - 1], cell.band)


def open_until(asked: Asked | None) -> bool:
    return asked is not None and asked.closed is None and asked.closes_on >= clock.today()
