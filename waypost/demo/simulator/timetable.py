"""Homerooms, subject classes and who teaches them."""

from __future__ import annotations

from .people import Group, Staff, Student, plain
from .skills import SUBJECTS

#: In this order homerooms join a school that grows: first those of whom the pages speak.
ORDER = ("7B", "7A", "7C", "8A", "5A", "6A", "5B", "6B", "8B", "9A")
_MORE = tuple(f"{grade}{letter}" for letter in "CDEFGHIJ" for grade in (5, 6, 7, 8, 9))

#: Who teaches what: given name, family name, subject, homerooms; they lead the homeroom marked with *.
_TEACHERS = (
    ("Ngozi", "Okafor", "mathematics", "*7A 7B 7C"),
    ("Martin", "Brandt", "science", "7A *7B"),
    ("Lucas", "Moreau", "science", "7C 8A"),
    ("Hanna", "Wieczorek", "mathematics", "*5A 5B"),
    ("Emre", "Aksoy", "mathematics", "*6A 6B"),
    ("Renate", "Falkenberg", "mathematics", "8A *8B 9A"),
    ("Sofia", "Lindqvist", "reading", "5A *5B"),
    ("Daniel", "Osei", "reading", "6A *6B"),
    ("Carmen", "Ibáñez", "reading", "7A 7B *7C"),
    ("Thị Hoa", "Phạm", "reading", "*8A"),
    ("Yusra", "Nassar", "science", "5A 5B"),
    ("Piotr", "Zieliński", "science", "6A 6B"),
    ("Ada", "Fischer", "science", "8B *9A"),
    ("Olu", "Balogun", "reading", "8B 9A"),
)
#: Two learning-support teachers who teach along in some mathematics classes.
_ALONG = (("Merve", "Koç", ("5A", "6A", "7C", "8A")), ("Jan", "Petersen", ("5B", "6B", "8B", "9A")))
_OTHERS = (
    ("Helena", "Voss", "principal"),
    ("Samira", "Rahimi", "counselor"),
    ("Pavel", "Novák", "systemAdministrator"),
)
_PERIODS = {"mathematics": -1, "reading": 1, "science": 3}  # Mathematics 7B is the first lesson


def homerooms(size: float) -> list[str]:
    """The homerooms of a school of that size, at least one."""
    return list((*ORDER, *_MORE)[: max(1, round(10 * size))])


def teachers(rooms: list[str]) -> list[Staff]:
    """Those who have a class here, and the three who have none. A school beyond ten homerooms gets more of them."""
    found = []
    for given, family, subject, taught in _TEACHERS:
        if set(taught.replace("*", "").split()) & set(rooms):
            found.append(Staff(_id(family), given, family, "teacher", teaches=subject))
    found += [
        Staff(_id(family), given, family, "teacher", teaches="mathematics along")
        for given, family, taught in _ALONG
        if set(taught) & set(rooms)
    ]
    for room in rooms:
        if room in _MORE:
            found += [
                Staff(f"t-{room.lower()}-{subject}", "Alex", f"{title} {room}", "teacher", teaches=subject)
                for subject, title in SUBJECTS.items()
            ]
    found += [Staff(_id(family), given, family, role) for given, family, role in _OTHERS]
    return found


def groups(rooms: list[str], students: list[Student], staff: list[Staff]) -> list[Group]:
    """A homeroom class and one class a subject for each homeroom."""
    by_id = {s.id: s for s in staff}
    found = []
    for room in sorted(rooms):
        members = [s for s in students if s.homeroom == room]
        grade = int(room[:-1])
        home = by_id[_home_teacher(room)]
        found.append(Group(f"c-{room.lower()}-home", f"Homeroom {room}", grade, room, "", [home], members, 0))
        for subject, title in SUBJECTS.items():
            adults = [by_id[t] for t in _subject_teachers(room, subject)]
            period = 1 + (_PERIODS[subject] + ord(room[-1]) + grade) % 6
            found.append(
                Group(
                    f"c-{room.lower()}-{subject}",
                    f"{title} {room}",
                    grade,
                    room,
                    subject,
                    adults,
                    members,
                    period,
                )
            )
    return found


def _id(family: str) -> str:
    return "t-" + plain(family).lower()


def _home_teacher(room: str) -> str:
    for _, family, _, taught in _TEACHERS:
        if f"*{room}" in taught.split():
            return _id(family)
    return f"t-{room.lower()}-mathematics"


def _subject_teachers(room: str, subject: str) -> list[str]:
    found = [
        _id(family)
        for _, family, teaches, taught in _TEACHERS
        if teaches == subject and room in taught.replace("*", "").split()
    ]
    if subject == "mathematics":
        found += [_id(family) for _, family, taught in _ALONG if room in taught]
    return found or [f"t-{room.lower()}-{subject}"]
