"""A class talks: questions are asked, posts wait for a person, are shown or not, reported, taken back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.trust import audit, safeguarding

from ..models import Discussion, Distance, Held, Post, Report, Suggestion
from . import JUST_NOW, Refused

MANY = 10  # posts of one student in a day, from which on the page asks whether it is meant; it never drops


@transaction.atomic
def ask(
    class_id: int, question: str, *, by: int, once: UUID, suggestion: Suggestion | None = None
) -> Discussion:
    made, _new = Discussion.objects.get_or_create(
        once=once,
        defaults={
            "class_id": class_id,
            "question": question,
            "by": by,
            "at": clock.now(),
            "suggestion": suggestion,
        },
    )
    return made


@transaction.atomic
def write(
    discussion: Discussion,
    person_id: int,
    words: str,
    *,
    once: UUID,
    adult: bool = False,
    answers: Post | None = None,
) -> Post:
    """A student's post waits for an adult; an adult's stands at once, and can't be changed or taken back.

    Sent twice it is one, also where the discussion was closed in between.
    """
    before = Post.objects.filter(once=once, person_id=person_id).first()
    if before is not None:
        return before
    held = Discussion.objects.select_for_update().get(pk=discussion.pk)
    if held.closed is not None:
        raise Refused(_("This discussion is closed."))
    if answers is not None and not _may_be_answered(discussion, answers):
        raise Refused(_("What you answer is no longer shown to the class."))
    made, new = Post.objects.get_or_create(
        once=once,
        defaults={
            "discussion": discussion, "person_id": person_id, "words": words, "at": clock.now(),
            "by_adult": adult, "state": Held.SHOWN if adult else Held.HELD, "answers": answers,
        },
    )  # fmt: skip
    if new and not adult:
        safeguarding.look_at(words)
    return made


def _may_be_answered(discussion: Discussion, post: Post) -> bool:
    """Only what the class sees now, in the same discussion."""
    return discussion.posts.filter(pk=post.pk, state=Held.SHOWN, taken_back=None).exists()


def said_just_now(discussion: Discussion, person_id: int, words: str, answers: Post | None) -> Post | None:
    """The same words at the same place, a moment ago."""
    rows = discussion.posts.filter(person_id=person_id, words=words, answers=answers, taken_back=None)
    return rows.filter(at__gte=clock.now() - JUST_NOW).order_by("-pk").first()


def many_today(person_id: int) -> bool:
    day = clock.now() - timedelta(hours=24)
    return Post.objects.filter(person_id=person_id, at__gte=day).count() >= MANY


@transaction.atomic
def show(post: Post, by: int) -> None:
    _decide(post, Held.SHOWN, by, "")


@transaction.atomic
def keep_back(post: Post, by: int, why: str) -> None:
    """Not shown to the class; its author reads why."""
    if not why.strip():
        raise Refused(_("Say in a sentence why it isn't shown: the student reads it."))
    _decide(post, Held.KEPT_BACK, by, why)


def _decide(post: Post, state: str, by: int, why: str) -> None:
    now = clock.now()
    Post.objects.filter(pk=post.pk).update(state=state, why=why, read_by=by, read_at=now)
    post.reports.filter(seen_at=None).update(seen_at=now, seen_by=by)


@transaction.atomic
def take_back(post: Post) -> None:
    """The class no longer sees it; the adults and, after a report, safeguarding still do."""
    Post.objects.filter(pk=post.pk, taken_back=None).update(taken_back=clock.now())


@transaction.atomic
def report(post: Post, by: int, why: str) -> Report:
    """Until an adult has looked the class doesn't see the post. Its author isn't told who reported it."""
    made, new = Report.objects.get_or_create(
        post=post, reporter_id=by, defaults={"why": why, "at": clock.now()}
    )
    if new and not post.by_adult:
        Post.objects.filter(pk=post.pk, state=Held.SHOWN).update(state=Held.HELD)
    return made


@transaction.atomic
def opened_by_safeguarding(post: Post, account_id: int | None) -> None:
    audit.act("post.reported.read", actor_id=account_id, object_kind="post", object_id=post.pk)


@transaction.atomic
def keep_away(person_id: int, other_id: int) -> None:
    """This student reads nothing of the other, and gets no thanks from the other. The other isn't told."""
    if person_id != other_id:
        Distance.objects.get_or_create(person_id=person_id, other_id=other_id, defaults={"at": clock.now()})


@transaction.atomic
def come_near(person_id: int, other_id: int) -> None:
    Distance.objects.filter(person_id=person_id, other_id=other_id).delete()


@transaction.atomic
def close(discussion: Discussion) -> None:
    """Nobody writes any more; what was said stays, and the worker counts who answered whom."""
    from ..jobs import count_answers

    if Discussion.objects.filter(pk=discussion.pk, closed=None).update(closed=clock.now()):
        transaction.on_commit(lambda: count_answers.enqueue(discussion.pk))


def keeps_away(giver_id: int, receiver_id: int) -> bool:
    """Doesn't the receiver want anything from the giver? (installed in `school.peers` for whoever delivers thanks)"""
    return Distance.objects.filter(person_id=receiver_id, other_id=giver_id).exists()
