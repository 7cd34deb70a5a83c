"""Discussions of a class as each person sees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import F

from waypost.school.models import Class, Person
from waypost.school.queries import names_of
from waypost.trust.access import ReadBook

from .. import reply_figures
from ..access.discussions import HOLD_DISCUSSION, HOLD_POST, SEE_DISCUSSION, SEE_POST, SEE_REPORTED
from ..models import Discussion, Distance, Held, Post, Report
from ..reply_figures import Answered

PAGE = 30  # discussions on a page


@dataclass(frozen=True, slots=True)
class Said:
    """A post. `reports`: reasons, for those who read first. `to`: the post that it answers, if this person sees it;
    `unseen`: it answers one that this person doesn't see."""

    post: Post
    who: str
    mine: bool
    may_hold: bool
    reports: list[str] = field(default_factory=list)
    to: Said | None = None
    unseen: bool = False

    @property
    def may_report(self) -> bool:
        return not self.mine and not self.may_hold

    @property
    def shown(self) -> bool:
        """Does the class see it?"""
        return self.post.state == Held.SHOWN and self.post.taken_back is None

    @property
    def waits(self) -> bool:
        """For somebody who reads first."""
        return self.may_hold and self.post.state == Held.HELD and self.post.taken_back is None


@dataclass(frozen=True, slots=True)
class Thread:
    """A post and what was answered to it, or to an answer to it: one level, in the order in which it was said."""

    first: Said
    answers: list[Said] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Talk:
    """A discussion with what this person sees of it. `waiting`: posts that an adult has to read; `first`: those, for
    who reads first."""

    discussion: Discussion
    klass: str
    threads: list[Thread] = field(default_factory=list)
    first: list[Said] = field(default_factory=list)
    waiting: int = 0
    may_hold: bool = False
    answered: Answered | None = None

    @property
    def hidden(self) -> bool:
        """Was it counted, and too few wrote to say anything?"""
        return self.answered is not None and self.answered.ready and self.answered.density is None


def talks(reads: ReadBook, number: str | None = None) -> tuple[Page[int], list[Talk]]:
    """The discussions of one's classes, page by page: those that go on first, then the newest."""
    ids = SEE_DISCUSSION.rows(reads.who).order_by(F("closed").desc(nulls_first=True), "-at", "-pk")
    page = Paginator(ids.values_list("pk", flat=True), PAGE).get_page(number)
    here = list(page.object_list)
    rows = SEE_DISCUSSION.scoped(reads, lambda rows: rows.filter(pk__in=here)).listed()
    rows.sort(key=lambda d: here.index(d.pk))
    titles = _titles(rows)
    held = HOLD_POST.rows(reads.who).filter(discussion__in=here, state=Held.HELD, taken_back=None)
    waiting = Counter(held.values_list("discussion_id", flat=True))
    return page, [Talk(d, titles.get(d.class_id, ""), waiting=waiting[d.pk]) for d in rows]


def talk(reads: ReadBook, pk: int) -> Talk:
    """One discussion. Raises Http404."""
    discussion = SEE_DISCUSSION.get(reads, pk=pk)
    posts = SEE_POST.scoped(
        reads, lambda rows: rows.filter(discussion=discussion).order_by("at", "pk")
    ).read()
    may_hold = HOLD_DISCUSSION.rows(reads.who).filter(pk=pk).exists()
    if not may_hold:
        posts = [p for p in posts if p.taken_back is None]
    said = _said(reads, posts)
    first = [s for s in said if s.waits]
    return Talk(
        discussion, _titles([discussion]).get(discussion.class_id, ""),
        _threads(discussion, [s for s in said if not s.waits]), first, len(first), may_hold,
        reply_figures.of(discussion) if may_hold else None,
    )  # fmt: skip


def answerable(reads: ReadBook, discussion: Discussion, pk: object) -> Post | None:
    """The post that somebody is about to answer: one that the class and this person see."""
    if not str(pk).isdecimal():
        return None
    rows = SEE_POST.scoped(
        reads,
        lambda rows: rows.filter(pk=int(str(pk)), discussion=discussion, state=Held.SHOWN, taken_back=None),
    ).read()
    return rows[0] if rows else None


def _threads(discussion: Discussion, said: list[Said]) -> list[Thread]:
    """Answers under what they answer. Where the beginning isn't seen, what is left of a thread begins by itself."""
    above = dict(discussion.posts.values_list("pk", "answers_id"))
    found: dict[int, Thread] = {}
    for one in said:
        root = _root(above, one.post.pk)
        if root in found:
            found[root].answers.append(one)
        else:
            found[root] = Thread(one)
    return list(found.values())


def _root(above: Mapping[int, int | None], pk: int) -> int:
    while (up := above.get(pk)) is not None:
        pk = up
    return pk


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
    found: dict[int, Said] = {}
    for p in posts:  # what is answered was said before
        found[p.pk] = Said(
            p, names.get(p.person_id, ""), p.person_id == reads.who.person, p.pk in hold,
            reasons.get(p.pk, []) if restricted or p.pk in hold else [],
            found.get(p.answers_id or 0), p.answers_id is not None and p.answers_id not in found,
        )  # fmt: skip
    return list(found.values())
