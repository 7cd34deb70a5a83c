"""What the page says: each table in plain words with its period, the next run, those that were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import RetentionRun
from ..registry import LINES, Clock, Retention
from ..tables import name_of
from . import periods


@dataclass(frozen=True, slots=True)
class Period:
    """One period and the tables that follow it."""

    name: str
    title: str
    words: str  # "1 year after the school year"
    tables: list[str]
    days: int
    least: int
    most: int

    @property
    def movable(self) -> bool:
        return self.least < self.most


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows of a table."""

    words: str
    rows: int


def counted(rows: dict[str, Any]) -> list[Counted]:
    """Most first."""
    return [Counted(name_of(k), int(n)) for k, n in sorted(rows.items(), key=lambda kv: (-int(kv[1]), kv[0]))]


def length(days: int) -> str:
    if days and days % 365 == 0:
        return ngettext("%(n)d year", "%(n)d years", days // 365) % {"n": days // 365}
    if days >= 60 and days % 7 == 0:
        return ngettext("%(n)d week", "%(n)d weeks", days // 7) % {"n": days // 7}
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def since(clock: Clock) -> str:
    return {
        Clock.CREATED: _("after it was made"),
        Clock.YEAR_END: _("after the end of the school year"),
        Clock.LEFT: _("after the person left"),
        Clock.CLOSED: _("after it was over"),
        Clock.FOREVER: _("as long as the school uses Waypost"),
    }[clock]


def in_words(retention: Retention, days: int) -> str:
    return f"{length(days)} {since(retention.clock)}"


def movable() -> list[Period]:
    """Periods that the job acts on with notice: the file first."""
    found: dict[str, Period] = {}
    mine = periods.chosen()
    for label in sorted(
        LINES, key=lambda x: (periods.name_of(x) != "file", periods.name_of(x) != "concern", name_of(x))
    ):
        retention = LINES[label].retention
        if not periods.acts_on(label) or periods.is_silent(retention):
            continue
        name, days = periods.name_of(label), periods.days_of(label, mine)
        if name not in found:
            least, most = periods.bounds(retention)
            found[name] = Period(name, _title(name, label), in_words(retention, days), [], days, least, most)
        found[name].tables.append(name_of(label))
    for label in LINES:
        along = periods.along_of(label)
        if along and (name := periods.name_of(label)) in found and name in {"file", "concern"}:
            found[name].tables.append(name_of(label))
    return list(found.values())


def _title(name: str, label: str) -> str:
    return {"file": _("What belongs to a person's file"), "concern": _("Safeguarding concerns")}.get(
        name, name_of(label)
    )


def nightly() -> list[tuple[str, str]]:
    """(table, period) of what ends without notice: short-lived, or looked after by a job of its own."""
    rows = [
        (name_of(label), in_words(line.retention, line.retention.days))
        for label, line in LINES.items()
        if line.retention.clock is not Clock.FOREVER
        and (line.retention.by or (periods.acts_on(label) and periods.is_silent(line.retention)))
    ]
    return sorted(rows)


def with_another() -> list[str]:
    """Tables that go with the row they hang on, where that has a period of its own."""
    return sorted(
        name_of(label) for label in LINES if periods.along_of(label) and periods.name_of(label) == label
    )


def stays() -> list[str]:
    """What stays though it names somebody of the staff."""
    return sorted(
        name_of(label)
        for label, line in LINES.items()
        if line.retention.clock is Clock.FOREVER and line.person_paths
    )


def past(most: int = 12) -> list[tuple[RetentionRun, list[Counted]]]:
    runs = RetentionRun.objects.filter(waits=False, finished__isnull=False).order_by("-pk")[:most]
    return [(run, counted(run.ended)) for run in runs]
