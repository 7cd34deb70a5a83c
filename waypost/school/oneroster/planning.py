"""Holds a checked roster against what stands: per file new, same, changed and gone. Writes nothing.

"Gone" is a row that a bulk file no longer has, within the schools that the file is about, or one that the file itself
marks tobedeleted. Only the latter is acted on without a person's yes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from ..models import Class, Demographics, Enrollment, Membership, Organization, Person
from .reading import Roster, Row
from .shapes import SHAPES, Shape
from .spec import GUARDIANS

#: A file that would take away or change more than this of what stands waits for a person.
ODD_GONE, ODD_CHANGED = 0.20, 0.30
ODD_FROM = 10  # rows that must stand for a ratio to mean something
WATCHED = ("users", "classes", "enrollments", "roles")

Values = dict[str, Any]


@dataclass
class Part:
    """What one file would do: rows to write by sourcedId, rows that are gone by primary key."""

    shape: Shape
    new: dict[str, Values] = field(default_factory=dict)
    changed: dict[str, Values] = field(default_factory=dict)
    same: int = 0
    absent: list[int] = field(default_factory=list)  # no longer in a bulk file: waits for a yes
    deleted: list[int] = field(default_factory=list)  # the file says tobedeleted
    standing: int = 0  # active rows of earlier rosters in the file's schools
    named: set[str] = field(default_factory=set)  # sourcedIds of the file

    @property
    def gone(self) -> int:
        return len(self.absent) + len(self.deleted)

    def counts(self) -> dict[str, int]:
        return {"new": len(self.new), "same": self.same, "changed": len(self.changed), "gone": self.gone}


@dataclass
class Plan:
    """All of it, and the sentences that say why it should wait for a person."""

    parts: dict[str, Part]
    demographics: dict[str, Values]
    odd: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, dict[str, int]]:
        return {name: part.counts() for name, part in self.parts.items()}

    @property
    def changes(self) -> int:
        return sum(len(p.new) + len(p.changed) for p in self.parts.values()) + len(self.demographics)


def plan(roster: Roster) -> Plan:
    """Compare; a few queries a file."""
    _fill_in(roster)
    scope = _Scope.of(roster)
    parts = {
        s.file: _part(s, roster, scope) for s in SHAPES if roster.modes.get(s.file, "absent") != "absent"
    }
    made = Plan(parts, _demographics(roster))
    made.odd = _odd(parts)
    return made


def _fill_in(roster: Roster) -> None:
    """Bring 1.1 to the terms of 1.2 (roles as rows of their own), and say of each person what kind they are."""
    if roster.version == "1.1" and "users" in roster.rows:
        roster.rows["roles"] = [
            _role_row(row, org) for row in roster.of("users") for org in row.values.get("orgSourcedIds") or ()
        ]
        roster.columns["roles"] = frozenset({"userSourcedId", "role", "primary", "orgSourcedId"})
        roster.modes["roles"] = roster.modes["users"]
    said: dict[str, set[str]] = defaultdict(set)
    for row in roster.staying("roles"):
        said[row.values["userSourcedId"]].add(row.values["role"])
        row.values.setdefault("primary", row.values.get("roleType") != "secondary")
    for row in roster.staying("enrollments"):
        row.values["primary"] = bool(row.values.get("primary"))
    if "roles" in roster.columns:
        roster.columns["roles"] |= {"primary"}
    if "users" not in roster.rows:
        return
    kinds = dict(Person.objects.filter(sourced_id__isnull=False).values_list("sourced_id", "kind"))
    roster.columns["users"] |= {"kind"}
    for row in roster.staying("users"):
        row.values["kind"] = _kind(said.get(row.id, set()), kinds.get(row.id, "student"))


def _role_row(user: Row, org: str) -> Row:
    values = {
        "userSourcedId": user.id,
        "role": user.values.get("role", ""),
        "orgSourcedId": org,
        "primary": True,
    }
    return Row(user.line, f"{user.id}|{org}", values, user.leaving)


def _kind(roles: set[str], otherwise: str) -> str:
    if not roles:
        return otherwise
    if "student" in roles:
        return "student"
    return "guardian" if roles <= GUARDIANS else "staff"


def _part(shape: Shape, roster: Roster, scope: _Scope) -> Part:
    stands, columns = shape.standing(), roster.columns.get(shape.file, frozenset())
    part = Part(shape)
    for row in roster.of(shape.file):
        part.named.add(row.id)
        old = stands.get(row.id)
        if row.leaving:
            if old is not None and old["active"]:
                part.deleted.append(old["pk"])
            continue
        values = shape.wanted(row, columns)
        if old is None:
            part.new[row.id] = values
        elif any(old[name] != value for name, value in values.items()):
            part.changed[row.id] = values if old["active"] else _returning(shape, values)
        else:
            part.same += 1
    inside = scope.rows(
        shape, {old["pk"] for old in stands.values() if old["active"] and old.get("rostered")}
    )
    part.standing = len(inside)
    if roster.modes[shape.file] == "bulk" and shape.file != "orgs":
        part.absent = sorted(
            old["pk"] for code, old in stands.items() if old["pk"] in inside and code not in part.named
        )
    return part


def _returning(shape: Shape, values: Values) -> Values:
    """A place or role that had ended and is in the file again doesn't keep its old last day."""
    return {"until": None, **values} if "until" in shape.plain else values


@dataclass(frozen=True, slots=True)
class _Scope:
    """The schools that a file is about; a roster of one school says nothing of another's people."""

    organizations: frozenset[int] | None  # None: all there are

    @classmethod
    def of(cls, roster: Roster) -> _Scope:
        named = {row.id for row in roster.of("orgs")}
        for name, column in (("classes", "schoolSourcedId"), ("roles", "orgSourcedId")):
            named |= {str(row.values.get(column)) for row in roster.staying(name)}
        known = dict(Organization.objects.filter(active=True).values_list("sourced_id", "pk"))
        return cls(None if set(known) <= named else frozenset(known[c] for c in named if c in known))

    def rows(self, shape: Shape, active: set[int]) -> set[int]:
        """Those of the active rows that belong to these schools."""
        if self.organizations is None:
            return active
        here = Q(organization__in=self.organizations)
        classes = Class.objects.filter(here).values("pk")
        if shape.file in {"courses", "classes", "roles"}:
            found = shape.model._default_manager.filter(here)
        elif shape.file == "enrollments":
            found = Enrollment.objects.filter(klass__in=classes)
        elif shape.file == "users":
            found = Person.objects.filter(
                Q(pk__in=Membership.objects.filter(here).values("person"))
                | Q(pk__in=Enrollment.objects.filter(klass__in=classes).values("person"))
            )
        else:
            return set()
        return active & set(found.values_list("pk", flat=True))


def _demographics(roster: Roster) -> dict[str, Values]:
    """New or changed demographic values by the person's sourcedId."""
    rows = Demographics.objects.values_list("person__sourced_id", "values", "person__birth_date")
    kept = {code: (values, birth) for code, values, birth in rows}
    dated = "birthDate" in roster.columns.get("demographics", ())
    found: dict[str, Values] = {}
    for row in roster.staying("demographics"):
        old_values, old_birth = kept.get(row.id, (None, None))
        values = {k: v for k, v in row.values.items() if k != "birthDate" and v not in (None, "")}
        birth = row.values.get("birthDate") if dated else old_birth
        if (old_values, old_birth) != (values, birth):
            found[row.id] = {"values": values, "birth_date": birth}
    return found


def _odd(parts: dict[str, Part]) -> list[str]:
    titles = {
        "users": _("people"),
        "classes": _("classes"),
        "enrollments": _("places in classes"),
        "roles": _("roles"),
    }
    found = []
    for name in WATCHED:
        part = parts.get(name)
        if part is None or part.standing < ODD_FROM:
            continue
        if part.gone > ODD_GONE * part.standing:
            found.append(
                _("%(count)d of %(all)d %(what)s would be gone. Is the file whole?")
                % {"count": part.gone, "all": part.standing, "what": titles[name]}
            )
        if len(part.changed) > ODD_CHANGED * part.standing:
            found.append(
                _("%(count)d of %(all)d %(what)s would change. Is it the right file?")
                % {"count": len(part.changed), "all": part.standing, "what": titles[name]}
            )
    return found
