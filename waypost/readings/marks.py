"""Which students must be folded anew, and why. Marked in the transaction of whatever changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef

from waypost.evidence import changes as evidence_changes
from waypost.school import changes as school_changes
from waypost.school import clock
from waypost.school.identities import windows_of
from waypost.school.models import Person
from waypost.skills import changes as skills_changes

from .models import Ahead, Event, Reading, Stale, State

NEW = "new evidence"  # the one reason that may need no refold: the projector steps it on

_MARK = (
    "INSERT INTO readings_stale (person_id, why, times) VALUES (%s, %s, 1) ON CONFLICT (person_id) DO UPDATE SET "
    "times = readings_stale.times + 1, "
    "why = CASE WHEN excluded.why = 'new evidence' THEN readings_stale.why ELSE excluded.why END"
)


class Mark(NamedTuple):
    """That a student is to be read, why, and marked how often so far."""

    person: int
    why: str
    times: int


_FIND = "SELECT person_id, why, times FROM readings_stale"


def of(people: Sequence[int]) -> list[Mark]:
    """The marks of some people, at most a few hundred."""
    return _marks(f"{_FIND} WHERE person_id IN ({','.join(['%s'] * len(people))})", people)


def first(most: int) -> list[Mark]:
    """The first marks."""
    return _marks(f"{_FIND} ORDER BY person_id LIMIT %s", [most])


def _marks(sql: str, values: Sequence[int]) -> list[Mark]:
    """In plain SQL: it is asked with every few statements."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Mark(*row) for row in cursor.fetchall()]


def mark(person_ids: Iterable[int], why: str) -> None:
    """Fold these people anew. A mark of new evidence never hides a graver one."""
    rows = [(person, why[:40]) for person in sorted(set(person_ids))]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_MARK, rows)


def done(read: Iterable[tuple[int, int]]) -> None:
    """End marks (person, times as seen): one that was marked again meanwhile stays."""
    rows = list(read)
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM readings_stale WHERE person_id = %s AND times = %s", rows)


def mark_all(why: str) -> None:
    """Fold everybody anew who has, or should have, a reading."""
    mark(everybody(), why)


def mark_unread(most: int = 500) -> int:
    """Students who have no state yet (they have just come): they are read like everybody. Returns how many."""
    state = State.objects.filter(person_id=OuterRef("pk"))
    marked = Stale.objects.filter(person_id=OuterRef("pk"))
    students = Person.objects.filter(
        ~Exists(state), ~Exists(marked), kind="student", merged_into__isnull=True
    )
    new = list(students.values_list("pk", flat=True)[:most])
    if new:
        mark(new, "new here")
    return len(new)


def everybody() -> set[int]:
    """Students that stand for themselves, and whoever still has a state or reading."""
    students = Person.objects.filter(kind="student", merged_into__isnull=True).values_list("pk", flat=True)
    left = State.objects.values_list("person_id", flat=True).distinct()
    return {*students, *left, *Reading.objects.values_list("person_id", flat=True).distinct()}


def listen() -> None:
    """Called once, when the apps are ready."""
    school_changes.people_changed.connect(_people, dispatch_uid="readings-people")
    school_changes.attendance_changed.connect(_attendance, dispatch_uid="readings-attendance")
    school_changes.calendar_changed.connect(_calendar, dispatch_uid="readings-calendar")
    skills_changes.skills_changed.connect(_skills, dispatch_uid="readings-skills")
    evidence_changes.sources_changed.connect(_sources, dispatch_uid="readings-sources")
    evidence_changes.statements_ended.connect(_ended, dispatch_uid="readings-ended")
    skills_changes.alignments_changed.connect(_alignments, dispatch_uid="readings-alignments")


def _people(person_ids: Iterable[int], **_: Any) -> None:
    mark(person_ids, "person")


def _attendance(person_ids: Iterable[int], **_: Any) -> None:
    """The first attendance of all changes for everybody what a day here is."""
    first = Reading.objects.filter(measure="days_worked", detail__attendance_known=False).exists()
    mark(everybody() if first else person_ids, "attendance")


def _calendar(**_: Any) -> None:
    clock.forget()
    mark_all("calendar")


def _skills(skill_ids: Sequence[int] | set[int] | None = None, **_: Any) -> None:
    """Rules and prerequisites act in `read`: everybody with a reading of these skills, or of what rests on them."""
    if skill_ids is None:
        mark_all("skills")
        return
    rows = Reading.objects.filter(subject__in=list(skill_ids)).values_list("person_id", flat=True)
    mark(rows, "skills")


def _sources(source_ids: Iterable[int], **_: Any) -> None:
    """A gap acts on whoever works with the source."""
    identifiers = set(
        Event.objects.filter(source_id__in=list(source_ids))
        .values_list("identifier_id", flat=True)
        .distinct()
    )
    mark({w.person for found in windows_of(identifiers).values() for w in found}, "source")


def _ended(seqs: Sequence[int], **_: Any) -> None:
    """What was decoded from a statement goes with it. Nobody is folded anew: its student has gone."""
    Event.objects.filter(seq__in=seqs).delete()
    Ahead.objects.filter(seq__in=seqs).delete()


def _alignments(before: dict[int, Any], **_: Any) -> None:
    from .uses import people_who_change  # uses reads through the alignment that this module only listens to

    mark(people_who_change(before), "alignment")
