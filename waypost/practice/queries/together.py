"""Visits, insights and discussions as each person sees them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.school.grounds import in_window
from waypost.school.models import Class, Membership, Person
from waypost.school.queries import names_of
from waypost.trust.access import ReadBook, Who

from ..access.base import STAFF, attended, of_children, schools_of
from ..access.together import HOLD_TALK, OWN_INSIGHT, SEE_INSIGHT, SEE_TALK, SEE_VISIT, SEE_VOICED
from ..access.trials import SEE_STRATEGY
from ..models import Answer, Circle, Insight, Minutes, Remark, Strategy, Talk, Visit, VisitNote, Voiced


def colleagues(who: Who) -> list[Person]:
    """Staff of the same schools, without oneself."""
    here = Membership.objects.filter(
        in_window(clock.today()), organization__in=sorted(schools_of(who)), active=True
    )
    rows = Person.objects.filter(pk__in=here.values("person"), kind="staff", active=True, merged_into=None)
    return list(rows.exclude(pk=who.person or 0).order_by("given_name", "family_name", "pk"))


def strategies(reads: ReadBook) -> list[Strategy]:
    rows = SEE_STRATEGY.rows(reads.who).filter(ended=None).prefetch_related("versions").order_by("pk")
    return sorted(rows, key=lambda s: s.title.lower())


@dataclass(frozen=True, slots=True)
class VisitLine:
    visit: Visit
    other: str
    hosting: bool  # it is my lesson
    notes: list[tuple[VisitNote, str]] = field(default_factory=list)

    @property
    def past(self) -> bool:
        return self.visit.at < clock.now()

    @property
    def state(self) -> str:
        """What became of the invitation, as one says it on this day."""
        if self.past and self.visit.answer == Answer.YES:
            return _("took place")
        if self.past and self.visit.answer == Answer.ASKED:
            return _("wasn't answered")
        return str(self.visit.get_answer_display())

    @property
    def may_call_off(self) -> bool:
        """What has taken place stands, with its notes."""
        return self.hosting and self.visit.answer != Answer.OFF and not self.past

    @property
    def waits(self) -> bool:
        """Does an invitation wait for my answer?"""
        return not self.hosting and self.visit.answer == Answer.ASKED and not self.past


def visits(reads: ReadBook) -> list[VisitLine]:
    """Mine, as host or as guest: those to come first, then the newest."""
    rows = SEE_VISIT.scoped(reads, lambda q: q.order_by("-at", "-pk")).read()
    names = names_of({p for v in rows for p in (v.observed_id, v.guest_id)})
    found = [_line(v, reads.who, names) for v in rows]
    return sorted(found, key=lambda v: v.visit.at < clock.now())


def invitations(reads: ReadBook) -> QuerySet[Visit]:
    """Those that wait for my answer, nothing of them read yet."""
    rows = SEE_VISIT.open_rows(reads.who)
    return rows.filter(guest_id=reads.who.person or 0, answer=Answer.ASKED, at__gte=clock.now())


def waiting_visits(reads: ReadBook) -> list[VisitLine]:
    """Invitations that wait for me, for Today."""
    return [v for v in visits(reads) if v.waits]


def visit(reads: ReadBook, pk: int) -> VisitLine:
    """One visit with its notes. Raises Http404."""
    found: Visit = SEE_VISIT.get(reads, pk=pk)
    notes = list(found.notes.all())
    names = names_of({found.observed_id, found.guest_id})
    return _line(found, reads.who, names, [(n, names.get(n.person_id, "")) for n in notes])


def _line(
    visit: Visit, who: Who, names: dict[int, str], notes: list[tuple[VisitNote, str]] | None = None
) -> VisitLine:
    hosting = visit.observed_id == who.person
    other = visit.guest_id if hosting else visit.observed_id
    return VisitLine(visit, names.get(other, ""), hosting, notes or [])


@dataclass(frozen=True, slots=True)
class InsightLine:
    """`thanked`: by me. `thankers`: names, for the author alone."""

    insight: Insight
    author: str
    mine: bool
    remarks: list[tuple[Remark, str]] = field(default_factory=list)
    thanked: bool = False
    thankers: list[str] = field(default_factory=list)


def insights(
    reads: ReadBook, *, tag: str = "", words: str = "", strategy: int | None = None
) -> list[InsightLine]:
    """The library, newest first."""
    rows = SEE_INSIGHT.scoped(reads, lambda q: q.select_related("strategy").order_by("-at", "-pk")).listed()
    wanted = words.lower()
    rows = [
        r
        for r in rows
        if (not tag or tag in r.tag_list)
        and (not wanted or wanted in f"{r.title} {r.words} {r.tags}".lower())
        and (strategy is None or r.strategy_id == strategy)
    ]
    names = names_of({r.person_id for r in rows})
    return [InsightLine(r, names.get(r.person_id, ""), r.person_id == reads.who.person) for r in rows]


def insight_tags(reads: ReadBook) -> list[str]:
    rows = SEE_INSIGHT.rows(reads.who).values_list("tags", flat=True)
    return sorted({t.strip() for row in rows for t in row.split(",") if t.strip()})


def insight(reads: ReadBook, pk: int) -> InsightLine:
    """One insight with what was said to it. Raises Http404."""
    found: Insight = SEE_INSIGHT.get(reads, pk=pk)
    remarks = list(found.remarks.all())
    thanks = list(found.thanks.order_by("at", "pk").values_list("person_id", flat=True))
    names = names_of({found.person_id, *(r.person_id for r in remarks), *thanks})
    mine = OWN_INSIGHT.rows(reads.who).filter(pk=pk).exists()
    return InsightLine(
        found, names.get(found.person_id, ""), mine, [(r, names.get(r.person_id, "")) for r in remarks],
        reads.who.person in thanks, [names.get(p, "") for p in thanks] if mine else [],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TalkPage:
    talk: Talk
    by: str
    staff: bool
    holds: bool
    circles: list[str]  # to which this person may write
    classes: list[str]
    voiced: list[tuple[Voiced, str]] = field(default_factory=list)
    minutes: list[Minutes] = field(default_factory=list)


def talks(reads: ReadBook, *, open_only: bool = False) -> list[Talk]:
    """Discussions to which I am invited: open ones first."""
    rows = SEE_TALK.scoped(reads, lambda q: q.order_by("-at", "-pk")).listed()
    return sorted((t for t in rows if not (open_only and t.closed)), key=lambda t: t.closed is not None)


def talk(reads: ReadBook, pk: int) -> TalkPage:
    """One discussion as this person sees it. Raises Http404."""
    found: Talk = SEE_TALK.get(reads, pk=pk)
    voiced = SEE_VOICED.scoped(reads, lambda q: q.filter(talk=found).order_by("at", "pk")).read()
    names = names_of({found.by, *(v.person_id for v in voiced)})
    staff = found.organization_id in schools_of(reads.who)
    titles = Class.objects.filter(pk__in=found.classes.values("class_id")).order_by("title", "pk")
    return TalkPage(
        found, names.get(found.by, ""), staff, HOLD_TALK.rows(reads.who).filter(pk=pk).exists(), circles(found, reads.who),
        list(titles.values_list("title", flat=True)) if staff else [],
        [(v, names.get(v.person_id, "")) for v in voiced], list(found.minutes.all()),
    )  # fmt: skip


def circles(talk: Talk, who: Who) -> list[str]:
    """Staff write to colleagues and to those whom they invited; a student or a family in its own circle."""
    if who.has(*STAFF) and talk.organization_id in schools_of(who):
        invited: Iterable[tuple[bool, Circle]] = [
            (True, Circle.STAFF), (talk.students, Circle.STUDENTS), (talk.families, Circle.FAMILIES),
        ]  # fmt: skip
        return [str(c) for yes, c in invited if yes]
    if class_of(talk, who, Circle.STUDENTS) is not None:
        return [str(Circle.STUDENTS)]
    return [str(Circle.FAMILIES)] if class_of(talk, who, Circle.FAMILIES) is not None else []


def class_of(talk: Talk, who: Who, circle: str) -> int | None:
    """By which invited class a student or a guardian is in the discussion."""
    asked, mine = {
        Circle.STUDENTS: (talk.students, attended),
        Circle.FAMILIES: (talk.families, of_children),
    }[Circle(circle)]
    if not asked:
        return None
    rows = talk.classes.filter(class_id__in=mine(who)).order_by("class_id")
    return rows.values_list("class_id", flat=True).first()
