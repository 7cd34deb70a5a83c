"""What a measure and a signal are: the two shapes that the rest of Waypost knows.

A measure is a fold: ``state = init(); state = step(state, events); readings = read(state, context)``.
`step` takes a run of events in fold order; cutting a history into runs in any way gives the same state (law).
A signal is a pure decision over a student's readings and states.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, Protocol, runtime_checkable

from .context import Context
from .events import Events
from .reading import Reading, Reason, Scalar


class Proof(StrEnum):
    """How a measure shows that it can be believed (shared vocabulary of docs/measures)."""

    COVERAGE = "coverage"
    AVERAGE_COVERAGE = "average coverage"
    CALIBRATION = "calibration"
    ERROR_RATES = "error rates"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class About:
    """The measure's own page: rendered as "How we know", so that it cannot drift from the code."""

    name: str  # in URL, table, export: "mastery"
    title: str  # a heading for people: "Skill mastery"
    question: str
    goes_in: str
    how: str  # plain words
    formula: str  # one line, plain text mathematics
    how_sure: str
    not_for: str
    estimand: str
    proof: Proof
    sources: tuple[str, ...]  # full references
    reference: str  # what it is checked against
    states: Mapping[str, str] = field(default_factory=dict)  # state -> what it means, in words
    version: int = 1  # raise it when the same events would give another reading


@runtime_checkable
class Measure(Protocol):
    """One question about one student, as a fold. State is the measure's own; only it looks inside.

    A measure may also have `rests_on: str`, the name of another measure whose state is its own (the same `init`,
    `step`, `pack` and `unpack`): whoever stores states folds that one only and hands its state to both. See `owner`.

    A measure may have `look(state, context) -> Any` and `tell(look, context) -> list[Reading]`, two halves of `read`:
    `read(state, context) == tell(look(state, context), context)`. Measures on one state look alike, so whoever reads
    them all looks once and has each tell. See `read_all`.
    """

    @property
    def about(self) -> About: ...
    @property
    def settings(self) -> Any: ...  # a frozen dataclass; each field's metadata names "source" and "help"

    def init(self) -> Any: ...
    def step(self, state: Any, events: Events) -> Any: ...  # may change and return the state it was given
    def read(self, state: Any, context: Context) -> list[Reading]: ...
    def pack(self, state: Any) -> bytes: ...
    def unpack(self, data: bytes) -> Any: ...


def owner(measure: Measure) -> str:
    """The measure under whose name this measure's state is kept: itself, or the one that it rests on."""
    return getattr(measure, "rests_on", "") or measure.about.name


def read_all(
    measures: Iterable[tuple[Measure, str]], states: Mapping[str, Any], context: Context
) -> list[Reading]:
    """The readings of some (measure, name of its state), each as `read` gives them, looking once at each state."""
    looks: dict[str, Any] = {}
    found: list[Reading] = []
    for measure, name in measures:
        look = getattr(measure, "look", None)
        if look is None:
            found += measure.read(states[name], context)
            continue
        if name not in looks:
            looks[name] = look(states[name], context)
        found += measure.tell(looks[name], context)  # type: ignore[attr-defined]
    return found


def readings_for(signals: Iterable[Signal], measures: Iterable[str]) -> frozenset[str]:
    """The measures that some signal reads."""
    every = frozenset(measures)
    return frozenset().union(*(getattr(s, "reads", every) for s in signals))


@dataclass(frozen=True, slots=True)
class StudentView:
    """What a signal may look at: one student's readings and states, and the context. Nothing else."""

    readings: Mapping[tuple[str, int], Reading]  # (measure, subject) -> reading
    states: Mapping[str, Any]  # measure -> state; a measure that rests on another has none of its own
    context: Context

    def of(self, measure: str) -> list[Reading]:
        return [r for (name, _), r in self.readings.items() if name == measure]


Position = Literal["raise", "hold", "clear", "suspend"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a signal decides about one subject today.

    raise: open an episode (or keep it open). hold: neither raise nor clear: an open episode stays, none opens.
    clear: end an open episode. suspend: a claim may not be made now (source down, absent, holiday): an open
    episode is shown as held back, none opens. No verdict for a subject means clear.
    """

    signal: str
    subject: int  # skill id, or 0 for the whole student
    position: Position
    reasons: tuple[Reason, ...] = ()
    clears: Reason | None = None  # what would end it
    next_step: Reason | None = None
    inputs: Mapping[str, Scalar] = field(default_factory=dict)  # exactly what the decision looked at
    only_for: int = 0  # identifier of the one adult who may see it; 0: every adult who sees the student


@dataclass(frozen=True, slots=True)
class SignalAbout:
    """A rule's own page and its place on Today."""

    name: str  # "stuck"
    title: str
    question: str
    rule: str  # plain words, with the numbers in force
    clears: str
    not_for: str
    owner: Literal["home adult", "class teacher"]  # about the person, or about a skill
    good_news: bool
    private: bool  # tells of a low past: only the student may make it public
    sources: tuple[str, ...]
    rank: int  # order on Today: lower first
    version: int = 1
    student_first: int = 0  # school days for which the student alone sees it


@runtime_checkable
class Signal(Protocol):
    """A rule. `reads` (optional) names the measures whose readings it looks at, states aside; without it: all of them.
    A day that is only made up for the sake of the signals then needs no other readings."""

    @property
    def about(self) -> SignalAbout: ...
    @property
    def settings(self) -> Any: ...
    def decide(self, view: StudentView) -> list[Verdict]: ...
