"""Every change of a pulse. A shared one is told to evidence (ids and level); what is only for me never is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.school import queries as school
from waypost.school.models import AcademicSession
from waypost.trust import safeguarding

from .. import calm, telling
from ..models import Feeling, Pulse, Share
from . import Refused

LONGEST = timedelta(days=400)  # where no school year is on the roster


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered. `difficulty` and `words` may stay empty; nobody but me sees it unless I say so."""

    feeling: int
    difficulty: int | None = None
    words: str = ""
    share: str = Share.ME


@transaction.atomic
def answer(person_id: int, class_id: int, said: Said, *, shared_device: bool = False) -> Pulse:
    """This week's answer. Sent twice, or after another one of this week, it is the one that was there."""
    today = clock.today()
    before = of_week(person_id, today)
    if before is not None:
        return before
    if not calm.may_ask(today):
        raise Refused(_("Nobody is asked today. The question comes again another week."))
    if said.feeling not in Feeling.values:
        raise Refused(_("Choose one of the five faces."))
    pulse = Pulse(
        person_id=person_id,
        class_id=class_id,
        monday=calm.monday_of(today),
        at=clock.now(),
        feeling=said.feeling,
        difficulty=said.difficulty,
        words=said.words,
        shared_device=shared_device,
    )
    _for_whom(pulse, said.share)
    try:
        with transaction.atomic():
            pulse.save(force_insert=True)
    except IntegrityError:  # the other sending was quicker by a moment
        return Pulse.objects.get(person_id=person_id, monday=pulse.monday)
    _tell(pulse)
    if pulse.share != Share.ME:  # what only the writer reads, nobody reads
        safeguarding.look_at(pulse.words)
    return pulse


@transaction.atomic
def share_with(pulse: Pulse, share: str) -> bool:
    """The student says who sees it from now on. What evidence was told for another reader no longer counts. False:
    nothing was to change."""
    pulse = _locked(pulse)
    if pulse.taken_back or pulse.share == share:
        return False
    only_me = pulse.share == Share.ME
    _untell(pulse)
    _for_whom(pulse, share)
    pulse.save(update_fields=["share", "reader_id"])
    _tell(pulse)
    if only_me:
        safeguarding.look_at(pulse.words)
    return True


@transaction.atomic
def take_back(pulse: Pulse) -> None:
    """It was not said: nothing of it stays but that this week's question was answered."""
    pulse = _locked(pulse)
    if pulse.taken_back:
        return
    _untell(pulse)
    pulse.taken_back = clock.now()
    pulse.feeling = pulse.difficulty = pulse.reader_id = None
    pulse.words, pulse.share = "", Share.ME
    pulse.save()


@transaction.atomic
def end_of_year() -> int:
    """Answers end with the school year in which they were given; returns how many went. Run every night."""
    today = clock.today()
    ended = AcademicSession.objects.filter(kind="schoolYear", active=True, end__lt=today).aggregate(
        last=Max("end")
    )
    last: date = ended["last"] or today - LONGEST
    return Pulse.objects.filter(monday__lte=max(last, today - LONGEST)).delete()[0]


def of_week(person_id: int, day: date) -> Pulse | None:
    """What was answered in the week of this day, taken back or not."""
    return Pulse.objects.filter(person_id=person_id, monday=calm.monday_of(day)).first()


def _locked(pulse: Pulse) -> Pulse:
    return Pulse.objects.select_for_update().get(pk=pulse.pk)


def _for_whom(pulse: Pulse, share: str) -> None:
    """Who reads it: an adult who is there today, or only me."""
    pulse.share, pulse.reader_id = Share(share), None
    if pulse.share == Share.HOME:
        adult = school.home_adult_of(pulse.person_id)
        if adult is None:
            raise Refused(
                _("You have no home adult here yet. Choose somebody else, or keep it for yourself.")
            )
        pulse.reader_id = adult.pk
    elif pulse.share == Share.TEACHER and not school.teachers_of_class(pulse.class_id):
        raise Refused(_("This class has no teacher here yet. Choose somebody else, or keep it for yourself."))


def _tell(pulse: Pulse) -> None:
    if pulse.share == Share.ME or pulse.feeling is None:
        return
    adult = pulse.reader_id or school.teachers_of_class(pulse.class_id)[0].pk
    made = telling.pulse(
        pulse.person_id, pulse.class_id, pulse.feeling, adult, pulse.at, shared_device=pulse.shared_device
    )
    Pulse.objects.filter(pk=pulse.pk).update(statement_id=made)


def _untell(pulse: Pulse) -> None:
    if pulse.statement_id is None:
        return
    statement, pulse.statement_id = pulse.statement_id, None
    Pulse.objects.filter(pk=pulse.pk).update(statement_id=None)
    telling.take_back(statement, pulse.person_id, clock.now())
