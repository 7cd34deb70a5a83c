"""What trust's consents ask of the school: how old somebody is, and who holds the right to consent today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from waypost.trust.consent import subjects
from waypost.trust.consent.subjects import Subject

from . import clock
from .grounds import live_links
from .identities import chunks
from .models import Person, School
from .of_age import years


def install() -> None:
    subjects.install(about, clock.today, lambda day: clock.start_of(day + timedelta(days=1)))


def about(person_ids: Iterable[int]) -> dict[int, Subject]:
    """Ages and guardians for many people."""
    country = School.objects.values_list("country", flat=True).first() or ""
    of_age = years()
    found: dict[int, Subject] = {}
    for part in chunks(person_ids):
        guardians: dict[int, set[int]] = defaultdict(set)
        links = live_links().filter(student__in=part, consent=True)
        for student, guardian in links.values_list("student_id", "guardian_id"):
            guardians[student].add(guardian)
        for pk, birth, kind in Person.objects.filter(pk__in=part).values_list("pk", "birth_date", "kind"):
            found[pk] = Subject(
                birth=birth,
                guardians=frozenset(guardians[pk]),
                country=country,
                of_age=of_age,
                grown=kind != "student",
            )
    return found
