"""What is kept about a student, as the student may read it; and what is said about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from waypost.school import clock
from waypost.school.queries import names_of
from waypost.trust.access import ReadBook
from waypost.trust.queries import looks_shared
from waypost.trust.registry import LINES, Disclosure

from ..access import SEE_OBJECTION
from ..models import Objection

#: What the child's own page counts: the own words, and what is shared. Nothing else is so much as hinted at (TRUST 5).
SHOWN = (Disclosure.OWN_WORDS, Disclosure.SHARED)
#: Whose rows are the same thing to a child -> its word. What has no word stands under "Other things of yours".
WORDS = {
    "school.Person": _("Your name and class"),
    "school.Attendance": _("When you were there"),
    "school.HomeAdult": _("Your home adult"),
    "readings.Reading": _("What your work shows"),
    "learning.AboutMe": _("About me"),
    "learning.Goal": _("Your goals"),
    "learning.Piece": _("Your work"),
    "learning.Support": _("Supports that were agreed"),
    "voice.Pulse": _("How it goes: your answers"),
    "care.TalkRequest": _("When you asked to talk"),
    "care.CheckIn": _("Talks"),
    "care.Overruling": _("What an adult set about a skill"),
    "care.Objection": _("What you said about your record"),
}
#: Rows that hang on another of the list: counted with it.
PARTS = frozenset({"learning.GoalVersion", "learning.Milestone", "learning.Progress"})


@dataclass(frozen=True, slots=True)
class Kept:
    what: str
    count: int


@dataclass(frozen=True, slots=True)
class Look:
    day: date
    roles: list[str]


@dataclass(frozen=True, slots=True)
class Said:
    objection: Objection
    part: str
    writer: str
    at: datetime


def kept(person_id: int) -> list[Kept]:
    """How many things of each kind the child may read."""
    found: dict[str, int] = defaultdict(int)
    for label, line in LINES.items():
        if line.disclosure not in SHOWN or not line.person_paths or label in PARTS:
            continue
        path = line.person_paths[0]
        count = apps.get_model(label)._default_manager.filter(**{path: person_id}).count()
        found[str(WORDS.get(label, _("Other things of yours")))] += count
    return [Kept(what, count) for what, count in sorted(found.items(), key=lambda f: -f[1]) if count]


def looks(person_id: int) -> list[Look]:
    """On which days people in which roles looked, newest first: no names, nothing of restricted things."""
    by_day: dict[date, set[str]] = defaultdict(set)
    for when, role, _purpose in looks_shared(person_id):
        by_day[clock.day_of(when)].add(role)
    return [Look(day, sorted(roles)) for day, roles in sorted(by_day.items(), reverse=True)]


def said(reads: ReadBook, person_id: int) -> list[Said]:
    """What was said about the record and still holds."""
    rows = SEE_OBJECTION.scoped(
        reads, lambda r: r.filter(person_id=person_id, taken_back=None).order_by("made", "pk")
    ).read()
    names = names_of({r.writer_id for r in rows})
    return [Said(r, str(r.get_part_display()), names.get(r.writer_id, ""), clock.local(r.made)) for r in rows]


def beside(reads: ReadBook, person_id: int) -> dict[str, list[Said]]:
    """For the pages that show the parts: part -> what is said about it."""
    found: dict[str, list[Said]] = defaultdict(list)
    for one in said(reads, person_id):
        found[one.objection.part].append(one)
    return dict(found)


def in_exports(reads: ReadBook, students: Iterable[int], part: str) -> dict[int, str]:
    """For tables that leave with a part of the record: student -> what is said about that part, with who says it."""
    wanted = list(students)
    rows = SEE_OBJECTION.scoped(
        reads, lambda r: r.filter(person_id__in=wanted, part=part, taken_back=None).order_by("made", "pk")
    ).read()
    names = names_of({r.writer_id for r in rows})
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(f"{names.get(row.writer_id, '')}: {row.words}")
    return {person: " / ".join(words) for person, words in found.items()}
