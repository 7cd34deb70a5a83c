"""How a row of each file becomes a row of a table: which column fills which field, and which fields name other rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from ..models import AcademicSession, Class, Course, Enrollment, Membership, Organization, Person
from .reading import Row

Value = Callable[[Row], Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """`plain`: model field -> column. `refs`: model field -> (file, column). `many`: the same for several rows."""

    file: str
    model: type[Model]
    plain: Mapping[str, str]
    refs: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    many: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=lambda: {"active": True})

    def wanted(self, row: Row, columns: frozenset[str]) -> dict[str, Any]:
        """Field values that this row asks for; other rows by their sourcedId. Columns the file lacks stay as they are."""
        found: dict[str, Any] = {f: row.values.get(c) for f, c in self.plain.items() if c in columns}
        for name, (_file, column) in self.refs.items():
            if column in columns:
                found[name] = row.values.get(column) or None
        for name, (_file, column) in self.many.items():
            if column in columns:
                found[name] = tuple(sorted(row.values.get(column) or ()))
        return found | dict(self.fixed)

    def standing(self) -> dict[str, dict[str, Any]]:
        """What the table holds now, by sourcedId, in the same terms as `wanted`."""
        names = ["pk", "sourced_id", *self.plain, *self.fixed, *(["rostered"] if self.file != "orgs" else [])]
        paths = [*names, *(f"{name}__sourced_id" for name in self.refs)]
        titles = [*names, *self.refs]
        rows = self.model._default_manager.filter(sourced_id__isnull=False).values_list(*paths)
        found = {row[1]: dict(zip(titles, row, strict=True)) for row in rows}
        for name in self.many:
            pairs = self.model._default_manager.filter(**{f"{name}__sourced_id__isnull": False})
            for code, other in pairs.values_list("sourced_id", f"{name}__sourced_id"):
                if code in found:
                    found[code].setdefault(name, []).append(other)
            for row in found.values():
                row[name] = tuple(sorted(row.get(name, ())))
        return found


SHAPES: tuple[Shape, ...] = (
    Shape(
        "orgs",
        Organization,
        {"name": "name", "kind": "type", "identifier": "identifier"},
        {"parent": ("orgs", "parentSourcedId")},
    ),
    Shape(
        "academicSessions",
        AcademicSession,
        {"title": "title", "kind": "type", "start": "startDate", "end": "endDate"},
        {"parent": ("academicSessions", "parentSourcedId")},
    ),
    Shape(
        "courses",
        Course,
        {"title": "title", "subject": "subjects"},
        {"organization": ("orgs", "orgSourcedId")},
    ),
    Shape(
        "classes",
        Class,
        {
            "title": "title",
            "kind": "classType",
            "grade": "grades",
            "subject": "subjects",
            "periods": "periods",
        },
        {"course": ("courses", "courseSourcedId"), "organization": ("orgs", "schoolSourcedId")},
        {"sessions": ("academicSessions", "termSourcedIds")},
    ),
    Shape(
        "users",
        Person,
        {
            "given_name": "givenName",
            "family_name": "familyName",
            "preferred_name": "preferredGivenName",
            "email": "email",
            "grade": "grades",
            "kind": "kind",  # put there by `planning`, from the roles
        },
    ),
    Shape(
        "roles",
        Membership,
        {"role": "role", "primary": "primary", "since": "beginDate", "until": "endDate"},
        {"person": ("users", "userSourcedId"), "organization": ("orgs", "orgSourcedId")},
    ),
    Shape(
        "enrollments",
        Enrollment,
        {"role": "role", "primary": "primary", "since": "beginDate", "until": "endDate"},
        {"person": ("users", "userSourcedId"), "klass": ("classes", "classSourcedId")},
    ),
)
