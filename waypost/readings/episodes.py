"""What people do to an episode, for the rooms above (`care`): each leaves a line in its history, in the caller's transaction."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from waypost.school import calendar, clock

from .models import Episode, EpisodeEvent
from .signals import ENDED, PERSON

SILENT_DAYS = (
    20  # school days without this signal for this student and subject, after "wrong" (MEASURES, In time)
)


def seen(episode: Episode, account_id: int | None) -> None:
    """An adult opened it. Only the first time is kept."""
    if episode.seen_at is None:
        now = clock.now()
        if Episode.objects.filter(pk=episode.pk, seen_at__isnull=True).update(seen_at=now):
            _note(episode, "seen", account_id)
        episode.seen_at = now


@transaction.atomic
def answered(episode: Episode, answer: str, account_id: int | None, **detail: Any) -> None:
    """An adult answered. After "wrong" the signal ends, and is silent for 20 school days for this student and subject."""
    _note(episode, "answered", account_id, answer=answer, **detail)
    if answer == "wrong":
        until = calendar.next_school_day(clock.today(), SILENT_DAYS)
        Episode.objects.filter(pk=episode.pk).update(silent_until=until)
        episode.silent_until = until
        end_by_person(episode, account_id, why="wrong")


@transaction.atomic
def taken_back(episode: Episode, account_id: int | None) -> None:
    """An answer is taken back: the silence ends, and the next reading may raise it again."""
    Episode.objects.filter(pk=episode.pk).update(silent_until=None, resting=False)
    episode.silent_until, episode.resting = None, False
    _note(episode, "taken back", account_id)


@transaction.atomic
def taken(episode: Episode, account_id: int | None, adult_id: int) -> None:
    """An adult takes it on."""
    _note(episode, "taken", account_id, adult=adult_id)


@transaction.atomic
def snoozed(episode: Episode, until: date, account_id: int | None) -> None:
    """Not shown before that day; it goes on being read, and ends by itself if its reason ends."""
    Episode.objects.filter(pk=episode.pk).update(snoozed_until=until)
    episode.snoozed_until = until
    _note(episode, "snoozed", account_id, until=until.isoformat())


@transaction.atomic
def end_by_person(episode: Episode, account_id: int | None, *, why: str = "") -> None:
    """A person ends it. While its reason still stands it stays ended; once that has gone, it may be raised again."""
    ended = Episode.objects.filter(pk=episode.pk).exclude(state=ENDED)
    now = clock.now()
    if ended.update(state=ENDED, ended=clock.today(), ended_by=PERSON, changed_at=now, resting=True):
        _note(episode, "ended", account_id, by=PERSON, why=why)
    episode.refresh_from_db()


def _note(episode: Episode, kind: str, account_id: int | None, **detail: Any) -> None:
    EpisodeEvent.objects.create(
        episode_id=episode.pk, at=clock.now(), kind=kind, account_id=account_id, detail=detail
    )
