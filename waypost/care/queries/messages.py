"""Reads of messages: my threads, one thread, and whom I can write to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Max

from waypost.school import clock
from waypost.school.models import Person
from waypost.school.queries import names_of
from waypost.trust.access import ReadBook
from waypost.trust.models import Role

from .. import relations
from ..access import READ_THREAD
from ..models import Message, Seen, Thread
from ..relations import Ends

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb"})


def direction(language: str) -> str:
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, slots=True)
class Line:
    """A thread, or one that could begin. `about` is named only where that isn't the partner; `also` who reads and writes
    beside the two, where a helper from outside is one of them."""

    key: str
    name: str
    about: str
    also: str = ""
    last: datetime | None = None
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    message: Message
    name: str
    mine: bool
    at: datetime
    dir: str


def threads(reads: ReadBook) -> list[Line]:
    """My threads, the newest message first; fresh where something is unread."""
    me = reads.who.person or 0
    rows = READ_THREAD.scoped(reads).listed()
    last = dict(
        Message.objects.filter(thread__in=[t.pk for t in rows]).values_list("thread").annotate(Max("pk"))
    )
    when = dict(Message.objects.filter(pk__in=last.values()).values_list("thread_id", "at"))
    seen = dict(Seen.objects.filter(person_id=me, thread__in=last).values_list("thread_id", "last_id"))
    found = [(t, when[t.pk], last[t.pk] > seen.get(t.pk, 0)) for t in rows if t.pk in last]
    found.sort(key=lambda f: f[1], reverse=True)
    lines = _lines([Ends.of(t) for t, _, _ in found], me)
    return [
        replace(line, last=clock.local(at), fresh=fresh)
        for line, (_, at, fresh) in zip(lines, found, strict=True)
    ]


def unread(reads: ReadBook) -> int:
    """How many threads have something that I haven't read."""
    return sum(line.fresh for line in threads(reads))


def may_begin(reads: ReadBook, student: Person | None = None) -> list[Line]:
    """Whom I can write to. An adult of the school begins on a student's page (`student`)."""
    who, me = reads.who, reads.who.person or 0
    ends: list[Ends] = []
    if who.viewing_as is not None or not me:
        return []
    if who.has(Role.STUDENT):
        ends += relations.from_student(me)
    if who.has(Role.GUARDIAN):
        ends += relations.from_guardian(me)
    if who.has(Role.PARTNER):
        ends += relations.from_helper(me)
    if student is not None and who.has(Role.TEACHER, Role.COUNSELLOR, Role.LEADER):
        ends += relations.about(student, me)
    begun = {str(Ends.of(t)) for t in Thread.objects.filter(student_id__in={e.student for e in ends})}
    return _lines([e for e in ends if str(e) not in begun], me)


def _lines(ends: Iterable[Ends], me: int) -> list[Line]:
    listed = list(ends)
    names = names_of({i for e in listed for i in (e.student, e.other, e.adult)})
    of_helpers = relations.helpers_among(e.other for e in listed)
    called = _called({e.student for e in listed if e.other == me and me in of_helpers})
    return [_line(e, me, names | called, e.other in of_helpers) for e in listed]


def _line(ends: Ends, me: int, names: dict[int, str], of_helper: bool) -> Line:
    if of_helper:
        head = ends.student if me == ends.other else ends.other
        also = ends.student if me == ends.adult else ends.adult
        return Line(str(ends), names.get(head, ""), "", names.get(also, ""))
    about = "" if ends.student in {me, ends.partner(me)} else names.get(ends.student, "")
    return Line(str(ends), names.get(ends.partner(me), ""), about)


def _called(students: Iterable[int]) -> dict[int, str]:
    """A helper learns the first name alone."""
    return {p.pk: p.called for p in Person.objects.filter(pk__in=list(students))}


def line_of(ends: Ends, me: int) -> Line:
    return _lines([ends], me)[0]


def find(reads: ReadBook, ends: Ends) -> Thread | None:
    """The thread of these ends, if there is one that this person reads; logged as read."""
    rows = READ_THREAD.scoped(
        reads, lambda r: r.filter(student_id=ends.student, other_id=ends.other, adult_id=ends.adult)
    ).read()
    return rows[0] if rows else None


def said(thread: Thread, me: int | None) -> list[Said]:
    rows = list(thread.messages.order_by("at", "pk"))
    names = names_of({m.writer_id for m in rows})
    if me == thread.other_id and relations.helpers_among([me]):
        names |= _called([thread.student_id])
    return [
        Said(m, names.get(m.writer_id, ""), m.writer_id == me, clock.local(m.at), direction(m.language))
        for m in rows
    ]
