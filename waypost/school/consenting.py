"""What trust's consents ask of the school: how old somebody is, and who holds the right to consent today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q

from waypost.trust.consent import subjects
from waypost.trust.consent.subjects import Subject
from waypost.trust.consent.table import OF_AGE
from waypost.trust.models import Setting

from . import clock, of_age
from .grounds import live_links
from .identities import chunks
from .models import GuardianLink, Person, School

OWN_DATA = (
    "school.own_data"  # Setting: years, where the school's lawyer says another age than the country's preset
)


def install() -> None:
    subjects.install(about, clock.today, lambda day: clock.start_of(day + timedelta(days=1)))


def own_data_years() -> int | None:
    """The age that the school set; None: as the country's preset says."""
    kept = Setting.objects.filter(pk=OWN_DATA).values_list("value", flat=True).first()
    return int(kept) if kept else None


def about(person_ids: Iterable[int]) -> dict[int, Subject]:
    """Ages and guardians for many people."""
    country = School.objects.values_list("country", flat=True).first() or ""
    chosen = dict(Setting.objects.filter(pk__in=[of_age.SETTING, OWN_DATA]).values_list("pk", "value"))
    grown_at, own_data = int(chosen.get(of_age.SETTING) or OF_AGE), chosen.get(OWN_DATA)
    found: dict[int, Subject] = {}
    for part in chunks(person_ids):
        guardians: dict[int, set[int]] = defaultdict(set)
        family: dict[int, set[int]] = defaultdict(set)
        may = live_links().filter(consent=True).values("pk")
        links = GuardianLink.objects.filter(student__in=part).exclude(state="ended")
        told = links.annotate(may=Q(pk__in=may)).values_list("student_id", "guardian_id", "may")
        for student, guardian, yes in told:
            family[student].add(guardian)
            if yes:
                guardians[student].add(guardian)
        for pk, birth, kind in Person.objects.filter(pk__in=part).values_list("pk", "birth_date", "kind"):
            found[pk] = Subject(
                birth=birth,
                guardians=frozenset(guardians[pk]),
                family=frozenset(family[pk]),
                country=country,
                of_age=grown_at,
                grown=kind != "student",
                own_data=int(own_data) if own_data else None,
            )
    return found
