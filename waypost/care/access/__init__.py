"""Who may do what in this room, a file for each of its things."""

from .checkins import HOLD_CHECK_IN, OWN_CALENDAR, SEE_CHECK_IN, SEE_RHYTHM
from .common import CARERS
from .family import (
    ANSWER_HOME_WORD,
    BOOK_TALK_TIME,
    OWN_TALK_TIME,
    SEE_GOAL_WISH,
    SEE_HOME_WORD,
    SEE_TALK_BOOKED,
)
from .interventions import SEE_APPROACH, SEE_HELPED, SEE_INTERVENTION, WORK_ON_INTERVENTION
from .kept import ANSWER_OBJECTION, SEE_OBJECTION
from .meetings import (
    DECIDE_ON_ITEM,
    LEAD_MEETING,
    REWORK_GROUP,
    SEE_AGENDA_ITEM,
    SEE_GROUP,
    SEE_MEETING,
    SEE_MEMBER,
)
from .messages import READ_REPORTED, READ_THREAD
from .notes import OWN_JOTTING, REVISE_NOTE, REVISE_RESTRICTED_NOTE, SEE_NOTE, SEE_RESTRICTED_NOTE
from .safeguarding import SEE_CONCERN
from .signals import ACT_ON_SIGNAL, SEE_FOLLOW_UP
from .students import WORK_WITH
from .talk import ANSWER_TALK, OWN_TALK

__all__ = [
    "ACT_ON_SIGNAL",
    "ANSWER_HOME_WORD",
    "ANSWER_OBJECTION",
    "ANSWER_TALK",
    "BOOK_TALK_TIME",
    "CARERS",
    "DECIDE_ON_ITEM",
    "HOLD_CHECK_IN",
    "LEAD_MEETING",
    "OWN_CALENDAR",
    "OWN_JOTTING",
    "OWN_TALK",
    "OWN_TALK_TIME",
    "READ_REPORTED",
    "READ_THREAD",
    "REVISE_NOTE",
    "REVISE_RESTRICTED_NOTE",
    "REWORK_GROUP",
    "SEE_AGENDA_ITEM",
    "SEE_APPROACH",
    "SEE_CHECK_IN",
    "SEE_CONCERN",
    "SEE_FOLLOW_UP",
    "SEE_GOAL_WISH",
    "SEE_GROUP",
    "SEE_HELPED",
    "SEE_HOME_WORD",
    "SEE_INTERVENTION",
    "SEE_MEETING",
    "SEE_MEMBER",
    "SEE_NOTE",
    "SEE_OBJECTION",
    "SEE_RESTRICTED_NOTE",
    "SEE_RHYTHM",
    "SEE_TALK_BOOKED",
    "WORK_ON_INTERVENTION",
    "WORK_WITH",
]
