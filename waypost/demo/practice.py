"""What the demonstration school tries together, by the services that the pages use, with known truth (simulator/tried.py).

One trial is over: worked examples in mathematics, begun by lot; it lifts right first tries by six of a hundred, and its
page must say so. One runs: reading in pairs, turn and turn about. Around them a visit between two, insights, a discussion.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from waypost.practice import study
from waypost.practice.models import LockedPlan, Strategy, Trial, TrialClass
from waypost.practice.plan import WEEK, Design, Plan
from waypost.practice.services import strategies, together, trials
from waypost.practice.services.trials import Draft
from waypost.school import calendar, clock
from waypost.school import queries as school
from waypost.school.models import Class, Person

from .seed import Plan as Seed
from .simulator import tried
from .simulator.dice import Dice

NAMESPACE = uuid.UUID("5a8c2f0e-0d5e-4c39-9a55-7f1d3c0b9e21")
LOCKED, OVER, DECIDED = date(2026, 9, 3), date(2026, 11, 16), date(2026, 11, 18)
PAIRS_LOCKED, PAIRS_FIRST, PAIRS_WEEKS = date(2026, 11, 5), date(2026, 11, 9), 8
ASKED, ANSWERED = date(2026, 11, 10), date(2026, 11, 19)
VISIT = date(2026, 11, 12)

EXAMPLES = strategies.Wording(
    "Worked examples first",
    "Before each new kind of task the class looks at one that is solved. They say in pairs why each step is there. Only "
    "then they try one alone, with one step less given each time.",
    "Classes that begin a new kind of task in mathematics.",
    "Fewer blank sheets, more right at the first try.",
)
PAIRS = strategies.Wording(
    "Reading in pairs",
    "Twice a week two students read a page to each other, and the listener says the page again in two sentences.",
    "Years five to nine, fifteen minutes.",
    "They remember more of what they read.",
)
VIEWS = (
    "The quiet ones began sooner. I had to plan the examples well, that took an hour a week at first.",
    "Saying why each step is there is the heart of it. Without that they only copy.",
    "In my class the fast ones were bored by the second example. One was enough for them.",
)
STUDENTS = {
    "helped": ("I know how to begin now.", "I like saying why."),
    "same": ("Good when it is new.",),
    "hindered": ("The second example was too much for me.",),
}
ASIDE = (
    "I know how to begin now.",
    "The second example was too much for me.",
    "Good when it is new.",
    "I like saying why.",
)
INSIGHTS = (
    ("One example is enough for some", "Who solves the first task alone skips the second example and writes one for the others. Nobody is bored since.", "examples, pace", True),
    ("A wrong example on Fridays", "Once a week the solved task has a mistake in it. They look much more closely, and laugh.", "examples, mistakes", True),
    ("Five seconds of silence", "I count to five after each question. In the third week twice as many hands went up.", "asking", False),
    ("The listener holds the book", "In pairs the one who listens holds the book closed. So the retelling is real.", "reading, pairs", False),
)  # fmt: skip
QUESTION = "Shall we keep looking at solved tasks first, and how much of it is good?"


@dataclass(frozen=True, slots=True)
class Cast:
    """Classes by title in order, with one teacher each."""

    mathematics: dict[int, Person]
    reading: dict[int, Person]


def live(plan: Seed, first: date, last: date) -> None:
    """What was planned, said and noted between two days."""
    cast = _cast()
    if cast is None:  # a small school compares nothing
        return
    with transaction.atomic():
        _examples(plan, cast, first, last)
        _pairs(plan, cast, first, last)
        _visit(cast, first, last)
        _insights(cast, first, last)
        _talk(cast, first, last)


def result() -> None:
    """The trial that is over is worked out, as the worker does in the night, and its owner decides."""
    with clock.held_at(_at(OVER)):
        study.daily()
    trial = Trial.objects.filter(once=_once("examples trial"), result__isnull=False).first()
    if trial is not None:
        with clock.held_at(_at(DECIDED)):
            because = "More right at the first try, and students say they know how to begin. For fast ones one example is enough."
            trials.decide(trial, "keep", because, by=trial.made_by, once=_once("keep"))


def _cast() -> Cast | None:
    found: dict[str, dict[int, Person]] = {"Mathematics": {}, "Reading": {}}
    for klass in Class.objects.filter(active=True, kind="scheduled").order_by("title", "pk"):
        subject, teachers = klass.title.partition(" ")[0], school.teachers_of_class(klass)
        if subject in found and teachers:
            found[subject][klass.pk] = _leading(teachers)
    enough = len(found["Mathematics"]) >= tried.FEWEST
    return Cast(found["Mathematics"], found["Reading"]) if enough else None


def _leading(teachers: list[Person]) -> Person:
    """Not the one who teaches along."""
    return next((t for t in teachers if t.family_name not in {"Koç", "Petersen"}), teachers[0])


def _examples(plan: Seed, cast: Cast, first: date, last: date) -> None:
    owner = _okafor(cast)
    draft = _draft(
        Design.PHASE_IN, cast.mathematics, "Mathematics", tried.FIRST, tried.WEEKS, group="low_start"
    )
    with _on(LOCKED, first, last) as today:
        if today:
            strategy = _describe(cast, owner, EXAMPLES, "examples, mathematics")
            _begin(strategy, draft, cast.mathematics, owner, "examples", tried.SEED)
    _weeks("examples", plan, cast.mathematics, first, last)
    with _on(date(2026, 11, 11), first, last) as today:
        trial = Trial.objects.filter(once=_once("examples trial")).first()
        if today and trial is not None:
            _views(plan, trial, cast)


def _pairs(plan: Seed, cast: Cast, first: date, last: date) -> None:
    owner = next(iter(cast.reading.values()))
    draft = _draft(Design.TURNS, cast.reading, "Reading", PAIRS_FIRST, PAIRS_WEEKS)
    with _on(PAIRS_LOCKED, first, last) as today:
        if today:
            strategy = _describe(cast, owner, PAIRS, "reading, pairs")
            _begin(strategy, draft, cast.reading, owner, "pairs", f"pairs {tried.SEED}")
    _weeks("pairs", plan, cast.reading, first, last)


def _draft(
    design: Design, classes: dict[int, Person], subject: str, first: date, weeks: int, group: str = ""
) -> Draft:
    return Draft(
        design=design, outcome="first_tries", subject=subject, classes=tuple(classes), with_it=(), first=first, weeks=weeks,
        waves=tried.WAVES, block=2, smallest=0.1, group=group,
        expect="More right at the first try." if subject == "Mathematics" else "More of what is read stays.",
        ethics="Every class gets it this term. Who needs help gets it as before.",
    )  # fmt: skip


def _describe(cast: Cast, owner: Person, wording: strategies.Wording, tags: str) -> Strategy:
    organization = Class.objects.get(pk=next(iter(cast.mathematics))).organization_id
    return strategies.describe(organization or 0, wording, tags=tags, by=owner.pk, once=_once(wording.title))


def _begin(
    strategy: Strategy, draft: Draft, classes: dict[int, Person], owner: Person, name: str, seed: str
) -> None:
    own = {c for c, teacher in classes.items() if teacher == owner}
    trial = trials.plan(strategy, draft, by=owner.pk, own=own, once=_once(f"{name} trial"))
    if LockedPlan.objects.filter(trial=trial).exists():
        return
    for row in TrialClass.objects.filter(trial=trial, said="asked").order_by("pk"):
        trials.answer(row, True, by=classes[row.class_id].pk)
    trials.lock(trial, by=owner.pk, account_id=None, seed=seed)


def _weeks(name: str, plan: Seed, classes: dict[int, Person], first: date, last: date) -> None:
    """Each Friday most teachers say whether they used it."""
    locked = LockedPlan.objects.filter(trial__once=_once(f"{name} trial")).select_related("trial").first()
    if locked is None:
        return
    fixed = Plan.read(locked.plan)
    for week in range(fixed.weeks):
        friday = fixed.first + week * WEEK + timedelta(days=4)
        with _on(friday, first, last) as today:
            if today and calendar.count_between(friday - timedelta(days=4), friday):
                _said(plan, locked.trial, fixed, classes, week, friday)


def _said(plan: Seed, trial: Trial, fixed: Plan, classes: dict[int, Person], week: int, friday: date) -> None:
    for place, klass in enumerate(fixed.classes):
        dice = Dice(plan.seed, "fidelity", trial.once, week, place)
        if not dice.chance(0.9):
            continue
        used = dice.weighted(
            ("yes", "partly", "no"), (80, 14, 6) if fixed.treated(place, week) else (2, 6, 92)
        )
        trials.mark(trial, klass, friday, used, by=classes[klass].pk)


def _views(plan: Seed, trial: Trial, cast: Cast) -> None:
    """Teachers' words, and how students of three classes found it."""
    teachers = list({t.pk: t for t in cast.mathematics.values()}.values())
    for teacher, words in zip(teachers, VIEWS, strict=False):
        trials.teacher_says(trial, words, by=teacher.pk, once=_once(words))
    for klass in list(cast.mathematics)[5:8]:
        for student in school.students_of_class(klass):
            dice = Dice(plan.seed, "how it was", student.sourced_id)
            if dice.chance(0.7):
                helped = dice.weighted(("helped", "same", "hindered"), (60, 30, 10))
                words = dice.pick(STUDENTS[helped]) if dice.chance(0.2) else ""
                trials.student_says(trial, student.pk, klass, helped, words)


def _visit(cast: Cast, first: date, last: date) -> None:
    host, guest = _okafor(cast), next(t for t in cast.reading.values() if t != _okafor(cast))
    with _on(VISIT - timedelta(days=6), first, last) as today:
        if today:
            made = together.invite(
                host.pk, guest.pk, lesson="Mathematics 7B", once=_once("visit"), at=_at(VISIT) - timedelta(hours=4),
                focus="Who says why a step is there, and who only nods? Please don't look at the noise.",
            )  # fmt: skip
            together.answer_visit(made, True)
    with _on(VISIT, first, last) as today:
        made_ = together.Visit.objects.filter(once=_once("visit")).first()
        if today and made_ is not None:
            together.note(
                made_,
                guest.pk,
                "Eleven of thirteen pairs spoke. By the window one spoke for both.",
                once=_once("note"),
            )
            together.reflect(made_, "I ask the quiet one first from now on.")


def _insights(cast: Cast, first: date, last: date) -> None:
    teachers = list({t.pk: t for t in (*cast.mathematics.values(), *cast.reading.values())}.values())
    examples = Strategy.objects.filter(once=_once(EXAMPLES.title)).first()
    organization = Class.objects.get(pk=next(iter(cast.mathematics))).organization_id or 0
    for n, (title, words, tags, about) in enumerate(INSIGHTS):
        with _on(date(2026, 10, 14) + timedelta(days=9 * n), first, last) as today:
            if today:
                said = together.Words(title, words, tags=tags)
                made = together.share(
                    organization,
                    said,
                    by=teachers[n].pk,
                    once=_once(title),
                    strategy=examples if about else None,
                )
                together.thank(made, teachers[n + 1].pk)
                together.thank(made, teachers[n + 2].pk)
                if n == 0:
                    together.remark(
                        made, "I let them choose; most choose well.", by=teachers[3].pk, once=_once("remark")
                    )


def _talk(cast: Cast, first: date, last: date) -> None:
    owner = _okafor(cast)
    klass = Class.objects.filter(title="Mathematics 7B", active=True).first()
    if klass is None:
        return
    with _on(ASKED, first, last) as today:
        if today:
            asked = together.Question(
                QUESTION, "Since September most classes do it.", students=True, families=True
            )
            talk = together.ask(
                klass.organization_id or 0, asked, [klass.pk], by=owner.pk, once=_once(QUESTION),
                strategy=Strategy.objects.filter(once=_once(EXAMPLES.title)).first(),
            )  # fmt: skip
            for student, words in zip(school.students_of_class(klass)[2:], ASIDE, strict=False):
                together.say(
                    talk, student.pk, words, circle="students", class_id=klass.pk, once=_once(f"talk {words}")
                )
                for guardian in school.guardians_of(student)[:1]:
                    home = "At home we hear less of “I can't begin”."
                    together.say(
                        talk,
                        guardian.pk,
                        home,
                        circle="families",
                        class_id=klass.pk,
                        once=_once(f"home {words}"),
                    )
    with _on(ANSWERED, first, last) as today:
        talk_ = together.Talk.objects.filter(once=_once(QUESTION)).first()
        if today and talk_ is not None:
            together.minute(
                talk_, "Students say it helps to begin when something is new, and bores when it isn't. Families see less giving up.",
                decided="One example when something is new, then the choice of another.",
                because="Most said so, and the trial shows more right at the first try.", look_on=date(2027, 1, 18), by=owner.pk,
                once=_once("minutes"),
            )  # fmt: skip


def _okafor(cast: Cast) -> Person:
    teachers = list(cast.mathematics.values())
    return next((t for t in teachers if t.family_name == "Okafor"), teachers[0])


def _once(name: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, name)


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 15, tzinfo=clock.zone())


@contextmanager
def _on(day: date, first: date, last: date) -> Iterator[bool]:
    """True, with the clock on the afternoon of that day, where it lies in the stretch and is over."""
    if first <= day <= last and _at(day) <= clock.now():
        with clock.held_at(_at(day)):
            yield True
    else:
        yield False
