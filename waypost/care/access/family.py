"""The family's own rows: each guardian sees the own ones alone, as long as the link holds; of the school, whom they are for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from waypost.readings.access import students_of_staff
from waypost.school import clock
from waypost.school.grounds import in_window
from waypost.school.models import HomeAdult
from waypost.school.queries import children_of
from waypost.trust.access import Who
from waypost.trust.models import Role

from .. import adults
from ..models import GoalWish, HomeWord, TalkBooked, TalkTime
from .common import NOBODYS, Rows, cares, of_staff, own


def own_as_guardian(who: Who, right: str) -> Q:
    """The rows of this guardian about children for whom the right holds today; never through borrowed eyes."""
    if who.person is None or who.viewing_as is not None or not who.has(Role.GUARDIAN):
        return NOBODYS
    return Q(guardian_id=who.person, person_id__in=[c.pk for c in children_of(who.person, right)])


def for_home_adult(who: Who) -> Q:
    """Rows about students whose home adult this is, or whose school's counsellor; and what this adult noted."""
    if not cares(who):
        return NOBODYS
    home = HomeAdult.objects.filter(in_window(clock.today()), adult=who.person).values("student")
    mine = Q(person_id__in=home) | Q(noted_by=who.person, person_id__in=students_of_staff(who))
    return mine | of_staff(who) if who.has(Role.COUNSELLOR) else mine


class SeeHomeWord(Rows):
    name = "care.home_word.see"
    sentence = (
        "What a guardian tells from home is read by that guardian, the home adult, counsellors of the school and by "
        "whoever noted it."
    )
    model = HomeWord

    def grounds(self, who: Who) -> Q:
        return own_as_guardian(who, "see") | for_home_adult(who)


class AnswerHomeWord(Rows):
    name = "care.home_word.answer"
    sentence = (
        "The home adult and counsellors answer what a family tells from home; so does whoever noted it."
    )
    model = HomeWord

    def grounds(self, who: Who) -> Q:
        return for_home_adult(who)


class SeeGoalWish(Rows):
    name = "care.goal_wish.see"
    sentence = "A goal that a guardian wishes for is seen by the student, that guardian and the staff of the student."
    model = GoalWish

    def grounds(self, who: Who) -> Q:
        return own(who) | own_as_guardian(who, "see") | of_staff(who)


class OwnTalkTime(Rows):
    name = "care.talk_time.own"
    sentence = "Times for talks with families are kept by the adult who offers them."
    model = TalkTime
    yes, no = "own time", "somebody else's time"

    def grounds(self, who: Who) -> Q:
        return Q(adult_id=who.person) if cares(who) else NOBODYS

    def subjects(self, row: Any) -> Iterable[int]:
        return ()


class BookTalkTime(Rows):
    name = "care.talk_time.book"
    sentence = "Guardians who may book see the times of the adults who work with their children."
    model = TalkTime
    yes, no = "an adult of this guardian's child", "not an adult of a child of whom this person may book"

    def grounds(self, who: Who) -> Q:
        if who.person is None or who.viewing_as is not None or not who.has(Role.GUARDIAN):
            return NOBODYS
        children = children_of(who.person, "book")
        around = {a.person.pk for c in children for a in adults.around(c.pk, also_away=True)}
        return Q(adult_id__in=around, closed=None)

    def subjects(self, row: Any) -> Iterable[int]:
        return ()


class SeeTalkBooked(Rows):
    name = "care.talk_booked.see"
    sentence = "That a talk is booked is seen by the two who meet."
    model = TalkBooked

    def grounds(self, who: Who) -> Q:
        mine = Q(time__adult_id=who.person) if cares(who) else NOBODYS
        return mine | own_as_guardian(who, "book")


SEE_HOME_WORD = SeeHomeWord()
ANSWER_HOME_WORD = AnswerHomeWord()
SEE_GOAL_WISH = SeeGoalWish()
OWN_TALK_TIME = OwnTalkTime()
BOOK_TALK_TIME = BookTalkTime()
SEE_TALK_BOOKED = SeeTalkBooked()
