"""What people do around the evidence: talks with students, requests for help, own goals, planned check-ins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .calendar import CLOCK, later, moment, school_days
from .cast import KNOWN
from .dice import Dice
from .people import School, Staff, Student
from .truth import Truth

A_DAY = (1, 3)  # talks that a home adult notes on a school day
OVERLOOKED = 0.06  # share of students whom nobody seeks out
LAST_ASK = date(2026, 11, 17)


@dataclass(frozen=True, slots=True)
class Talk:
    """An adult and a student talked; what was said is nobody's data."""

    student: str
    adult: str
    at: datetime
    kind: str  # "talk", "check-in", "call home"


@dataclass(frozen=True, slots=True)
class Ask:
    """A student asked an adult for help. `words` are kept in the care room only, never in a statement."""

    student: str
    adult: str
    at: datetime
    words: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    student: str
    words: str
    set_on: date
    steps: int
    done: int
    reached_on: date | None
    wish: str  # how the student wants to hear of it


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Planned: who meets whom, when."""

    student: str
    adult: str
    due: datetime
    note: str


@dataclass(slots=True)
class Around:
    talks: list[Talk]
    asks: list[Ask]
    goals: list[Goal]
    check_ins: list[CheckIn]


#: Given name -> last talk that was noted; nothing later is drawn.
_LAST_TALK = {
    "Mira": date(2026, 10, 28),
    "Leo": date(2026, 11, 13),
    "Daniel": date(2026, 11, 2),
    "Amina": date(2026, 11, 11),
}


def around(truth: Truth, school: School) -> Around:
    asks = _asks(truth, school)
    talks = [*_talks(truth, school), *_after_asks(truth, asks)]
    last = {s.id: _LAST_TALK[given] for given, s in _known(school).items() if given in _LAST_TALK}
    talks = sorted(
        (t for t in talks if t.at.date() <= last.get(t.student, t.at.date())), key=lambda t: (t.at, t.student)
    )
    return Around(talks, asks, _goals(truth, school), _check_ins(school))


def _known(school: School) -> dict[str, Student]:
    """By given name."""
    found = {k[1]: school.student(f"{k[1]} {k[2]}") for k in KNOWN}
    return {given: student for given, student in found.items() if student}


def _maths_teacher(school: School, student: Student) -> Staff:
    group = next(g for g in school.groups if g.subject == "mathematics" and g.homeroom == student.homeroom)
    return group.teachers[0]


def _talks(truth: Truth, school: School) -> list[Talk]:
    """Each home adult seeks out those not talked with for longest, more or less."""
    last_allowed = {s.id: _LAST_TALK[given] for given, s in _known(school).items() if given in _LAST_TALK}
    found = []
    for group in school.groups:
        if group.subject:
            continue
        dice, adult = Dice(truth.seed, "talks", group.homeroom), group.teachers[0].id
        overlooked = {s.id for s in group.students if dice.chance(OVERLOOKED) and s.id not in last_allowed}
        last = {s.id: dice.whole(-12, 0) for s in group.students}
        for place, day in enumerate(school_days(CLOCK.date() - timedelta(days=1))):
            there = [s for s in group.students if s.id not in overlooked and (s.joined or day) <= day]
            there.sort(key=lambda s: (last[s.id] + 6 * dice.roll(), s.id))
            for student in there[: dice.whole(*A_DAY)]:
                last[student.id] = place
                kind = dice.weighted(("talk", "check-in", "call home"), (7, 2, 1))
                found.append(Talk(student.id, adult, moment(day, dice.whole(28_800, 50_000)), kind))
        found += [
            Talk(id, adult, moment(day, 37_200), "check-in")
            for id, day in last_allowed.items()
            if any(s.id == id for s in group.students)
        ]
    return found


def _asks(truth: Truth, school: School) -> list[Ask]:
    """Now and then, on a day on which the student worked as well: a request is a trace of work, too."""
    known = _known(school)
    found = []
    for student in school.students:
        dice = Dice(truth.seed, "ask", student.id)
        if student in known.values() or not dice.chance(0.2):
            continue
        options = [d for d in truth.worked[student.id] if d <= LAST_ASK and d in _SCHOOL_DAYS]
        if not options:
            continue
        adult = school.home_adult(student) if dice.chance(0.5) else _maths_teacher(school, student)
        found.append(Ask(student.id, adult.id, moment(dice.pick(options), dice.whole(27_000, 50_000))))
    if amina := known.get("Amina"):
        words = "I don't get why we flip the second fraction. I feel stupid in group work."
        found.append(
            Ask(amina.id, _maths_teacher(school, amina).id, moment(CLOCK.date(), 7 * 3600 + 41 * 60), words)
        )
    return sorted(found, key=lambda a: (a.at, a.student))


def _after_asks(truth: Truth, asks: list[Ask]) -> list[Talk]:
    """Whoever was asked talks with the student within two school days; only this morning's request still waits."""
    found = []
    for ask in asks:
        if ask.at.date() == CLOCK.date():
            continue
        dice = Dice(truth.seed, "after", ask.student)
        day = later(ask.at.date(), dice.whole(1, 2))
        found.append(Talk(ask.student, ask.adult, moment(day, dice.whole(28_800, 50_000)), "talk"))
    return found


_GOALS = (
    ("Leo", "Explain a fraction task to Sara without looking at my notes, before the holidays.", date(2026, 11, 2), 4, 2, None, "in class is fine"),
    ("Jonas", "Read a chapter aloud.", date(2026, 10, 12), 4, 4, date(2026, 11, 20), "in private"),
    ("Zoë", "Draw every word problem before I count.", date(2026, 10, 19), 3, 1, None, "in class is fine"),
    ("Mira", "Write one page of my story each week.", date(2026, 9, 21), 8, 5, None, "in private"),
)  # fmt: skip
_WISHES = (
    "Ask one question in each science lesson.",
    "Finish what I begin before I open the next thing.",
    "Read for twenty minutes before bed.",
    "Know my tables up to twelve by heart.",
    "Explain my way to somebody once a week.",
    "Work without music and see what happens.",
    "Write down what I did not understand, the same day.",
    "Help the new ones find their way.",
)


def _goals(truth: Truth, school: School) -> list[Goal]:
    known = _known(school)
    found = [Goal(known[given].id, *rest) for given, *rest in _GOALS if given in known]  # type: ignore[arg-type]
    for student in school.students:
        dice = Dice(truth.seed, "goal", student.id)
        if student in known.values() or not dice.chance(0.35):
            continue
        steps, begun = dice.whole(3, 5), _SCHOOL_DAYS_LIST[dice.whole(4, 34)]
        done = dice.whole(0, steps)
        reached = _SCHOOL_DAYS_LIST[dice.whole(36, 52)] if done == steps else None
        wish = dice.pick(("in private", "in class is fine", "tell my family"))
        found.append(Goal(student.id, dice.pick(_WISHES), begun, steps, done, reached, wish))
    return found


def _check_ins(school: School) -> list[CheckIn]:
    known = _known(school)
    plans = (
        ("Daniel", date(2026, 11, 23), 41_400, "second break"),
        ("Yusuf", date(2026, 11, 25), 54_000, "with his mother, in Arabic"),
    )
    return [
        CheckIn(known[given].id, _maths_teacher(school, known[given]).id, moment(day, second), note)
        for given, day, second, note in plans
        if given in known
    ]


_SCHOOL_DAYS_LIST = school_days()
_SCHOOL_DAYS = frozenset(_SCHOOL_DAYS_LIST)
