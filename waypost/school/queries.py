"""Reads of people, classes and attendance for other rooms. Unscoped: pages filter by `access` first (visible_students).

People are standing rows: what hangs on an absorbed row (a class, an absence) is told of the one who stands for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from django.db.models import Q, QuerySet
from numpy.typing import NDArray

from waypost.trust import remember

from . import clock
from .grounds import in_window, live_links
from .identities import chunks, merged_into, rows_of, rows_of_all
from .models import Attendance, Class, Enrollment, HomeAdult, Identifier, Identity, Person

OWN = "urn:waypost:"
Ordinals = NDArray[np.int32]


def pk(thing: Person | Class | int) -> int:
    return thing if isinstance(thing, int) else thing.pk


def active_students() -> QuerySet[Person]:
    """Students who are here now: the ones the daily reading goes over."""
    day = clock.today()
    here = (Q(since__isnull=True) | Q(since__lte=day)) & (Q(left__isnull=True) | Q(left__gte=day))
    return Person.objects.filter(here, kind="student", active=True, merged_into__isnull=True)


def unknown_identifiers() -> QuerySet[Identifier]:
    """Names in tools that are nobody's yet. Waypost's own (a lesson, a class) are never a person's."""
    taken = Identity.objects.filter(parted__isnull=True).values("identifier")
    return Identifier.objects.exclude(pk__in=taken).exclude(issuer__startswith=OWN)


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    """How people are called, in full."""
    found: dict[int, str] = {}
    for part in chunks(person_ids):
        found.update((p.pk, p.name) for p in Person.objects.filter(pk__in=part))
    return found


def classes_of_teacher(person: Person | int, day: date | None = None) -> list[Class]:
    """Classes that this person teaches on a day (today), by title."""
    return _classes(rows_of(pk(person)), "teacher", day)


def classes_of_student(person: Person | int, day: date | None = None) -> list[Class]:
    """Classes that this student is in on a day (today), by title."""
    return _classes(rows_of(pk(person)), "student", day)


def students_of_class(klass: Class | int, day: date | None = None) -> list[Person]:
    """The students of a class on a day (today), by name."""
    return _people(klass, "student", day)


def teachers_of_class(klass: Class | int, day: date | None = None) -> list[Person]:
    """The teachers of a class on a day (today), by name."""
    return _people(klass, "teacher", day)


def class_teachers_of(student: Person | int, day: date | None = None) -> dict[int, list[Person]]:
    """For each class (id) of the student, who teaches it."""
    return {klass.pk: teachers_of_class(klass, day) for klass in classes_of_student(student, day)}


def home_adult_of(student: Person | int, day: date | None = None) -> Person | None:
    """The adult to whom signals about the student go."""
    row = (
        HomeAdult.objects.filter(in_window(day or clock.today()), student=pk(student))
        .select_related("adult")
        .first()
    )
    return row.adult if row else None


def home_adults_of(student_ids: Iterable[int], day: date | None = None) -> dict[int, int]:
    """Student id -> home adult's person id, for many; students without one are left out."""
    found: dict[int, int] = {}
    for part in chunks(student_ids):
        rows = HomeAdult.objects.filter(in_window(day or clock.today()), student__in=part)
        found.update(rows.values_list("student_id", "adult_id"))
    return found


def home_students_of(adult: Person | int, day: date | None = None) -> list[Person]:
    """The students whose home adult this person is, by name."""
    who, on = pk(adult), day or clock.today()

    def found() -> list[Person]:
        rows = HomeAdult.objects.filter(in_window(on), adult=who).values("student")
        people = Person.objects.filter(pk__in=rows, merged_into__isnull=True)
        return list(people.order_by("given_name", "family_name", "pk"))

    return list(remember.once(("home students", who, on), found))


def classes_without_teacher() -> QuerySet[Class]:
    """Classes whose students nobody sees: the signals about them reach nobody."""
    now = Enrollment.objects.filter(in_window(clock.today()), active=True)
    return Class.objects.filter(active=True, pk__in=now.filter(role="student").values("klass")).exclude(
        pk__in=now.filter(role="teacher").values("klass")
    )


def classes_given_to(teacher: Person) -> QuerySet[Enrollment]:
    """What was given by hand and still holds."""
    rows = Enrollment.objects.filter(in_window(clock.today()), person=teacher, role="teacher", active=True)
    return rows.filter(rostered=False).select_related("klass").order_by("klass__title", "pk")


def students_without_home_adult() -> QuerySet[Person]:
    """Students who are here and whose signals about the person would reach nobody."""
    held = HomeAdult.objects.filter(in_window(clock.today())).values("student")
    return active_students().exclude(pk__in=held)


def guardians_of(student: Person | int, right: str = "see") -> list[Person]:
    """Guardians with a confirmed link that holds today and carries this right: see, message, consent or book."""
    if right not in {"see", "message", "consent", "book"}:
        raise ValueError(f"no such right of a guardian: {right}")
    links = live_links().filter(student=pk(student), **{right: True})
    return list(
        Person.objects.filter(pk__in=links.values("guardian")).order_by("given_name", "family_name", "pk")
    )


def children_of(guardian: Person | int, right: str = "see") -> list[Person]:
    """The students for whom this guardian holds a right today."""
    links = live_links().filter(guardian=pk(guardian), **{right: True})
    return list(
        Person.objects.filter(pk__in=links.values("student"), merged_into__isnull=True).order_by(
            "given_name", "pk"
        )
    )


def organizations_of(student: Person | int) -> set[int]:
    """Organizations of a person by membership or by class, today."""
    day, rows = clock.today(), rows_of(pk(student))
    members = Person.objects.filter(pk__in=rows, memberships__active=True).filter(
        Q(memberships__until__isnull=True) | Q(memberships__until__gte=day)
    )
    found = set(members.values_list("memberships__organization", flat=True))
    classes = Enrollment.objects.filter(in_window(day), person__in=rows, active=True)
    found |= set(classes.values_list("klass__organization", flat=True))
    return {o for o in found if o is not None}


def enrolled_since(person_ids: Iterable[int]) -> dict[int, int]:
    """Each student's first day here (ordinal): of the roster, else of the first class; left out where neither is known."""
    rows = rows_of_all(person_ids)
    root = {row: person for person, own in rows.items() for row in own}
    found: dict[int, int] = {}
    for part in chunks(root):
        first: dict[int, date] = {}
        for person, since in Enrollment.objects.filter(person__in=part, since__isnull=False).values_list(
            "person_id", "since"
        ):
            if since is not None and (person not in first or since < first[person]):
                first[person] = since
        first.update(
            {p: d for p, d in Person.objects.filter(pk__in=part).values_list("pk", "since") if d is not None}
        )
        for person, day in first.items():
            found[root[person]] = min(found.get(root[person], day.toordinal()), day.toordinal())
    return found


@dataclass(frozen=True, slots=True)
class Presence:
    """What attendance says of a student. Without any record of the school, `known` is False and every school day counts."""

    absent: Ordinals = field(
        default_factory=lambda: np.zeros(0, np.int32)
    )  # whole days missed, sorted ordinals
    known: bool = False


def absent_days(person: Person | int) -> Ordinals:
    """Whole days on which the student was absent or excused: sorted int32 ordinals, shape (n,).

    Where a file gives periods, a day counts when each recorded period of it was missed.
    """
    return presence_of([pk(person)])[pk(person)].absent


def attendance_known() -> bool:
    """Does the school record attendance at all? Files often list absences only, so silence about one child is presence."""
    return Attendance.objects.exists()


def presence_of(person_ids: Iterable[int]) -> dict[int, Presence]:
    """Absences of many students at once; everybody asked for has an entry."""
    rows = rows_of_all(person_ids)
    root = {row: person for person, own in rows.items() for row in own}
    known = attendance_known()
    days: dict[int, dict[date, list[tuple[str, bool]]]] = defaultdict(lambda: defaultdict(list))
    for part in chunks(root) if known else ():
        found = Attendance.objects.filter(student__in=part).values_list(
            "student_id", "day", "period", "status"
        )
        for student, day, period, status in found:
            days[root[student]][day].append((period, status != "present"))
    return {p: Presence(_whole_days(days[p]) if p in days else np.zeros(0, np.int32), known) for p in rows}


def _whole_days(days: dict[date, list[tuple[str, bool]]]) -> Ordinals:
    missed = [day.toordinal() for day, marks in days.items() if _missed(marks)]
    return np.array(sorted(missed), np.int32)


def _missed(marks: Sequence[tuple[str, bool]]) -> bool:
    """A mark for the whole day outranks those for its periods."""
    whole = [away for period, away in marks if not period]
    return all(whole) if whole else all(away for _, away in marks)


def _classes(person_rows: Sequence[int], role: str, day: date | None) -> list[Class]:
    rows = Enrollment.objects.filter(
        in_window(day or clock.today()), person__in=person_rows, role=role, active=True
    )
    return list(
        Class.objects.filter(pk__in=rows.values("klass"), active=True)
        .select_related("course")
        .order_by("title", "pk")
    )


def _people(klass: Class | int, role: str, day: date | None) -> list[Person]:
    rows = Enrollment.objects.filter(in_window(day or clock.today()), klass=pk(klass), role=role, active=True)
    ids = set(rows.values_list("person_id", flat=True))
    if Person.objects.filter(pk__in=ids, merged_into__isnull=False).exists():
        merged = merged_into()
        ids = {merged.get(i, i) for i in ids}
    return list(Person.objects.filter(pk__in=ids).order_by("given_name", "family_name", "pk"))
