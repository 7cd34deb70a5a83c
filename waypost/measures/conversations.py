"""When did an adult last talk with this student, and has a request for help been answered?"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .context import Context
from .events import Events, Flag, Kind
from .protocol import About, Proof
from .reading import WHOLE_STUDENT, Reading
from .settings import setting


@dataclass(frozen=True, slots=True)
class ConversationSettings:
    days_kept: int = setting(32, "Days with a conversation that are kept, the latest ones.")
    requests_kept: int = setting(16, "Open requests for help that are kept, the latest ones.")
    window: int = setting(20, "School days in which conversations are counted for the page.")


@dataclass(frozen=True, slots=True)
class Request:
    """The student asked a person for help, and no adult has talked with them since."""

    at: int  # milliseconds
    day: int
    skill: int  # the first skill that the request names, or 0
    shared_device: bool  # asked on a shared tablet: ask kindly who it was


@dataclass(slots=True)
class Talks:
    days: list[int] = field(default_factory=list)  # school-local days with a conversation, sorted
    waiting: list[Request] = field(default_factory=list)  # in order of asking


class Conversations:
    """Days of real contact with any adult, and the requests for help that still wait for one."""

    about = About(
        name="conversations",
        title="Talks with an adult",
        question="When did an adult last talk with this student, and does a request for help still wait?",
        goes_in=(
            "Every conversation with any adult that was noted (a check-in, a talk in passing, a call home), and every "
            "dated request for help. No adult's name is kept here."
        ),
        how=(
            "We count the school days since the last conversation. A request for help waits until any adult has "
            "talked with the student after it."
        ),
        formula="school days after the last conversation, up to and including today",
        how_sure="It is a count of what was noted; talks that nobody noted are missing, so there is no interval.",
        not_for="Judging adults. It exists so that nobody is forgotten; there is no list by adult and no target.",
        estimand="school days since the last noted conversation of this student with any adult",
        proof=Proof.IDENTITY,
        sources=("Waypost's own choice: human balance.",),
        reference="counted anew from the plain list of events by a slow version in the tests",
        states={
            "not_enough": "No conversation has been noted yet.",
            "talked": "There has been a conversation; the value says how many school days ago.",
            "asked": "A request for help waits for an adult.",
        },
    )

    def __init__(self, settings: ConversationSettings | None = None) -> None:
        self.settings = settings or ConversationSettings()

    def init(self) -> Talks:
        return Talks()

    def step(self, state: Talks, events: Events) -> Talks:
        dated = (events.day > 0) & (events.flags & Flag.UNDATED == 0)
        of_interest = dated & ((events.kind == Kind.CONVERSATION) | (events.kind == Kind.HELP))
        for i in np.flatnonzero(of_interest):
            if events.kind[i] == Kind.CONVERSATION:
                self._talked(state, int(events.day[i]))
            else:
                self._asked(state, events, int(i))
        return state

    def _talked(self, state: Talks, day: int) -> None:
        state.waiting.clear()
        if day not in state.days:
            state.days = sorted([*state.days, day])[-self.settings.days_kept :]

    def _asked(self, state: Talks, events: Events, i: int) -> None:
        first, last = events.skill_start[i], events.skill_start[i + 1]
        request = Request(
            at=int(events.at[i]),
            day=int(events.day[i]),
            skill=int(events.skills[first]) if last > first else WHOLE_STUDENT,
            shared_device=bool(events.flags[i] & Flag.SHARED_DEVICE),
        )
        state.waiting = [*state.waiting, request][-self.settings.requests_kept :]

    def read(self, state: Talks, context: Context) -> list[Reading]:
        """One reading of the whole student; value in school days."""
        last = state.days[-1] if state.days else 0
        recent = context.days_between(0, context.today)[-self.settings.window :]
        in_window = sum(day >= int(recent[0]) for day in state.days) if len(recent) else 0
        waiting = state.waiting[0].day if state.waiting else None
        return [
            Reading(
                measure=self.about.name,
                subject=WHOLE_STUDENT,
                value=float(context.school_days_since(last)) if last else None,
                low=None,
                high=None,
                n=len(state.days),
                as_of=context.today,
                state="asked" if state.waiting else "talked" if last else "not_enough",
                detail={
                    "last_day": last or None,
                    "in_window": in_window,
                    "waiting": len(state.waiting),
                    "waiting_since": waiting,
                },
            )
        ]

    def pack(self, state: Talks) -> bytes:
        asked = [(r.at, r.day, r.skill, int(r.shared_device)) for r in state.waiting]
        numbers = [len(state.days), *state.days, *(n for request in asked for n in request)]
        return np.array(numbers, "<i8").tobytes()

    def unpack(self, data: bytes) -> Talks:
        numbers = np.frombuffer(data, "<i8").tolist()
        count = numbers[0]
        return Talks(numbers[1 : 1 + count], _requests(numbers[1 + count :]))


def _requests(numbers: list[int]) -> list[Request]:
    """The packed requests, four numbers each."""
    rows = [numbers[i : i + 4] for i in range(0, len(numbers), 4)]
    return [Request(at, day, skill, bool(shared)) for at, day, skill, shared in rows]
