"""Strategies and trials as each person sees them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.school import queries as school
from waypost.school.models import Class, Enrollment
from waypost.school.queries import names_of
from waypost.skills.models import Skill
from waypost.trust.access import ReadBook
from waypost.trust.models import ReleaseCell
from waypost.trust.releases import shown

from .. import charts, locks, study, words
from ..access.base import taught
from ..access.trials import (
    JOIN_TRIAL,
    MARK_TRIAL,
    OWN_STRATEGY,
    OWN_TRIAL,
    SEE_STRATEGY,
    SEE_STUDENT_VIEW,
    SEE_TRIAL,
)
from ..models import Fidelity, LockedPlan, Said, Strategy, StudentView, TeacherView, Trial, TrialClass
from ..plan import NEVER, WEEK, Design, Plan
from ..services.trials import Draft
from . import story


def state_of(trial: Trial, changed: Collection[int] = ()) -> str:
    """draft, waiting (locked, not begun), running, over (the result is being worked out), finished, broken_off; lost: its
    locked plan was taken out of the database (`locks.changed`)."""
    if trial.broken_off is not None:
        return "broken_off"
    locked = locked_of(trial)
    if locked is None:
        return "lost" if trial.pk in changed else "draft"
    if hasattr(trial, "result"):
        return "finished"
    plan, today = Plan.read(locked.plan), clock.today()
    return "waiting" if today < plan.first else "over" if today > plan.last else "running"


def locked_of(trial: Trial) -> LockedPlan | None:
    return getattr(trial, "locked", None)


def state_words(state: str) -> str:
    return {
        "draft": _("being planned"), "waiting": _("planned, not begun"), "running": _("running"),
        "over": _("over, being worked out"), "finished": _("finished"), "broken_off": _("broken off"),
        "lost": _("its locked plan is gone"),
    }[state]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """A strategy in the list."""

    strategy: Strategy
    title: str
    owners: str
    state: str
    trials: int
    running: int
    verdict: str = ""  # the first sentence of the last result
    size: str = ""  # by how much, with its interval


def strategies(reads: ReadBook, tag: str = "") -> list[Card]:
    """What the school tries and knows: those with a running trial first, laid to rest last."""
    rows = SEE_STRATEGY.scoped(
        reads, lambda q: q.prefetch_related("versions", "owners", "trials__locked", "trials__result", "trials__decisions")
    ).listed()  # fmt: skip
    names = names_of({o.person_id for s in rows for o in s.owners.all() if o.until is None})
    changed = locks.changed()
    found = [_card(s, names, changed) for s in rows if not tag or tag in s.tag_list]
    return sorted(found, key=lambda c: (c.strategy.ended is not None, -c.running, c.title.lower()))


def _card(strategy: Strategy, names: dict[int, str], changed: Collection[int]) -> Card:
    trials = sorted(strategy.trials.all(), key=lambda t: t.pk)
    states = [state_of(t, changed) for t in trials]
    running = sum(s in {"running", "waiting"} for s in states)
    owners = ", ".join(names.get(o.person_id, "") for o in strategy.owners.all() if o.until is None)
    return Card(
        strategy, strategy.title, owners, _standing(strategy, trials, states), len(trials), running, *_last_result(trials, changed)
    )  # fmt: skip


def _last_result(trials: list[Trial], changed: Collection[int]) -> tuple[str, str]:
    """The first sentence of the last result, and by how much; "" where there is none."""
    for trial in reversed(trials):
        if hasattr(trial, "result") and trial.broken_off is None:
            told = story.result_of(trial, changed)
            return (told.verdict, told.size) if told else (_("This plan can't be trusted"), "")
    return "", ""


def _standing(strategy: Strategy, trials: list[Trial], states: list[str]) -> str:
    """Where a strategy stands, in a few words."""
    if strategy.ended is not None:
        return _("laid to rest")
    if not trials:
        return _("described, not tried yet")
    decisions = [d for t in trials for d in t.decisions.all()]
    if states[-1] == "finished" and decisions and decisions[-1].trial_id == trials[-1].pk:
        return _("decided: %(what)s") % {"what": decisions[-1].get_verdict_display().lower()}
    if states[-1] == "finished":
        return _("there is a result to talk about")
    return _("trial: %(state)s") % {"state": state_words(states[-1])}


def tags(reads: ReadBook) -> list[str]:
    rows = SEE_STRATEGY.rows(reads.who).values_list("tags", flat=True)
    return sorted({t.strip() for row in rows for t in row.split(",") if t.strip()})


@dataclass(frozen=True, slots=True)
class StrategyPage:
    strategy: Strategy
    current: Any
    owners: list[str]
    mine: bool
    story: list[story.Event]
    trials: list[tuple[Trial, str]]


def strategy_page(reads: ReadBook, pk: int) -> StrategyPage:
    """One strategy with its story. Raises Http404."""
    strategy: Strategy = SEE_STRATEGY.get(reads, pk=pk)
    trials = list(strategy.trials.select_related("locked", "result").order_by("pk"))
    changed = locks.changed() if trials else {}
    live = [o.person_id for o in strategy.owners.filter(until=None).order_by("since", "pk")]
    names = names_of(live)
    return StrategyPage(
        strategy, strategy.current, [names.get(p, "") for p in live], OWN_STRATEGY.rows(reads.who).filter(pk=pk).exists(),
        story.of_strategy(reads, strategy, trials), [(t, state_words(state_of(t, changed))) for t in trials],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class of a trial. `begins`: in words, once the lots are drawn."""

    title: str
    said: str
    begins: str = ""


@dataclass(frozen=True, slots=True)
class TrialPage:
    trial: Trial
    strategy: Strategy
    title: str
    state: str
    state_words: str
    plan: Plan | Draft
    design: str
    outcome: str
    smallest: str
    last: date
    classes: list[ClassLine]
    mine: bool
    lockable: bool
    power: list[str] = field(default_factory=list)
    tampered: str = ""
    locked: LockedPlan | None = None
    locked_by: str = ""
    told: words.Told | None = None
    drawn: charts.Drawn | None = None
    sides: list[str] = field(default_factory=list)
    helped: list[str] = field(default_factory=list)
    fidelity: str = ""
    teachers: list[tuple[TeacherView, str]] = field(default_factory=list)
    student_words: list[tuple[StudentView, str]] = field(default_factory=list)
    decisions: list[tuple[Any, str]] = field(default_factory=list)


def trial_page(reads: ReadBook, pk: int) -> TrialPage:
    """One trial; nothing of its outcome before its last day is over. Raises Http404."""
    trial: Trial = SEE_TRIAL.get(reads, pk=pk)
    changed = locks.changed()
    state, locked = state_of(trial, changed), locked_of(trial)
    plan: Plan | Draft = Plan.read(locked.plan) if locked else Draft.of(trial)
    lines = _lines(trial, plan)
    teachers = list(trial.teacher_views.all())
    decisions = list(trial.decisions.all())
    names = names_of(
        {*(v.person_id for v in teachers), *(d.by for d in decisions), *([locked.by] if locked else [])}
    )
    tampered = changed.get(trial.pk, "")
    result = trial.result if state == "finished" else None
    cells = {c.column: c for c in shown(study.name_of(pk), "result", "staff")} if result else {}
    told = drawn = None
    if result and isinstance(plan, Plan) and not tampered:
        told = words.told(plan, result.state, result.numbers)
        drawn = charts.of_result(plan, result.numbers, told.size)
    return TrialPage(
        trial=trial, strategy=trial.strategy, title=trial.strategy.title, state=state, state_words=state_words(state), plan=plan,
        design=str(words.DESIGNS[plan.design][0]), outcome=str(words.OUTCOMES[plan.outcome]),
        smallest=str(words.SIZES.get(plan.smallest, plan.smallest)), last=plan.first + plan.weeks * WEEK - timedelta(days=1),
        classes=lines, mine=OWN_TRIAL.rows(reads.who).filter(pk=pk).exists(),
        lockable=state == "draft" and not trial.classes.filter(said=Said.ASKED).exists(),
        power=_power(trial, plan) if locked is None else [],
        tampered=tampered, locked=locked, locked_by=names.get(locked.by, "") if locked else "",
        told=told, drawn=drawn, sides=_sides(plan, cells), helped=_helped(cells), fidelity=_fidelity(trial),
        teachers=[(v, names.get(v.person_id, "")) for v in teachers], student_words=_student_words(reads, trial),
        decisions=[(d, names.get(d.by, "")) for d in decisions],
    )  # fmt: skip


def _lines(trial: Trial, plan: Plan | Draft) -> list[ClassLine]:
    rows = list(trial.classes.all())
    titles = dict(Class.objects.filter(pk__in={r.class_id for r in rows}).values_list("pk", "title"))
    begins = {c: _begins(plan, n) for n, c in enumerate(plan.classes)} if isinstance(plan, Plan) else {}
    found = [
        ClassLine(titles.get(r.class_id, ""), r.get_said_display(), begins.get(r.class_id, "")) for r in rows
    ]
    return sorted(found, key=lambda line: line.title)


def _begins(plan: Plan, place: int) -> str:
    start = plan.starts[place]
    if plan.design is Design.TURNS:
        return _("begins with it") if start == 0 else _("begins without it")
    if start == NEVER:
        return _("without it")
    if plan.design is Design.MATCHED:
        return _("with it")
    return _("begins in week %(n)d") % {"n": start + 1}


def _power(trial: Trial, plan: Plan | Draft) -> list[str]:
    classes = [c.class_id for c in trial.classes.all() if c.said != Said.NO]
    if len(classes) < 2 or not isinstance(plan, Draft):
        return []
    sizes = [len(school.students_of_class(c)) for c in classes]
    half = len(classes) // 2
    sides = (len(classes) - half, half)
    if plan.design is Design.MATCHED:
        with_it = sum(c in plan.with_it for c in classes)
        sides = (with_it, len(classes) - with_it)
    return words.of_power(sides, sum(sizes) / len(sizes), plan.smallest)


def _released(cell: ReleaseCell | None) -> str:
    if cell is None:
        return ""
    if not cell.shown:
        return _("hidden: few students")
    if cell.words:
        kind, _sep, share = cell.words.partition(" ")
        return (_("%(share)s or more") if kind == ">=" else _("%(share)s or less")) % {"share": share}
    return _("%(n)d of 100") % {"n": round((cell.value or 0) * 100)}


def _sides(plan: Plan | Draft, cells: dict[str, ReleaseCell]) -> list[str]:
    """The plain means, for the picture only: the comparison takes class and calendar into account."""
    labels = {"with": _("weeks with it: %(share)s"), "without": _("weeks without it: %(share)s")}
    return [labels[c] % {"share": said} for c in labels if (said := _released(cells.get(c)))]


def _helped(cells: dict[str, ReleaseCell]) -> list[str]:
    labels = {"helped": _("it helped me: %(share)s"), "hindered": _("it got in my way: %(share)s")}
    return [labels[c] % {"share": said} for c in labels if (said := _released(cells.get(c)))]


def _fidelity(trial: Trial) -> str:
    """How often it was done as planned: once the trial is over, over five adults or more, by nobody's name."""
    cell = next(iter(shown(study.used_name(trial.pk), "result", "staff")), None)
    if cell is None:
        return (
            _("Said after the last day, and only of five adults or more together.")
            if trial.fidelity.exists()
            else ""
        )
    if not cell.shown:
        return _("Said by fewer than five adults, so it isn't shown.")
    return _("Of the weeks with it that adults said something of, it was used in: %(share)s. Each adult weighs the same.") % {
        "share": _released(cell),
    }  # fmt: skip


def _student_words(reads: ReadBook, trial: Trial) -> list[tuple[StudentView, str]]:
    """What students wrote, to the teachers of their class."""
    rows = SEE_STUDENT_VIEW.scoped(
        reads, lambda q: q.filter(trial=trial).exclude(words="").order_by("at", "pk")
    ).read()
    names = names_of({r.person_id for r in rows})
    return [(r, names.get(r.person_id, "")) for r in rows]


@dataclass(frozen=True, slots=True)
class Asking:
    """A class of mine that is asked to take part."""

    row: TrialClass
    klass: str
    title: str
    by: str


def asked(reads: ReadBook) -> list[Asking]:
    """Invitations that wait for me."""
    rows = list(
        JOIN_TRIAL.rows(reads.who)
        .filter(said=Said.ASKED, trial__broken_off=None, trial__locked=None)
        .select_related("trial__strategy")
        .order_by("pk")
    )
    names, titles = names_of({r.trial.made_by for r in rows}), _titles(r.class_id for r in rows)
    return [
        Asking(r, titles.get(r.class_id, ""), r.trial.strategy.title, names.get(r.trial.made_by, ""))
        for r in rows
    ]


@dataclass(frozen=True, slots=True)
class ThisWeek:
    """A class of mine whose teacher says whether the strategy was used. `said`: the value tapped, or ""."""

    row: TrialClass
    klass: str
    title: str
    treated: bool
    said: str


def this_week(reads: ReadBook) -> list[ThisWeek]:
    """Fidelity: the classes of mine in a running trial, and what I said of this week."""
    rows = list(
        MARK_TRIAL.rows(reads.who)
        .filter(trial__result=None)
        .select_related("trial__strategy", "trial__locked")
        .order_by("trial", "class_id")
    )
    if not rows:
        return []
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    said = {
        (f.trial_id, f.class_id): f.used
        for f in Fidelity.objects.filter(trial__in={r.trial_id for r in rows}, week=monday)
    }
    titles, found = _titles(r.class_id for r in rows), []
    for r in rows:
        plan = Plan.read(r.trial.locked.plan)
        if r.class_id in plan.classes and plan.first <= today <= plan.last:
            treated = plan.treated(plan.classes.index(r.class_id), plan.week_of(monday))
            found.append(
                ThisWeek(r, titles.get(r.class_id, ""), r.trial.strategy.title, treated, said.get((r.trial_id, r.class_id), ""))
            )  # fmt: skip
    return found


def _titles(classes: Iterable[int]) -> dict[int, str]:
    return dict(Class.objects.filter(pk__in=set(classes)).values_list("pk", "title"))


def classes_to_choose(organization_id: int, own: Collection[int] = ()) -> list[Class]:
    """Classes that may take part: those of the school that have students, homerooms left out."""
    taught_in = Enrollment.objects.filter(role="student", active=True).values("klass")
    rows = Class.objects.filter(organization=organization_id, active=True, pk__in=taught_in)
    found = list(rows.exclude(kind="homeroom").order_by("title", "pk"))
    near = {c.title.partition(" ")[0] for c in found if c.pk in own}  # classes like one's own first
    return sorted(found, key=lambda c: c.title.partition(" ")[0] not in near)


def own_classes(reads: ReadBook) -> set[int]:
    return set(taught(reads.who).values_list("pk", flat=True))


def subjects() -> list[str]:
    rows = Skill.objects.filter(active=True).exclude(subject="")
    return sorted(set(rows.values_list("subject", flat=True)))
