"""Who reads an answer: the student, and the one adult whom the student chose.

No leader, no counsellor, no family, and nobody who looks with another's eyes. What was said to the home adult stays with
that adult, while she or he still is it; what was said to the teacher of a class with whoever teaches it now.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from waypost.readings.access import students_of_staff
from waypost.school import clock
from waypost.school.grounds import in_window, own_classes
from waypost.school.models import HomeAdult
from waypost.trust.access import Rule, Who
from waypost.trust.models import Role

from ..models import Pulse, Share

NOBODYS = Q(pk__in=[])


def _own(who: Who) -> Q:
    return Q(person_id=who.person) if who.has(Role.STUDENT) else NOBODYS


def _to_home_adult(who: Who) -> Q:
    mine = HomeAdult.objects.filter(in_window(clock.today()), adult=who.person).values("student")
    return Q(share=Share.HOME, reader_id=who.person, person_id__in=mine)


def _to_teacher(who: Who) -> Q:
    classes = own_classes(who).values("klass")
    return Q(share=Share.TEACHER, class_id__in=classes, person_id__in=students_of_staff(who))


class _OfPulse(Rule[Pulse]):
    yes = "said by this person, or to this person"
    no = "not said to this person"

    def grounds(self, who: Who) -> Q:
        raise NotImplementedError

    def rows(self, who: Who) -> QuerySet[Pulse]:
        if who.person is None or who.viewing_as is not None:
            return Pulse.objects.none()
        return Pulse.objects.filter(self.grounds(who), taken_back=None)

    def subjects(self, row: Any) -> Iterable[int]:
        return (row.person_id,)


class SeePulse(_OfPulse):
    name = "voice.pulse.see"
    sentence = (
        "Students see what they said; the home adult or the teacher of the class only what was said to her or him. "
        "Nobody else, and no family."
    )

    def grounds(self, who: Who) -> Q:
        found = _own(who)
        if who.is_staff:
            found |= _to_home_adult(who)
        if who.has(Role.TEACHER):
            found |= _to_teacher(who)
        return found


class OwnPulse(_OfPulse):
    name = "voice.pulse.own"
    sentence = "Only the student says who sees an answer, and takes it back."

    def grounds(self, who: Who) -> Q:
        return _own(who)


SEE_PULSE = SeePulse()
OWN_PULSE = OwnPulse()
