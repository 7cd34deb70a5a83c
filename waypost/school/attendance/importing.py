"""From an attendance file to changed days: examine, keep, apply."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from waypost.trust import audit
from waypost.trust.models import Account

from .. import changes, clock, kept
from ..models import Attendance, RosterImport
from ..oneroster.defects import Defect, Defects, Refused
from ..oneroster.upsert import upsert
from .reading import Mark, marks_of

KIND = "attendance"


@dataclass
class AttendancePreview:
    """What a file would do."""

    file: str
    counts: dict[str, int] = field(default_factory=dict)  # new, same, changed
    defects: list[Defect] = field(default_factory=list)
    more_defects: int = 0
    import_id: int | None = None
    marks: list[Mark] = field(default_factory=list, repr=False)

    @property
    def ok(self) -> bool:
        return not self.defects

    def lines(self) -> list[str]:
        if not self.ok:
            more = (
                [_("and %(count)d more of the kind.") % {"count": self.more_defects}]
                if self.more_defects
                else []
            )
            return [
                _("%(file)s: nothing was changed.") % {"file": self.file},
                *(d.sentence() for d in self.defects),
                *more,
            ]
        return [
            _("%(file)s: %(new)d new, %(same)d the same, %(changed)d changed")
            % {"file": self.file, **self.counts}
        ]

    def stored(self) -> dict[str, Any]:
        return {
            "counts": {KIND: self.counts},
            "refused": [d.stored() for d in self.defects],
            "more": self.more_defects,
        }


@dataclass
class Report:
    """What an import did, or why it didn't."""

    ok: bool
    applied: bool
    preview: AttendancePreview

    def lines(self) -> list[str]:
        done = (
            _("Applied.")
            if self.applied
            else _("Nothing was changed. Add --apply to do it.")
            if self.ok
            else ""
        )
        return self.preview.lines() + ([done] if done else [])


def examine(path: Path | str, *, name: str = "") -> AttendancePreview:
    """Read, check and compare; write nothing."""
    path = Path(path)
    found, defects = AttendancePreview(name or path.name), Defects()
    try:
        found.marks = list(marks_of(path, found.file, defects))
    except Refused as error:
        defects.found.insert(0, error.defect)
    found.defects, found.more_defects = list(defects), defects.more
    if found.ok:
        found.counts = _compare(found.marks)
    return found


def preview(path: Path | str, by: Account | None = None, *, file_name: str = "") -> AttendancePreview:
    """Examine a file and keep it for a person's yes. A refused file isn't kept."""
    path = Path(path)
    found = examine(path, name=file_name)
    row = RosterImport.objects.create(
        kind=KIND,
        file_name=found.file[:255],
        digest=kept.digest_of(path),
        state="preview" if found.ok else "refused",
        made=clock.now(),
        made_by=by.pk if by else None,
        report=found.stored(),
        stored_as=kept.keep(path) if found.ok else "",
    )
    found.import_id = row.pk
    return found


def apply(which: AttendancePreview | int, by: Account | None) -> Report:
    """Apply a kept file, all or nothing, and say whose days are different now."""
    row = kept.waiting(which if isinstance(which, int) else which.import_id, KIND)
    found = examine(kept.path_of(row), name=row.file_name) if isinstance(which, int) else which
    found.import_id = row.pk
    if not found.ok:
        return Report(ok=False, applied=False, preview=found)
    with transaction.atomic():
        name, people = row.stored_as, _write(found.marks)
        row.state, row.applied, row.applied_by, row.stored_as = (
            "applied",
            clock.now(),
            by.pk if by else None,
            "",
        )
        row.report = found.stored()
        row.save()
        audit.act(
            "attendance.apply",
            actor_id=by.pk if by else None,
            object_kind="import",
            object_id=row.pk,
            detail=found.counts,
        )
        if people:
            changes.attendance_changed.send(sender=Attendance, person_ids=people)
    kept.forget(name)
    return Report(ok=True, applied=True, preview=found)


def run_import(path: Path | str, *, apply: bool, by: Account | None = None) -> Report:
    """The command line's way: look only, or look and apply."""
    if not apply:
        found = examine(path)
        return Report(ok=found.ok, applied=False, preview=found)
    found = preview(path, by)
    return _apply(found, by) if found.ok else Report(ok=False, applied=False, preview=found)


_apply = apply  # `run_import` has an argument of the same name


def _standing(marks: list[Mark]) -> dict[tuple[int, date, str], str]:
    """What is known of the days in the file."""
    if not marks:
        return {}
    days = [m.day for m in marks]
    rows = Attendance.objects.filter(day__gte=min(days), day__lte=max(days))
    return {
        (s, d, p): status
        for s, d, p, status in rows.values_list("student_id", "day", "period", "status").iterator()
    }


def _compare(marks: list[Mark]) -> dict[str, int]:
    stands = _standing(marks)
    counts = {"new": 0, "same": 0, "changed": 0}
    for m in marks:
        old = stands.get((m.student, m.day, m.period))
        counts["new" if old is None else "same" if old == m.status else "changed"] += 1
    return counts


def _write(marks: list[Mark]) -> set[int]:
    """Upsert what differs; returns the students whose days changed."""
    stands = _standing(marks)
    fresh = [m for m in marks if stands.get((m.student, m.day, m.period)) != m.status]
    upsert(
        Attendance,
        ["status", "source"],
        (
            {
                "student_id": m.student,
                "day": m.day,
                "period": m.period,
                "status": m.status,
                "source": m.source,
            }
            for m in fresh
        ),
        key=("student_id", "day", "period"),
    )
    return {m.student for m in fresh}
