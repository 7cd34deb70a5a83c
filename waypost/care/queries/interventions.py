"""What the pages about planned help read, through the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from waypost.readings import words
from waypost.readings.access import SEE_EPISODE
from waypost.school import clock
from waypost.school import queries as school
from waypost.school.models import Person
from waypost.trust.access import ReadBook
from waypost.trust.models import ReleaseCell
from waypost.trust.releases import shown

from .. import effects, library
from ..access import SEE_APPROACH, SEE_HELPED, SEE_INTERVENTION, WORK_ON_INTERVENTION, WORK_WITH
from ..effects import Effect
from ..models import Approach, Helped, Intervention, Session


@dataclass(frozen=True, slots=True)
class Line:
    """Planned help in a list: only the students whom the reader sees, and how many others there are."""

    intervention: Intervention
    students: list[Person]
    others: int
    owner: str
    today: date
    may_work: bool

    @property
    def review_due(self) -> bool:
        return self.intervention.ended is None and self.intervention.review <= self.today

    @property
    def overdue(self) -> bool:
        return self.intervention.overdue(self.today)


@dataclass(frozen=True, slots=True)
class ForOne:
    """One student in it: why, and what the weeks before and after show."""

    helped: Helped
    person: Person
    because: str
    effect: Effect


@dataclass(frozen=True, slots=True)
class HelpPage:
    line: Line
    moves: str
    students: list[ForOne]
    sessions: list[tuple[Session, int]]  # newest first, with how many were there
    planned: int  # sessions that were planned until today
    handovers: list[tuple[str, str, str, date]]  # from, to, words, day


@dataclass(frozen=True, slots=True)
class Known:
    """A way of helping, and what happened when it was used here (from a release: never fewer than five students)."""

    approach: Approach
    said: list[str]


def going_on(reads: ReadBook, *, owner: int | None = None, student: int | None = None) -> list[Line]:
    """Help that goes on, what is to be looked at first."""
    return _lines(reads, owner, student, ended=False)


def finished(reads: ReadBook, *, owner: int | None = None, student: int | None = None) -> list[Line]:
    return _lines(reads, owner, student, ended=True)


def _lines(reads: ReadBook, owner: int | None, student: int | None, *, ended: bool) -> list[Line]:
    rows = SEE_INTERVENTION.rows(reads.who).filter(ended__isnull=not ended)
    if owner is not None:
        rows = rows.filter(owner_id=owner)
    if student is not None:
        rows = rows.filter(students__person_id=student)
    found = list(rows.order_by("-ended" if ended else "review", "pk")[:40])
    return lines_of(reads, found)


def lines_of(reads: ReadBook, found: list[Intervention]) -> list[Line]:
    ids = [i.pk for i in found]
    seen = SEE_HELPED.scoped(reads, lambda rows: rows.filter(intervention__in=ids).order_by("pk")).listed()
    inside: dict[int, int] = {}
    for pk in Helped.objects.filter(intervention__in=ids).values_list("intervention_id", flat=True):
        inside[pk] = inside.get(pk, 0) + 1
    people = Person.objects.in_bulk({h.person_id for h in seen})
    names = school.names_of({i.owner_id for i in found})
    may = WORK_ON_INTERVENTION.open_rows(reads.who).filter(pk__in=ids)
    mine = set(may.values_list("pk", flat=True))
    today = clock.today()
    return [
        Line(
            i,
            [people[h.person_id] for h in seen if h.intervention_id == i.pk],
            inside.get(i.pk, 0) - sum(h.intervention_id == i.pk for h in seen),
            names.get(i.owner_id, ""),
            today,
            i.pk in mine,
        )
        for i in found
    ]


def page_of(reads: ReadBook, pk: int) -> HelpPage:
    """One piece of planned help with what came of it. Raises Http404 where this person may not see it."""
    intervention: Intervention = SEE_INTERVENTION.get(reads, pk=pk)
    seen = SEE_HELPED.scoped(reads, lambda rows: rows.filter(intervention=intervention).order_by("pk")).read()
    people = Person.objects.in_bulk([h.person_id for h in seen])
    sessions = list(intervention.sessions.order_by("-day", "-pk").prefetch_related("present"))
    return HelpPage(
        line=lines_of(reads, [intervention])[0],
        moves=str(effects.MOVES.get(intervention.outcome, "")),
        students=[_for_one(reads, intervention, h, people[h.person_id]) for h in seen],
        sessions=[(s, len(s.present.all())) for s in sessions],
        planned=_planned_until(intervention, clock.today()),
        handovers=_handovers(intervention),
    )


def _for_one(reads: ReadBook, intervention: Intervention, helped: Helped, person: Person) -> ForOne:
    episode = SEE_EPISODE.rows(reads.who).filter(pk=helped.episode_id or 0).first()
    because = words.of(episode, person).heading if episode else ""
    return ForOne(helped, person, because, effects.of(reads, intervention, helped))


def _planned_until(intervention: Intervention, today: date) -> int:
    """How many sessions the plan asked for by now; holidays are not counted apart, so it is said as 'about'."""
    last = min(today, intervention.ended or today)
    weeks = max(0, (last - intervention.begins).days + 1) / 7
    return round(weeks * intervention.a_week)


def _handovers(intervention: Intervention) -> list[tuple[str, str, str, date]]:
    rows = list(intervention.handovers.order_by("-at", "-pk"))
    names = school.names_of({r.from_id for r in rows} | {r.to_id for r in rows})
    return [
        (names.get(r.from_id, ""), names.get(r.to_id, ""), r.words, clock.local(r.at).date()) for r in rows
    ]


def approaches(reads: ReadBook) -> list[Known]:
    """The library, with what happened when each was used here."""
    cells: dict[str, list[ReleaseCell]] = {}
    for cell in shown(library.NAME, library.period(), library.AUDIENCE):
        cells.setdefault(cell.line, []).append(cell)
    rows = SEE_APPROACH.scoped(reads, lambda rows: rows.order_by("title")).listed()
    return [Known(a, library.said(cells.get(library.line_of(a.pk), []))) for a in rows]


def may_join(reads: ReadBook) -> list[Person]:
    """The students for whom this person may plan help, by name."""
    return WORK_WITH.scoped(reads, lambda rows: rows.order_by("given_name", "family_name", "pk")).listed()
