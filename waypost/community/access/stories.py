"""Who reads a story: as far as it reaches, and only while it lives. Asked anew at each request, of the consents themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from waypost.readings.access import children_of, students_of_staff
from waypost.school import clock
from waypost.school.models import Person
from waypost.trust import consent
from waypost.trust.access import Rule, Who
from waypost.trust.models import Role

from ..models import InStory, Kept, Reach, Story
from .charter import STAFF_ROLES, may_read
from .partners import acts_as_staff

PURPOSE = "publish"
NOBODYS = Q(pk__in=[])


def missing(story: Story) -> list[int]:
    """People in it whose yes is missing, or who have left the school."""
    people = list(InStory.objects.filter(story=story).values_list("person_id", flat=True))
    said = consent.decisions(people, PURPOSE, audience=story.reach, media=story.media)
    today = clock.today()
    gone = set(
        Person.objects.filter(Q(active=False) | Q(left__lt=today), pk__in=people).values_list("pk", flat=True)
    )
    return [p for p in people if not said[p] or p in gone]


def lives(story: Story) -> bool:
    """May it be shown at all, now?"""
    in_time = story.taken_back is None and story.until >= clock.today() and story.state == Kept.SHOWN
    return in_time and not missing(story)


class _OfStory(Rule[Story]):
    def rows(self, who: Who) -> QuerySet[Story]:
        rows = Story.objects.filter(taken_back=None)
        return rows.filter(self.grounds(who)) if may_read(who) else rows.none()

    def grounds(self, who: Who) -> Q:
        raise NotImplementedError

    def subjects(self, row: Story) -> Iterable[int]:
        return InStory.objects.filter(story=row).values_list("person_id", flat=True)


class SeeStory(_OfStory):
    name = "community.story.see"
    sentence = (
        "A story is read as far as it reaches, while everybody in it says yes; its author reads it always."
    )

    def grounds(self, who: Who) -> Q:
        wide = [Reach.FAMILIES, Reach.PUBLIC]
        reach = list(Reach.values) if who.has(Role.STUDENT, *STAFF_ROLES) else wide
        open_ones = Story.objects.filter(
            taken_back=None, state=Kept.SHOWN, until__gte=clock.today(), reach__in=reach
        )
        return Q(pk__in=[s.pk for s in open_ones if not missing(s)]) | Q(person_id=who.person)


class ModerateStory(_OfStory):
    name = "community.story.moderate"
    sentence = (
        "A story of students is read first by staff who see each student in it; one of adults by other staff."
    )

    def grounds(self, who: Who) -> Q:
        if not acts_as_staff(who):
            return NOBODYS
        students = Person.objects.filter(kind="student").exclude(pk__in=students_of_staff(who)).values("pk")
        strange = InStory.objects.filter(person_id__in=students).values("story")
        return Q(state=Kept.WAITING) & ~Q(pk__in=strange) & ~Q(person_id=who.person)


class TakeBackStory(_OfStory):
    name = "community.story.take_back"
    sentence = "Who tells it, everybody in it, their guardians and the staff of the students in it take it back at once."

    def grounds(self, who: Who) -> Q:
        if who.viewing_as is not None:
            return NOBODYS
        mine = Q(person_id=who.person) | Q(person_id__in=children_of(who))
        if who.has(*STAFF_ROLES):
            mine |= Q(person_id__in=students_of_staff(who))
        return Q(person_id=who.person) | Q(pk__in=InStory.objects.filter(mine).values("story"))


class AnswerStory(_OfStory):
    name = "community.story.answer"
    sentence = "Everybody in a story is asked, and their guardians."

    def grounds(self, who: Who) -> Q:
        if who.viewing_as is not None:
            return NOBODYS
        mine = Q(person_id=who.person) | Q(person_id__in=children_of(who))
        return Q(until__gte=clock.today()) & Q(pk__in=InStory.objects.filter(mine).values("story"))


SEE_STORY = SeeStory()
MODERATE_STORY = ModerateStory()
TAKE_BACK_STORY = TakeBackStory()
ANSWER_STORY = AnswerStory()
RULES: tuple[Rule[Any], ...] = (SEE_STORY, MODERATE_STORY, TAKE_BACK_STORY, ANSWER_STORY)
