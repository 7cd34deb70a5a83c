"""Who runs a survey, who answers it, who reads what came of it.

An anonymous answer has no rule: nobody may ever open one. A confidential answer opens for two people together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from waypost.school import clock
from waypost.school.access import visible_students
from waypost.school.grounds import in_window, own_classes, places
from waypost.school.models import Enrollment
from waypost.trust.access import Decision, Rule, Who
from waypost.trust.models import Role

from ..asked import objecting, somebody_of
from ..models import Answer, Invited, Kind, Opening, People, State, Wave

NO = Decision(False, "not one of this person's surveys")


def _rounds(who: Who) -> QuerySet[Wave]:
    """Rounds of surveys that this person made, or, as a leader, of the school."""
    if who.person is None or not who.has(Role.TEACHER, Role.LEADER, Role.COUNSELLOR):
        return Wave.objects.none()
    grounds = Q(survey__made_by=who.person)
    if who.has(Role.LEADER):
        where = places(who, Role.LEADER)
        grounds |= Q(survey__organization_id__in=_ids(where)) if where is not None else Q(pk__gt=0)
    return Wave.objects.filter(grounds)


def _ids(where: Q) -> list[int]:
    """The organizations that `school.grounds.places` names."""
    found: Any = where.children[0]
    return list(found[1])


class RunSurvey(Rule[Wave]):
    name = "voice.survey.run"
    sentence = "Who made a survey runs it and reads what came of it; leaders those of their school."
    yes = "made by this person, or of this leader's school"
    no = NO.reason

    def rows(self, who: Who) -> QuerySet[Wave]:
        return _rounds(who).select_related("survey")

    def subjects(self, row: Wave) -> Iterable[int]:
        return ()


class AnswerSurvey(Rule[Wave]):
    name = "voice.survey.answer"
    sentence = "Who is asked answers, as long as the survey is open and nobody who may object has objected."
    yes = "asked in this survey"
    no = "not asked in this survey"

    def rows(self, who: Who) -> QuerySet[Wave]:
        if who.person is None or who.viewing_as is not None:
            return Wave.objects.none()
        mine = Invited.objects.filter(person_id=who.person).values("wave")
        found = Wave.objects.filter(pk__in=mine, state=State.OPEN).select_related("survey")
        out = [w.pk for w in found if objecting(w.survey, [who.person])]
        return found.exclude(pk__in=out)

    def subjects(self, row: Wave) -> Iterable[int]:
        return ()


class HearOfSurvey(Rule[Wave]):
    name = "voice.survey.hear"
    sentence = (
        "What came of a survey is read by everybody who was asked, and by the teachers of the students who were, "
        "as soon as who ran it has told it."
    )
    yes = "asked, or a teacher of somebody asked"
    no = NO.reason

    def rows(self, who: Who) -> QuerySet[Wave]:
        if who.person is None or who.viewing_as is not None:
            return Wave.objects.none()
        asked_of = Invited.objects.filter(person_id=who.person)
        if who.has(Role.TEACHER):
            taught = Enrollment.objects.filter(
                in_window(clock.today()),
                role="student",
                active=True,
                klass__in=own_classes(who).values("klass"),
            )
            pupils = Q(wave__survey__people=People.PUPILS, person_id__in=taught.values("person"))
            asked_of = Invited.objects.filter(Q(person_id=who.person) | pupils)
        told = Wave.objects.filter(came_on__isnull=False, pk__in=asked_of.values("wave"))
        return told.select_related("survey")

    def subjects(self, row: Wave) -> Iterable[int]:
        return ()


class ReadQuotes(Rule[Wave]):
    name = "voice.survey.quotes"
    sentence = "Quotes are read by who runs the survey, and by those who hear what came of it."
    yes = "runs the survey, or hears what came of it"
    no = NO.reason

    def rows(self, who: Who) -> QuerySet[Wave]:
        mine, told = _rounds(who).values("pk"), HEAR_OF_SURVEY.rows(who).values("pk")
        rows = Wave.objects.filter(Q(pk__in=mine) | Q(pk__in=told), state=State.CLOSED)
        return rows.select_related("survey")

    def subjects(self, row: Wave) -> Iterable[int]:
        return ()


class SeeAsked(Rule[Invited]):
    name = "voice.survey.asked"
    sentence = (
        "Who runs a survey reads the names of those whom it asks, for sheets of paper: of students those whom the reader sees, "
        "of families and staff a leader alone."
    )
    yes = "asked in a survey that this person runs"
    no = "not asked in one of this person's surveys"

    def rows(self, who: Who) -> QuerySet[Invited]:
        rows = Invited.objects.filter(wave__in=_rounds(who).values("pk"))
        pupils = Q(wave__survey__people=People.PUPILS)
        seen = pupils & Q(person_id__in=visible_students(who))
        return rows.filter(seen | ~pupils if who.has(Role.LEADER) else seen)

    def subjects(self, row: Invited) -> Iterable[int]:
        return (row.person_id,)


class ReadNamed(Rule[Answer]):
    name = "voice.answer.named"
    sentence = (
        "Answers with names are read by who runs the survey: those of students by adults who see the student."
    )
    yes = "a named answer to this person's survey"
    no = NO.reason

    def rows(self, who: Who) -> QuerySet[Answer]:
        rows = Answer.objects.filter(wave__in=_rounds(who).values("pk"), wave__survey__kind=Kind.NAMED)
        pupils = Q(wave__survey__people=People.PUPILS)
        return rows.filter(~pupils | Q(person_id__in=visible_students(who)))

    def subjects(self, row: Answer) -> Iterable[int]:
        return (row.person_id,)


class SeeOpening(Rule[Opening]):
    name = "voice.opening.see"
    sentence = "Safeguarding asks to open a confidential answer; a second person, never the one who answered, says yes; then both read it, until it is closed."
    restricted = True
    yes = "opened by two people together"

    def rows(self, who: Who) -> QuerySet[Opening]:
        rows = Opening.objects.select_related("answer__wave__survey")
        if who.person is None:
            return rows.none()
        if who.has(Role.SAFEGUARDING):
            return rows
        if who.has(Role.LEADER, Role.COUNSELLOR):
            here = self._here(places(who, Role.LEADER, Role.COUNSELLOR)) & ~Q(answer__person_id=who.person)
            return rows.filter(here & Q(opened=None) | Q(second_by=who.person))
        return rows.none()

    def _here(self, where: Q | None) -> Q:
        """Of one's own schools; of a survey of no one school, the answers of one's own people."""
        if where is None:
            return Q()
        ids = _ids(where)
        of_none = Q(answer__wave__survey__organization_id=None)
        return Q(answer__wave__survey__organization_id__in=ids) | of_none & somebody_of(
            ids, "answer__person_id"
        )

    def subjects(self, row: Opening) -> Iterable[int]:
        return (row.answer.person_id,)


class OwnOpening(Rule[Opening]):
    name = "voice.opening.own"
    sentence = (
        "Somebody whose confidential answer was opened reads that and why, unless telling it endangers."
    )
    yes = "about this person's own answer"

    def rows(self, who: Who) -> QuerySet[Opening]:
        rows = (
            Opening.objects.exclude(opened=None)
            .filter(untold_because="")
            .select_related("answer__wave__survey")
        )
        if who.person is None or who.viewing_as is not None:
            return rows.none()
        return rows.filter(answer__person_id=who.person)

    def subjects(self, row: Opening) -> Iterable[int]:
        return (row.answer.person_id,)


RUN_SURVEY = RunSurvey()
ANSWER_SURVEY = AnswerSurvey()
HEAR_OF_SURVEY = HearOfSurvey()
READ_QUOTES = ReadQuotes()
SEE_ASKED = SeeAsked()
READ_NAMED = ReadNamed()
SEE_OPENING = SeeOpening()
OWN_OPENING = OwnOpening()
RULES: tuple[Rule[Any], ...] = (
    RUN_SURVEY,
    ANSWER_SURVEY,
    HEAR_OF_SURVEY,
    READ_QUOTES,
    SEE_ASKED,
    READ_NAMED,
    SEE_OPENING,
    OWN_OPENING,
)
