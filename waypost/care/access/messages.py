"""Who reads a thread: those who write, as long as they are joined; safeguarding once it was reported (TRUST 28)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from waypost.trust.access import Rule, Who
from waypost.trust.models import Role

from .. import relations
from ..models import Thread
from .common import NOBODYS


class _Thread(Rule[Thread]):
    yes = "one of those who write"

    def subjects(self, row: Thread) -> Iterable[int]:
        return (row.student_id,)


class ReadThread(_Thread):
    name = "care.thread.read"
    sentence = (
        "Messages are read by those who write them, as long as the school, the right to write or help from outside "
        "joins them. Guardians don't see each other's; a helper's always have a named adult of the school."
    )

    def rows(self, who: Who) -> QuerySet[Thread]:
        if who.person is None or who.viewing_as is not None:
            return Thread.objects.none()
        candidates = Thread.objects.filter(_ends_of(who.person))
        joined = [
            t.pk
            for t in candidates
            if relations.mine(who, relations.Ends.of(t)) and relations.holds(relations.Ends.of(t))
        ]
        return Thread.objects.filter(pk__in=joined)


class ReadReported(_Thread):
    name = "care.thread.reported"
    sentence = "Safeguarding reads a thread that somebody reported; each look stands in the book of acts."
    restricted = True

    def rows(self, who: Who) -> QuerySet[Thread]:
        allowed = who.has(Role.SAFEGUARDING) and who.viewing_as is None and who.person is not None
        return Thread.objects.filter(
            Q(reports__isnull=False) & ~_ends_of(who.person or 0) if allowed else NOBODYS
        ).distinct()


def _ends_of(person: int) -> Q:
    return Q(adult_id=person) | Q(other_id=person) | Q(student_id=person)


READ_THREAD = ReadThread()
READ_REPORTED = ReadReported()
