"""Every measure and every signal that Waypost knows. A new one is one module and one line here."""

from __future__ import annotations

from .conversations import Conversations
from .engagement import ActiveMinutes, DaysWorked, Persistence, Regularity
from .goals import Goals
from .growth import Growth
from .helping import Helping
from .mastery import Mastery
from .plans import Plans
from .protocol import Measure, Signal
from .pulse import Pulse
from .signals import (
    AskedForHelp,
    Away,
    GoalReached,
    GoneQuiet,
    HelpGiven,
    Leap,
    LowPulse,
    NotTalkedWith,
    OffPace,
    Returned,
    Secured,
    Slipping,
    Stuck,
)

_measures: list[Measure] = [
    Mastery(),
    Growth(Mastery()),
    DaysWorked(),
    ActiveMinutes(),
    Regularity(),
    Persistence(),
    Goals(),
    Helping(),
    Conversations(),
    Pulse(),
    Plans(),
]

_signals: list[Signal] = [
    AskedForHelp(),
    LowPulse(),
    Stuck(),
    Away(),
    GoneQuiet(),
    Slipping(),
    OffPace(),
    NotTalkedWith(),
    Returned(),
    GoalReached(),
    Leap(),
    Secured(),
    HelpGiven(),
]

MEASURES: dict[str, Measure] = {m.about.name: m for m in _measures}
SIGNALS: dict[str, Signal] = {s.about.name: s for s in _signals}
