"""What the pages about support meetings and groups read, through the rules."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from waypost.measures.registry import SIGNALS
from waypost.readings import words
from waypost.readings.access import SEE_EPISODE
from waypost.readings.models import Episode
from waypost.school import clock
from waypost.school import queries as school
from waypost.school.models import Person
from waypost.skills.models import Skill
from waypost.trust.access import ReadBook

from ..access import (
    DECIDE_ON_ITEM,
    LEAD_MEETING,
    REWORK_GROUP,
    SEE_AGENDA_ITEM,
    SEE_FOLLOW_UP,
    SEE_GROUP,
    SEE_MEETING,
    SEE_MEMBER,
)
from ..models import AgendaItem, Decision, FollowUp, Meeting, SupportGroup
from . import interventions
from .interventions import Line as Help

FEWEST = 3  # students with one cause that are worth a group
MOST = 12


@dataclass(frozen=True, slots=True)
class Decided:
    decision: Decision
    step: FollowUp
    owner: str


@dataclass(frozen=True, slots=True)
class Item:
    """A student on the agenda, as far as the reader works with them."""

    item: AgendaItem
    person: Person
    because: str
    decisions: list[Decided]


@dataclass(frozen=True, slots=True)
class MeetingPage:
    meeting: Meeting
    items: list[Item]
    others: int  # on the agenda, but not the reader's
    adults: list[str]
    leads: bool
    today: date

    @property
    def is_open(self) -> bool:
        return self.meeting.closed is None


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One student in turn: what is known, what is tried, what was decided; and who is next."""

    page: MeetingPage
    item: Item
    signals: list[str]
    helps: list[Help]
    steps: list[tuple[FollowUp, str]]
    next: AgendaItem | None
    may_decide: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """A student who might go onto an agenda, and why."""

    person: Person
    because: str
    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class GroupLine:
    group: SupportGroup
    students: list[Person]
    others: int


@dataclass(frozen=True, slots=True)
class Cause:
    """Students who share a cause now: a group that could be made."""

    signal: str
    subject: int
    title: str
    students: list[Person]


def meetings(reads: ReadBook) -> list[Meeting]:
    """Open ones first, then the latest."""
    rows = SEE_MEETING.scoped(reads, lambda rows: rows.order_by("-day", "-pk")[:40]).listed()
    return sorted(rows, key=lambda m: m.closed is not None)


def page_of(reads: ReadBook, pk: int) -> MeetingPage:
    meeting: Meeting = SEE_MEETING.get(reads, pk=pk)
    rows = SEE_AGENDA_ITEM.scoped(reads, lambda rows: rows.filter(meeting=meeting)).read()
    people = Person.objects.in_bulk([i.person_id for i in rows])
    decisions = _decisions(reads, [i.pk for i in rows])
    because = _because(reads, rows, people)
    adults = school.names_of(meeting.participants.values_list("adult_id", flat=True))
    return MeetingPage(
        meeting=meeting,
        items=[Item(i, people[i.person_id], because[i.pk], decisions[i.pk]) for i in rows],
        others=meeting.items.count() - len(rows),
        adults=sorted(adults.values()),
        leads=LEAD_MEETING.open_rows(reads.who).filter(pk=meeting.pk).exists(),
        today=clock.today(),
    )


def item_page(reads: ReadBook, pk: int) -> ItemPage:
    item: AgendaItem = SEE_AGENDA_ITEM.get(reads, pk=pk)
    page = page_of(reads, item.meeting_id)
    mine = next(i for i in page.items if i.item.pk == item.pk)
    later = [i.item for i in page.items if (i.item.position, i.item.pk) > (item.position, item.pk)]
    live = SEE_EPISODE.scoped(
        reads, lambda rows: rows.filter(person_id=item.person_id, state="open").order_by("-opened", "-pk")
    ).read()
    steps = SEE_FOLLOW_UP.scoped(
        reads, lambda rows: rows.filter(person_id=item.person_id, done=None).order_by("due", "pk")
    ).read()
    names = school.names_of({s.owner_id for s in steps})
    return ItemPage(
        page=page,
        item=mine,
        signals=[words.of(e, mine.person).heading for e in live],
        helps=interventions.going_on(reads, student=item.person_id),
        steps=[(s, names.get(s.owner_id, "")) for s in steps],
        next=later[0] if later else None,
        may_decide=DECIDE_ON_ITEM.open_rows(reads.who).filter(pk=item.pk).exists(),
    )


def proposed(reads: ReadBook, meeting: Meeting) -> list[Proposed]:
    """From signals that are open and help that is to be looked at again; who is on the agenda already is left out."""
    there = set(meeting.items.values_list("person_id", flat=True))
    found: dict[int, Proposed] = {}
    for line in interventions.going_on(reads):
        for person in line.students if line.review_due else ():
            because = _("help to be looked at again: %(what)s") % {"what": line.intervention.what}
            found.setdefault(person.pk, Proposed(person, because, "help", line.intervention.pk))
    live = SEE_EPISODE.scoped(
        reads, lambda rows: rows.filter(state="open", good_news=False).order_by("opened", "pk")[:200]
    ).listed()
    people = Person.objects.in_bulk({e.person_id for e in live})
    for e in live:
        if e.person_id not in found and e.person_id not in there and len(found) < MOST:
            person = people[e.person_id]
            found[e.person_id] = Proposed(person, words.of(e, person).heading, "signal", e.pk)
    return [p for p in found.values() if p.person.pk not in there][:MOST]


def recaps(reads: ReadBook, adult: int) -> list[Meeting]:
    """Meetings whose recap waits for this adult."""
    waiting = {"participants__adult_id": adult, "participants__recap_seen": None}
    return SEE_MEETING.scoped(
        reads, lambda rows: rows.filter(closed__isnull=False, **waiting).order_by("-closed", "-pk")
    ).listed()


def soon(reads: ReadBook) -> list[Meeting]:
    """Open meetings of the next days, or overdue to be closed."""
    return SEE_MEETING.scoped(reads, lambda rows: rows.filter(closed=None).order_by("day", "pk")[:2]).listed()


def groups(reads: ReadBook) -> list[GroupLine]:
    rows = SEE_GROUP.scoped(reads, lambda rows: rows.filter(ended=None).order_by("title", "pk")).listed()
    return [_group_line(reads, g) for g in rows]


def group_of(reads: ReadBook, pk: int) -> GroupLine:
    return _group_line(reads, REWORK_GROUP.get(reads, pk=pk))


def _group_line(reads: ReadBook, group: SupportGroup) -> GroupLine:
    rows = SEE_MEMBER.scoped(reads, lambda rows: rows.filter(group=group, until=None)).read()
    people = Person.objects.in_bulk([m.person_id for m in rows])
    students = sorted(people.values(), key=lambda p: (p.name, p.pk))
    return GroupLine(group, students, group.members.filter(until=None).count() - len(students))


def causes(reads: ReadBook) -> list[Cause]:
    """Causes that at least three of one's students share now, and that no open group of one's own stands for."""
    live = SEE_EPISODE.scoped(
        reads, lambda rows: rows.filter(state="open", good_news=False).order_by("pk")
    ).listed()
    by_cause: dict[tuple[str, int], list[Episode]] = defaultdict(list)
    for e in live:
        by_cause[e.signal, e.subject].append(e)
    known = {(g.group.from_signal, g.group.from_subject) for g in groups(reads)}
    shared = {k: v for k, v in by_cause.items() if len(v) >= FEWEST and k not in known and k[0] in SIGNALS}
    people = Person.objects.in_bulk({e.person_id for v in shared.values() for e in v})
    skills = Skill.objects.in_bulk({subject for _signal, subject in shared if subject})
    return [
        Cause(
            signal,
            subject,
            _title(signal, skills.get(subject)),
            sorted((people[e.person_id] for e in found), key=lambda p: (p.name, p.pk)),
        )
        for (signal, subject), found in sorted(shared.items(), key=lambda kv: -len(kv[1]))
    ]


def _title(signal: str, skill: Skill | None) -> str:
    rule = str(SIGNALS[signal].about.title)
    return f"{rule}: {skill.title}"[:120] if skill else rule[:120]


def _decisions(reads: ReadBook, items: list[int]) -> dict[int, list[Decided]]:
    rows = list(Decision.objects.filter(item__in=items).select_related("follow_up").order_by("made", "pk"))
    names = school.names_of({d.follow_up.owner_id for d in rows})
    found: dict[int, list[Decided]] = defaultdict(list)
    for d in rows:
        found[d.item_id].append(Decided(d, d.follow_up, names.get(d.follow_up.owner_id, "")))
    return found


def _because(reads: ReadBook, rows: list[AgendaItem], people: dict[int, Person]) -> dict[int, str]:
    """Why each is on the agenda: a request in its own words, a signal as it is told today to those it is for."""
    ids = [i.ref_id for i in rows if i.ref_kind == "signal" and i.ref_id]
    episodes = SEE_EPISODE.rows(reads.who).in_bulk(ids)
    names = school.names_of({i.asked_by for i in rows})
    found = {}
    for i in rows:
        episode = episodes.get(i.ref_id or 0)
        if episode is not None and not i.why:
            found[i.pk] = words.of(episode, people[i.person_id]).heading
        elif i.why:
            found[i.pk] = _("%(name)s asks: %(why)s") % {"name": names.get(i.asked_by, ""), "why": i.why}
        else:
            found[i.pk] = _("asked for by %(name)s") % {"name": names.get(i.asked_by, "")}
    return found
