"""A quiet look at how one writes about students: for the writer alone, computed when asked for, kept nowhere.

It finds words that name a child rather than what was seen ("lazy", "always"), and whether what goes well is written
down, too. Plain lists of words in each language; it judges nobody and is not a measure.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import get_language

from waypost.school import queries as school
from waypost.trust.access import ReadBook

from .access import REVISE_NOTE
from .queries.notes import words_of

#: Words that fix a child, or a moment for all time: the description of what was seen says more.
FIXING = {
    "en": "lazy always never weak slow unmotivated difficult aggressive careless hopeless refuses disruptive",
    "es": "vago vaga perezoso perezosa siempre nunca débil lento lenta desmotivado difícil agresivo agresiva conflictivo",
    "ar": "كسول كسولة دائما دائمًا أبدا أبدًا ضعيف ضعيفة بطيء بطيئة عدواني صعب مشاغب",
}
GLAD = {
    "en": "well can helped tried improved glad proud explained finished managed enjoys good reached",
    "es": "bien puede ayudó intentó mejoró contento contenta orgulloso orgullosa explicó terminó logró disfruta",
    "ar": "جيد جيدا أحسن ساعد ساعدت حاول حاولت تحسن فخور فخورة شرح شرحت أنهى أنهت نجح نجحت يستمتع",
}
MOST = 60  # the latest notes


@dataclass(frozen=True, slots=True)
class Found:
    """A word that fixes somebody, in its sentence."""

    word: str
    sentence: str
    note_id: int


@dataclass(frozen=True, slots=True)
class Mirror:
    notes: int
    glad: int  # notes that name something that goes well
    fixing: list[Found]
    only_trouble: list[str]  # students of whom two or more notes tell, and none tells of what goes well


def look(reads: ReadBook) -> Mirror:
    """Over the latest records of whoever asks."""
    notes = REVISE_NOTE.scoped(
        reads, lambda rows: rows.prefetch_related("versions").order_by("-made", "-pk")[:MOST]
    ).read()
    fixing, glad, by_student = [], 0, defaultdict(list)
    for note in notes:
        words = words_of(note)
        fixing += [Found(w, s, note.pk) for s in _sentences(words) for w in _any(s, FIXING)]
        good = bool(_any(words, GLAD))
        glad += good
        by_student[note.person_id].append(good)
    alone = [p for p, marks in by_student.items() if len(marks) > 1 and not any(marks)]
    names = school.names_of(alone)
    return Mirror(len(notes), glad, fixing[:12], sorted(names.values()))


def _sentences(text: str) -> list[str]:
    return [s.strip() for s in re.split(r"(?<=[.!?؟])\s+|\n+", text) if s.strip()]


def _any(text: str, lists: dict[str, str]) -> list[str]:
    """Words of the reader's language and of English, as whole words."""
    known = set(lists["en"].split()) | set(lists.get((get_language() or "en")[:2], "").split())
    return sorted({w for w in re.findall(r"[^\W\d_]+", text.casefold()) if w in known})
