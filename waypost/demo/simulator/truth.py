"""What is true in the demonstration school: the answers that a measure or a signal is checked against.

Nothing of this is shown to a measure. Days are dates at the school; ids are OneRoster sourcedIds and skill codes.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `first_day` on, the chance of a day with work is `multiplier` times the student's own."""

    student: str
    first_day: date
    last_day: date | None  # the last quiet day; None: still quiet at the end
    multiplier: float = 0.15


@dataclass(frozen=True, slots=True)
class Stuck:
    """Practice does not help on this skill, and the student goes on trying."""

    student: str
    skill: str
    first_day: date
    last_day: date | None
    reason: str  # "missing prerequisite" or "the step between"
    prerequisite: str  # skill code that is missing, "" where none is


@dataclass(frozen=True, slots=True)
class Slip:
    """What had been learnt is shaky from this day on."""

    student: str
    skill: str
    day: date


@dataclass(frozen=True, slots=True)
class Sick:
    """School days missed in a row, both ends included."""

    student: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Outage:
    """The source sent nothing between these instants, though students worked."""

    source: str
    since: datetime
    until: datetime


@dataclass(slots=True)
class Learning:
    """One skill of one student under the model of `learners`: logits of knowing, never bare percentages right."""

    start: float  # before the first practice of the term
    end: float  # at the clock
    tries: int  # first answers up to the clock
    learnt_on: date | None  # first day on which the chance of knowing an average item reached .8
    knows: float  # that chance at the clock
    shaky: list[date] = field(
        default_factory=list
    )  # days of practice that began below .8 again, once it was learnt


@dataclass(slots=True)
class Learner:
    """How a student works and learns; constant through the term."""

    ability: float  # logits, mean 0
    gain: float  # share of what is left to learn that one try brings
    half_life: float  # days after which half of the forgettable part is gone
    guess: float
    slip: float
    work: float  # chance of a day with work on a school day here
    evening: float  # share of working days on which work is done after school
    hour: float  # when an evening session usually begins
    pace: float  # seconds for a middling item
    hints: float
    retry: float  # chance to try again at once after an error
    rapid: float  # share of answers given without reading
    behind: int  # weeks by which this student begins each skill after the plan
    skills: dict[str, Learning] = field(default_factory=dict)


@dataclass(slots=True)
class Source:
    """A tool that evidence comes from, and the door it takes."""

    slug: str
    name: str  # as people call it
    door: str  # "csv", "datashop", "xapi"
    file: str
    home_page: str  # of its accounts, and prefix of its activities
    names: str  # how it names students: "school mail", "sourcedId"
    mapping: dict[str, str] = field(default_factory=dict)  # as `waypost import responses --map` takes it
    rows: int = 0


@dataclass(slots=True)
class Truth:
    """Everything that `build` knows and the files only hint at."""

    seed: int
    size: float
    clock: datetime
    time_zone: str
    folder: Path
    sources: dict[str, Source] = field(default_factory=dict)
    learners: dict[str, Learner] = field(default_factory=dict)  # by student
    quiet: list[Quiet] = field(default_factory=list)
    stuck: list[Stuck] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    sick: list[Sick] = field(default_factory=list)
    joined: dict[str, date] = field(default_factory=dict)  # those who came in the middle of the term
    steady: list[str] = field(
        default_factory=list
    )  # no episode of any kind: every signal "quiet" of them is false
    outages: list[Outage] = field(default_factory=list)
    only_from: dict[str, str] = field(
        default_factory=dict
    )  # student -> the one source all their work comes from
    by_hand: dict[str, str] = field(
        default_factory=dict
    )  # identifier key -> student; no rule joins it, a person must
    groups: dict[str, str] = field(
        default_factory=dict
    )  # student -> sex as in the roster; independent of all above
    homerooms: dict[str, str] = field(default_factory=dict)  # student -> "7B"
    names: dict[str, str] = field(default_factory=dict)  # anybody's id -> name
    home_adults: dict[str, str] = field(default_factory=dict)  # student -> staff
    tried: dict[str, date] = field(
        default_factory=dict
    )  # homeroom -> first day with the strategy that is tried, see `tried`
    worked: dict[str, list[date]] = field(
        default_factory=dict
    )  # student -> days with work up to the clock, sent or not
    languages: dict[str, str] = field(default_factory=dict)  # anybody's id -> language at home, BCP 47
    growth: dict[str, float] = field(
        default_factory=dict
    )  # "subject/grade" of the year before -> mean growth percentile
    counts: dict[str, int] = field(default_factory=dict)  # rows by file

    @property
    def roster_homes(self) -> list[str]:
        """Home pages whose account names are the roster's sourcedIds: what a school tells Waypost once."""
        return [s.home_page for s in self.sources.values() if s.names == "sourcedId"]

    def named(self, name: str) -> str | None:
        """The id of somebody by given and family name; None where they are not in a school of this size."""
        return next((id for id, known in self.names.items() if known == name), None)

    def as_json(self) -> dict[str, Any]:
        """Plain values, for truth.json."""
        found = asdict(self)
        found["folder"] = self.folder.name
        return found
