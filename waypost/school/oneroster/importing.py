"""From a file to a changed school: examine, keep, wait for a person, apply."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from waypost.trust import audit
from waypost.trust.models import Account

from .. import calendar, clock, kept
from ..automatic import settle
from ..models import RosterImport
from ..people import tell
from . import following, writing
from .checking import check
from .defects import Defect, Defects
from .planning import Plan, plan
from .reading import Roster, read

KIND = "oneroster"


@dataclass
class RosterPreview:
    """What a file would do. `defects`: why it can't be applied; `odd`: why a person should look first."""

    file: str
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    defects: list[Defect] = field(default_factory=list)
    more_defects: int = 0
    notes: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    gone: dict[str, list[int]] = field(default_factory=dict)  # file -> primary keys no longer in it
    import_id: int | None = None
    roster: Roster | None = field(
        default=None, repr=False
    )  # what was read, so that applying at once needn't read again

    @property
    def ok(self) -> bool:
        return not self.defects

    @property
    def state(self) -> str:
        return "refused" if self.defects else "waiting" if self.odd else "preview"

    def total(self, what: str) -> int:
        return sum(c[what] for c in self.counts.values())

    def lines(self) -> list[str]:
        """For the command line."""
        found = [_("%(file)s: nothing was changed.") % {"file": self.file}]
        found += _count_lines(self.counts)
        found += [d.sentence() for d in self.defects]
        if self.more_defects:
            found.append(_("and %(count)d more of the kind.") % {"count": self.more_defects})
        return found + self.notes + self.odd

    def stored(self) -> dict[str, Any]:
        return {
            "counts": self.counts,
            "refused": [d.stored() for d in self.defects],
            "more": self.more_defects,
            "notes": self.notes,
            "odd": self.odd,
            "gone": {name: len(keys) for name, keys in self.gone.items()},
        }


@dataclass
class Report:
    """What an import did, or why it didn't."""

    ok: bool
    applied: bool
    preview: RosterPreview
    followed: dict[str, int] = field(default_factory=dict)
    sentence: str = ""

    def lines(self) -> list[str]:
        if not self.applied:
            return self.preview.lines() + ([self.sentence] if self.sentence else [])
        found = [_("%(file)s was applied.") % {"file": self.preview.file}, *_count_lines(self.preview.counts)]
        found += [f"{titles().get(name, name)}: {count}" for name, count in self.followed.items() if count]
        return found + self.preview.notes + ([self.sentence] if self.sentence else [])


def examine(path: Path | str, *, simulator: bool = False, name: str = "") -> RosterPreview:
    """Read, check and compare; write nothing. `simulator`: the demonstration's own roster (TRUST 17)."""
    return _examined(Path(path), simulator, name)


def preview(
    path: Path | str, by: Account | None = None, *, simulator: bool = False, file_name: str = ""
) -> RosterPreview:
    """Examine a file and keep it, so that a person may look and then apply it. A refused file isn't kept."""
    path = Path(path)
    found = examine(path, simulator=simulator, name=file_name)
    row = RosterImport(
        kind=KIND,
        file_name=found.file[:255],
        digest=kept.digest_of(path),
        state=found.state,
        made=clock.now(),
        made_by=by.pk if by else None,
        report=found.stored() | {"simulator": simulator},
        stored_as="" if found.defects else kept.keep(path),
    )
    row.save()
    found.import_id = row.pk
    return found


def apply(
    which: RosterPreview | RosterImport | int,
    by: Account | None,
    confirm_gone: bool = False,
    confirm_odd: bool = False,
    *,
    give_leaders: bool = False,
) -> Report:
    """Apply a kept file, all or nothing. Applying it again changes nothing.

    `confirm_gone`: a person says that those who are no longer in the file have really left (and with it, that an odd ratio
    is right). `confirm_odd`: a person says that so many changes are right, and nobody has left.
    """
    row = kept.waiting(_key(which), KIND)
    path = kept.path_of(row)
    found = which if isinstance(which, RosterPreview) else None
    if found is None or found.roster is None:
        found = _examined(path, bool(row.report.get("simulator")), row.file_name)
    found.import_id, roster = row.pk, found.roster
    if roster is None:
        return Report(ok=False, applied=False, preview=found)
    with transaction.atomic():
        row = RosterImport.objects.select_for_update().get(pk=row.pk)
        work = plan(roster)  # as things stand now, under the lock
        _tell_of(found, work)
        if work.odd and not (confirm_gone or confirm_odd):
            RosterImport.objects.filter(pk=row.pk).update(
                state="waiting", report=found.stored() | {"simulator": bool(row.report.get("simulator"))}
            )
            sentence = _("This waits for a person: look at it, and say whether it is right.")
            return Report(ok=False, applied=False, preview=found, sentence=sentence)
        followed = _carry_out(roster, work, by, confirm_gone=confirm_gone)
        if give_leaders:
            followed["leaders"] = len([following.accept(p, by) for p in following.proposals()])
        row.state, row.applied, row.applied_by = "applied", clock.now(), by.pk if by else None
        row.report = found.stored() | {"followed": followed, "confirmed_gone": confirm_gone}
        row.stored_as = ""
        row.save()
        audit.act(
            "roster.apply",
            actor_id=by.pk if by else None,
            object_kind="import",
            object_id=str(row.pk),
            detail={"counts": found.counts, "gone": confirm_gone},
        )
    kept.forget(path.name)
    return Report(
        ok=True, applied=True, preview=found, followed=followed, sentence=_left_alone(found, confirm_gone)
    )


def run_import(
    path: Path | str,
    *,
    apply: bool,
    yes_gone: bool = False,
    by: Account | None = None,
    simulator: bool = False,
    give_leaders: bool = False,
) -> Report:
    """The command line's way: look only, or look and apply. Nothing stays behind of a file that isn't applied."""
    if not apply:
        found = examine(path, simulator=simulator)
        return Report(ok=found.ok, applied=False, preview=found)
    found = preview(path, by, simulator=simulator)
    if not found.ok or found.import_id is None:
        return Report(ok=False, applied=False, preview=found)
    report = _apply(found, by, yes_gone, give_leaders)
    if not report.applied and report.sentence:
        report.sentence += " " + _("On the page of imports, or by running this again with --yes-gone.")
    return report


def _apply(found: RosterPreview, by: Account | None, yes_gone: bool, give_leaders: bool) -> Report:
    return apply(found, by, confirm_gone=yes_gone, give_leaders=give_leaders)


def _examined(path: Path, simulator: bool, name: str = "") -> RosterPreview:
    defects, found = Defects(), RosterPreview(name or path.name)
    if settings.DEMO and not simulator:
        defects.add(
            "demo",
            found.file,
            None,
            "",
            _("this is a demonstration, which takes no real roster"),
            _("Start a Waypost of your own: `waypost --home FOLDER serve`."),
        )
        found.defects = list(defects)
        return found
    roster = read(path, defects)
    if roster is not None:
        check(roster, defects)
        found.notes = roster.notes
    found.defects, found.more_defects = list(defects), defects.more
    if roster is None or defects:
        return found
    _tell_of(found, plan(roster))
    found.roster = roster
    return found


def _tell_of(found: RosterPreview, work: Plan) -> None:
    found.counts, found.odd = work.counts(), work.odd
    found.gone = {name: part.absent for name, part in work.parts.items() if part.absent}


def _carry_out(roster: Roster, work: Plan, by: Account | None, *, confirm_gone: bool) -> dict[str, int]:
    """The tables, what follows from them, and the news for other rooms; inside the caller's transaction."""
    touched = writing.write(work, confirm_gone=confirm_gone)
    followed = following.follow(roster, by)
    settle(touched)
    tell(touched)
    sessions = work.parts.get("academicSessions")
    if sessions is not None and (
        sessions.new or sessions.changed or sessions.deleted or (sessions.absent and confirm_gone)
    ):
        calendar.changed()
    return followed


def _key(which: RosterPreview | RosterImport | int) -> int | None:
    if isinstance(which, int):
        return which
    return which.import_id if isinstance(which, RosterPreview) else which.pk


def _left_alone(found: RosterPreview, confirmed: bool) -> str:
    people = len(found.gone.get("users", ()))
    if confirmed or not found.gone:
        return ""
    return _(
        "%(people)d people and %(rest)d other rows are no longer in the file. They stay until a person says that they have left."
    ) % {
        "people": people,
        "rest": sum(len(keys) for name, keys in found.gone.items() if name != "users"),
    }


def titles() -> dict[str, str]:
    return {
        "orgs": _("organizations"),
        "academicSessions": _("terms"),
        "courses": _("courses"),
        "classes": _("classes"),
        "users": _("people"),
        "roles": _("roles"),
        "enrollments": _("places in classes"),
        "guardian_links": _("guardian links to confirm"),
        "home_adults": _("home adults set"),
        "accounts": _("accounts made (no password until invited)"),
        "closed": _("accounts closed"),
        "leaders": _("leaders"),
    }


def _count_lines(counts: dict[str, dict[str, int]]) -> Iterable[str]:
    named = titles()
    for name, c in counts.items():
        yield _("%(what)s: %(new)d new, %(same)d the same, %(changed)d changed, %(gone)d gone") % {
            "what": named[name],
            **c,
        }
