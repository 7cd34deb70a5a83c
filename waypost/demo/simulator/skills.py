"""What is taught: forty skills of mathematics over five years, ten of reading, ten of science, and when they begin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

GRADES = (5, 6, 7, 8, 9)
SUBJECTS = {"mathematics": "Mathematics", "reading": "Reading", "science": "Science"}
_LETTER = {"mathematics": "M", "reading": "R", "science": "S"}
_WEEKS = {"mathematics": (1, 2, 3, 5, 7, 8, 9, 12), "reading": (1, 8), "science": (1, 8)}
ITEMS = {"mathematics": 40, "reading": 24, "science": 24}  # items a skill


@dataclass(frozen=True, slots=True)
class Skill:
    code: str  # "M7.8"
    key: str  # "divide-fractions", as tools call it
    title: str
    subject: str
    grade: int
    week: int  # of the term, in which it begins
    hard: float  # added to the difficulty of each item, logits
    before: tuple[str, ...]  # codes of prerequisites

    @property
    def items(self) -> int:
        return ITEMS[self.subject]


@dataclass(frozen=True, slots=True)
class Node:
    """An inner node of the tree: a subject, or one year of it."""

    code: str
    title: str
    parent: str


# (title, places of prerequisites in the same list, or "code" of an earlier year, hard)
_Row = tuple[str, tuple[int | str, ...], float]
_MATHEMATICS: dict[int, tuple[_Row, ...]] = {
    5: (
        ("Place value to a million", (), -0.2),
        ("Add and subtract large numbers", (0,), 0.0),
        ("Multiply by two digits", (1,), 0.1),
        ("Divide with remainder", (2,), 0.3),
        ("Factors and multiples", (3,), 0.1),
        ("Units of length and mass", (0,), 0.0),
        ("Area of rectangles", (2, 5), 0.1),
        ("Read charts", (0,), 0.0),
    ),
    6: (
        ("Decimals on the number line", ("M5.1",), 0.0),
        ("Add and subtract decimals", (0, "M5.2"), 0.0),
        ("Multiply decimals", (1, "M5.3"), 0.2),
        ("What a fraction is", ("M5.4",), 0.0),
        ("Compare fractions", (3,), 0.2),
        ("Angles", (), -0.1),
        ("Perimeter and area", ("M5.7",), 0.1),
        ("Mean and range", (1,), 0.1),
    ),
    7: (
        ("Equivalent fractions", ("M6.4",), 0.0),
        ("Add fractions", (0,), 0.1),
        ("Graphs", ("M5.8",), -0.1),
        ("Negative numbers", ("M6.1",), 0.1),
        ("Ratios", (0,), 0.1),
        ("Percent", (4,), 0.2),
        ("Multiply fractions", (0,), 0.0),
        ("Divide fractions", (6,), 1.5),
    ),
    8: (
        ("Powers and roots", ("M5.5",), 0.0),
        ("Terms and brackets", ("M7.4",), 0.2),
        ("Linear equations", (1,), 0.2),
        ("Percent change", ("M7.6",), 0.2),
        ("Interest", (3,), 0.2),
        ("Triangles", ("M6.6",), 0.0),
        ("Circles", ("M6.7",), 0.1),
        ("Chance", ("M7.5",), 0.1),
    ),
    9: (
        ("Linear functions", ("M8.3",), 0.1),
        ("Systems of equations", (0,), 0.3),
        ("Square roots", ("M8.1",), 0.0),
        ("Quadratic terms", ("M8.2",), 0.3),
        ("Quadratic functions", (3,), 0.4),
        ("The theorem of Pythagoras", (2, "M8.6"), 0.1),
        ("Similar figures", ("M7.5",), 0.1),
        ("Data and spread", ("M6.8",), 0.0),
    ),
}
_OTHERS: dict[str, dict[int, tuple[str, str]]] = {
    "reading": {
        5: ("Find the main idea", "Word meaning from context"),
        6: ("Order of events", "Read between the lines"),
        7: ("Compare two texts", "Why the author writes"),
        8: ("Fact and opinion", "Pictures in words"),
        9: ("Weigh an argument", "Tone and irony"),
    },
    "science": {
        5: ("Parts of a plant", "The water cycle"),
        6: ("Food webs", "Light and shadow"),
        7: ("Cells", "Forces"),
        8: ("Energy changes", "Acids and bases"),
        9: ("Electric circuits", "Inheritance"),
    },
}


def _rows(subject: str, grade: int) -> tuple[_Row, ...]:
    if subject == "mathematics":
        return _MATHEMATICS[grade]
    first, second = _OTHERS[subject][grade]
    return (first, (), 0.0), (second, (), 0.1)


@cache
def curriculum(subject: str, grade: int) -> tuple[Skill, ...]:
    """The skills of one year, in the order in which they begin."""
    letter = _LETTER[subject]
    found = []
    for place, (title, before, hard) in enumerate(_rows(subject, grade)):
        codes = tuple(b if isinstance(b, str) else f"{letter}{grade}.{b + 1}" for b in before)
        key = title.lower().replace(" ", "-")
        week = _WEEKS[subject][place]
        found.append(Skill(f"{letter}{grade}.{place + 1}", key, title, subject, grade, week, hard, codes))
    return tuple(found)


@cache
def every_skill() -> tuple[Skill, ...]:
    return tuple(skill for subject in SUBJECTS for grade in GRADES for skill in curriculum(subject, grade))


@cache
def by_key() -> dict[str, Skill]:
    return {skill.key: skill for skill in every_skill()}


def nodes() -> list[Node]:
    """Subjects and their years, above the skills."""
    found = []
    for subject, title in SUBJECTS.items():
        found.append(Node(_LETTER[subject], title, ""))
        found += [Node(f"{_LETTER[subject]}{g}", f"{title} {g}", _LETTER[subject]) for g in GRADES]
    return found


def parent(skill: Skill) -> str:
    return f"{_LETTER[skill.subject]}{skill.grade}"


def begun(subject: str, grade: int, week: int) -> tuple[Skill, ...]:
    """The skills of the year that have begun by a week of the term, the newest last."""
    return tuple(skill for skill in curriculum(subject, grade) if skill.week <= week)
