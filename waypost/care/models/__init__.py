"""What this room keeps, a file for each of its things."""

from .balance import BalanceShown
from .checkins import CalendarFeed, CheckIn, Rhythm
from .family import GoalWish, HomeWord, TalkBooked, TalkTime, Way, WeekTold, Wished
from .interventions import Approach, Handover, Helped, Intervention, Present, Session
from .kept import Objection
from .meetings import AgendaItem, Decision, GroupMember, Meeting, Participant, SupportGroup
from .messages import Message, Report, Seen, Thread
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
    "GoalWish",
    "GroupMember",
    "Handover",
    "Helped",
    "HomeWord",
    "Intervention",
    "Jotting",
    "Meeting",
    "Message",
    "Note",
    "NoteVersion",
    "Objection",
    "Overruling",
    "Part",
    "Participant",
    "Present",
    "Report",
    "RestrictedNote",
    "RestrictedVersion",
    "Rhythm",
    "Seen",
    "Session",
    "SignalAnswer",
    "SupportGroup",
    "Taking",
    "TalkBooked",
    "TalkNot",
    "TalkRequest",
    "TalkTime",
    "TalkTold",
    "Thread",
    "Way",
    "WeekTold",
    "Wished",
]
