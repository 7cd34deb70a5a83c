"""On how many of the school days here did the student leave a trace of work?"""

from __future__ import annotations

from ..protocol import About, Proof
from ..reading import Scalar
from .facet import GOES_IN, STATES, WINDOWS, DayList, Facet, Numbers
from .fold import HOURS
from .numbers import FREDRICKS


class DaysWorked(Facet):
    """Days with a trace of work, for a week of five days present."""

    rests_on = ""
    about = About(
        name="days_worked",
        title="Days worked",
        question="On how many school days did this student leave a trace of work, beside their own usual weeks?",
        goes_in=GOES_IN,
        how=WINDOWS
        + " The value is given for a week of five days present, so that a short week looks like any other.",
        formula="5 * (days present with a trace) / (days present), over the last 10 days present",
        how_sure=(
            "It is a count of what was seen, so there is no interval. It sees only work that leaves a trace in a "
            "connected tool: a student who reads, builds or talks may work every day and leave none."
        ),
        not_for="Marks, comparing students, judging effort or character. Few traces are a reason to ask, not a verdict.",
        estimand="the share of the last 10 days present on which a connected source holds dated work of this student",
        proof=Proof.IDENTITY,
        sources=(FREDRICKS,),
        reference="counted anew from the plain list of events by a slow version in the tests",
        states=STATES,
    )

    def value(self, rows: Numbers, days: DayList) -> float | None:
        return 5 * self.evidence(rows) / len(days) if len(days) else None

    def evidence(self, rows: Numbers) -> int:
        return int((rows[:, HOURS] != 0).sum())

    def detail(self, rows: Numbers, days: DayList) -> dict[str, Scalar]:
        return {"worked": self.evidence(rows)}
