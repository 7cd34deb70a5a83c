"""Who goes quiet, is stuck, slips, falls ill, and who is simply there: drawn once, before any evidence."""

from __future__ import annotations

from datetime import date

from .calendar import CLOCK, OUTAGE, later, school_days, week
from .cast import KNOWN
from .dice import Dice
from .people import School, Student
from .skills import Skill, by_key, curriculum
from .truth import Outage, Quiet, Sick, Slip, Stuck, Truth

ONLY_MOODLE = 4  # students of 7C whose work comes from the learning platform alone
KEEN = 0.93  # their chance of a day with work: so that a silent platform looks like silent students
BY_HAND = 5  # students whose name on the learning platform no rule can join
COME_BACK = ("7A", "7B", "7C")  # whoever went quiet here is back before the clock: Mira is the one who isn't
_KINDS = ("quiet", "stuck", "slip", "sick", "steady")
_SHARES = (14, 8, 5, 9, 64)


def tell(truth: Truth, school: School) -> None:
    """Fill the episodes of the truth."""
    known = {(k[1], k[2]) for k in KNOWN}
    truth.outages.append(Outage("moodle", *OUTAGE))
    _only_moodle(truth, school)
    for student in school.students:
        if student.joined:
            truth.joined[student.id] = student.joined
        if (student.given, student.family) in known:
            _known(truth, student)
        elif student.joined or student.id in truth.only_from:
            truth.steady.append(student.id)
        else:
            _anybody(truth, student)
    _by_hand(truth, school)


def platform_class(homeroom: str) -> bool:
    """Do they work on the learning platform? Years eight and nine, and 7C."""
    return homeroom == "7C" or int(homeroom[:-1]) >= 8


def _known(truth: Truth, student: Student) -> None:
    if student.given == "Mira":
        truth.quiet.append(Quiet(student.id, date(2026, 11, 11), date(2026, 11, 22)))
    elif student.given == "Leo":
        code = by_key()["divide-fractions"].code
        truth.stuck.append(
            Stuck(student.id, code, date(2026, 11, 18), date(2026, 11, 22), "the step between", "")
        )
    else:
        truth.steady.append(student.id)


def _anybody(truth: Truth, student: Student) -> None:
    dice = Dice(truth.seed, "story", student.id)
    kind = dice.weighted(_KINDS, _SHARES)
    if kind == "quiet":
        truth.quiet.append(_quiet(dice, student))
    elif kind == "stuck":
        truth.stuck.append(_stuck(dice, student))
    elif kind == "slip":
        skill = dice.pick(curriculum("mathematics", student.grade)[:3])
        truth.slips.append(Slip(student.id, skill.code, school_days()[dice.whole(36, 48)]))
    elif kind == "sick":
        first = school_days()[dice.whole(24, 48)]
        truth.sick.append(Sick(student.id, first, later(first, dice.whole(3, 5) - 1)))
    else:
        truth.steady.append(student.id)


def _quiet(dice: Dice, student: Student) -> Quiet:
    """In time for fifteen school days before the outage or the clock; those of year seven come back."""
    days = school_days()
    if student.homeroom in COME_BACK:
        latest = 28
    else:
        latest = 31 if platform_class(student.homeroom) else 42
    place = dice.whole(22, latest)
    back = student.homeroom in COME_BACK or (place <= 34 and dice.chance(0.5))
    return Quiet(student.id, days[place], days[place + dice.whole(15, 17)] if back else None)


def _stuck(dice: Dice, student: Student) -> Stuck:
    """On a skill that rests on another of the same year, from its beginning, for two or three weeks."""
    skills = curriculum("mathematics", student.grade)
    own = {s.code for s in skills}
    last_unit = 7 if student.grade == 7 else 8  # year seven has only just begun its last skill
    skill = dice.pick([s for s in skills[1:last_unit] if set(s.before) & own])
    before = dice.pick([code for code in skill.before if code in own])
    first = _first_day(skill)
    last = later(first, dice.whole(10, 15))
    still = last > CLOCK.date()
    return Stuck(student.id, skill.code, first, None if still else last, "missing prerequisite", before)


def _first_day(skill: Skill) -> date:
    return next(day for day in school_days() if week(day) >= skill.week)


def _only_moodle(truth: Truth, school: School) -> None:
    there = [s for s in school.students_of("7C") if not s.joined]
    for student in Dice(truth.seed, "only").shuffled(there)[:ONLY_MOODLE]:
        truth.only_from[student.id] = "moodle"


def _by_hand(truth: Truth, school: School) -> None:
    """Steady students of years eight and nine with an old user name, or a mail address at home."""
    there = [s for s in school.students if s.id in truth.steady and s.grade >= 8 and not s.joined]
    chosen = Dice(truth.seed, "by hand").shuffled(there)[:BY_HAND]
    for place, student in enumerate(chosen):
        local = student.email.partition("@")[0].replace(".", "")
        if place == 0:
            truth.by_hand[f"mbox|mailto:{local}@home.example"] = student.id
        else:
            truth.by_hand[f"account|https://moodle.lindenhof.example|{local}"] = student.id
