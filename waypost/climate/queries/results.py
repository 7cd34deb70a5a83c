"""What a teacher's own lessons show together: for that teacher alone. The lesson is the unit, however many looks it has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from waypost.measures.lessons import LessonFigure, level, share
from waypost.school import calendar, clock
from waypost.trust.access import ReadBook
from waypost.web.lines import Week, WeeklyLine

from ..access import OWN_LESSON
from ..foci import FOCI, Aspect, Focus
from ..models import Lesson
from ..services.lessons import seen_of
from .asked import told

WEEK = timedelta(days=7)
MOST_WEEKS = 40


@dataclass(frozen=True, slots=True)
class Seen:
    """One lesson: its share of looks, all its observers together."""

    lesson: Lesson
    hits: int
    looks: int

    @property
    def share(self) -> float:
        return self.hits / self.looks


@dataclass(frozen=True, slots=True)
class Said:
    """What the students say over the lessons of a focus, 1 hardly .. 4 all the time; the lesson is the unit."""

    figure: LessonFigure
    kinds: list[tuple[str, LessonFigure]]
    strategies: list[tuple[str, LessonFigure]]


@dataclass(frozen=True, slots=True)
class Result:
    """One focus over lessons."""

    focus: Focus
    figure: LessonFigure
    line: WeeklyLine | None
    kinds: list[tuple[str, LessonFigure]]
    strategies: list[tuple[str, LessonFigure]]
    levels: list[tuple[Aspect, LessonFigure]]
    said: Said | None = None  # what the students say of the same lessons


def results(reads: ReadBook) -> list[Result]:
    """Own lessons of the last year, focus by focus; a focus without a look or a level is left out."""
    since = clock.today() - timedelta(days=366)
    lessons = OWN_LESSON.scoped(
        reads,
        lambda rows: (
            rows.filter(day__gte=since)
            .select_related("kind", "strategy", "asked")
            .prefetch_related("watches__looks", "watches__placings")
            .order_by("day", "pk")
        ),
    ).read()
    said = told(x.asked for x in lessons if hasattr(x, "asked"))
    answers = {pk: t.level for pk, t in said.items() if t is not None and t.level is not None}
    found = []
    for focus in FOCI.values():
        mine = [x for x in lessons if x.focus == focus.slug]
        seen, levels = [s for x in mine if (s := seen_in(x)).looks], _levels(focus, mine)
        heard = [(x, answers[x.pk]) for x in mine if x.pk in answers]
        if seen or levels or heard:
            found.append(_result(focus, seen, levels, heard))
    return found


Answers = list[tuple[Lesson, float]]


def _result(
    focus: Focus, seen: list[Seen], levels: list[tuple[Aspect, LessonFigure]], said: Answers
) -> Result:
    return Result(
        said=_said(said),
        focus=focus,
        figure=figure_of(seen),
        line=_weekly(focus, seen),
        kinds=_by(seen, lambda lesson: lesson.kind.name if lesson.kind else ""),
        strategies=_by(seen, lambda lesson: lesson.strategy.name if lesson.strategy else ""),
        levels=levels,
    )


def _said(said: Answers) -> Said | None:
    if not said:
        return None

    def parted(name: Callable[[Lesson], str]) -> list[tuple[str, LessonFigure]]:
        names = sorted({name(x) for x, _level in said} - {""})
        return [(n, _level_of([row for row in said if name(row[0]) == n])) for n in names]

    return Said(
        _level_of(said),
        parted(lambda x: x.kind.name if x.kind else ""),
        parted(lambda x: x.strategy.name if x.strategy else ""),
    )


def _level_of(said: Answers) -> LessonFigure:
    return level([x.pk for x, _level in said], [v for _x, v in said])


def seen_in(lesson: Lesson) -> Seen:
    """All looks of a lesson that could tell (from what was fetched beforehand, where it was)."""
    seen = seen_of(lesson, (look.code for w in lesson.watches.all() for look in w.looks.all()))
    return Seen(lesson, sum(seen), len(seen))


def figure_of(seen: Iterable[Seen]) -> LessonFigure:
    rows = list(seen)
    return share([s.hits for s in rows], [s.looks for s in rows])


def _by(seen: list[Seen], name: Callable[[Lesson], str]) -> list[tuple[str, LessonFigure]]:
    """By the school's own words; lessons that carry none are left out here."""
    parted: dict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        if name(one.lesson):
            parted[name(one.lesson)].append(one)
    return [(label, figure_of(rows)) for label, rows in sorted(parted.items())]


def _levels(focus: Focus, lessons: list[Lesson]) -> list[tuple[Aspect, LessonFigure]]:
    placed: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for lesson in lessons:
        for watch in lesson.watches.all():
            for p in watch.placings.all():
                placed[p.aspect].append((lesson.pk, p.level))
    return [
        (a, level([x for x, _n in placed[a.slug]], [n for _x, n in placed[a.slug]]))
        for a in focus.aspects
        if placed[a.slug]
    ]


def _weekly(focus: Focus, seen: list[Seen]) -> WeeklyLine | None:
    """Week by week, with the range of the mean as the band; None for lessons of a single week."""
    by_week: dict[date, list[float]] = defaultdict(list)
    for one in seen:
        by_week[_monday(one.lesson.day)].append(one.share)
    if len(by_week) < 2:
        return None
    last = _monday(clock.today())
    first = max(min(by_week), last - MOST_WEEKS * WEEK)
    weeks = [first + n * WEEK for n in range((last - first).days // 7 + 1)]
    figure = figure_of(seen)
    return WeeklyLine(
        title=str(focus.title),
        unit=_("of 100 looks"),
        weeks=[Week(w, _mean(by_week.get(w)), rest=_rest(w)) for w in weeks],
        low=None if figure.low is None else 100 * figure.low,
        high=None if figure.high is None else 100 * figure.high,
        top=100,
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _mean(shares: list[float] | None) -> float | None:
    return round(100 * sum(shares) / len(shares)) if shares else None


def _rest(monday: date) -> str:
    return "" if calendar.count_between(monday, monday + timedelta(days=6)) else _("holiday")
