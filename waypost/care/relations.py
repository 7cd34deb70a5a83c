"""Who may write to whom, as of today: sender, receiver and what joins them (TRUST 10, 28).

| from | to | joined by |
|---|---|---|
| student | adult of the school | own teacher, home adult, counsellor of the school |
| adult of the school | student | the same |
| guardian | adult of the school | a confirmed link with the right to write, and the adult is one of the child's |
| adult of the school | guardian | the same |
| helper of an organization | student | a placement to which everybody said yes, the check holds, and a named adult of the school is in the thread |
| student, that adult | helper | the same |

Nobody else: no student to a student, no guardian to a guardian or to a child through here, no administrator; a helper
never alone with a child, and never with a family.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from waypost.school import helpers
from waypost.school.models import Person
from waypost.school.queries import children_of, guardians_of, organizations_of
from waypost.trust import remember
from waypost.trust.access import Who
from waypost.trust.models import Role

from . import adults
from .models import Thread


@dataclass(frozen=True, slots=True)
class Ends:
    """The three ends of a thread: whom it is about, the other one, and the adult of the school. The other one is the
    student again, one guardian, or one helper of an organization: then all three write and read."""

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
        """Whose name stands at the head of it for this reader."""
        return self.adult if me == self.other else self.other


def helpers_among(people: Iterable[int]) -> set[int]:
    """Those who are of an organization: a person is of one kind for good."""
    return set(Person.objects.filter(pk__in=set(people), kind="partner").values_list("pk", flat=True))


def is_helpers(ends: Ends) -> bool:
    """Is the other one somebody of an organization? Then the student writes and reads here, too."""
    if ends.other == ends.student:
        return False
    return remember.once(("helper", ends.other), lambda: bool(helpers_among([ends.other])))


def holds(ends: Ends) -> bool:
    """Are they joined today? A helper only with a named adult of the school, as long as that adult is the child's."""
    if is_helpers(ends):
        return ends in from_student_with_helpers(ends.student)
    if ends.adult not in {a.person.pk for a in adults.around(ends.student, also_away=True)}:
        return False
    return ends.other == ends.student or ends.other in {p.pk for p in guardians_of(ends.student, "message")}


def writers(ends: Ends) -> set[int]:
    """Who writes here."""
    return {ends.other, ends.adult} | ({ends.student} if is_helpers(ends) else set())


def mine(who: Who, ends: Ends) -> bool:
    """Is one of the ends this person, in the role that the end asks for, and with own eyes?"""
    if who.person is None or who.viewing_as is not None:
        return False
    if who.person == ends.adult:
        return who.has(Role.TEACHER, Role.COUNSELLOR, Role.LEADER)
    of_helper = is_helpers(ends)
    if who.person == ends.student and (of_helper or ends.other == ends.student):
        return who.has(Role.STUDENT)
    return who.person == ends.other and who.has(Role.PARTNER if of_helper else Role.GUARDIAN)


def from_student(student: int) -> list[Ends]:
    own = [Ends(student, student, a.person.pk) for a in adults.around(student, also_away=True)]
    return [*own, *from_student_with_helpers(student)]


def from_student_with_helpers(student: int) -> list[Ends]:
    return _with_adult(helpers.keeper().of_student(student))


def from_helper(helper: int) -> list[Ends]:
    return _with_adult(helpers.keeper().of_helper(helper))


def _with_adult(helping: list[helpers.Helping]) -> list[Ends]:
    """Only those for whom the adult who answers for it is still there for the student: an own adult, or a leader."""
    found = {Ends(h.student, h.helper, h.adult): None for h in helping}
    return [ends for ends in found if _answers(ends.adult, ends.student)]


def _answers(adult: int, student: int) -> bool:
    if adult in {a.person.pk for a in adults.around(student, also_away=True)}:
        return True
    leaders = adults.holders(Role.LEADER, organizations_of(student))
    return adult in adults.there({adult} & set(leaders), also_away=True)


def from_guardian(guardian: int) -> list[Ends]:
    return [
        Ends(child.pk, guardian, a.person.pk)
        for child in children_of(guardian, "message")
        for a in adults.around(child.pk, also_away=True)
    ]


def about(student: Person, adult: int) -> list[Ends]:
    """For an adult on a student's page: the student, the guardians who may be written to, one by one, and helpers."""
    of_helpers = [e for e in from_student_with_helpers(student.pk) if e.adult == adult]
    if adult not in {a.person.pk for a in adults.around(student.pk, also_away=True)}:
        return of_helpers
    others = [student.pk, *(g.pk for g in guardians_of(student, "message"))]
    return [*(Ends(student.pk, other, adult) for other in others), *of_helpers]
