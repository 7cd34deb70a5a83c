"""A class by its skills: who is where, which skills are hard now, which items."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from waypost.readings import queries as readings
from waypost.readings.models import Reading
from waypost.school import queries as school
from waypost.school.access import SEE_STUDENT
from waypost.school.models import Class, Person
from waypost.skills.models import Skill
from waypost.trust.access import ReadBook
from waypost.web import grid, say

MOST_SKILLS = 40
NEEDS = {
    "starting": 3.0,
    "slipping": 3.0,
    "developing": 1.5,
    "not_enough": 0.2,
    "due_for_a_look": 0.5,
    "secure": 0.0,
}


@dataclass(frozen=True, slots=True)
class ClassPage:
    klass: Class
    students: list[Person]
    skills: list[Skill]
    cells: dict[tuple[int, int], Reading]  # (student, skill)
    hard: list[tuple[Skill, str]]  # hardest first, with how many are where
    sort: str

    def counts(self, skill: Skill) -> Counter[str]:
        return Counter(
            self.cells[key].state for s in self.students if (key := (s.pk, skill.pk)) in self.cells
        )


def gather(
    reads: ReadBook, klass: Class, *, as_of: date | None = None, sort: str = "name", skill: int | None = None
) -> ClassPage:
    """The class with its readings (as of a past day if asked), students by name or by need."""
    students = school.students_of_class(klass)
    ids = [s.pk for s in students]
    mine = {p.pk for p in SEE_STUDENT.scoped(reads, lambda rows: rows.filter(pk__in=ids)).listed()}
    students = [s for s in students if s.pk in mine]
    found = readings.mastery_of(reads, [s.pk for s in students], as_of=as_of)
    cells = {(r.person_id, r.subject): r for r in found}
    skills = _columns(klass, found)
    if sort == "need":
        students = sorted(students, key=lambda s: (-_need(s, skills, cells, skill), s.name))
    page = ClassPage(klass, students, skills, cells, [], sort)
    hard = sorted(((s, page.counts(s)) for s in skills), key=lambda pair: -_hardness(pair[1]))
    return ClassPage(
        klass, students, skills, cells, [(s, _said(n)) for s, n in hard if _hardness(n) > 0][:5], sort
    )


def _columns(klass: Class, found: list[Reading]) -> list[Skill]:
    """The skills that this class has evidence on: of its subject first, the most worked on when there are too many."""
    worked = Counter(r.subject for r in found)
    known = Skill.objects.in_bulk(list(worked))
    subject = klass.subject.casefold()
    own = [s for s in known.values() if not subject or not s.subject or s.subject.casefold() == subject]
    chosen = sorted(own or known.values(), key=lambda s: -worked[s.pk])[:MOST_SKILLS]
    return sorted(chosen, key=lambda s: (s.framework_id, s.position, s.pk))


def _need(
    student: Person, skills: list[Skill], cells: dict[tuple[int, int], Reading], only: int | None
) -> float:
    wanted = [only] if only else [s.pk for s in skills]
    return sum(NEEDS.get(cells[student.pk, s].state, 0.0) for s in wanted if (student.pk, s) in cells)


def _hardness(counts: Counter[str]) -> float:
    sure = sum(n for state, n in counts.items() if state != "not_enough")
    return (counts["starting"] + counts["slipping"] + 0.4 * counts["developing"]) if sure >= 3 else 0.0


def headline(page: ClassPage) -> str:
    """The class in a sentence: the hardest skill now."""
    if not page.hard:
        return _("There is not enough evidence yet to say which skill is hard.")
    skill, counts = page.hard[0]
    return _("%(skill)s is the hardest skill now: %(counts)s") % {"skill": skill.title, "counts": counts}


def _said(counts: Counter[str]) -> str:
    """How many are where: "7 starting and 6 developing"."""
    parts = [
        text % {"n": counts[state]}
        for state, text in (
            ("starting", _("%(n)s starting")),
            ("slipping", _("%(n)s slipping")),
            ("developing", _("%(n)s developing")),
        )
        if counts[state]
    ]
    return say.listed(parts)


def table(page: ClassPage) -> grid.Grid:
    """The grid of the page; each cell says its reading and leads to its evidence."""
    spoken = _Spoken()
    return grid.Grid(
        caption=_("Students by skills. Move with the arrow keys; a cell opens its evidence."),
        corner=_("Student"),
        columns=[grid.Column(s.title, reverse("skills:skill", args=[s.pk])) for s in page.skills],
        rows=[
            grid.Row(s.name, _cells(page, s, spoken), reverse("homes:student", args=[s.pk]))
            for s in page.students
        ],
        ident="class",
        empty=_("Nobody is in this class yet."),
    )


def _cells(page: ClassPage, student: Person, spoken: _Spoken) -> list[grid.Cell]:
    """A thousand cells a page: the address is asked for once a student."""
    first = reverse("readings:evidence", args=[student.pk, "mastery", 0]).removesuffix("0/")
    found = ((page.cells.get((student.pk, skill.pk)), skill.pk) for skill in page.skills)
    return [
        grid.Cell(reading.state, say=spoken.of(reading), href=f"{first}{skill}/")
        if reading
        else spoken.nothing
        for reading, skill in found
    ]


class _Spoken:
    """What cells say, each wording made once: many cells say the same."""

    def __init__(self) -> None:
        self.nothing = grid.Cell(None, say=_("no evidence"))
        self._unsure = _("not enough evidence yet")
        self._tries = _("%(n)s tries that count")
        self._known: dict[tuple[int | None, int], str] = {}

    def of(self, reading: Reading) -> str:
        key = (None if reading.value is None else round(reading.value * 100), reading.n)
        if key not in self._known:
            chance = self._unsure if reading.value is None else say.in_hundred(reading.value)
            self._known[key] = f"{chance}, {self._tries % {'n': reading.n}}"
        return self._known[key]
