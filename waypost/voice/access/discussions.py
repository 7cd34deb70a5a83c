"""Who reads, writes and reads first in the discussions of a class."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet

from waypost.trust.access import Rule, Who
from waypost.trust.models import Role

from ..models import Discussion, Distance, Held, Post, Report
from .classes import NOBODYS, attended, taught


class _Between(Rule[Any]):
    model: type[Model]
    yes = "of a class of this person"
    no = "of another class"

    def grounds(self, who: Who) -> Q:
        raise NotImplementedError

    def rows(self, who: Who) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        return (
            rows.filter(self.grounds(who))
            if who.person is not None and who.viewing_as is None
            else rows.none()
        )


class SeeDiscussion(_Between):
    name = "voice.discussion.see"
    sentence = "A discussion is open to the students and the teachers of its class."
    model = Discussion

    def grounds(self, who: Who) -> Q:
        return Q(class_id__in=attended(who)) | Q(class_id__in=taught(who))

    def subjects(self, row: Discussion) -> Iterable[int]:
        return ()


class HoldDiscussion(_Between):
    name = "voice.discussion.hold"
    sentence = "The teachers of the class read posts first, show them or say why not, and close a discussion."
    model = Discussion

    def grounds(self, who: Who) -> Q:
        return Q(class_id__in=taught(who))

    def subjects(self, row: Discussion) -> Iterable[int]:
        return ()


class SeePost(_Between):
    name = "voice.post.see"
    sentence = (
        "Students read the own posts and those that an adult has shown, but for those of somebody they keep away from; "
        "the teachers of the class read all, those that were taken back, too."
    )
    model = Post

    def grounds(self, who: Who) -> Q:
        away = Distance.objects.filter(person_id=who.person or 0).values("other_id")
        shown = Q(discussion__class_id__in=attended(who), state=Held.SHOWN, taken_back=None) & ~Q(
            person_id__in=away
        )
        own = Q(person_id=who.person) if who.has(Role.STUDENT, Role.TEACHER) else NOBODYS
        return own | shown | Q(discussion__class_id__in=taught(who))

    def subjects(self, row: Post) -> Iterable[int]:
        return (row.person_id,)


class OwnPost(_Between):
    name = "voice.post.own"
    sentence = "Students take back what they wrote: the class no longer sees it, the adults still do."
    model = Post

    def grounds(self, who: Who) -> Q:
        return Q(person_id=who.person, by_adult=False) if who.has(Role.STUDENT) else NOBODYS

    def subjects(self, row: Post) -> Iterable[int]:
        return (row.person_id,)


class HoldPost(_Between):
    name = "voice.post.hold"
    sentence = "The teachers of the class read the posts of its students first."
    model = Post

    def grounds(self, who: Who) -> Q:
        return Q(discussion__class_id__in=taught(who), by_adult=False)

    def subjects(self, row: Post) -> Iterable[int]:
        return (row.person_id,)


class SeeReported(_Between):
    name = "voice.post.reported"
    sentence = "Safeguarding reads the posts that somebody reported, with the reason; each reading is in the book of acts."
    model = Post
    restricted = True

    def grounds(self, who: Who) -> Q:
        if not who.has(Role.SAFEGUARDING):
            return NOBODYS
        return Q(pk__in=Report.objects.values("post"))

    def subjects(self, row: Post) -> Iterable[int]:
        return (row.person_id,)


SEE_DISCUSSION = SeeDiscussion()
HOLD_DISCUSSION = HoldDiscussion()
SEE_POST = SeePost()
OWN_POST = OwnPost()
HOLD_POST = HoldPost()
SEE_REPORTED = SeeReported()
