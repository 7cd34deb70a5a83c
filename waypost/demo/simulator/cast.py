"""Who is at the demonstration school: some people by name, everybody else drawn from `names`."""

from __future__ import annotations

from datetime import date, timedelta

from .dice import Dice
from .names import IN_ARABIC, ORIGINS, Origin
from .people import DOMAIN, Guardian, School, Staff, Student, plain
from .timetable import groups, homerooms, teachers

#: The people whom the pages in docs speak of: homeroom, given name, family name, sex, language at home.
KNOWN = (
    ("7B", "Amina", "Haddad", "female", "ar"),
    ("7B", "Leo", "Park", "male", "ko"),
    ("7B", "Jonas", "Berg", "male", "sv"),
    ("7B", "Sara", "Lind", "female", "sv"),
    ("7B", "Yusuf", "Demir", "male", "ar"),
    ("7B", "Daniel", "Weiss", "male", "de"),
    ("7B", "Tuan", "Nguyễn", "male", "vi"),
    ("7B", "Zoë", "Adeyemi", "female", "en"),
    ("7A", "Mira", "Santos", "female", "pt"),
)
SIZES = {"7B": 27, "7A": 24, "7C": 24}
JOINERS = (("6A", 14, date(2026, 10, 12)), ("8B", 5, date(2026, 11, 2)), ("7A", 20, date(2026, 10, 26)))
_SIBLINGS = (
    ("7B", 3, "5A", 8),
    ("7B", 10, "6B", 4),
    ("7A", 6, "8A", 11),
    ("5B", 2, "9A", 7),
    ("6A", 9, "7C", 15),
    ("5A", 12, "8B", 19),
)


def assemble(seed: int, size: float) -> School:
    """The whole school. `size` 1 is ten homerooms, .1 is 7B alone; people of a class are the same at each size."""
    rooms = homerooms(size)
    students = [student for room in sorted(rooms) for student in _class(seed, room)]
    staff = teachers(rooms)
    _guardians(seed, students)
    _siblings(students)
    _addresses([*students, *staff])
    families = list({g.id: g for s in students for g in s.guardians}.values())
    return School(students, staff, families, groups(rooms, students, staff))


def _class(seed: int, room: str) -> list[Student]:
    dice = Dice(seed, "class", room)
    count = SIZES.get(room) or dice.whole(22, 25)
    known = [k for k in KNOWN if k[0] == room]
    found = [_student(dice, room, given, family, sex, language) for _, given, family, sex, language in known]
    taken = {(s.given, s.family) for s in found} | {(k[1], k[2]) for k in KNOWN}
    while len(found) < count:
        one = _anybody(dice, room)
        if (one.given, one.family) not in taken and sum(s.given == one.given for s in found) == 0:
            taken.add((one.given, one.family))
            found.append(one)
    found = _by_name(found)
    for place, student in enumerate(found, 1):
        student.id = f"s-{room.lower()}-{place:02d}"
    for homeroom, place, day in JOINERS:
        if homeroom == room:
            _newcomer(found, place, day)
    return found


def _newcomer(found: list[Student], place: int, day: date) -> None:
    """Somebody who came in the middle of the term; never one of those known by name."""
    names = {(k[1], k[2]) for k in KNOWN}
    rest = [s for s in found[place:] + found[:place] if (s.given, s.family) not in names]
    rest[0].joined = day


def _by_name(students: list[Student]) -> list[Student]:
    return sorted(students, key=lambda s: (plain(s.family).lower(), plain(s.given).lower()))


def _anybody(dice: Dice, room: str) -> Student:
    origin = dice.weighted(ORIGINS, [o.weight for o in ORIGINS])
    girl = dice.chance(0.5)
    given = dice.pick(origin.girls if girl else origin.boys)
    family = dice.pick(origin.families)
    if dice.chance(0.12):  # families mix
        family = dice.pick(dice.pick(ORIGINS).families)
    sex = dice.weighted(("female" if girl else "male", "other", "unspecified"), (93, 1, 6))
    return _student(dice, room, given, family, sex, origin.language)


def _student(dice: Dice, room: str, given: str, family: str, sex: str, language: str) -> Student:
    origin = _origin(language)
    grade = int(room[:-1])
    born = date(2026 - grade - 6, 10, 1) + timedelta(days=dice.whole(0, 364))  # ten in year five
    abroad = language != "de" and dice.chance(0.35)
    student = Student("", given, family, sex, born, origin.country if abroad else "DE", language, room)
    if given == "Amina":
        student.middle = IN_ARABIC[given]
    elif given in IN_ARABIC and dice.chance(0.3):
        student.preferred = IN_ARABIC[given]
    elif dice.chance(0.06):
        student.preferred = given[:3].rstrip("-") if len(given) > 5 else ""
    elif dice.chance(0.2):
        student.middle = dice.pick(origin.girls if sex == "female" else origin.boys)
    return student


def _origin(language: str) -> Origin:
    return next(o for o in ORIGINS if o.language == language)


def _guardians(seed: int, students: list[Student]) -> None:
    for student in students:
        dice = Dice(seed, "guardians", student.id)
        origin = _origin(student.language)
        relations = (
            ["mother", "father"]
            if dice.chance(0.62)
            else [dice.pick(("mother", "mother", "father", "grandmother"))]
        )
        if (student.given, student.family) == ("Yusuf", "Demir"):
            relations = ["mother", "father"]
        for place, relation in enumerate(relations, 1):
            given = dice.pick(origin.boys if relation == "father" else origin.girls)
            family = student.family if dice.chance(0.8) else dice.pick(origin.families)
            language = student.language if dice.chance(0.9) else "de"
            if (student.given, student.family) == ("Yusuf", "Demir"):
                language = "ar"
            id = f"g-{student.id[2:]}-{place}"
            email = f"{plain(given).lower()}.{plain(family).lower()}.{student.id[2:]}@home.example".replace(
                " ", "-"
            )
            student.guardians.append(Guardian(id, given, family, email, language, relation))


def _siblings(students: list[Student]) -> None:
    """Some pairs share family name, language and guardians."""
    by_id = {s.id: s for s in students}
    known = {(k[1], k[2]) for k in KNOWN}
    for room, place, other_room, other_place in _SIBLINGS:
        elder = by_id.get(f"s-{room.lower()}-{place:02d}")
        younger = by_id.get(f"s-{other_room.lower()}-{other_place:02d}")
        if elder is None or younger is None or (younger.given, younger.family) in known:
            continue
        younger.family, younger.language = elder.family, elder.language
        younger.guardians = elder.guardians


def _addresses(people: list[Student | Staff]) -> None:
    """Mail addresses of the school, unique; the second of a name has a number."""
    taken: dict[str, int] = {}
    for person in people:
        local = f"{plain(person.given)}.{plain(person.family)}".lower().replace(" ", "-")
        taken[local] = taken.get(local, 0) + 1
        number = "" if taken[local] == 1 else str(taken[local])
        person.email = f"{local}{number}@{DOMAIN}"
