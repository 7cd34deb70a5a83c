"""What this room offers to the pages that compose.

Leader's home       {% include "community/parts/profile.html" with profile=panels.for_leader() %}
My path, This week  {% include "community/parts/asked_panel.html" with community=panels.for_first_page(reads, child) %}
Student page        {% include "community/parts/student_panel.html" with community=panels.for_student(reads, person) %}
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from waypost.school import clock
from waypost.school.models import Person
from waypost.trust.access import ReadBook

from .models import Charter, CharterState
from .queries.charter import going_on
from .queries.partners import Together, placements_of, to_answer
from .queries.profile import Profile, Row, of_school, rows
from .services.sharing import has_shared


@dataclass(frozen=True, slots=True)
class FirstPage:
    """For a student or a guardian: is help waiting for a yes, does it go on, and are points being shared?"""

    asked: list[Together] = field(default_factory=list)
    going_on: list[Together] = field(default_factory=list)
    points: bool = False


@dataclass(frozen=True, slots=True)
class Serves:
    """A charter as a page of results names it; all empty where none was in force."""

    pk: int = 0
    year: str = ""
    number: int = 0


def serves(day: date | None = None) -> Serves:
    """The charter in force now, or at the end of a day: results of last year serve last year's."""
    if day is None:
        rows = Charter.objects.filter(state=CharterState.ADOPTED)
    else:
        end = clock.start_of(day + timedelta(days=1))
        rows = Charter.objects.filter(Q(ended=None) | Q(ended__gte=end), adopted__lt=end).order_by("-adopted")
    row = rows.values_list("pk", "year", "number").first()
    return Serves(*row) if row else Serves()


def for_leader() -> Profile:
    """The success profile: groups only, from releases."""
    return of_school()


def for_export() -> list[Row]:
    """The same as a table to take along."""
    return rows()


def for_first_page(reads: ReadBook, child: Person) -> FirstPage:
    mine = [t for t in to_answer(reads) if t.row.person_id == child.pk]
    charter = going_on(reads)
    points = (
        charter is not None
        and charter.state == CharterState.SHARING
        and reads.who.viewing_as is None
        and not has_shared(charter, reads.who.person or 0)
    )
    return FirstPage([t for t in mine if not t.agreed], [t for t in mine if t.agreed], points)


def for_student(reads: ReadBook, person: Person) -> list[Together]:
    """Help from outside that goes on or waits, for the adults of the student."""
    today = clock.today()
    return [t for t in placements_of(reads, person) if t.row.ended is None and t.row.until >= today]
