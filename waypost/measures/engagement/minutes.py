"""How long does the student work in a week?"""

from __future__ import annotations

from ..protocol import About, Proof
from ..reading import Scalar
from .facet import GOES_IN, STATES, WINDOWS, DayList, Facet, Numbers
from .fold import ACTIVE, HOURS, MINUTE
from .numbers import FREDRICKS


class ActiveMinutes(Facet):
    """Active minutes, for a week of five days present."""

    about = About(
        name="active_minutes",
        title="Active minutes",
        question="How long does this student work in connected tools in a week, beside their own usual weeks?",
        goes_in=GOES_IN + " Times and, where a tool reports them, durations.",
        how=(
            "Where a tool reports how long a piece of work took, we use that (an answer up to 30 minutes, a session up "
            "to 4 hours). Where it does not, we use the pause before each trace: up to 5 minutes of it count as work, "
            "and after a pause of more than 30 minutes a new session begins at 0. No minute counts twice. "
            + WINDOWS
        ),
        formula="5 * (sum over traces of duration, else min(pause, 5 min) within a session) / (days present)",
        how_sure=(
            "It is an estimate from time stamps, so there is no interval. A tool without durations shows too little "
            "for slow, careful work; an open window without work shows nothing."
        ),
        not_for="Marks, comparing students or tools, pay or praise by the minute. More minutes are not more learning.",
        estimand="minutes covered by reported durations and credited pauses, for 5 days present",
        proof=Proof.IDENTITY,
        sources=(
            FREDRICKS,
            "Catledge, L. D., & Pitkow, J. E. (1995). Characterizing browsing strategies in the World-Wide Web. "
            "Computer Networks and ISDN Systems, 27(6), 1065-1073.",
        ),
        reference="counted anew, second by second, from the plain list of events by a slow version in the tests",
        states=STATES,
    )

    def value(self, rows: Numbers, days: DayList) -> float | None:
        """None where there was work of unknown length only: that is not 0 minutes."""
        active = int(rows[:, ACTIVE].sum())
        if not len(days) or (active == 0 and rows[:, HOURS].any()):
            return None
        return 5 * active / MINUTE / len(days)

    def evidence(self, rows: Numbers) -> int:
        return int((rows[:, HOURS] != 0).sum())

    def detail(self, rows: Numbers, days: DayList) -> dict[str, Scalar]:
        return {"worked": self.evidence(rows), "minutes": int(rows[:, ACTIVE].sum()) / MINUTE}
