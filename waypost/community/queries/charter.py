"""The charter's pages: what holds, what is being written, what waits to be read."""

from __future__ import annotations

from dataclasses import dataclass

from waypost.trust.access import ReadBook

from ..access import MODERATE, MODERATE_COMMENT, SEE_CHARTER, SEE_COMMENT, SEE_INDICATOR
from ..models import Charter, CharterState, Comment, Indicator, Kept
from ..services.charter import GOING_ON


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was proposed, and what was said of it. `mine`: the asker's own, shown at once."""

    row: Indicator
    comments: list[Comment]
    mine: bool

    @property
    def waits(self) -> bool:
        return self.row.state == Kept.WAITING


def in_force(reads: ReadBook) -> Charter | None:
    return _first(reads, [CharterState.ADOPTED])


def going_on(reads: ReadBook) -> Charter | None:
    return _first(reads, list(GOING_ON))


def _first(reads: ReadBook, states: list[CharterState]) -> Charter | None:
    found = SEE_CHARTER.scoped(reads, lambda rows: rows.filter(state__in=states).order_by("-pk")[:1]).listed()
    return found[0] if found else None


def versions(reads: ReadBook) -> list[Charter]:
    """Every version that was adopted, newest first."""
    states = [CharterState.ADOPTED, CharterState.ENDED]
    return SEE_CHARTER.scoped(reads, lambda rows: rows.filter(state__in=states).order_by("-adopted")).listed()


def proposals(reads: ReadBook, charter: Charter) -> list[Proposal]:
    """What the asker may read of a version, in order of asking."""
    rows = SEE_INDICATOR.scoped(
        reads, lambda rows: rows.filter(charter=charter).exclude(state=Kept.HELD).order_by("pk")
    ).read()
    said = SEE_COMMENT.scoped(
        reads,
        lambda all: all.filter(indicator__charter=charter).exclude(state=Kept.HELD).order_by("at", "pk"),
    ).read()
    return [
        Proposal(
            row,
            [c for c in said if c.indicator_id == row.pk],
            row.person_id is not None and row.person_id == reads.who.person,
        )
        for row in rows
    ]


def standing(charter: Charter) -> list[Indicator]:
    """The indicators over which points are shared, or that were adopted."""
    return list(charter.indicators.filter(state=Kept.SHOWN).order_by("pk"))


@dataclass(frozen=True, slots=True)
class Waiting:
    indicators: list[Indicator]
    comments: list[Comment]

    @property
    def count(self) -> int:
        return len(self.indicators) + len(self.comments)


def waiting(reads: ReadBook) -> Waiting:
    """Words that wait for a member of staff, the oldest first."""
    return Waiting(
        MODERATE.scoped(reads, lambda rows: rows.order_by("pk")).read(),
        MODERATE_COMMENT.scoped(reads, lambda rows: rows.select_related("indicator").order_by("pk")).read(),
    )
