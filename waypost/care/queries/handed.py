"""What was handed over on request, in words that a parent reads: what each table is, and what each of its fields says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waypost.trust.tables import name_of
from waypost.web import rows as in_words
from waypost.web import say

JOTTINGS = "care.Jotting"
#: What people wrote or see themselves in the rooms that otherwise keep the machine's own working.
SEEN = frozenset(
    {
        "readings.Reading", "readings.Episode", "readings.EpisodeEvent", "school.Person", "school.Attendance",
        "school.HomeAdult", "school.Enrollment", "school.Membership", "school.GuardianLink", "trust.Consent",
        "trust.AccessRequest",
    }
)  # fmt: skip
#: Rooms whose other tables are the machine's own working: kept together at the end.
WORKING = {"evidence", "readings", "trust", "school", "account", "mfa", "usersessions", "socialaccount"}


@dataclass(slots=True)
class Section:
    """One kind of thing: rows of (field in words, value in words); or a sentence alone."""

    title: str
    rows: list[list[tuple[str, str]]] = field(default_factory=list)
    sentence: str = ""


def sections(rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> list[Section]:
    """What people wrote and see. What the computer keeps to do its work is numbers: how many lines, and that the file has
    them."""
    found: dict[str, Section] = {}
    working = 0
    for label in sorted(rows):
        if label == JOTTINGS:
            found[label] = _jottings(sum(int(row.get("count", 0)) for row in rows[label]))
        elif label not in SEEN and label.partition(".")[0] in WORKING:
            working += len(list(rows[label]))
        else:
            told = [words for row in rows[label] if (words := in_words.row(row, label))]
            found.setdefault(name_of(label), Section(name_of(label))).rows += told
    return [*found.values(), *([_working(working)] if working else [])]


def _working(count: int) -> Section:
    sentence = ngettext(
        "%(n)s line of numbers and codes. It stands in the file.",
        "%(n)s lines of numbers and codes. They stand in the file.",
        count,
    ) % {"n": say.number(count)}
    return Section(_("What the computer keeps to do its work"), sentence=sentence)


def _jottings(count: int) -> Section:
    """That they exist, and how many: their authors alone can read them (TRUST 4)."""
    sentence = ngettext(
        "There is %(n)d jotting. Only its author can read it, and it goes after twelve weeks. The school asks the author "
        "whether it can be handed over.",
        "There are %(n)d jottings. Only their authors can read them, and they go after twelve weeks. The school asks the "
        "authors whether they can be handed over.",
        count,
    ) % {"n": count}
    return Section(name_of(JOTTINGS), sentence=sentence)
