"""After an error, does the student go on?"""

from __future__ import annotations

from ..protocol import About, Proof
from ..reading import Scalar
from .facet import GOES_IN, STATES, WINDOWS, DayList, Facet, Numbers
from .fold import ERRORS, WENT_ON
from .numbers import FREDRICKS


class Persistence(Facet):
    """The share of errors after which work went on in the same session."""

    block = 10  # a week alone often holds too few errors

    about = About(
        name="persistence",
        title="Going on after an error",
        question="When something went wrong, how often did this student go on, beside their own usual weeks?",
        goes_in=GOES_IN + " An error is a wrong answer, or partial credit under one half.",
        how=(
            "After each error we look for the next trace of work: another try, another task, a hint, a question to "
            "somebody. If it comes within 30 minutes, the student went on. Asking for help is going on. Answers "
            "handed in at the same moment are one attempt. "
            + WINDOWS
            + " Here the earlier days are taken in stretches of 10."
        ),
        formula="(errors followed by a trace within 30 minutes) / errors, over the last 10 days present",
        how_sure=(
            "It is a share of what was seen, so there is no interval; fewer than 5 errors say nothing. An error at the "
            "end of a lesson looks like stopping, which is one reason why it is only compared with the same student."
        ),
        not_for="Judging character. Stopping can be wise: the lesson ended, the task was too hard, it was time to sleep.",
        estimand="the share of errors in the last 10 days present that were followed by a trace within 30 minutes",
        proof=Proof.IDENTITY,
        sources=(
            FREDRICKS,
            "Ventura, M., & Shute, V. (2013). The validity of a game-based assessment of persistence. Computers in "
            "Human Behavior, 29(6), 2568-2572.",
        ),
        reference="counted anew from the plain list of events by a slow version in the tests",
        states=STATES,
    )

    def value(self, rows: Numbers, days: DayList) -> float | None:
        errors = self.evidence(rows)
        return int(rows[:, WENT_ON].sum()) / errors if errors >= self.settings.errors_needed else None

    def evidence(self, rows: Numbers) -> int:
        return int(rows[:, ERRORS].sum())

    def detail(self, rows: Numbers, days: DayList) -> dict[str, Scalar]:
        return {"errors": self.evidence(rows), "went_on": int(rows[:, WENT_ON].sum())}
