"""From a file of growth percentiles to rows: examine, keep, apply."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waypost.measures.growth_percentiles import DEFAULT
from waypost.trust import audit
from waypost.trust.models import Account

from .. import clock, kept
from ..models import GrowthPercentile, RosterImport
from ..oneroster.defects import Defect, Defects, Refused
from .reading import Percentile, percentiles_of
from .standing import Standing, standing

KIND = "growth"


@dataclass
class GrowthPreview:
    """What a file would do."""

    file: str
    counts: dict[str, int] = field(default_factory=dict)  # new, same, changed
    notes: list[str] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)
    more_defects: int = 0
    import_id: int | None = None
    rows: list[Percentile] = field(default_factory=list, repr=False)

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
            nothing = _("%(file)s: nothing was changed.") % {"file": self.file}
            return [nothing, *(d.sentence() for d in self.defects), *more]
        told = _("%(file)s: %(new)d new, %(same)d the same, %(changed)d changed")
        return [told % {"file": self.file, **self.counts}, *self.notes]

    def stored(self) -> dict[str, Any]:
        return {
            "counts": {KIND: self.counts},
            "refused": [d.stored() for d in self.defects],
            "more": self.more_defects,
            "notes": self.notes,
        }


@dataclass
class Report:
    """What an import did, or why it didn't."""

    ok: bool
    applied: bool
    preview: GrowthPreview

    def lines(self) -> list[str]:
        done = (
            _("Applied.")
            if self.applied
            else _("Nothing was changed. Add --apply to do it.")
            if self.ok
            else ""
        )
        return self.preview.lines() + ([done] if done else [])


def examine(path: Path | str, *, name: str = "") -> GrowthPreview:
    """Read, check and compare; write nothing."""
    path = Path(path)
    found, defects = GrowthPreview(name or path.name), Defects()
    try:
        found.rows = list(percentiles_of(path, found.file, defects))
    except Refused as error:
        defects.found.insert(0, error.defect)
    found.defects, found.more_defects = list(defects), defects.more
    if found.ok:
        found.counts, found.notes = _compare(found.rows), _notes(found.rows)
    return found


def preview(path: Path | str, by: Account | None = None, *, file_name: str = "") -> GrowthPreview:
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


def apply(which: GrowthPreview | int, by: Account | None) -> Report:
    """Apply a kept file, all or nothing."""
    row = kept.waiting(which if isinstance(which, int) else which.import_id, KIND)
    found = examine(kept.path_of(row), name=row.file_name) if isinstance(which, int) else which
    found.import_id = row.pk
    if not found.ok:
        return Report(ok=False, applied=False, preview=found)
    with transaction.atomic():
        name = row.stored_as
        row.state, row.applied, row.stored_as = "applied", clock.now(), ""
        row.applied_by = by.pk if by else None
        row.report = found.stored()
        row.save()
        if found.counts["new"] or found.counts["changed"]:
            _write(found.rows, row.pk)
        audit.act(
            "growth.apply",
            actor_id=row.applied_by,
            object_kind="import",
            object_id=row.pk,
            detail=found.counts,
        )
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


def _compare(rows: list[Percentile]) -> dict[str, int]:
    stands = {year: standing(year) for year in {r.year for r in rows}}
    counts = {"new": 0, "same": 0, "changed": 0}
    for r in rows:
        old = stands[r.year].get((r.subject, r.student))
        now = Standing(r.grade, r.percentile, r.error)
        counts["new" if old is None else "same" if old == now else "changed"] += 1
    return counts


def _notes(rows: list[Percentile]) -> list[str]:
    """How many groups of the file are too few to be told of, before anybody waits for their figures."""
    groups = Counter((r.year, r.grade, r.subject) for r in rows)
    few = sum(n < DEFAULT.students_needed for n in groups.values())
    if not few:
        return []
    told = ngettext(
        "One group of a grade and subject has fewer than ten students: no figure of its own is shown.",
        "%(n)d groups of a grade and subject have fewer than ten students: no figures of their own are shown.",
        few,
    )
    return [told % {"n": few}]


def _write(rows: list[Percentile], batch: int) -> None:
    """All rows of the file, those that stand already too: then taking back another file takes none of them away."""
    GrowthPercentile.objects.bulk_create(
        [
            GrowthPercentile(
                student_id=r.student, year=r.year, grade=r.grade, subject=r.subject, percentile=r.percentile,
                error=r.error, batch=batch,
            )
            for r in rows
        ],
        batch_size=100,
    )  # fmt: skip
