"""The words of the store: verbs, what each means, which kind of event it becomes, and who may read it.

`table()` stands in `docs/evidence.md`, and a test holds the two together. Waypost's own IRIs begin with `urn:waypost:`; nobody outside may use them (TRUST 7). A room's verb has its
audience here: without one it cannot be added (TRUST 6).
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote

from waypost.measures.events import Kind

from .models import Audience

RESERVED = "urn:waypost:"
VERB = RESERVED + "verb:"
EXT = RESERVED + "ext:"
PERSON_HOME = RESERVED + "person"  # home page of accounts that are Waypost's own Person ids
AUTHORITY_HOME = RESERVED + "authority"  # home page of the authorities that the server writes

UNDATED = EXT + "undated"  # context: the source gave no time; order is kept
HINTS = EXT + "hints"  # result: how many hints were taken on the item before this answer
BOTTOMED_OUT = EXT + "bottomed-out"  # result: the hints were used up, the answer was shown
ATTEMPT = EXT + "attempt"  # result: 1 is the first answer to the item
NO_ITEM = EXT + "no-item"  # context: the source carries no item; the activity is the skill or the file
NO_DURATION = EXT + "no-duration"  # context: the source carries no time on the item
NO_HINTS = EXT + "no-hints"  # context: the source doesn't tell of hints
LEVEL = EXT + "level"  # result: rubric, pulse or goal level
DUE = EXT + "due"  # result: the day on which a goal of their own is due, as YYYY-MM-DD
SHARED_DEVICE = EXT + "shared-device"  # context: answered on a shared tablet

COLUMN = (
    RESERVED + "column:skill:"
)  # + the value of a file's skill column, percent-encoded: a grouping activity

ADL = "http://adlnet.gov/expapi/verbs/"
VOIDED = ADL + "voided"  # as in statements.rules


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb. `audience` None: from outside, filed as public to tools; else the narrowest of Waypost's own."""

    iri: str
    meaning: str
    kind: Kind | None
    audience: Audience | None = None

    @property
    def ours(self) -> bool:
        return self.iri.startswith(RESERVED)


def _own(name: str, meaning: str, kind: Kind | None, audience: Audience) -> Verb:
    return Verb(VERB + name, meaning, kind, audience)


ANSWERED = ADL + "answered"
HINT_TAKEN = VERB + "hint-taken"
TALKED_WITH = VERB + "talked-with"

VERBS: dict[str, Verb] = {
    v.iri: v
    for v in (
        Verb(
            ANSWERED,
            "an answer to an item; with a scaled score and no success it is partial credit",
            Kind.RESPONSE,
        ),
        Verb(ADL + "scored", "work that was given a scaled score", Kind.PARTIAL),
        Verb(
            ADL + "passed",
            "finished well: partial credit where a scaled score is sent, else work",
            Kind.SESSION,
        ),
        Verb(
            ADL + "failed",
            "finished, not yet well: partial credit where a scaled score is sent, else work",
            Kind.SESSION,
        ),
        Verb(
            ADL + "completed",
            "finished: partial credit where a scaled score is sent, else work",
            Kind.SESSION,
        ),
        Verb(ADL + "attempted", "began to work on it", Kind.SESSION),
        Verb(ADL + "experienced", "read, watched or listened", Kind.SESSION),
        Verb(ADL + "interacted", "worked with it", Kind.SESSION),
        Verb(ADL + "progressed", "came further in it", Kind.SESSION),
        Verb(ADL + "launched", "opened it", Kind.SESSION),
        Verb(ADL + "initialized", "opened it", Kind.SESSION),
        Verb(ADL + "suspended", "paused it", Kind.SESSION),
        Verb(ADL + "resumed", "went on with it", Kind.SESSION),
        Verb(ADL + "terminated", "left it", Kind.SESSION),
        Verb(ADL + "asked", "asked a person for help", Kind.HELP),
        Verb(VOIDED, "takes an earlier statement back (it stays, hidden)", None),
        _own("hint-taken", "took a hint on an item", Kind.HINT, Audience.PUBLIC_TO_TOOLS),
        _own(
            "judged",
            "a person placed a piece of work on a rubric, level 1 to 4",
            Kind.JUDGEMENT,
            Audience.SCHOOL,
        ),
        _own(
            "overruled",
            "a person set a reading, with a reason kept in its room",
            Kind.OVERRULE,
            Audience.SCHOOL,
        ),
        _own("helped", "the student helped another", Kind.HELPED, Audience.SCHOOL),
        _own("praised", "the student was celebrated by a person", None, Audience.SCHOOL),
        _own("observed", "a group was seen at work; no name", Kind.OBSERVATION, Audience.SCHOOL),
        _own("asked-for-help", "the student asked for help inside Waypost", Kind.HELP, Audience.CARE),
        _own("talked-with", "an adult and the student talked", Kind.CONVERSATION, Audience.CARE),
        _own("told-from-home", "a family told the school what it sees at home", None, Audience.CARE),
        _own("help-begun", "planned help for the student began", None, Audience.CARE),
        _own("supported", "an adult held a session of planned help with the student", None, Audience.CARE),
        _own("goal-step", "a step of a goal of their own, level 1 to 5", Kind.GOAL, Audience.CARE),
        _own(
            "goal-planned",
            "a goal of their own as it is planned now: its day, and as scaled score the share of its steps that are done",
            Kind.GOAL_PLAN,
            Audience.CARE,
        ),
        _own(
            "pulse",
            "how it goes, level 1 to 5, as the student shared it with the one adult named as instructor; never an only-me pulse",
            Kind.PULSE,
            Audience.CARE,
        ),
    )
}

#: Kinds that are another person's act: there the object of the statement is the student, and the actor the adult.
OF_OTHERS = frozenset({Kind.CONVERSATION, Kind.JUDGEMENT, Kind.OVERRULE, Kind.HELPED, Kind.OBSERVATION})
ACTS_OF_OTHERS = frozenset(v.iri for v in VERBS.values() if v.kind in OF_OTHERS)


def column_iri(value: str) -> str:
    """The tag under which a file's skill column stands in a statement (contextActivities.grouping).

    >>> column_iri("Box and Whisker")
    'urn:waypost:column:skill:Box%20and%20Whisker'
    """
    return COLUMN + quote(value, safe="")


def column_value(iri: str) -> str | None:
    """What the skill column said, or None when the IRI is no such tag."""
    return unquote(iri[len(COLUMN) :]) if iri.startswith(COLUMN) else None


def audience_of(verb: str) -> Audience:
    """The widest audience that a statement with this verb may have."""
    known = VERBS.get(verb)
    if known is None or known.audience is None:
        return Audience.PUBLIC_TO_TOOLS
    return known.audience


def table() -> str:
    """The table of docs/evidence.md."""
    rows = ["| verb | what it means | becomes | who may read it |", "|---|---|---|---|"]
    for verb in VERBS.values():
        becomes = verb.kind.name.lower() if verb.kind else "(no event)"
        reader = (verb.audience or Audience.PUBLIC_TO_TOOLS).name.lower().replace("_", " ")
        rows.append(f"| `{verb.iri}` | {verb.meaning} | {becomes} | {reader} |")
    return "\n".join(rows)
