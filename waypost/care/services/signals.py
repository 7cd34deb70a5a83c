"""Every change in this room: answers to signals, who has it, follow-ups, and "talked with". Each in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waypost.readings import episodes
from waypost.readings.models import Episode
from waypost.school import calendar, clock
from waypost.school.models import Person
from waypost.skills.models import Skill

from .. import talks
from ..models import Answer, FollowUp, Overruling, SignalAnswer, Taking
from . import contact

SNOOZE = 5  # school days
UNTOUCHED = 5  # school days after which a taken signal returns to its owner


class AlreadyTaken(Exception):
    """Somebody else was quicker; `adult` has it."""

    def __init__(self, adult: Person) -> None:
        super().__init__(_("%(name)s has it already.") % {"name": adult.name})
        self.adult = adult


@transaction.atomic
def answer(episode: Episode, said: Answer, by: Person, account: int | None, reason: str = "") -> SignalAnswer:
    """Say what a signal was worth. *Wrong* ends it (and the rule is silent for a while), *already doing* takes it.

    A second tap of the same adult on the same answer is the first one. Raises AlreadyTaken where another adult has it.
    """
    now = clock.now()
    said_before = SignalAnswer.objects.filter(episode_id=episode.pk, by=by.pk, answer=said, taken_back=None)
    before = said_before.order_by("-pk").first() if said != Answer.LATER else None
    if before is not None:
        return before
    given = SignalAnswer.objects.create(
        episode_id=episode.pk,
        person_id=episode.person_id,
        signal=episode.signal,
        subject=episode.subject,
        answer=said,
        reason=reason.strip()[:300],
        by=by.pk,
        at=now,
    )
    if said == Answer.LATER:
        episodes.snoozed(episode, until=_in_school_days(now, SNOOZE), account_id=account)
    else:
        episodes.answered(episode, str(said), account_id=account)
    if said == Answer.ALREADY:
        _take(episode, by, now)
    return given


@transaction.atomic
def take_back(given: SignalAnswer) -> None:
    """An answer given by mistake no longer counts; the history keeps both."""
    SignalAnswer.objects.filter(pk=given.pk, taken_back=None).update(taken_back=clock.now())


@transaction.atomic
def take(episode: Episode, by: Person, account: int | None) -> Taking:
    """Take a signal: the others see who has it. Raises AlreadyTaken when another adult has it."""
    taking = _take(episode, by, clock.now())
    episodes.taken(episode, account_id=account, adult_id=by.pk)
    return taking


def _take(episode: Episode, by: Person, now: datetime) -> Taking:
    held = Taking.objects.select_for_update().filter(episode_id=episode.pk, ended=None).first()
    if held is not None and held.adult_id != by.pk:
        raise AlreadyTaken(Person.objects.get(pk=held.adult_id))
    if held is not None:
        Taking.objects.filter(pk=held.pk).update(touched=now)
        return held
    try:
        with transaction.atomic():
            return Taking.objects.create(
                episode_id=episode.pk, person_id=episode.person_id, adult_id=by.pk, since=now, touched=now
            )
    except IntegrityError:
        held = Taking.objects.get(episode_id=episode.pk, ended=None)
        if held.adult_id == by.pk:  # the own second tap
            return held
        raise AlreadyTaken(Person.objects.get(pk=held.adult_id)) from None


@transaction.atomic
def give_back(episode: Episode, by: Person) -> None:
    """It returns to its owner."""
    Taking.objects.filter(episode_id=episode.pk, adult_id=by.pk, ended=None).update(
        ended=clock.now(), why_ended="returned"
    )


@transaction.atomic
def pass_on_signals(episode_ids: Sequence[int], from_id: int, to_id: int) -> None:
    """What one adult has, another adult has from now on."""
    now = clock.now()
    held = list(Taking.objects.filter(episode_id__in=episode_ids, adult_id=from_id, ended=None))
    Taking.objects.filter(pk__in=[t.pk for t in held]).update(ended=now, why_ended="handed over")
    for t in held:
        Taking.objects.create(
            episode_id=t.episode_id, person_id=t.person_id, adult_id=to_id, since=now, touched=now
        )


@transaction.atomic
def return_untouched() -> int:
    """Signals that were taken and then lay untouched for five school days return. Called at the close of a day."""
    now = clock.now()
    limit = clock.local(now).date()
    gone = [
        t.pk
        for t in Taking.objects.filter(ended=None)
        if calendar.count_between(clock.local(t.touched).date(), limit) > UNTOUCHED
    ]
    return Taking.objects.filter(pk__in=gone).update(ended=now, why_ended="returned")


@transaction.atomic
def plan(
    person_id: int, what: str, due: date, owner: Person, episode: Episode | None, account: int | None
) -> FollowUp:
    """A next step with a date; from a signal, it also takes the signal."""
    made = FollowUp.objects.create(
        person_id=person_id,
        episode_id=episode.pk if episode else None,
        owner_id=owner.pk,
        what=what.strip()[:300],
        due=due,
        made=clock.now(),
    )
    if episode is not None:
        _take(episode, owner, clock.now())
        episodes.taken(episode, account_id=account, adult_id=owner.pk)
    return made


@transaction.atomic
def plan_together(
    episodes: Sequence[Episode], what: str, due: date, owner: Person, account: int | None
) -> list[FollowUp]:
    """One step with several students who share a cause: each file has it, and it is finished as one."""
    with clock.held_at(clock.now()):
        return [plan(e.person_id, what, due, owner, e, account) for e in episodes]


def together(follow_up: FollowUp) -> QuerySet[FollowUp]:
    """The follow-ups that were planned as one step, this one among them."""
    f = follow_up
    return FollowUp.objects.filter(owner_id=f.owner_id, what=f.what, due=f.due, made=f.made)


@transaction.atomic
def finish(follow_up: FollowUp, outcome: str, by: Person, account: int | None = None) -> None:
    """It was done, with all who were planned for. What still stands comes back after five school days, not at once."""
    now = clock.now()
    steps = list(together(follow_up).filter(done=None))
    FollowUp.objects.filter(pk__in=[s.pk for s in steps]).update(done=now, outcome=outcome.strip()[:300])
    ids = [s.episode_id for s in steps if s.episode_id]
    Taking.objects.filter(episode_id__in=ids, adult_id=follow_up.owner_id, ended=None).update(touched=now)
    for episode in Episode.objects.filter(pk__in=ids).exclude(state="ended"):
        episodes.snoozed(episode, until=_in_school_days(now, SNOOZE), account_id=account)


@transaction.atomic
def talked_with(student: Person, by: Person, when: datetime | None = None) -> None:
    """One tap for any real contact. It goes into evidence (ids only), so "not talked with" is read from there."""
    contact.note(student, by, when or clock.now())


def _in_school_days(now: datetime, days: int) -> date:
    day = calendar.next_school_day(clock.local(now).date(), days)
    return day or clock.local(now).date() + timedelta(days=7)


@transaction.atomic
def overrule(
    student: Person, skill: Skill, by: Person, level: str, reason: str, with_student: bool
) -> Overruling:
    """A person sets a reading. The level goes into evidence; the reason stays here, and both stand on the page."""
    now = clock.now()
    statement_id = talks.record_overruling(student, by, skill, int(level), now)
    return Overruling.objects.create(
        person_id=student.pk,
        measure="mastery",
        subject=skill.pk,
        level=int(level),
        reason=reason.strip()[:300],
        with_student=with_student,
        by=by.pk,
        at=now,
        statement_id=statement_id,
    )
