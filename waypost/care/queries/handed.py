"""What was handed over on request, in words that a parent reads: what each table is, and what each of its fields says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waypost.trust.tables import name_of
from waypost.web import rows as in_words

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
    """What people wrote and see first, the machine's own working last."""
    found: dict[str, Section] = {}
    last: dict[str, Section] = {}
    for label in sorted(rows):
        if label == JOTTINGS:
            found[label] = _jottings(sum(int(row.get("count", 0)) for row in rows[label]))
            continue
        working = label not in SEEN and label.partition(".")[0] in WORKING
        title = _("What the computer keeps to do its work") if working else name_of(label)
        section = (last if working else found).setdefault(title, Section(title))
        section.rows += [in_words.row(row) for row in rows[label]]
    return [*found.values(), *last.values()]


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
