"""An adult leaves, or no longer works with students: what was open goes to each student's home adult, else to the
counsellors or leaders of the school. Nothing falls between."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import transaction

from waypost.school import clock
from waypost.school import queries as school
from waypost.school.models import Membership, Person
from waypost.trust import audit
from waypost.trust.models import Account, Role
from waypost.trust.who import accounts_with

from .. import jottings
from ..models import CalendarFeed, CheckIn, FollowUp, Intervention, Jotting, Meeting, Rhythm, Taking, TalkTime
from . import family, interventions

CARERS = (Role.TEACHER, Role.COUNSELLOR, Role.LEADER)


@transaction.atomic
def pass_on() -> int:
    """Of everybody who has something open and is gone; returns how many things went to somebody else. Safe to repeat."""
    gone = gone_of(_with_something_open())
    return sum(_pass_on(adult) for adult in sorted(gone))


def gone_of(adults: Iterable[int]) -> set[int]:
    """Who of them doesn't work with students here any more."""
    wanted = set(adults)
    today = clock.today()
    here = {p.pk for p in Person.objects.filter(pk__in=wanted, active=True) if not p.left or p.left >= today}
    known = dict(Account.objects.filter(person_id__in=wanted).values_list("person_id", "pk"))
    caring = set(accounts_with(*CARERS).filter(person_id__in=wanted).values_list("person_id", flat=True))
    return {a for a in wanted if a not in here or (a in known and a not in caring)}


def _with_something_open() -> set[int]:
    return {
        *Taking.objects.filter(ended=None).values_list("adult_id", flat=True),
        *FollowUp.objects.filter(done=None).values_list("owner_id", flat=True),
        *Intervention.objects.filter(ended=None).values_list("owner_id", flat=True),
        *CheckIn.objects.filter(held=None, called_off=None).values_list("adult_id", flat=True),
        *Rhythm.objects.filter(ended=None).values_list("adult_id", flat=True),
        *Meeting.objects.filter(closed=None).values_list("led_by", flat=True),
        *TalkTime.objects.filter(closed=None, at__gt=clock.now()).values_list("adult_id", flat=True),
        *_calendars_of_staff(),
        *Jotting.objects.values_list("author_id", flat=True),
    }


def _calendars_of_staff() -> Iterable[int]:
    """A guardian's calendar answers by the rights of the moment; it needs no end."""
    staff = Person.objects.filter(kind="staff").values("pk")
    return CalendarFeed.objects.filter(ended=None, person_id__in=staff).values_list("person_id", flat=True)


def _pass_on(adult: int) -> int:
    now, moved = clock.now(), 0
    heir = _Heirs(adult)
    for step in FollowUp.objects.filter(owner_id=adult, done=None):
        moved += _give(heir.of(step.person_id), lambda to, s=step: _set(s, "owner_id", to))  # type: ignore[misc]
    for help in Intervention.objects.filter(owner_id=adult, ended=None):
        student = help.students.filter(until=None).order_by("pk").values_list("person_id", flat=True).first()
        moved += _give(heir.of(student or 0), lambda to, h=help: _hand_over(h, to, adult))  # type: ignore[misc]
    for talk in CheckIn.objects.filter(adult_id=adult, held=None, called_off=None):
        moved += _give(heir.of(talk.person_id), lambda to, t=talk: _set(t, "adult_id", to))  # type: ignore[misc]
    for rhythm in Rhythm.objects.filter(adult_id=adult, ended=None):
        moved += _give(heir.of(rhythm.person_id), lambda to, r=rhythm: _set(r, "adult_id", to))  # type: ignore[misc]
    for meeting in Meeting.objects.filter(led_by=adult, closed=None):
        moved += _give(heir.anybody(), lambda to, m=meeting: _set(m, "led_by", to))  # type: ignore[misc]
    # A signal simply returns: then it is its usual owner's again.
    moved += Taking.objects.filter(adult_id=adult, ended=None).update(ended=now, why_ended="returned")
    for offered in TalkTime.objects.filter(adult_id=adult, closed=None, at__gt=now):
        family.close(offered, adult)  # families that had taken one hear of it
        moved += 1
    CalendarFeed.objects.filter(person_id=adult, ended=None).update(ended=now)
    if Jotting.objects.filter(author_id=adult).delete()[0]:
        transaction.on_commit(jottings.forget_keys)
    if moved:
        audit.act("care.passed_on", object_kind="person", object_id=adult, detail={"things": moved})
    return moved


class _Heirs:
    """Who goes on for a student: the home adult, else a counsellor, else a leader of the school."""

    def __init__(self, adult: int) -> None:
        self._adult = adult
        self._kept: dict[int, int | None] = {}

    def of(self, student: int) -> int | None:
        if student not in self._kept:
            home = school.home_adult_of(student)
            fits = home is not None and home.pk != self._adult and not gone_of([home.pk])
            self._kept[student] = home.pk if home is not None and fits else self.anybody(student)
        return self._kept[student]

    def anybody(self, student: int | None = None) -> int | None:
        """The first counsellor, then the first leader, of the student's schools where they are known."""
        places = school.organizations_of(student) if student else set()
        for role in (Role.COUNSELLOR, Role.LEADER):
            people = accounts_with(role).exclude(person_id=self._adult).exclude(person_id=None)
            if places:
                here = Membership.objects.filter(organization__in=places).values("person")
                people = people.filter(person_id__in=here)
            first = people.order_by("person_id").values_list("person_id", flat=True).first()
            if first is not None:
                return first
        return None


def _give(to: int | None, give: Callable[[int], None]) -> int:
    if to is None:
        return 0  # nobody is there at all: it stays, and the nightly work asks again
    give(to)
    return 1


def _set(row: FollowUp | CheckIn | Rhythm | Meeting, field: str, to: int) -> None:
    type(row).objects.filter(pk=row.pk).update(**{field: to})


def _hand_over(help: Intervention, to: int, adult: int) -> None:
    person = Person.objects.get(pk=to)
    interventions.hand_over(help, person, person)
