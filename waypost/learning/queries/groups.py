"""What the pages about a class's groups and tasks read, through the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.http import Http404

from waypost.readings import queries as readings
from waypost.readings import readiness
from waypost.readings.models import Reading
from waypost.readings.readiness import Need
from waypost.school.access import SEE_STUDENT
from waypost.school.models import Class, Person
from waypost.school.queries import names_of, students_of_class
from waypost.skills.models import Skill
from waypost.trust.access import ReadBook

from ..access import PLAN_FOR_CLASS, SEE_GROUP, SEE_HANDED, SEE_TASK
from ..models import Group, GroupVersion, Handed, Task, TaskKind
from .afterwards import After, together
from .plans import HandedView, views_of

MOST_PROPOSED = 6


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a group (or in none), and where the skill of the group stands now; "" without a skill."""

    person: Person
    state: str


@dataclass(frozen=True, slots=True)
class GroupView:
    group: Group
    version: GroupVersion
    skill: Skill | None
    members: list[Member]
    by: str

    @property
    def all_there(self) -> bool:
        return bool(self.members) and all(m.state in readiness.THERE for m in self.members)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A group by need, as it is proposed; `also`: those of it who stand in an earlier proposal, too."""

    need: Need
    members: list[Member]
    also: list[Person]
    unsure: list[Person]
    helpers: int

    @property
    def skill(self) -> Skill:
        return self.need.skill


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task in a list: how many did it."""

    task: Task
    all: int
    did: int


@dataclass(frozen=True, slots=True)
class TaskPage:
    task: Task
    klass: Class
    skill: Skill | None
    by: str
    link: str
    handed: list[HandedView]
    together: str
    may_keep: bool

    @property
    def did(self) -> int:
        return sum(h.did for h in self.handed)


@dataclass(frozen=True, slots=True)
class ClassNow:
    """A class with the skill states of the students whom the asker may see."""

    klass: Class
    students: list[Person]
    found: dict[tuple[int, int], Reading]

    def states(self) -> dict[int, dict[int, str]]:
        own: dict[int, dict[int, str]] = {s.pk: {} for s in self.students}
        for (person, skill), state in readiness.states_of(list(self.found.values())).items():
            own[person][skill] = state
        return own

    def state(self, person_id: int, skill_id: int | None) -> str:
        if skill_id is None:
            return ""
        reading = self.found.get((person_id, skill_id))
        return reading.state if reading else "not_enough"


def class_now(reads: ReadBook, klass: Class) -> ClassNow:
    ids = [s.pk for s in students_of_class(klass)]
    students = SEE_STUDENT.scoped(
        reads, lambda rows: rows.filter(pk__in=ids).order_by("family_name", "given_name", "pk")
    ).listed()
    found = readings.mastery_of(reads, [s.pk for s in students])
    return ClassNow(klass, students, {(r.person_id, r.subject): r for r in found})


def proposals(now: ClassNow, taken: Iterable[GroupView] = ()) -> list[Proposal]:
    """Groups by need; a need for which a group is kept already isn't proposed again."""
    kept = {g.skill.pk for g in taken if g.skill}
    states = now.states()
    found = readiness.needs(states, readiness.Order.of({s for own in states.values() for s in own}))
    people = {s.pk: s for s in now.students}
    seen: set[int] = set()
    out = []
    wanted = [
        n
        for n in _of_subject(found, now.klass)
        if n.skill.pk not in kept and len(n.states) < len(now.students)
    ]
    for need in wanted[:MOST_PROPOSED]:
        out.append(
            Proposal(
                need=need,
                members=[Member(s, need.states[s.pk]) for s in now.students if s.pk in need.states],
                also=[people[p] for p in need.states if p in seen],
                unsure=[people[p] for p in sorted(need.unsure)],
                helpers=len(need.there),
            )
        )
        seen |= set(need.states)
    return out


def _of_subject(found: list[Need], klass: Class) -> list[Need]:
    """Those of the class's own subject, where the tree of skills names subjects."""
    subject = klass.subject.casefold()
    own = [n for n in found if not subject or not n.skill.subject or n.skill.subject.casefold() == subject]
    return own


def groups_of(reads: ReadBook, now: ClassNow) -> list[GroupView]:
    """The groups that are kept, newest first, with the members whom the asker may see."""
    rows: list[Group] = SEE_GROUP.scoped(
        reads,
        lambda rows: (
            rows.filter(klass_id=now.klass.pk, ended=None)
            .prefetch_related("versions", "members")
            .order_by("-made", "-pk")
        ),
    ).read()
    return _views(rows, now)


def group_view(reads: ReadBook, group: Group) -> GroupView:
    klass = _class(group.klass_id)
    return _views([group], class_now(reads, klass))[0]


@dataclass(frozen=True, slots=True)
class GroupSheet:
    """A group on paper: first names and what to do, never how a skill stands: it lies on a table."""

    group: GroupView
    names: list[str]
    tasks: list[Task]


def sheets_of(reads: ReadBook, now: ClassNow, only: str = "") -> list[GroupSheet]:
    """The groups that are kept, for print; `only`: the id of one of them."""
    given = [line.task for line in tasks_of_class(reads, now)]
    return [
        GroupSheet(
            g,
            _first_names([m.person for m in g.members]),
            [t for t in given if t.group_id == g.group.pk and t.kind == TaskKind.TASK],
        )
        for g in groups_of(reads, now)
        if only in ("", str(g.group.pk))
    ]


def _first_names(people: list[Person]) -> list[str]:
    """With the first letter of the family's name where two are called the same."""
    counts = Counter(p.called for p in people)
    return [p.called if counts[p.called] == 1 else f"{p.called} {p.family_name[:1]}." for p in people]


@dataclass(frozen=True, slots=True)
class Before:
    """What a group was before it was changed: how it was called, by whom, who was in it."""

    version: GroupVersion
    by: str
    names: list[str]


def before(group: Group, now: ClassNow) -> list[Before]:
    """Earlier versions of a group, newest first, with the members whom the asker may see."""
    versions = sorted(group.versions.all(), key=lambda v: -v.number)
    names = names_of({v.made_by for v in versions})
    people, members = {s.pk: s for s in now.students}, list(group.members.order_by("pk"))

    def then(version: GroupVersion, following: GroupVersion) -> list[str]:
        """Who was in it when the following version was made."""
        there = [m for m in members if m.since <= version.made and not (m.until and m.until < following.made)]
        return [people[m.person_id].name for m in there if m.person_id in people]

    return [Before(v, names.get(v.made_by, ""), then(v, following)) for following, v in pairwise(versions)]


def _views(rows: list[Group], now: ClassNow) -> list[GroupView]:
    skills = Skill.objects.in_bulk({g.skill_id for g in rows if g.skill_id})
    names = names_of({g.current.made_by for g in rows})
    people = {s.pk: s for s in now.students}
    return [
        GroupView(
            group=g,
            version=g.current,
            skill=skills.get(g.skill_id or 0),
            members=[
                Member(people[m.person_id], now.state(m.person_id, g.skill_id))
                for m in sorted(g.members.all(), key=lambda m: m.pk)
                if m.until is None and m.person_id in people
            ],
            by=names.get(g.current.made_by, ""),
        )
        for g in rows
    ]


def _class(pk: int) -> Class:
    found = Class.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def tasks_of_class(reads: ReadBook, now: ClassNow) -> list[TaskLine]:
    """What was given to do in this class and isn't ended, newest first."""
    rows: list[Task] = SEE_TASK.scoped(
        reads, lambda rows: rows.filter(klass_id=now.klass.pk, ended=None).order_by("-made", "-pk")
    ).read()
    views = _handed(reads, rows, now.found)
    everybody = Counter(v.row.task_id for v in views)
    done = Counter(v.row.task_id for v in views if v.did)
    return [TaskLine(t, everybody[t.pk], done[t.pk]) for t in rows]


def _handed(reads: ReadBook, tasks: list[Task], found: Mapping[tuple[int, int], Reading]) -> list[HandedView]:
    ids = [t.pk for t in tasks]
    rows: list[Handed] = SEE_HANDED.scoped(
        reads, lambda rows: rows.filter(task_id__in=ids).select_related("task").order_by("pk")
    ).listed()
    return views_of(reads, rows, found, names_of({h.person_id for h in rows}))


def task_page(reads: ReadBook, pk: int) -> TaskPage:
    """One task, student by student: did they do it, what happened afterwards."""
    task: Task = SEE_TASK.get(reads, pk=pk)
    klass = _class(task.klass_id)
    people = list(Handed.objects.filter(task=task).values_list("person_id", flat=True))
    found = readings.mastery_of(reads, people) if task.skill_id else []
    views = _handed(reads, [task], {(r.person_id, r.subject): r for r in found})
    after: list[After] = [v.since for v in views if v.since is not None]
    return TaskPage(
        task=task,
        klass=klass,
        skill=Skill.objects.filter(pk=task.skill_id).first() if task.skill_id else None,
        by=names_of([task.made_by]).get(task.made_by, ""),
        link=views[0].link if views else "",
        handed=sorted(views, key=lambda v: (v.did, v.name)),
        together=together(after),
        may_keep=PLAN_FOR_CLASS.open_rows(reads.who).filter(pk=klass.pk).exists(),
    )


@dataclass(frozen=True, slots=True)
class AgainPage:
    """One skill of a class, before it is taught again: who needs it, who has it, and what they lack before it."""

    klass: Class
    skill: Skill
    need: list[Member]
    on_the_way: list[Member]
    there: list[Person]
    first: list[tuple[Skill, int]]  # a skill that it builds on, and how many of those who need it lack that


def again_page(now: ClassNow, skill: Skill) -> AgainPage:
    members = [Member(s, now.state(s.pk, skill.pk)) for s in now.students]
    need = [m for m in members if m.state in readiness.LACKING]
    order = readiness.Order.of([skill.pk])
    missing: Counter[int] = Counter(
        b
        for m in need
        for b in order.before.get(skill.pk, ())
        if now.state(m.person.pk, b) in readiness.BEGUN
    )
    return AgainPage(
        klass=now.klass,
        skill=skill,
        need=need,
        on_the_way=[m for m in members if m.state == "developing"],
        there=[m.person for m in members if m.state in readiness.THERE],
        first=[(order.skills[b], n) for b, n in missing.most_common()],
    )
