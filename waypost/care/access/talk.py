"""Who reads a wish to talk: the adults who were told, and the student. Nobody else learns of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from waypost.trust.access import Rule, Who
from waypost.trust.models import Role

from ..models import TalkRequest


def told(who: Who) -> Q:
    """Requests of which this adult was told, as long as they work here."""
    if not who.is_staff or who.person is None or who.viewing_as is not None:
        return Q(pk__in=[])
    return Q(told__adult_id=who.person)


def own(who: Who) -> Q:
    if who.person is None or not who.has(Role.STUDENT) or who.viewing_as is not None:
        return Q(pk__in=[])
    return Q(person_id=who.person)


class _Talk(Rule[TalkRequest]):
    yes = "told of it"
    no = "not told of it"

    def grounds(self, who: Who) -> Q:
        raise NotImplementedError

    def rows(self, who: Who) -> QuerySet[TalkRequest]:
        return TalkRequest.objects.filter(self.grounds(who))

    def subjects(self, row: TalkRequest) -> Iterable[int]:
        return (row.person_id,)


class AnswerTalk(_Talk):
    name = "care.talk.answer"
    sentence = "Adults who were told that a student wants to talk read it and say so."
    restricted = True

    def grounds(self, who: Who) -> Q:
        return told(who) & Q(taken_back=False)


class OwnTalk(_Talk):
    name = "care.talk.own"
    sentence = "Students see what they asked for themselves, and who has read it. Never the family."

    def grounds(self, who: Who) -> Q:
        return own(who)


ANSWER_TALK = AnswerTalk()
OWN_TALK = OwnTalk()
