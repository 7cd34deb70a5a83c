"""Giving a celebration, taking it back, and the student's say about who sees it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from waypost.readings import episodes, words
from waypost.readings.models import Episode
from waypost.school import clock

from .. import telling
from ..models import Audience, Celebration, CelebrationKind, Usual
from . import Refused, short_enough

EPISODE = "episode"


def usual_of(person_id: int) -> str:
    """Who sees what is new, as the student said; private where nothing was said."""
    return (
        Usual.objects.filter(person_id=person_id).values_list("audience", flat=True).first()
        or Audience.PRIVATE
    )


@transaction.atomic
def praise(
    person_id: int, said: str, *, by: int, once: UUID, kind: str = CelebrationKind.PRAISE
) -> Celebration:
    """Praise, with what for. Sent twice it is given once."""
    return _give(person_id, said, by=by, once=once, kind=kind)


@transaction.atomic
def give(
    milestones: Sequence[Episode], said: str, *, by: int, account: int | None, once: UUID
) -> list[Celebration]:
    """Give milestones that a measure found, in own words, to each student; what somebody else gave is left out."""
    out = []
    for episode in milestones:
        kept = Celebration.objects.filter(ref_kind=EPISODE, ref_id=episode.pk, taken_back=None).first()
        if kept is not None:
            continue
        given = _give(
            episode.person_id, said, by=by, once=once, kind=CelebrationKind.MILESTONE, about=episode,
            of_low_past=words.is_private(episode),
        )  # fmt: skip
        episodes.end_by_person(episode, account, why="celebrated")
        out.append(given)
    return out


def _give(
    person_id: int,
    said: str,
    *,
    by: int,
    once: UUID,
    kind: str,
    about: Episode | None = None,
    of_low_past: bool = False,
) -> Celebration:
    said = short_enough(said)
    if not said:
        raise Refused(_("Say what it is for: the deed, in your own words."))
    before = Celebration.objects.filter(once=once, person_id=person_id).first()
    if before is not None:
        return before
    now = clock.now()
    try:
        with transaction.atomic():
            return Celebration.objects.create(
                person_id=person_id, giver_id=by, kind=kind, words=said,
                ref_kind=EPISODE if about else "", ref_id=about.pk if about else None, of_low_past=of_low_past,
                audience=Audience.PRIVATE if of_low_past else usual_of(person_id),
                given=now, statement_id=telling.praised(person_id, by, now), once=once,
            )  # fmt: skip
    except IntegrityError:  # the other sending was quicker by a moment
        return Celebration.objects.get(once=once, person_id=person_id)


@transaction.atomic
def take_back(celebration: Celebration) -> None:
    """Given by mistake: it goes from all pages, and evidence no longer counts it."""
    now = clock.now()
    if Celebration.objects.filter(pk=celebration.pk, taken_back=None).update(taken_back=now):
        telling.take_back(celebration.statement_id, celebration.person_id, now)


@transaction.atomic
def show_to(celebration: Celebration, audience: str) -> None:
    """The student says who sees this one."""
    Celebration.objects.filter(pk=celebration.pk).update(audience=Audience(audience))


@transaction.atomic
def usually(person_id: int, audience: str) -> None:
    """The student says who sees what is new from now on. What was given before stays as it is."""
    Usual.objects.update_or_create(
        person_id=person_id, defaults={"audience": Audience(audience), "changed": clock.now()}
    )
