"""What happens to the people whom the pages speak of, answer by answer where the page says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from .people import Student
from .truth import Learner

Bits = dict[date, str]  # day -> right (1) and wrong (0) first answers, each to another item


def _days(**bits: str) -> Bits:
    """`_days(oct_13="010")`."""
    months = {"oct": 10, "nov": 11}
    return {date(2026, months[name[:3]], int(name[4:])): value for name, value in bits.items()}


#: Given name -> skill -> answers. No other answers to these skills come from this student.
ANSWERS: dict[str, dict[str, Bits]] = {
    "Leo": {
        "ratios": _days(oct_22="10"),
        "multiply-fractions": _days(nov_02="1101", nov_04="111", nov_09="101", nov_13="1111"),
        "divide-fractions": _days(
            nov_18="01001", nov_19="00100", nov_20="1000", nov_23="01", nov_24="1110", nov_25="1111"
        ),
    },
    "Sara": {
        "ratios": _days(
            oct_13="010",
            oct_16="100",
            oct_21="0110",
            oct_28="10",
            oct_30="01",
            nov_16="0101",
            nov_18="110",
            nov_20="1111",
        ),
    },
    "Mira": {"percent": _days(nov_10="1101", nov_12="101", nov_23="1011", nov_24="111")},
}

#: Given name -> first and last day of a time in which only the days named in ANSWERS have work.
ONLY_NAMED_DAYS = {"Mira": (date(2026, 11, 11), date(2026, 11, 22))}

_LEARNERS: dict[str, dict[str, float]] = {
    "Leo": {"work": 0.72, "ability": 0.8, "gain": 0.13, "rapid": 0.0},
    "Mira": {"work": 0.84, "evening": 0.96, "hour": 17.5, "ability": 0.5, "rapid": 0.0},
    "Sara": {"work": 0.8, "ability": 0.5, "gain": 0.13},
    "Amina": {"work": 0.8, "ability": 0.3, "gain": 0.12},
}
_STEADY = {"work": 0.78, "ability": 0.5, "gain": 0.13}


def learner(student: Student, drawn: Learner) -> Learner:
    """The learner as drawn, with what the story says instead."""
    found = replace(drawn, skills={})
    for name, value in _LEARNERS.get(student.given, _STEADY).items():
        setattr(found, name, value)
    return found
