"""Students with whom somebody may begin something in this room: whoever may see them, but not in an emergency, which lets
read alone (TRUST 11)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from waypost.school.access import SEE_STUDENT
from waypost.school.models import Person
from waypost.trust.access import Rule, Who


class WorkWith(Rule[Person]):
    name = "care.student.work"
    sentence = "those who see a student note talks, write notes and plan help; who opened the record in an emergency does not"
    yes = "one of this person's students"
    no = "not one of this person's students"

    def rows(self, who: Who) -> QuerySet[Person]:
        return SEE_STUDENT.rows(who)

    def subjects(self, row: Person) -> Iterable[int]:
        return (row.pk,)


WORK_WITH = WorkWith()
