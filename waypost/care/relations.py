"""Who may write to whom, as of today: sender, receiver and what joins them (TRUST 10, 28).

| from | to | joined by |
|---|---|---|
| student | adult of the school | own teacher, home adult, counsellor of the school |
| adult of the school | student | the same |
| guardian | adult of the school | a confirmed link with the right to write, and the adult is one of the child's |
| adult of the school | guardian | the same |

Nobody else: no student to a student, no guardian to a guardian or to a child through here, no partner, no administrator.
"""

from __future__ import annotations

from dataclasses import dataclass

from waypost.school.models import Person
from waypost.school.queries import children_of, guardians_of
from waypost.trust.access import Who
from waypost.trust.models import Role

from . import adults
from .models import Thread


@dataclass(frozen=True, slots=True)
class Ends:
    """The three ends of a thread: whom it is about, the student or one guardian, and the adult of the school."""

    student: int
    other: int
    adult: int

    @classmethod
    def of(cls, thread: Thread) -> Ends:
        return cls(thread.student_id, thread.other_id, thread.adult_id)

    @classmethod
    def read(cls, text: str) -> Ends | None:
        """From an address ("12-34-5")."""
        parts = text.split("-")
        if len(parts) != 3 or not all(p.isdigit() for p in parts):
            return None
        return cls(*(int(p) for p in parts))

    def __str__(self) -> str:
        return f"{self.student}-{self.other}-{self.adult}"

    def partner(self, me: int) -> int:
        return self.other if me == self.adult else self.adult


def holds(ends: Ends) -> bool:
    """Are these two joined today?"""
    if ends.adult not in {a.person.pk for a in adults.around(ends.student, also_away=True)}:
        return False
    return ends.other == ends.student or ends.other in {p.pk for p in guardians_of(ends.student, "message")}


def mine(who: Who, ends: Ends) -> bool:
    """Is one of the two ends this person, in the role that the end asks for, and with own eyes?"""
    if who.person is None or who.viewing_as is not None:
        return False
    if who.person == ends.adult:
        return who.has(Role.TEACHER, Role.COUNSELLOR, Role.LEADER)
    if who.person != ends.other:
        return False
    return who.has(Role.STUDENT if ends.other == ends.student else Role.GUARDIAN)


def from_student(student: int) -> list[Ends]:
    return [Ends(student, student, a.person.pk) for a in adults.around(student, also_away=True)]


def from_guardian(guardian: int) -> list[Ends]:
    return [
        Ends(child.pk, guardian, a.person.pk)
        for child in children_of(guardian, "message")
        for a in adults.around(child.pk, also_away=True)
    ]


def about(student: Person, adult: int) -> list[Ends]:
    """For an adult on a student's page: the student, and the guardians who may be written to, one by one."""
    if adult not in {a.person.pk for a in adults.around(student.pk, also_away=True)}:
        return []
    others = [student.pk, *(g.pk for g in guardians_of(student, "message"))]
    return [Ends(student.pk, other, adult) for other in others]
