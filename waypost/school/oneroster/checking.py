"""What only shows when files are held beside each other: names of rows that aren't there, circles, days turned round."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Model
from django.utils.translation import gettext as _

from .. import clock
from ..models import AcademicSession, Class, Course, Organization, Person
from .defects import Defects
from .reading import Roster, Row
from .spec import Column, file_of

MODELS: dict[str, type[Model]] = {
    "orgs": Organization,
    "academicSessions": AcademicSession,
    "courses": Course,
    "classes": Class,
    "users": Person,
}


def check(roster: Roster, defects: Defects) -> None:
    """Add every defect that spans rows or files."""
    _references(roster, defects)
    _circles(roster, defects)
    _spans(roster, defects)
    _doubles(roster, defects)
    _roles(roster, defects)
    _births(roster, defects)


def _known(roster: Roster, name: str) -> tuple[set[str], set[str]]:
    """sourcedIds that may be named, and those that this very file takes away."""
    leaving = {row.id for row in roster.of(name) if row.leaving}
    known = {row.id for row in roster.of(name)} - leaving
    if roster.modes.get(name) != "bulk":
        rows = MODELS[name]._default_manager.filter(sourced_id__isnull=False)
        known |= set(rows.values_list("sourced_id", flat=True)) - leaving
    return known, leaving


def _references(roster: Roster, defects: Defects) -> None:
    known = {name: _known(roster, name) for name in MODELS}
    for name in roster.rows:
        columns = [c for c in file_of(name, roster.version).columns if c.points_to]
        for row in roster.staying(name):
            for column in columns:
                _check_names(name, row, column, known[column.points_to], defects)
        if name == "demographics":
            _demographics_names(roster, known["users"][0], defects)


def _check_names(
    name: str, row: Row, column: Column, known: tuple[set[str], set[str]], defects: Defects
) -> None:
    said = row.values.get(column.name) or ()
    for code in [said] if isinstance(said, str) else said:
        if code in known[0]:
            continue
        if code in known[1]:
            problem = _("the row of %(file)s.csv that this names is to be deleted") % {
                "file": column.points_to
            }
            mend = _("Take this row away, too, or keep the other.")
        else:
            problem = _("there is no row with this sourcedId in %(file)s.csv") % {"file": column.points_to}
            mend = _("Add that row, or name one that is there.")
        defects.add("unknown-reference", f"{name}.csv", row.line, column.name, problem, mend, code)


def _demographics_names(roster: Roster, people: set[str], defects: Defects) -> None:
    for row in roster.staying("demographics"):
        if row.id not in people:
            defects.add(
                "unknown-reference",
                "demographics.csv",
                row.line,
                "sourcedId",
                _("there is no row with this sourcedId in users.csv"),
                _("Add that row, or take this one away."),
                row.id,
            )


def _circles(roster: Roster, defects: Defects) -> None:
    for name in ("orgs", "academicSessions"):
        above = {row.id: row.values.get("parentSourcedId") or "" for row in roster.staying(name)}
        for row in roster.staying(name):
            seen, at = {row.id}, above[row.id]
            while at and at not in seen:
                seen.add(at)
                at = above.get(at, "")
            if at == row.id:
                defects.add(
                    "circle",
                    f"{name}.csv",
                    row.line,
                    "parentSourcedId",
                    _("this row is above itself: its parents form a circle"),
                    _("Leave parentSourcedId of the topmost empty."),
                )


def _spans(roster: Roster, defects: Defects) -> None:
    for name, first, last in (
        ("academicSessions", "startDate", "endDate"),
        ("enrollments", "beginDate", "endDate"),
        ("roles", "beginDate", "endDate"),
    ):
        for row in roster.staying(name):
            since, until = row.values.get(first), row.values.get(last)
            if since and until and until < since:
                defects.add(
                    "days-turned",
                    f"{name}.csv",
                    row.line,
                    last,
                    _("the end lies before the beginning"),
                    _("Change one of the two days."),
                )


def _doubles(roster: Roster, defects: Defects) -> None:
    """The same person twice in one class in one role on one day."""
    seen: dict[tuple[str, str, str], list[tuple[date, date, int]]] = {}
    for row in roster.staying("enrollments"):
        v = row.values
        key = (v["classSourcedId"], v["userSourcedId"], v["role"])
        since, until = v.get("beginDate") or date.min, v.get("endDate") or date.max
        for other_since, other_until, line in seen.setdefault(key, []):
            if all(key) and since < other_until and other_since < until:
                defects.add(
                    "enrolled-twice",
                    "enrollments.csv",
                    row.line,
                    "userSourcedId",
                    _("this person is in this class already by line %(first)d") % {"first": line},
                    _("Take one of the two rows away, or give them different days."),
                )
        seen[key].append((since, until, row.line))


def _roles(roster: Roster, defects: Defects) -> None:
    """1.2: nobody without a role; a person isn't student and staff at once; nobody is agent of her- or himself."""
    said: dict[str, set[str]] = {}
    for row in roster.staying("roles"):
        said.setdefault(row.values["userSourcedId"], set()).add(row.values["role"])
    for row in roster.staying("users"):
        roles = said.get(row.id, set()) | ({row.values["role"]} if row.values.get("role") else set())
        if not roles and roster.version != "1.1" and roster.modes.get("roles") == "bulk":
            defects.add(
                "no-role",
                "users.csv",
                row.line,
                "sourcedId",
                _("roles.csv has no row for this person"),
                _("Add one, so that we know whether it is a student, a guardian or staff."),
                row.id,
            )
        if "student" in roles and roles - {"student"}:
            defects.add(
                "role-conflict",
                "users.csv",
                row.line,
                "role",
                _("this person is a student and an adult at once"),
                _("Give the adult a sourcedId of their own."),
            )
        if row.id in (row.values.get("agentSourcedIds") or ()):
            defects.add(
                "own-agent",
                "users.csv",
                row.line,
                "agentSourcedIds",
                _("this person is named as their own guardian"),
                _("Take the own sourcedId out of the list."),
            )


def _births(roster: Roster, defects: Defects) -> None:
    today = clock.today()
    for row in _with_birth(roster):
        if not date(1900, 1, 1) <= row.values["birthDate"] <= today:
            defects.add(
                "birth",
                "demographics.csv",
                row.line,
                "birthDate",
                _("this day of birth lies in the future or before 1900"),
                _("Mend the year."),
            )


def _with_birth(roster: Roster) -> Iterator[Row]:
    return (row for row in roster.staying("demographics") if row.values.get("birthDate"))
