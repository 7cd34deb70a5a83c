"""What the pages about lessons read, through the rules."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations

from django.db.models import Q

from waypost.measures.agreement import Agreement, agreement
from waypost.school import clock
from waypost.school.grounds import in_window
from waypost.school.models import Class, Enrollment, Membership, Person
from waypost.school.queries import names_of
from waypost.trust.access import ReadBook
from waypost.trust.models import Role
from waypost.trust.who import accounts_with

from ..access import OWN_WATCH, SEE_LESSON, SEE_NOTE
from ..foci import Aspect, Code, Text
from ..models import Asked, Lesson, Look, Note, Watch
from ..services.asked import RECENT
from ..services.lessons import seen_of
from .asked import Told, told

OPEN_FOR = timedelta(days=14)  # an invitation stays on the first page so long after its day


@dataclass(frozen=True, slots=True)
class Line:
    """A lesson in a list. `share`: of the looks that could tell; None without any."""

    lesson: Lesson
    klass: str
    share: float | None
    looks: int
    watch: Watch | None  # one's own sheet
    teacher: str


@dataclass(frozen=True, slots=True)
class Home:
    """`open`: sheets of mine that wait; `mine`: lessons of mine; `visited`: those of others that I looked at."""

    open: list[Line] = field(default_factory=list)
    mine: list[Line] = field(default_factory=list)
    visited: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One observer's sheet as the lesson's page shows it."""

    watch: Watch
    name: str
    counts: list[tuple[Code, int]]
    share: float | None
    looks: int  # that could tell
    placings: list[tuple[Aspect, int, Text]]


@dataclass(frozen=True, slots=True)
class Two:
    """How far two who looked at the same moments say the same."""

    names: tuple[str, str]
    found: Agreement


@dataclass(frozen=True, slots=True)
class LessonPage:
    lesson: Lesson
    klass: str
    teacher: str
    mine: bool
    own_watch: Watch | None
    sheets: list[Sheet]
    waiting: list[tuple[Watch, str]]  # invited, nothing tapped yet
    pairs: list[Two]
    notes: list[tuple[Note, str]]
    asked: Asked | None  # for the teacher alone
    said: Told | None
    may_ask: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """Which look comes next."""

    round: int
    unit: int


def home(reads: ReadBook) -> Home:
    """One's own lessons and sheets, newest first."""
    person = reads.who.person
    lessons = SEE_LESSON.scoped(
        reads, lambda rows: rows.prefetch_related("watches__looks").order_by("-day", "-pk")
    ).listed()
    classes, names = _titles(lessons), names_of({lesson.observed_id for lesson in lessons})
    found = Home()
    since = clock.today() - OPEN_FOR
    for lesson in lessons:
        line = _line(lesson, person, classes, names)
        if line.watch and line.watch.finished is None and lesson.day >= since:
            found.open.append(line)
        elif lesson.observed_id == person:
            found.mine.append(line)
        else:
            found.visited.append(line)
    return found


def _titles(lessons: list[Lesson]) -> dict[int, str]:
    return dict(Class.objects.filter(pk__in={x.class_id for x in lessons}).values_list("pk", "title"))


def _line(lesson: Lesson, person: int | None, classes: dict[int, str], names: dict[int, str]) -> Line:
    watches = list(lesson.watches.all())
    own = next((w for w in watches if w.observer_id == person), None)
    seen = seen_of(lesson, (look.code for w in watches for look in w.looks.all()))
    return Line(
        lesson, classes.get(lesson.class_id, ""), sum(seen) / len(seen) if seen else None, len(seen), own,
        names.get(lesson.observed_id, ""),
    )  # fmt: skip


def lesson_page(reads: ReadBook, pk: int) -> LessonPage:
    """A lesson with what each observer saw. Raises Http404 where this person may not see it."""
    lesson = SEE_LESSON.get(reads, pk=pk)
    watches = list(lesson.watches.prefetch_related("looks", "placings"))
    notes = SEE_NOTE.scoped(reads, lambda rows: rows.filter(lesson=lesson).order_by("at", "pk")).read()
    names = names_of({lesson.observed_id, *(w.observer_id for w in watches), *(n.author_id for n in notes)})
    asked = Asked.objects.filter(lesson=lesson).first() if lesson.observed_id == reads.who.person else None
    used = [w for w in watches if w.looks.all() or w.placings.all()]
    return LessonPage(
        lesson=lesson,
        klass=_titles([lesson]).get(lesson.class_id, ""),
        teacher=names.get(lesson.observed_id, ""),
        mine=lesson.observed_id == reads.who.person,
        own_watch=next((w for w in watches if w.observer_id == reads.who.person), None),
        sheets=[_sheet(lesson, w, names.get(w.observer_id, "")) for w in used],
        waiting=[(w, names.get(w.observer_id, "")) for w in watches if w not in used],
        pairs=[
            Two((names.get(a.observer_id, ""), names.get(b.observer_id, "")), agreement_of(a, b))
            for a, b in combinations(used, 2)
        ],
        notes=[(n, names.get(n.author_id, "")) for n in notes],
        asked=asked,
        said=told([asked]).get(lesson.pk) if asked else None,
        may_ask=lesson.day <= clock.today() <= lesson.day + RECENT,
    )


def _sheet(lesson: Lesson, watch: Watch, name: str) -> Sheet:
    counts = Counter(look.code for look in watch.looks.all())
    seen = seen_of(lesson, counts.elements())
    placed = {p.aspect: p.level for p in watch.placings.all()}
    return Sheet(
        watch, name, [(c, counts[c.slug]) for c in lesson.about.codes if counts[c.slug]],
        sum(seen) / len(seen) if seen else None, len(seen),
        [(a, placed[a.slug], a.words(placed[a.slug])) for a in lesson.about.aspects if a.slug in placed],
    )  # fmt: skip


def agreement_of(first: Watch, second: Watch) -> Agreement:
    """Over the moments (round and group) that both looked at."""
    one = {(x.round, x.unit): x.code for x in first.looks.all()}
    other = {(x.round, x.unit): x.code for x in second.looks.all()}
    both = sorted(one.keys() & other.keys())
    return agreement([one[k] for k in both], [other[k] for k in both], levels=False)


def next_slot(watch: Watch) -> Slot:
    """The look after the last one: group by group, round by round."""
    last: Look | None = watch.looks.order_by("-round", "-unit").first()
    if last is None:
        return Slot(1, 1)
    if last.unit < watch.lesson.count:
        return Slot(last.round, last.unit + 1)
    return Slot(last.round + 1, 1)


def sheet_of(reads: ReadBook, pk: int) -> Watch:
    """One's own sheet, with its lesson. Raises Http404."""
    watch: Watch = OWN_WATCH.get(reads, pk=pk)
    return watch


def class_title(lesson: Lesson) -> str:
    return _titles([lesson]).get(lesson.class_id, "")


def teacher_of(lesson: Lesson) -> str:
    return names_of([lesson.observed_id]).get(lesson.observed_id, "")


def own_notes(reads: ReadBook, lesson: Lesson) -> int:
    """How many notes about this lesson whoever asks has written."""
    return SEE_NOTE.rows(reads.who).filter(lesson=lesson, author_id=reads.who.person).count()


def colleagues(person_id: int) -> list[Person]:
    """Who may be invited: the adults who teach, counsel or lead at the same school, but for oneself."""
    day = clock.today()
    here = Membership.objects.filter(in_window(day), person=person_id, active=True).values("organization")
    taught = Enrollment.objects.filter(in_window(day), person=person_id, role="teacher", active=True)
    places = Q(organization__in=here) | Q(organization__in=taught.values("klass__organization"))
    there = Membership.objects.filter(places, in_window(day), active=True).values("person")
    able = accounts_with(Role.TEACHER, Role.COUNSELLOR, Role.LEADER).values("person_id")
    rows = Person.objects.filter(pk__in=there, kind="staff", active=True, merged_into=None).filter(
        pk__in=able
    )
    return list(rows.exclude(pk=person_id).order_by("given_name", "family_name", "pk"))
