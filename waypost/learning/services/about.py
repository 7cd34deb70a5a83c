"""Changes of About me and of agreed supports."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from waypost.school import clock
from waypost.trust import safeguarding

from ..models import AboutMe, Support, SupportDay, Voice
from ..years import school_year


@transaction.atomic
def write(
    person_id: int, voice: Voice, author_id: int, said: dict[str, str], *, with_family: bool = False
) -> AboutMe:
    """What this voice says this school year; years before stay as they were."""
    if voice != Voice.TEACHER:
        _look_at_what_is_new(person_id, voice, author_id, said)
    row, _new = AboutMe.objects.update_or_create(
        person_id=person_id,
        voice=voice,
        author_id=author_id,
        year=school_year(clock.today()),
        defaults={
            **{name: said.get(name, "") for name in AboutMe.FIELDS},
            "with_family": with_family and voice == Voice.STUDENT,
            "changed": clock.now(),
        },
    )
    return row


def _look_at_what_is_new(person_id: int, voice: Voice, author_id: int, said: dict[str, str]) -> None:
    """A call for help in the words of a student or a family goes on, once: what stood there before was looked at then."""
    rows = AboutMe.objects.filter(person_id=person_id, voice=voice, author_id=author_id)
    before = {text for row in rows for text in (getattr(row, name) for name in AboutMe.FIELDS)}
    safeguarding.look_at(*(text for text in said.values() if text not in before))


@transaction.atomic
def agree(person_id: int, what: str, giver_id: int, review_on: date, *, by: int, once: UUID) -> Support:
    """Agree on a support. Sent twice it is one."""
    try:
        with transaction.atomic():
            return Support.objects.create(
                person_id=person_id, what=what, giver_id=giver_id, review_on=review_on,
                agreed=clock.now(), agreed_by=by, once=once,
            )  # fmt: skip
    except IntegrityError:
        return Support.objects.get(once=once, person_id=person_id)


@transaction.atomic
def given(support: Support, *, by: int) -> bool:
    """Given today. False when it was noted before, by whomever."""
    _row, new = SupportDay.objects.get_or_create(
        support=support, day=clock.today(), defaults={"at": clock.now(), "by": by}
    )
    return new


@transaction.atomic
def not_given(support: Support) -> None:
    """A tap by mistake: today's note goes."""
    SupportDay.objects.filter(support=support, day=clock.today()).delete()


@transaction.atomic
def looked_at(support: Support, next_review: date | None) -> None:
    """It goes on until another review, or it ends (None)."""
    if next_review is None:
        Support.objects.filter(pk=support.pk, ended=None).update(ended=clock.now())
    else:
        Support.objects.filter(pk=support.pk, ended=None).update(review_on=next_review)
