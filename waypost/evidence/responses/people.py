"""For a file without a roster: its students as people, in classes of thirty, so that pages have somebody to show."""

from __future__ import annotations

from collections.abc import Sequence

from waypost.school import clock
from waypost.school.models import Class, Enrollment, Identity, Organization, Person, School

from ..iris import identifiers
from ..models import Source, StatementAgent
from ..stream import erased_names

CLASS_SIZE = 30
BASIS = "import"


class Newcomers:
    """Makes a person for each student that nobody is known by yet: "Student 1", "Student 2", ... in "Class 1", ..."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._seen: set[str] = set()
        self._count: int | None = None
        self._classes: dict[int, Class] = {}

    def greet(self, keys: Sequence[str]) -> set[int]:
        """Make who is missing, in the current transaction. Returns people whose earlier evidence is now theirs."""
        fresh = [k for k in dict.fromkeys(keys) if k not in self._seen]
        self._seen.update(fresh)
        erased = erased_names(fresh)  # an old file brings nobody back
        fresh = [k for k in fresh if k not in erased]
        if not fresh:
            return set()
        ids = identifiers.ids(fresh)
        joined = set(
            Identity.objects.filter(identifier__in=ids.values(), parted=None).values_list(
                "identifier_id", flat=True
            )
        )
        strangers = [k for k in fresh if ids[k] not in joined]
        people = self._make(len(strangers))
        now = clock.now()
        Identity.objects.bulk_create(
            Identity(identifier_id=ids[k], person=p, basis=BASIS, set_at=now)
            for k, p in zip(strangers, people, strict=True)
        )
        of_identifier = {ids[k]: p.pk for k, p in zip(strangers, people, strict=True)}
        known = (
            StatementAgent.objects.filter(identifier__in=of_identifier)
            .values_list("identifier_id", flat=True)
            .distinct()
        )
        return {of_identifier[i] for i in known}

    def _make(self, count: int) -> list[Person]:
        if not count:
            return []
        first = self._next()
        numbers = range(first, first + count)
        people = Person.objects.bulk_create(
            [
                Person(sourced_id=f"{self._source.slug}:{n}", given_name=f"Student {n}", kind="student")
                for n in numbers
            ],
            batch_size=50,
        )
        Enrollment.objects.bulk_create(
            [
                Enrollment(
                    sourced_id=f"{self._source.slug}:{n}",
                    person=p,
                    klass=self._class((n - 1) // CLASS_SIZE + 1),
                    role="student",
                )
                for n, p in zip(numbers, people, strict=True)
            ],
            batch_size=90,
        )
        self._count = first + count - 1
        return people

    def _next(self) -> int:
        if self._count is None:
            made = Person.objects.filter(sourced_id__startswith=f"{self._source.slug}:").values_list(
                "sourced_id", flat=True
            )
            self._count = max((int(str(code).rpartition(":")[2]) for code in made), default=0)
        return self._count + 1

    def _class(self, n: int) -> Class:
        if n not in self._classes:
            self._classes[n], _ = Class.objects.get_or_create(
                sourced_id=f"{self._source.slug}:class-{n}",
                defaults={"title": f"Class {n}", "organization": _organization()},
            )
        return self._classes[n]


def _organization() -> Organization:
    """The school itself; made under its name where no roster made one."""
    found = Organization.objects.filter(kind="school", active=True).order_by("pk").first()
    if found is None:
        row = School.objects.first()
        found = Organization.objects.create(sourced_id="school", name=row.name if row else "School")
    return found
