"""Who reads and answers a suggestion."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from waypost.trust.access import Rule, Who
from waypost.trust.models import Role

from ..models import Stage, Suggestion
from .classes import NOBODYS, attended, led, taught


class _OfSuggestion(Rule[Suggestion]):
    yes = "the own suggestion, or one made to this person or shown to this class"
    no = "not made or shown to this person"

    def grounds(self, who: Who) -> Q:
        raise NotImplementedError

    def rows(self, who: Who) -> QuerySet[Suggestion]:
        if who.person is None or who.viewing_as is not None:
            return Suggestion.objects.none()
        return Suggestion.objects.filter(self.grounds(who), taken_back=None)

    def subjects(self, row: Suggestion) -> Iterable[int]:
        return (row.person_id,)


def _own(who: Who) -> Q:
    return Q(person_id=who.person) if who.has(Role.STUDENT) else NOBODYS


def _made_to(who: Who) -> Q:
    school = led(who)
    to_class = Q(class_id__in=taught(who))
    return to_class if school is None else to_class | school & Q(class_id=None)


class SeeSuggestion(_OfSuggestion):
    name = "voice.suggestion.see"
    sentence = (
        "Students see their own suggestions and those that an adult has shown to their class; the teachers of the class, "
        "or the leaders for the whole school, see those made to them."
    )

    def grounds(self, who: Who) -> Q:
        return _own(who) | _made_to(who) | Q(class_id__in=attended(who), stage=Stage.SHOWN)


class OwnSuggestion(_OfSuggestion):
    name = "voice.suggestion.own"
    sentence = "Only the student who made a suggestion takes it back."

    def grounds(self, who: Who) -> Q:
        return _own(who)


class AnswerSuggestion(_OfSuggestion):
    name = "voice.suggestion.answer"
    sentence = "The teachers of the class answer what was suggested to them; the leaders what was suggested to the school."

    def grounds(self, who: Who) -> Q:
        return _made_to(who)


SEE_SUGGESTION = SeeSuggestion()
OWN_SUGGESTION = OwnSuggestion()
ANSWER_SUGGESTION = AnswerSuggestion()
