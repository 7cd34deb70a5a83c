"""What was handed over on request, in words that a parent reads: what each table is, and what each of its fields says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from waypost.school import clock
from waypost.web import say

JOTTINGS = "care.Jotting"
WITH_YEAR = date.min  # a day of another year is said with its year
TITLES = {
    "school.Person": gettext_lazy("Name and class"),
    "school.Attendance": gettext_lazy("Attendance"),
    "school.HomeAdult": gettext_lazy("Home adult"),
    "readings.Reading": gettext_lazy("What the work shows"),
    "learning.AboutMe": gettext_lazy("About the student, in own words"),
    "learning.Goal": gettext_lazy("Goals"),
    "learning.Piece": gettext_lazy("Work"),
    "learning.Support": gettext_lazy("Supports that were agreed"),
    "voice.Pulse": gettext_lazy("How it goes: answers"),
    "care.TalkRequest": gettext_lazy("Wishes to talk"),
    "care.CheckIn": gettext_lazy("Talks"),
    "care.Overruling": gettext_lazy("What an adult set about a skill"),
    "care.Objection": gettext_lazy("What was said about the record"),
    "care.HomeWord": gettext_lazy("What was told from home"),
    "care.GoalWish": gettext_lazy("Goals that the family proposed"),
    "care.TalkBooked": gettext_lazy("Talks with the family"),
    "care.Message": gettext_lazy("Messages"),
    "care.Note": gettext_lazy("Notes of the school"),
    "care.NoteVersion": gettext_lazy("Notes of the school"),
    "care.RestrictedNote": gettext_lazy("Notes of the school for a few"),
    "care.RestrictedVersion": gettext_lazy("Notes of the school for a few"),
    "care.FollowUp": gettext_lazy("Steps that were planned"),
    "care.Helped": gettext_lazy("Help over some weeks"),
    "care.Present": gettext_lazy("Help over some weeks"),
    "care.Rhythm": gettext_lazy("Talks"),
    "care.AgendaItem": gettext_lazy("Support meetings"),
    "care.Decision": gettext_lazy("Support meetings"),
    "care.SignalAnswer": gettext_lazy("What adults said of a signal"),
    "care.Taking": gettext_lazy("What adults said of a signal"),
    "learning.GoalVersion": gettext_lazy("Goals"),
    "learning.Progress": gettext_lazy("Goals"),
    "learning.Milestone": gettext_lazy("Goals"),
    "learning.PlanVersion": gettext_lazy("The plan"),
    "learning.Handed": gettext_lazy("What was given to do"),
    "learning.Judgement": gettext_lazy("How work was judged"),
    "readings.Episode": gettext_lazy("Signals: what asked for an adult's eye"),
    "readings.EpisodeEvent": gettext_lazy("Signals: what asked for an adult's eye"),
    "recognition.Celebration": gettext_lazy("Praise"),
    "recognition.Certificate": gettext_lazy("Certificates"),
    "school.Enrollment": gettext_lazy("Classes"),
    "school.Membership": gettext_lazy("Classes"),
    "school.GuardianLink": gettext_lazy("Guardians"),
    "trust.Consent": gettext_lazy("What was agreed to"),
    "trust.AccessRequest": gettext_lazy("Requests to see the record"),
}
#: Rooms whose other tables are the machine's own working: kept together at the end.
WORKING = {"evidence", "readings", "trust", "school", "account", "mfa", "usersessions", "socialaccount"}
FIELDS = {
    "at": gettext_lazy("when"),
    "made": gettext_lazy("written"),
    "made_on": gettext_lazy("written"),
    "words": gettext_lazy("in words"),
    "since": gettext_lazy("from"),
    "until": gettext_lazy("until"),
    "ended": gettext_lazy("ended"),
    "taken_back": gettext_lazy("taken back"),
    "state": gettext_lazy("how it stands"),
    "status": gettext_lazy("how it stands"),
    "reason": gettext_lazy("why"),
    "why": gettext_lazy("why"),
    "kind": gettext_lazy("kind"),
    "level": gettext_lazy("level"),
    "what": gettext_lazy("what"),
    "title": gettext_lazy("title"),
    "day": gettext_lazy("day"),
    "due": gettext_lazy("planned for"),
    "done": gettext_lazy("done"),
    "planned": gettext_lazy("planned for"),
    "held": gettext_lazy("held"),
    "called_off": gettext_lazy("called off"),
    "how_are_you": gettext_lazy("how it goes"),
    "went_well": gettext_lazy("what went well"),
    "hard": gettext_lazy("what is hard"),
    "next_step": gettext_lazy("next step"),
    "who_does_it": gettext_lazy("who does it"),
    "outcome": gettext_lazy("what came of it"),
    "answer": gettext_lazy("answer"),
    "answered": gettext_lazy("answered"),
    "language": gettext_lazy("language"),
    "subject": gettext_lazy("about which skill"),
    "value": gettext_lazy("how likely"),
    "low": gettext_lazy("at least"),
    "high": gettext_lazy("at most"),
    "n": gettext_lazy("pieces of evidence"),
    "as_of": gettext_lazy("as of"),
    "given_name": gettext_lazy("given name"),
    "family_name": gettext_lazy("family name"),
    "preferred_name": gettext_lazy("called"),
    "birth_date": gettext_lazy("born"),
    "grade": gettext_lazy("year"),
    "feeling": gettext_lazy("how it went, 1 to 5"),
    "yes": gettext_lazy("said yes"),
    "purpose": gettext_lazy("for what"),
    "by_when": gettext_lazy("by when"),
    "read_at": gettext_lazy("read"),
}


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
    for label in sorted(rows, key=lambda name: (name not in TITLES, name)):
        if label == JOTTINGS:
            found[label] = _jottings(sum(int(row.get("count", 0)) for row in rows[label]))
            continue
        title = _title(label)
        where = found if label in TITLES or label.partition(".")[0] not in WORKING else last
        section = where.setdefault(title, Section(title))
        section.rows += [_row(row) for row in rows[label]]
    return [*found.values(), *last.values()]


def _title(label: str) -> str:
    if label in TITLES:
        return str(TITLES[label])
    if label.partition(".")[0] in WORKING:
        return _("What the computer keeps to do its work")
    return _("Other things")


def _jottings(count: int) -> Section:
    """That they exist, and how many: their authors alone can read them (TRUST 4)."""
    sentence = ngettext(
        "There is %(n)d jotting. Only its author can read it, and it goes after twelve weeks. The school asks the author "
        "whether it can be handed over.",
        "There are %(n)d jottings. Only their authors can read them, and they go after twelve weeks. The school asks the "
        "authors whether they can be handed over.",
        count,
    ) % {"n": count}
    return Section(_("Jottings of single adults"), sentence=sentence)


def _row(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    told: dict[str, list[str]] = defaultdict(list)
    for name, value in values.items():
        told[str(FIELDS.get(name, name.replace("_", " ")))].append(_said(value))
    return [(name, ", ".join(said)) for name, said in told.items()]


def _said(value: Any) -> str:
    """A value as people say it: days and moments, yes and no, lists."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return _day(value) or value
    if isinstance(value, float):
        return say.number(round(value, 2))
    if isinstance(value, list):
        return ", ".join(_said(v) for v in value)
    if isinstance(value, dict):
        return ", ".join(f"{FIELDS.get(k, k)}: {_said(v)}" for k, v in value.items())
    return str(value)


def _day(text: str) -> str:
    """An ISO day or moment in words, "" for anything else."""
    try:
        if len(text) == 10:
            return say.short_day(date.fromisoformat(text), WITH_YEAR)
        at = datetime.fromisoformat(text) if len(text) > 18 and text[4:5] == "-" else None
    except ValueError:
        return ""
    if at is None or at.tzinfo is None:
        return ""
    here = clock.local(at)
    return _("%(day)s, %(time)s") % {
        "day": say.short_day(here.date(), WITH_YEAR),
        "time": say.clock_time(here),
    }
