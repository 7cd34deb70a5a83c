"""Every change of a goal, one function an action, each in one transaction with what evidence is told of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.trust import danger, safeguarding

from .. import telling
from ..models import Goal, GoalVersion, Milestone, Piece, Progress, Shows
from ..models.goals import LEVELS
from . import Meanwhile, Refused
from .plans import standing

MOST_STEPS = 12

JUST_NOW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a version of a goal says. Levels that are left empty have the plain words."""

    what: str
    by_when: date
    why: str = ""
    how_i_know: str = ""
    level_1: str = ""
    level_2: str = ""
    level_3: str = ""
    level_4: str = ""
    level_5: str = ""

    @classmethod
    def of(cls, version: GoalVersion) -> Wording:
        return cls(**{name: getattr(version, name) for name in cls.__slots__})


@transaction.atomic
def set_goal(
    person_id: int,
    wording: Wording,
    *,
    by: int,
    once: UUID,
    kind: str = "academic",
    private: bool = False,
    first_step: str = "",
) -> Goal:
    """A new goal with its first version. Sent twice (the same `once`) it is one goal."""
    before = Goal.objects.filter(once=once, person_id=person_id).first()
    if before is not None:
        return before
    now = clock.now()
    try:
        with transaction.atomic():
            goal = Goal.objects.create(
                person_id=person_id, kind=kind, private=private, made=now, made_by=by, once=once
            )
    except IntegrityError:  # the other sending was quicker by a moment
        return Goal.objects.get(once=once, person_id=person_id)
    GoalVersion.objects.create(goal=goal, number=1, made=now, made_by=by, **asdict(wording))
    _look_at(goal, by, *_texts(wording), first_step)
    if first_step:
        add_step(goal, first_step)
    return goal


def set_just_now(person_id: int, wording: Wording, *, by: int, kind: str, private: bool) -> Goal | None:
    """The same goal, set by the same person a moment ago: a browser's way back brings the words with a new key.

    A call for help that others read is never one: it is handed on each time.
    """
    if not private and any(danger.sentences(text) for text in _texts(wording)):
        return None
    rows = GoalVersion.objects.filter(
        number=1, made_by=by, made__gte=clock.now() - JUST_NOW, goal__person_id=person_id, goal__ended=None,
        goal__kind=kind, goal__private=private, **asdict(wording),
    )  # fmt: skip
    found = rows.select_related("goal").order_by("-pk").first()
    return found.goal if found is not None else None


@transaction.atomic
def revise(
    goal: Goal, wording: Wording, *, by: int, because: str = "", seen: int | None = None
) -> GoalVersion:
    """A new version; the old one stays as it was. A wording that changes nothing makes none. `seen` as in `plans.write`."""
    goal = _locked(goal)
    current = goal.current
    if Wording.of(current) == wording:
        return current
    if seen is not None and current.number != seen:
        raise Meanwhile(current.number)
    made = GoalVersion.objects.create(
        goal=goal,
        number=current.number + 1,
        made=clock.now(),
        made_by=by,
        changed_because=because,
        **asdict(wording),
    )
    said = set(_texts(Wording.of(current)))
    _look_at(goal, by, *(text for text in _texts(wording) if text not in said), because)
    if wording.by_when != current.by_when:
        _tell_plan(goal)
    return made


@transaction.atomic
def add_step(goal: Goal, what: str, *, by: int | None = None) -> Milestone:
    """A further step on the way. The same step that is still open isn't added twice. `by`: who writes it by itself."""
    goal = _locked(goal)
    _still_open(goal)
    steps = Milestone.objects.filter(goal=goal)
    same = steps.filter(what=what, done=None, dropped=None).first()
    if same is not None:
        return same
    if steps.filter(dropped=None).count() >= MOST_STEPS:
        raise Refused(_("Twelve steps are enough for one goal. Finish or leave out some of them first."))
    last = steps.aggregate(last=Max("position"))["last"] or 0
    made = Milestone.objects.create(goal=goal, what=what, position=last + 1)
    if by is not None:  # a step of a form that says more was looked at with it
        _look_at(goal, by, what)
    _tell_plan(goal)
    return made


@transaction.atomic
def drop_step(step: Milestone) -> None:
    """A step that is no longer wanted; one that was done stays done."""
    if Milestone.objects.filter(pk=step.pk, done=None, dropped=None).update(dropped=clock.now()):
        _tell_plan(_locked(step.goal))


@transaction.atomic
def step_done(step: Milestone, *, by: int) -> bool:
    """Done it. False when it was done before (a second tap): then nothing changes and nothing is told."""
    goal = _locked(step.goal)
    _still_open(goal)
    now = clock.now()
    if not Milestone.objects.filter(pk=step.pk, done=None, dropped=None).update(done=now):
        return False
    _note(Progress(goal=goal, milestone=step, level=goal.level, by=by, once=uuid4()))
    _tell_plan(goal)
    return True


@transaction.atomic
def review(
    goal: Goal, level: int, *, by: int, once: UUID, words: str = "", next_step: str = ""
) -> Progress | None:
    """Where I am now. Another level than before is a step, and told; a next step joins the list. None: sent before."""
    if level not in LEVELS:
        raise Refused(_("Choose one of the five levels."))
    goal = _locked(goal)
    _still_open(goal)
    if Progress.objects.filter(once=once).exists():
        return None
    _look_at(goal, by, words, next_step)
    if next_step:
        add_step(goal, next_step)
    moved = level != goal.level
    if moved:
        goal.level = level
        goal.save(update_fields=["level"])
        _tell_plan(goal)
    return _note(
        Progress(goal=goal, level=level, moved=moved, words=words, next_step=next_step, by=by, once=once)
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """What shows it; at least one of them."""

    words: str = ""
    link: str = ""
    piece_id: int | None = None
    skill_id: int | None = None


@transaction.atomic
def show(goal: Goal, shown: Shown, *, by: int, once: UUID) -> Shows:
    """Put something beside a goal that shows it comes closer. Evidence isn't told: what it shows is there already."""
    before = Shows.objects.filter(once=once, goal=goal).first()
    if before is not None:
        return before
    if not (shown.words or shown.link or shown.piece_id or shown.skill_id):
        raise Refused(_("Add some words, a link, a piece of work or a skill."))
    if shown.piece_id and not Piece.objects.filter(pk=shown.piece_id, person_id=goal.person_id).exists():
        raise Refused(_("This piece of work is somebody else's."))
    state = (
        standing(shown.skill_id, [goal.person_id]).get(goal.person_id, ("not_enough", 0))[0]
        if shown.skill_id
        else ""
    )
    try:
        with transaction.atomic():
            _look_at(goal, by, shown.words)
            return Shows.objects.create(
                goal=goal, words=shown.words, link=shown.link, piece_id=shown.piece_id, skill_id=shown.skill_id,
                state=state, at=clock.now(), by=by, once=once,
            )  # fmt: skip
    except IntegrityError:
        return Shows.objects.get(once=once, goal=goal)


@transaction.atomic
def keep_private(goal: Goal) -> None:
    """From now on only the student sees it, and what evidence was told of it no longer counts."""
    goal = _locked(goal)
    if goal.private:
        return
    Goal.objects.filter(pk=goal.pk).update(private=True)
    told = list(Progress.objects.filter(goal=goal, statement_id__isnull=False))
    Progress.objects.filter(pk__in=[p.pk for p in told]).update(statement_id=None)
    now = clock.now()
    for one in told:
        assert one.statement_id is not None
        telling.take_back(one.statement_id, goal.person_id, now)
    for statement in telling.plans_told(goal.pk):
        telling.take_back(statement, goal.person_id, now)


@transaction.atomic
def share(goal: Goal) -> None:
    """The student lets others see it; its steps go into evidence with the days on which they were taken."""
    goal = _locked(goal)
    if not goal.private:
        return
    Goal.objects.filter(pk=goal.pk).update(private=False)
    goal.private = False
    _look_at(goal, goal.person_id, *_texts(Wording.of(goal.current)), *_said_on_the_way(goal))
    for one in Progress.objects.filter(goal=goal, moved=True, statement_id=None):
        _tell(goal, one)
    _tell_plan(goal)


@transaction.atomic
def put_aside(goal: Goal) -> None:
    """It is finished, or no longer wanted. It stays with its history and can be taken up again."""
    if Goal.objects.filter(pk=goal.pk, ended=None).update(ended=clock.now()):
        _tell_plan(_locked(goal))


@transaction.atomic
def take_up(goal: Goal) -> None:
    """Go on with a goal that was put aside."""
    if Goal.objects.filter(pk=goal.pk, ended__isnull=False).update(ended=None):
        _tell_plan(_locked(goal))


def _texts(wording: Wording) -> list[str]:
    return [str(value) for name, value in asdict(wording).items() if name != "by_when" and value]


def _said_on_the_way(goal: Goal) -> list[str]:
    """What the student wrote beside a goal: steps, reviews, what shows it."""
    own = goal.person_id
    steps = Milestone.objects.filter(goal=goal, dropped=None).values_list("what", flat=True)
    reviews = Progress.objects.filter(goal=goal, by=own).exclude(words="").values_list("words", flat=True)
    shown = Shows.objects.filter(goal=goal, by=own).exclude(words="").values_list("words", flat=True)
    return [*steps, *reviews, *shown]


def _look_at(goal: Goal, by: int, *texts: str) -> None:
    """What the student wrote and others read: a call for help in it goes on at once. A private goal is read by nobody."""
    if by == goal.person_id and not goal.private:
        safeguarding.look_at(*texts)


def _locked(goal: Goal) -> Goal:
    """The goal as it is now; nobody else changes it until the transaction ends."""
    return Goal.objects.select_for_update().get(pk=goal.pk)


def _still_open(goal: Goal) -> None:
    if goal.ended is not None:
        raise Refused(_("This goal was put aside. Take it up again first."))


def _note(progress: Progress) -> Progress:
    progress.version = progress.goal.current.number
    progress.at = clock.now()
    progress.save(force_insert=True)
    if progress.moved and not progress.goal.private:
        _tell(progress.goal, progress)
    return progress


def _tell(goal: Goal, progress: Progress) -> None:
    made = telling.goal_step(goal.person_id, goal.pk, progress.level, progress.at)
    Progress.objects.filter(pk=progress.pk).update(statement_id=made)
    progress.statement_id = made


def _tell_plan(goal: Goal) -> None:
    """The goal's day and how many of its steps are done: what "off pace" is read from. Nothing of a private goal."""
    if goal.private:
        return
    steps = list(Milestone.objects.filter(goal=goal, dropped=None).values_list("done", flat=True))
    telling.goal_planned(
        goal.person_id,
        goal.pk,
        goal.current.by_when,
        sum(done is not None for done in steps),
        len(steps),
        clock.now(),
        under_way=goal.ended is None and not goal.reached,
    )
