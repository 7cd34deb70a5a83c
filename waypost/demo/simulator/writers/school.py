"""Small tables of the school: days, attendance, skills, alignments, and what happens in Waypost's own rooms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from ..calendar import CLOCK, FIRST_DAY, days, off, school_days
from ..people import School
from ..skills import every_skill, nodes, parent
from ..sources import prefix
from ..talks import Around
from ..truth import Truth
from .table import write_csv

LAST_DAY = date(2026, 12, 18)  # of the autumn term


def school_day_table(path: Path) -> int:
    """Every weekday of the term: is there school, and if not, why?"""
    rows = (
        (day, "no" if off(day) else "yes", off(day)) for day in days(FIRST_DAY, LAST_DAY) if day.weekday() < 5
    )
    return write_csv(path, ("date", "school", "title"), rows)


def attendance(path: Path, school: School, missed: Mapping[str, Mapping[date, str]]) -> int:
    """One row a student and school day before the clock's day. No reasons: nobody needs them here."""
    before = [day for day in school_days(CLOCK.date()) if day < CLOCK.date()]
    rows = (
        (student.id, day, missed[student.id].get(day, "present"), "Class register")
        for day in before
        for student in school.students
        if day >= (student.joined or FIRST_DAY)
    )
    return write_csv(path, ("student", "date", "status", "source"), rows)


def skill_table(path: Path) -> int:
    """Several prerequisites are parted by a semicolon; parents stand before their children."""
    rows: list[tuple[object, ...]] = [
        (n.code, n.title, n.parent, "", n.title.partition(" ")[0], "") for n in nodes()
    ]
    for skill in every_skill():
        subject = skill.subject.capitalize()
        rows.append(
            (skill.code, skill.title, parent(skill), ";".join(skill.before), subject, f"{skill.grade:02d}")
        )
    return write_csv(path, ("code", "title", "parent", "prerequisites", "subject", "grades"), rows)


def alignment_table(path: Path, truth: Truth) -> int:
    """What counts for which skill, by source: a file's skill column, or all activities below a prefix.

    The practice tool has both: its file names skills in a column, its live statements by activity.
    """
    rows: list[tuple[str, str, str, str]] = []
    for skill in every_skill():
        slugs = ("khan", "paper") if skill.subject == "mathematics" else ("lumen",)
        rows += [(truth.sources[slug].name, "column", skill.key, skill.code) for slug in slugs]
        rows += [
            (source.name, "prefix", prefix(source, skill.key), skill.code)
            for source in (truth.sources[slugs[0]], truth.sources["moodle"])
        ]
    return write_csv(path, ("source", "match", "pattern", "skill"), rows)


def rooms(folder: Path, around: Around) -> dict[str, int]:
    """What goes in by the doors of Waypost's rooms, not as foreign evidence."""
    folder.mkdir(exist_ok=True)
    return {
        "rooms/conversations.csv": write_csv(
            folder / "conversations.csv",
            ("student", "adult", "time", "kind"),
            ((t.student, t.adult, t.at.isoformat(), t.kind) for t in around.talks),
        ),
        "rooms/help.csv": write_csv(
            folder / "help.csv",
            ("student", "adult", "time", "words"),
            ((a.student, a.adult, a.at.isoformat(), a.words) for a in around.asks),
        ),
        "rooms/goals.csv": write_csv(
            folder / "goals.csv",
            ("student", "goal", "set_on", "steps", "done", "reached_on", "tell"),
            (
                (g.student, g.words, g.set_on, g.steps, g.done, g.reached_on or "", g.wish)
                for g in around.goals
            ),
        ),
        "rooms/check_ins.csv": write_csv(
            folder / "check_ins.csv",
            ("student", "adult", "due", "note"),
            ((c.student, c.adult, c.due.isoformat(), c.note) for c in around.check_ins),
        ),
    }


def identities(path: Path, truth: Truth) -> int:
    """Identifiers that no rule may join: a person has to say who they are."""
    return write_csv(path, ("identifier", "student"), truth.by_hand.items())
