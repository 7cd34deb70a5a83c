"""What this room offers to the pages that compose.

Student page   {% if climate %}{% include "climate/parts/alone.html" with climate=alone_of(reads, person) %}{% endif %}
My path, Start {% include "climate/parts/asked_panel.html" with asked=for_my_path(reads) %}
Leader's home  {% include "climate/parts/leader_panel.html" with climate=for_leader() %}
"""

from __future__ import annotations

from datetime import timedelta

from waypost.school import clock
from waypost.school.models import Class, Person
from waypost.trust.access import ReadBook, Who

from .access import LAY_OUT, OWN_WATCH
from .figures import Line, current
from .queries.asked import Question, waiting_for
from .queries.lessons import Line as HomeLine
from .queries.lessons import home
from .queries.together import finding_of
from .together import Alone


def alone_of(reads: ReadBook, person: Person) -> Alone | None:
    """For home adult and counsellor: the student wasn't seen working with others. None for everybody else."""
    return finding_of(reads, person.pk)


def may_look(who: Who, klass: Class) -> bool:
    """For the Class page: is it a class of one's own, of which a lesson may be laid out?"""
    return bool(LAY_OUT.may(who, klass))


def for_today(reads: ReadBook) -> list[HomeLine]:
    """For Today: sheets that wait for me today or tomorrow, mine and those to which I was invited."""
    if not OWN_WATCH.open_rows(reads.who).filter(finished=None).exists():
        return []  # the common case, and nothing restricted is read
    day = clock.today() + timedelta(days=1)
    return [line for line in home(reads).open if line.lesson.day <= day]


def for_my_path(reads: ReadBook) -> list[Question]:
    """For a student's first page, with a card, too: what the class is asked about a lesson."""
    return waiting_for(reads)


def for_leader() -> list[Line]:
    """For the leader's home: at least five adults together, or that there are fewer; [] where nobody looked yet."""
    return current()
