"""Support meetings and groups: of the students on an agenda or in a group, each adult sees the own ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q

from waypost.readings.access import students_of_staff
from waypost.trust.access import Who

from ..models import AgendaItem, GroupMember, Meeting, Participant, SupportGroup
from .common import CARERS, NOBODYS, Rows, cares


class SeeMeeting(Rows):
    name = "care.meeting.see"
    sentence = "a support meeting is seen by those who take part and by whoever leads it"
    model = Meeting
    yes, no = "takes part", "doesn't take part"

    def grounds(self, who: Who) -> Q:
        if not who.has(*CARERS):
            return NOBODYS
        there = Participant.objects.filter(meeting=OuterRef("pk"), adult_id=who.person or 0)
        return Q(led_by=who.person) | Q(Exists(there))

    def subjects(self, row: Any) -> Iterable[int]:
        return ()


class LeadMeeting(SeeMeeting):
    name = "care.meeting.lead"
    sentence = "who leads a meeting says who takes part, and closes it"

    def grounds(self, who: Who) -> Q:
        return Q(led_by=who.person) if cares(who) else NOBODYS


class SeeAgendaItem(Rows):
    name = "care.agenda.see"
    sentence = "of the students on an agenda, those who take part see the ones they work with"
    model = AgendaItem

    def grounds(self, who: Who) -> Q:
        meetings = SEE_MEETING.rows(who).values("pk")
        return Q(meeting__in=meetings, person_id__in=students_of_staff(who))


class DecideOnItem(SeeAgendaItem):
    name = "care.agenda.decide"
    sentence = "those who take part decide on the students with whom they work, until the meeting is closed"

    def grounds(self, who: Who) -> Q:
        return super().grounds(who) & Q(meeting__closed=None) if cares(who) else NOBODYS


class SeeGroup(Rows):
    name = "care.group.see"
    sentence = "a support group is seen by the staff of its students, and by who made it"
    model = SupportGroup

    def grounds(self, who: Who) -> Q:
        if not who.has(*CARERS):
            return NOBODYS
        mine = GroupMember.objects.filter(
            group=OuterRef("pk"), until=None, person_id__in=students_of_staff(who)
        )
        return Q(made_by=who.person) | Q(Exists(mine))

    def subjects(self, row: Any) -> Iterable[int]:
        return ()


class ReworkGroup(SeeGroup):
    name = "care.group.rework"
    sentence = "adults who work with a group's students say who is in it"

    def grounds(self, who: Who) -> Q:
        return super().grounds(who) if cares(who) else NOBODYS


class SeeMember(Rows):
    name = "care.group_member.see"
    sentence = "that a student is in a support group is seen by the staff of the student"
    model = GroupMember

    def grounds(self, who: Who) -> Q:
        return Q(person_id__in=students_of_staff(who)) if who.has(*CARERS) else NOBODYS


SEE_MEETING = SeeMeeting()
LEAD_MEETING = LeadMeeting()
SEE_AGENDA_ITEM = SeeAgendaItem()
DECIDE_ON_ITEM = DecideOnItem()
SEE_GROUP = SeeGroup()
REWORK_GROUP = ReworkGroup()
SEE_MEMBER = SeeMember()
