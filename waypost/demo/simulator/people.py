"""What the simulator knows of people and classes: plain records, no behaviour."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date

DOMAIN = "lindenhof.example"  # the school's own mail domain
SCHOOL = "Lindenhof School"
_SPECIAL = str.maketrans({"ß": "ss", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ø": "o"})


def plain(name: str) -> str:
    """A name in ASCII letters, for addresses."""
    text = unicodedata.normalize("NFKD", name.translate(_SPECIAL))
    return "".join(c for c in text if c.isascii() and (c.isalnum() or c in " -"))


@dataclass(slots=True)
class Guardian:
    id: str  # OneRoster sourcedId
    given: str
    family: str
    email: str  # at home: never joins anything
    language: str  # BCP 47
    relation: str  # "mother", "father", "grandmother", ...


@dataclass(slots=True)
class Student:
    id: str  # OneRoster sourcedId, "s-7b-03"
    given: str
    family: str
    sex: str  # OneRoster 1.2: female, male, other, unspecified
    born: date
    country: str  # of birth
    language: str  # at home
    homeroom: str  # "7B"
    email: str = ""
    middle: str = ""
    preferred: str = ""
    joined: date | None = None  # first day here, where that is not the first day of term
    guardians: list[Guardian] = field(default_factory=list)

    @property
    def grade(self) -> int:
        return int(self.homeroom[:-1])

    @property
    def name(self) -> str:
        return f"{self.preferred or self.given} {self.family}"


@dataclass(slots=True)
class Staff:
    id: str
    given: str
    family: str
    role: str  # OneRoster 1.2 role: teacher, counselor, principal, systemAdministrator
    email: str = ""
    teaches: str = ""  # subject


@dataclass(slots=True)
class Group:
    """A class of the timetable: a homeroom, or a subject for one homeroom's students."""

    id: str  # "c-7b-mathematics", "c-7b-home"
    title: str  # "Mathematics 7B"
    grade: int
    homeroom: str
    subject: str  # "" for the homeroom itself
    teachers: list[Staff]  # the first one is primary
    students: list[Student]
    period: int  # of the school day


@dataclass(slots=True)
class School:
    students: list[Student]
    staff: list[Staff]
    guardians: list[Guardian]
    groups: list[Group]

    def homeroom_of(self, student: Student) -> Group:
        return next(g for g in self.groups if not g.subject and g.homeroom == student.homeroom)

    def home_adult(self, student: Student) -> Staff:
        """The primary teacher of the homeroom: the adult to whom signals about the person go."""
        return self.homeroom_of(student).teachers[0]

    def students_of(self, homeroom: str) -> list[Student]:
        return [s for s in self.students if s.homeroom == homeroom]

    def student(self, name: str) -> Student | None:
        """Somebody by given and family name; None where that class is not there."""
        return next((s for s in self.students if f"{s.given} {s.family}" == name), None)
