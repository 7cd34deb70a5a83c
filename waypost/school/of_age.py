"""Coming of age: from the birthday on, in the school's time zone, it is the student who says what guardians see (TRUST 10)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waypost.trust import ages, audit, doctor, ledger
from waypost.trust.consent.table import OF_AGE
from waypost.trust.models import Setting

from . import clock
from .models import GuardianLink, Person

SETTING = "school.of_age"  # Setting: years, where a country has another age
NOTICE = timedelta(days=30)


def years() -> int:
    kept = Setting.objects.filter(pk=SETTING).values_list("value", flat=True).first()
    return int(kept) if kept else OF_AGE


def born_of_age(day: date) -> date:
    """Whoever was born on this day or before is of age on `day`.

    Born on 29 February one comes of age on 1 March of a short year.
    """
    year = day.year - years()
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def birthday_of(student: Person) -> date | None:
    """The day on which the student comes of age; None where the birth date isn't known."""
    return ages.birthday(student.birth_date, years()) if student.birth_date else None


def is_asked(student: Person) -> bool:
    """Is the student told of it, thirty days before and from then on?"""
    day = birthday_of(student)
    return day is not None and clock.today() >= day - NOTICE


def links_of(student: Person) -> list[GuardianLink]:
    """The links that the student decides about."""
    rows = GuardianLink.objects.filter(student=student, state="confirmed").select_related("guardian")
    return list(rows.order_by("guardian__given_name", "pk"))


@transaction.atomic
def agree(link: GuardianLink, yes: bool, account: int | None) -> None:
    """The student says that a guardian may go on as before, or no longer (which can be changed again)."""
    GuardianLink.objects.filter(pk=link.pk).update(agreed=clock.now() if yes else None)
    if not yes:
        ledger.note("no longer", [link.pk])
    audit.act(
        "guardian.agree" if yes else "guardian.no-longer",
        actor_id=account,
        object_kind="guardian_link",
        object_id=link.pk,
    )


@doctor.check("school.birth-dates")
def without_birth_date() -> Iterable[doctor.Problem]:
    missing = Person.objects.filter(
        kind="student", active=True, merged_into=None, birth_date=None, guardian_links__state="confirmed"
    ).distinct()
    count = missing.count()
    if count:
        yield doctor.Problem(
            ngettext(
                "%(n)d student with a guardian has no birth date and counts as a minor.",
                "%(n)d students with a guardian have no birth date and count as minors.",
                count,
            )
            % {"n": count},
            _("Add the birth date to the roster: the day of coming of age follows from it."),
        )
