"""Changes of one student's plan: what is next, chosen by the student and an adult together, and what was agreed."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from waypost.readings.models import Reading
from waypost.readings.queries import MASTERY
from waypost.school import clock
from waypost.school.models import Person

from ..models import Chosen, PlanVersion
from . import Meanwhile


@transaction.atomic
def choose(person_id: int, skill_id: int, *, by: int) -> Chosen:
    """This is next. Where the other side has chosen it already, it is a yes; twice is once."""
    live = Chosen.objects.filter(person_id=person_id, skill_id=skill_id, ended=None)
    before = live.first()
    if before is not None:
        agree(before, by=by)
        return before
    state, tries = standing(skill_id, [person_id]).get(person_id, ("not_enough", 0))
    try:
        with transaction.atomic():
            return Chosen.objects.create(
                person_id=person_id, skill_id=skill_id, chosen=clock.now(), chosen_by=by,
                state_then=state, tries_then=tries,
            )  # fmt: skip
    except IntegrityError:  # the other was quicker by a moment
        return live.get()


@transaction.atomic
def agree(chosen: Chosen, *, by: int) -> bool:
    """The other side says yes: the student to an adult's choice, an adult to the student's. False: nothing to say."""
    if (chosen.chosen_by == chosen.person_id) == (by == chosen.person_id):
        return False
    live = Chosen.objects.filter(pk=chosen.pk, agreed=None, ended=None)
    return bool(live.update(agreed=clock.now(), agreed_by=by))


@transaction.atomic
def put_aside(chosen: Chosen) -> None:
    """It is no longer next. It stays in what was chosen before."""
    Chosen.objects.filter(pk=chosen.pk, ended=None).update(ended=clock.now())


@transaction.atomic
def write(person_id: int, words: str, look_on: date | None, *, by: int, seen: int) -> PlanVersion | None:
    """What we agreed. `seen`: the version that the writer had before the eyes; another one holds by now: Meanwhile.

    None where nothing was and nothing is written. The same words again make no new version.
    """
    Person.objects.select_for_update().get(pk=person_id)  # one writer of a plan at a time
    last = PlanVersion.objects.filter(person_id=person_id).order_by("-number").first()
    if last is not None and (last.words, last.look_on) == (words, look_on):
        return last
    number = last.number if last else 0
    if number != seen:
        raise Meanwhile(number)
    if last is None and not words and look_on is None:
        return None
    return PlanVersion.objects.create(
        person_id=person_id, number=number + 1, words=words, look_on=look_on, made=clock.now(), made_by=by
    )


def standing(skill_id: int, person_ids: list[int]) -> dict[int, tuple[str, int]]:
    """How these students stand now: state and counted tries, kept beside what they are given to do."""
    rows = Reading.objects.filter(measure=MASTERY, subject=skill_id, person_id__in=person_ids)
    return {person: (state, n) for person, state, n in rows.values_list("person_id", "state", "n")}
