"""What this room keeps, a file for each of its things."""

from .balance import BalanceShown
from .checkins import CalendarFeed, CheckIn, Rhythm
from .interventions import Approach, Handover, Helped, Intervention, Present, Session
from .meetings import AgendaItem, Decision, GroupMember, Meeting, Participant, SupportGroup
from .notes import Jotting, Note, NoteVersion, RestrictedNote, RestrictedVersion
from .signals import Answer, FollowUp, Overruling, SignalAnswer, Taking

__all__ = [
    "AgendaItem",
    "Answer",
    "Approach",
    "BalanceShown",
    "CalendarFeed",
    "CheckIn",
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
    "Participant",
    "Present",
    "RestrictedNote",
    "RestrictedVersion",
    "Rhythm",
    "Session",
    "SignalAnswer",
    "SupportGroup",
    "Taking",
]
