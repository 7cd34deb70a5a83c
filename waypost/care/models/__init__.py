"""What this room keeps, a file for each of its things."""

from .balance import BalanceShown
from .checkins import CalendarFeed, CheckIn, Rhythm
from .interventions import Approach, Handover, Helped, Intervention, Present, Session
from .meetings import AgendaItem, Decision, GroupMember, Meeting, Participant, SupportGroup
from .notes import Jotting, Note, NoteVersion, RestrictedNote, RestrictedVersion
from .safeguarding import Concern, ConcernNot, ConcernStep
from .signals import Answer, FollowUp, Overruling, SignalAnswer, Taking
from .talk import Away, Part, TalkNot, TalkRequest, TalkTold

__all__ = [
    "AgendaItem",
    "Answer",
    "Approach",
    "Away",
    "BalanceShown",
    "CalendarFeed",
    "CheckIn",
    "Concern",
    "ConcernNot",
    "ConcernStep",
    "Decision",
    "FollowUp",
    "GroupMember",
    "Handover",
    "Helped",
    "Intervention",
    "Jotting",
    "Meeting",
    "Note",
    "NoteVersion",
    "Overruling",
    "Part",
    "Participant",
    "Present",
    "RestrictedNote",
    "RestrictedVersion",
    "Rhythm",
    "Session",
    "SignalAnswer",
    "SupportGroup",
    "Taking",
    "TalkNot",
    "TalkRequest",
    "TalkTold",
]
