"""What students do, day by day: sessions, answers, retries, hints, pages read. One student at a time."""

from __future__ import annotations

import math
from datetime import date

from . import paper, scripted
from .calendar import CLOCK, FIRST_DAY, days, off, week
from .dice import Dice
from .events import Answer, Life, Visit
from .learners import Knowing, begin, difficulty
from .people import Student
from .skills import Skill, begun, by_key
from .sources import of_subject
from .tried import LIFT
from .truth import Learner, Truth

HOURS = (8.25, 9.1, 10.2, 11.05, 11.95, 12.8)  # begin of the lessons, by period
_WEEKDAYS = (1.02, 1.06, 0.98, 1.06, 0.88, 0.05, 0.12)  # Monday first: factor on the chance of work
_HOLIDAY = 0.06
_MOST = 0.97
GENTLE = ("divide-fractions", 9)  # begun this week in year seven: so many tries at most before the clock


STUCK, MISSING, SLIPPED = (
    2.5,
    0.4,
    1.5,
)  # so far below the skill's difficulty is what they know then, in logits


class Term:
    """One student through the term."""

    def __init__(
        self, truth: Truth, student: Student, learner: Learner, missed: set[date], known: bool
    ) -> None:
        self.truth, self.student, self.learner, self.missed = truth, student, learner, missed
        self.dice = Dice(truth.seed, "evidence", student.id)
        self.life = Life()
        self.knowing: dict[str, Knowing] = {}
        self.orders: dict[str, list[int]] = {}
        self.taken: dict[str, int] = {}
        self.quiet = [q for q in truth.quiet if q.student == student.id]
        self.stuck = [s for s in truth.stuck if s.student == student.id]
        self.slips = [s for s in truth.slips if s.student == student.id]
        self.tried = truth.tried.get(student.homeroom)  # mathematics with worked examples from this day on
        self.script = scripted.ANSWERS.get(student.given, {}) if known else {}
        self.only_named = scripted.ONLY_NAMED_DAYS.get(student.given) if known else None
        by_plan = known or bool(self.stuck or self.slips)
        self.behind = learner.behind = 0 if by_plan else learner.behind
        self.reported = False

    def run(self) -> Life:
        for day in days(self.student.joined or FIRST_DAY):
            if day >= CLOCK.date() and not self.reported:
                self.report()
            named = {key: bits[day] for key, bits in self.script.items() if day in bits}
            works, sits = self._works(day), day in paper.DAYS and self._sits(day)
            before = self.life.size()
            if works or named:
                self._day(day, named)
            if sits:
                practised = {key: state for key, state in self.knowing.items() if key not in self.script}
                self.life.marks += paper.sit(self.truth, self.student, self.learner, practised, day)
            if self.life.size() > before:
                self.life.worked.append(day)
        return self.life

    def report(self) -> None:
        """Write down the truth of each skill at the clock."""
        self.reported = True
        for key, state in sorted(self.knowing.items()):
            self.learner.skills[by_key()[key].code] = state.report()

    def chance_of_work(self, day: date) -> float:
        """On a calendar day, whatever the student's story."""
        if day in self.missed:
            return 0.0
        reason = off(day)
        share = _WEEKDAYS[day.weekday()] if reason in ("", "weekend") else _HOLIDAY
        chance = min(_MOST, self.learner.work * share)
        for quiet in self.quiet:
            if quiet.first_day <= day and (quiet.last_day is None or day <= quiet.last_day):
                chance *= quiet.multiplier
        return chance

    def _works(self, day: date) -> bool:
        worked = self.dice.chance(self.chance_of_work(day))
        if self.only_named and self.only_named[0] <= day <= self.only_named[1]:
            return False
        return worked

    def _sits(self, day: date) -> bool:
        """Those who have gone quiet hand in no test; those who work on the platform alone have theirs there."""
        quiet = any(q.first_day <= day for q in self.quiet)
        return day not in self.missed and not quiet and self.student.id not in self.truth.only_from

    def _day(self, day: date, named: dict[str, str]) -> None:
        at_school = not off(day) and not self.dice.chance(self.learner.evening)
        subjects = [
            s for s, p in (("mathematics", 0.85), ("reading", 0.33), ("science", 0.33)) if self.dice.chance(p)
        ]
        hour = self._hour(day, at_school)
        second = hour * 3600 + self.dice.between(0, 1500)
        for key, bits in named.items():
            second = self._named_block(by_key()[key], day, second, bits)
        for subject in subjects or ["mathematics"]:
            second = self._block(subject, day, second) + self.dice.between(40, 420)

    def _hour(self, day: date, at_school: bool) -> float:
        if at_school:
            return HOURS[self.dice.whole(0, 4)]
        if off(day):
            return self.dice.between(10, 17.5)
        return max(14.5, min(19.8, self.dice.normal(self.learner.hour, 0.7)))

    def _block(self, subject: str, day: date, second: float) -> float:
        skill = self._skill(subject, day)
        if skill is None:
            return second
        count = self.dice.whole(5, 12) if subject == "mathematics" else self.dice.whole(4, 8)
        count = min(count, self._room(skill, day))
        if not count:
            return second
        source = self.truth.only_from.get(self.student.id) or of_subject(subject, self.student.homeroom)
        state = self._state(skill, day)
        if source == "moodle" and self.dice.chance(0.6):
            second = self._reads(skill, day, second)
        right = 0
        began = second
        for _ in range(count):
            second, first_right = self._item(skill, state, source, day, second)
            right += first_right
        if source == "moodle" and self.dice.chance(0.7):
            second += 4
            score = round(right / count, 2)
            self.life.visits.append(
                Visit(self.student.id, skill, "completed", day, second, second - began, score)
            )
        return second

    def _reads(self, skill: Skill, day: date, second: float) -> float:
        length = self.dice.between(45, 300)
        second += length
        self.life.visits.append(Visit(self.student.id, skill, "experienced", day, second, length, None))
        return second

    def _item(
        self, skill: Skill, state: Knowing, source: str, day: date, second: float
    ) -> tuple[float, bool]:
        """One item up to two attempts; the second at which it is done, and whether the first answer was right."""
        dice, learner = self.dice, self.learner
        item = self._next_item(skill)
        chance = state.chance(learner, difficulty(self.truth.seed, skill.key, item, skill.hard))
        rapid = dice.chance(learner.rapid)
        if self.tried and day >= self.tried and skill.subject == "mathematics":
            chance = min(_MOST, chance + LIFT)
        hints = 0
        if source != "moodle" and not rapid and dice.chance(learner.hints * 2 * (1 - chance)):
            hints = dice.whole(1, 3)
        right = dice.chance(learner.guess if rapid else min(0.97, chance + 0.12 * hints))
        length = dice.between(0.7, 1.9) if rapid else self._length(right, hints)
        second += length
        self._answer(source, skill, item, day, second, length, right, hints, 1)
        state.practise(day, 0.0 if rapid else learner.gain)
        attempt = 1
        while not right and attempt < 3 and dice.chance(learner.retry):
            attempt += 1
            right = dice.chance(min(0.95, chance + 0.25))
            length = self._length(right, 0) * 0.6
            second += length + 1
            self._answer(source, skill, item, day, second, length, right, hints, attempt)
        first_right = right and attempt == 1
        return second + dice.between(1.5, 9), first_right

    def _named_block(self, skill: Skill, day: date, second: float, bits: str) -> float:
        source = of_subject(skill.subject, self.student.homeroom)
        state = self._state(skill, day)
        for bit in bits:
            length = self._length(bit == "1", 0)
            second += length
            self._answer(source, skill, self._next_item(skill), day, second, length, bit == "1", 0, 1)
            state.practise(day, self.learner.gain)
            second += self.dice.between(3, 15)
        return second

    def _answer(
        self,
        source: str,
        skill: Skill,
        item: int,
        day: date,
        second: float,
        length: float,
        right: bool,
        hints: int,
        attempt: int,
    ) -> None:
        self.life.answers.append(
            Answer(self.student.id, source, skill, item, day, second, length, right, hints, attempt)
        )

    def _length(self, right: bool, hints: int) -> float:
        middling = self.learner.pace * (1.0 if right else 1.25) + 9 * hints
        return max(2.2, min(240.0, middling * math.exp(self.dice.normal(0, 0.45))))

    def _next_item(self, skill: Skill) -> int:
        """Each item once before any comes again."""
        if skill.key not in self.orders:
            self.orders[skill.key] = Dice(self.truth.seed, "order", self.student.id, skill.key).shuffled(
                range(1, skill.items + 1)
            )
        place = self.taken.get(skill.key, 0)
        self.taken[skill.key] = place + 1
        return self.orders[skill.key][place % skill.items]

    def _room(self, skill: Skill, day: date) -> int:
        """How many tries the skill may still have."""
        if skill.key != GENTLE[0] or day >= CLOCK.date():
            return 99
        return max(0, min(4, GENTLE[1] - self.taken.get(skill.key, 0)))

    def _skill(self, subject: str, day: date) -> Skill | None:
        """The newest most of the time, else one that is weak, else any that has begun."""
        options = self._begun(subject, day)
        if not options:
            return None
        codes = {s.code: s for s in options}
        for stuck in self.stuck:
            if (
                stuck.skill in codes
                and stuck.first_day <= day <= (stuck.last_day or day)
                and self.dice.chance(0.5)
            ):
                return codes[stuck.skill]
        for slip in self.slips:
            if slip.skill in codes and 0 <= (day - slip.day).days < 7 and self.dice.chance(0.8):
                return codes[slip.skill]
        throw = self.dice.roll()
        if throw < 0.62 or len(options) == 1:
            return options[-1]
        if throw < 0.86:
            return min(options[-4:-1], key=lambda s: self._state(s, day).know)
        return self.dice.pick(options)

    def _begun(self, subject: str, day: date) -> list[Skill]:
        """What this student has come to by that day; what the whole class begins together nobody misses."""
        now = week(day)
        reached = max(1, now - self.behind)
        found = begun(subject, self.student.grade, now)
        mine = [s for s in found if (s.week <= reached or s.key == GENTLE[0]) and s.key not in self.script]
        return [s for s in mine if self._room(s, day)]

    def _state(self, skill: Skill, day: date) -> Knowing:
        state = self.knowing.get(skill.key)
        if state is None:
            state = self.knowing[skill.key] = begin(self.truth.seed, self.student, self.learner, skill)
        state.rest(day, self.learner.half_life)
        self._episodes(skill, state, day)
        return state

    def _episodes(self, skill: Skill, state: Knowing, day: date) -> None:
        state.blocked = False
        for stuck in self.stuck:
            if stuck.last_day is not None and day > stuck.last_day:
                continue
            if skill.code == stuck.skill and stuck.first_day <= day:
                state.blocked, state.know = True, min(state.know, state.hard - STUCK)
            elif skill.code == stuck.prerequisite:
                state.blocked, state.know = True, min(state.know, state.hard - MISSING)
        for slip in self.slips:
            if skill.code == slip.skill and 0 <= (day - slip.day).days < 7:
                state.know = min(state.know, state.hard - SLIPPED)
