"""What the pages about one student's plan read, through the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from waypost.readings import queries as readings
from waypost.readings import readiness
from waypost.readings.models import Reading
from waypost.readings.readiness import Next, Ready
from waypost.school import clock
from waypost.school.models import Person
from waypost.school.queries import names_of
from waypost.skills.models import Skill
from waypost.trust.access import ReadBook
from waypost.web.links import foreign

from ..access import SEE_CHOSEN, SEE_HANDED, SEE_PLAN, TICK_HANDED, WORK_ON_CHOSEN, WRITE_WITH
from ..models import Chosen, Handed, PlanVersion, TaskKind
from .afterwards import After, after, silent_sources

MOST_LATER = 6


@dataclass(frozen=True, slots=True)
class ChosenView:
    """A skill that is next: where it stands, who chose it, and whether the other side still has to say yes."""

    row: Chosen
    skill: Skill
    state: str
    why: str
    waits_for_me: bool
    since: After

    @property
    def there(self) -> bool:
        return self.state in readiness.THERE


@dataclass(frozen=True, slots=True)
class HandedView:
    """A task in one student's hands. `seen`: counted tries since it was given, where a skill is named."""

    row: Handed
    name: str
    link: str
    since: After | None
    late: bool
    may_tick: bool

    @property
    def seen(self) -> int:
        return self.since.tries if self.since else 0

    @property
    def did(self) -> bool:
        """Somebody said so, or work on the skill has been seen since."""
        return self.row.done is not None or self.seen > 0


@dataclass(frozen=True, slots=True)
class PlanPage:
    person: Person
    version: PlanVersion | None
    by: str
    earlier: list[tuple[PlanVersion, str]]
    chosen: list[ChosenView]
    before: list[ChosenView]  # chosen earlier and put aside
    going_on: list[Next]
    ready: list[Next]
    look: list[Next]
    later: list[Next]
    tasks: list[HandedView]
    may_work: bool
    mine: bool

    @property
    def number(self) -> int:
        return self.version.number if self.version else 0

    @property
    def nothing_within_reach(self) -> bool:
        return not (self.going_on or self.ready or self.look or self.later)


def plan_page(reads: ReadBook, person: Person) -> PlanPage:
    """All of one student's plan that the asker may see."""
    found = readings.mastery_of(reads, [person.pk])
    ahead = readiness.next_for(reads, person.pk, found)
    chosen = chosen_of(reads, person.pk, found, ahead)
    taken = {c.skill.pk for c in chosen if c.row.ended is None}
    versions = versions_of(reads, person.pk)
    names = names_of({v.made_by for v in versions})

    def of(ready: Ready) -> list[Next]:
        return [n for n in ahead if n.ready == ready and n.skill.pk not in taken]

    return PlanPage(
        person=person,
        version=versions[0] if versions else None,
        by=names.get(versions[0].made_by, "") if versions else "",
        earlier=[(v, names.get(v.made_by, "")) for v in versions[1:]],
        chosen=[c for c in chosen if c.row.ended is None],
        before=[c for c in chosen if c.row.ended is not None],
        going_on=of(Ready.GOING_ON),
        ready=of(Ready.NOW),
        look=of(Ready.LOOK),
        later=of(Ready.LATER)[:MOST_LATER],
        tasks=tasks_of(reads, person.pk, found),
        may_work=WRITE_WITH.open_rows(reads.who).filter(pk=person.pk).exists(),
        mine=person.pk == reads.who.person,
    )


def versions_of(reads: ReadBook, person_id: int) -> list[PlanVersion]:
    """What the plan says and said, newest first."""
    return SEE_PLAN.scoped(reads, lambda rows: rows.filter(person_id=person_id).order_by("-number")).read()


def chosen_of(
    reads: ReadBook,
    person_id: int,
    found: Sequence[Reading],
    ahead: Sequence[Next],
    *,
    live_only: bool = False,
) -> list[ChosenView]:
    """What was chosen, newest first. `found`, `ahead`: the student's mastery readings and what is within reach."""

    def asked(rows: object) -> object:
        wanted = rows.filter(person_id=person_id)  # type: ignore[attr-defined]
        return (wanted.filter(ended=None) if live_only else wanted).order_by("-chosen", "-pk")

    rows: list[Chosen] = SEE_CHOSEN.scoped(reads, asked).read()  # type: ignore[arg-type]
    skills = Skill.objects.in_bulk({c.skill_id for c in rows})
    states = {r.subject: r for r in found}
    whys = {n.skill.pk: n.why for n in ahead}
    silent = silent_sources(skills)
    may = WORK_ON_CHOSEN.open_rows(reads.who).filter(person_id=person_id).exists() if rows else False
    return [
        ChosenView(
            row=c,
            skill=skills[c.skill_id],
            state=states[c.skill_id].state if c.skill_id in states else "not_enough",
            why=whys.get(c.skill_id, ""),
            waits_for_me=may and c.agreed is None and c.by_student != (reads.who.person == person_id),
            since=after(
                c.state_then, c.tries_then, states.get(c.skill_id), silent=silent.get(c.skill_id, "")
            ),
        )
        for c in rows
        if c.skill_id in skills
    ]


def tasks_of(
    reads: ReadBook, person_id: int, found: Sequence[Reading], *, open_only: bool = False
) -> list[HandedView]:
    """What a student was given to do, what is due first; lessons that were taught again are the class's and not listed."""
    rows: list[Handed] = SEE_HANDED.scoped(
        reads,
        lambda rows: (
            rows.filter(person_id=person_id, task__ended=None, task__kind=TaskKind.TASK)
            .select_related("task")
            .order_by("task__by_when", "pk")
        ),
    ).read()
    states = {r.subject: r for r in found}
    views = views_of(reads, rows, {(person_id, s): r for s, r in states.items()}, {})
    return (
        [v for v in views if not v.did]
        if open_only
        else [*(v for v in views if not v.did), *(v for v in views if v.did)]
    )


def views_of(
    reads: ReadBook, rows: Sequence[Handed], states: Mapping[tuple[int, int], Reading], names: Mapping[int, str],
    today: date | None = None,
) -> list[HandedView]:  # fmt: skip
    """Tasks in hands, each with what was seen since. `states`: mastery by (student, skill)."""
    day = today or clock.today()
    silent = silent_sources({h.task.skill_id for h in rows if h.task.skill_id})
    may = set(
        TICK_HANDED.open_rows(reads.who).filter(pk__in=[h.pk for h in rows]).values_list("pk", flat=True)
    )
    out = []
    for h in rows:
        skill = h.task.skill_id
        now = states.get((h.person_id, skill)) if skill else None
        since = after(h.state_then, h.tries_then, now, silent=silent.get(skill, "")) if skill else None
        link = foreign(h.task.link) if h.task.link else ""
        late = h.task.by_when < day and h.done is None
        out.append(HandedView(h, names.get(h.person_id, ""), link, since, late, h.pk in may))
    return out
