"""Discussions of a class as each person sees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from waypost.school.models import Class, Person
from waypost.school.queries import names_of
from waypost.trust.access import ReadBook

from ..access.discussions import HOLD_DISCUSSION, HOLD_POST, SEE_DISCUSSION, SEE_POST, SEE_REPORTED
from ..models import Discussion, Distance, Held, Post, Report


@dataclass(frozen=True, slots=True)
class Said:
    """A post. `reports`: reasons, for those who read first."""

    post: Post
    who: str
    mine: bool
    may_hold: bool
    reports: list[str] = field(default_factory=list)

    @property
    def may_report(self) -> bool:
        return not self.mine and not self.may_hold


@dataclass(frozen=True, slots=True)
class Talk:
    """A discussion with what this person sees of it. `waiting`: posts that an adult has to read."""

    discussion: Discussion
    klass: str
    said: list[Said] = field(default_factory=list)
    waiting: int = 0
    may_hold: bool = False


def talks(reads: ReadBook) -> list[Talk]:
    """The discussions of one's classes: those that go on first."""
    rows = SEE_DISCUSSION.scoped(reads, lambda rows: rows.order_by("closed", "-at", "-pk")).listed()
    rows.sort(key=lambda d: d.closed is not None)
    titles = _titles(rows)
    held = HOLD_POST.rows(reads.who).filter(state=Held.HELD, taken_back=None)
    waiting = Counter(held.values_list("discussion_id", flat=True))
    return [Talk(d, titles.get(d.class_id, ""), waiting=waiting[d.pk]) for d in rows]


def talk(reads: ReadBook, pk: int) -> Talk:
    """One discussion. Raises Http404."""
    discussion = SEE_DISCUSSION.get(reads, pk=pk)
    posts = SEE_POST.scoped(
        reads, lambda rows: rows.filter(discussion=discussion).order_by("at", "pk")
    ).read()
    may_hold = HOLD_DISCUSSION.rows(reads.who).filter(pk=pk).exists()
    if not may_hold:
        posts = [p for p in posts if p.taken_back is None]
    return Talk(
        discussion, _titles([discussion]).get(discussion.class_id, ""), _said(reads, posts),
        sum(p.state == Held.HELD for p in posts), may_hold,
    )  # fmt: skip


def reported(reads: ReadBook) -> list[Said]:
    """For safeguarding: what was reported, newest first."""
    return _said(
        reads, SEE_REPORTED.scoped(reads, lambda rows: rows.order_by("-at", "-pk")).read(), restricted=True
    )


def away_from(person_id: int) -> list[Person]:
    """From whom this student keeps away."""
    others = Distance.objects.filter(person_id=person_id).values("other_id")
    return list(Person.objects.filter(pk__in=others).order_by("given_name", "family_name", "pk"))


def _titles(rows: Iterable[Discussion]) -> dict[int, str]:
    return dict(Class.objects.filter(pk__in={d.class_id for d in rows}).values_list("pk", "title"))


def _said(reads: ReadBook, posts: list[Post], *, restricted: bool = False) -> list[Said]:
    names = names_of({p.person_id for p in posts})
    hold = set(HOLD_POST.rows(reads.who).filter(pk__in=[p.pk for p in posts]).values_list("pk", flat=True))
    reasons: dict[int, list[str]] = {}
    for post, why in Report.objects.filter(post__in=posts).order_by("pk").values_list("post_id", "why"):
        reasons.setdefault(post, []).append(why)
    return [
        Said(
            p, names.get(p.person_id, ""), p.person_id == reads.who.person, p.pk in hold,
            reasons.get(p.pk, []) if restricted or p.pk in hold else [],
        )
        for p in posts
    ]  # fmt: skip
