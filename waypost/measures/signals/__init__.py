"""Signals: pure decisions over one student's readings and states. Each says why, from what, and what would clear it.

There is no composite of them and no order of students: a signal is a reason for a person to talk with a person.
"""

from .asked_for_help import AskedForHelp
from .away import Away
from .goal_reached import GoalReached
from .gone_quiet import GoneQuiet
from .help_given import HelpGiven
from .leap import Leap
from .low_pulse import LowPulse
from .not_talked_with import NotTalkedWith
from .off_pace import OffPace
from .returned import Returned
from .secured import Secured
from .slipping import Slipping
from .stuck import Stuck

__all__ = [
    "AskedForHelp",
    "Away",
    "GoalReached",
    "GoneQuiet",
    "HelpGiven",
    "Leap",
    "LowPulse",
    "NotTalkedWith",
    "OffPace",
    "Returned",
    "Secured",
    "Slipping",
    "Stuck",
]
