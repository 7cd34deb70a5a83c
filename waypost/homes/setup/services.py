"""Each step of the set-up as a function, for the pages and for `waypost setup`. Wrong input is a ValueError with a
sentence; nothing is half done."""

from __future__ import annotations

import re
from datetime import date, timedelta
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from waypost.evidence.models import Source
from waypost.school import clock
from waypost.school import services as calendar
from waypost.school.changes import calendar_changed
from waypost.school.models import AcademicSession, Class, DayOff, Enrollment, Organization, Person, School
from waypost.trust import audit
from waypost.trust import services as trust
from waypost.trust.models import Account, Role
from waypost.trust.who import accounts_with

STEPS = ("name", "days", "roster", "source", "people")
DONE = "done"


def school() -> School:
    """The one row about this instance; made when it is asked for first."""
    return School.objects.first() or School.objects.create(name="", set_up_step=STEPS[0])


def is_done() -> bool:
    return School.objects.filter(set_up_step=DONE).exists()


def reach(step: str) -> None:
    """Remember that the set-up has come to this step; it never goes back."""
    here = school()
    order = (*STEPS, DONE)
    if order.index(step) > order.index(here.set_up_step):
        here.set_up_step = step
        here.save(update_fields=["set_up_step"])


@transaction.atomic
def name_school(name: str, time_zone: str, country: str, language: str = "") -> School:
    """The school's name, time zone ("Europe/Berlin") and country ("DE"); what is left empty stays as it is."""
    here = school()
    if not (name.strip() or here.name):
        raise ValueError(_("Please give the school's name."))
    if time_zone and time_zone not in available_timezones():
        raise ValueError(
            _("%(zone)s isn't a time zone that is known. Write it like Europe/Berlin.") % {"zone": time_zone}
        )
    if country and not re.fullmatch(r"[A-Za-z]{2}", country):
        raise ValueError(
            _("%(country)s isn't a country's two letters, like DE or US.") % {"country": country}
        )
    here.name = name.strip() or here.name
    here.time_zone = time_zone or here.time_zone
    here.country = country.upper() or here.country
    here.language = language or here.language
    here.save()
    clock.forget()
    calendar_changed.send(sender=School)
    audit.act("school.name", object_kind="school", object_id=here.pk)
    reach("days")
    return here


def add_term(title: str, first: date, last: date) -> AcademicSession:
    """A term from its first to its last day. Giving it again with the same first day changes it."""
    term = AcademicSession.objects.filter(kind="term", active=True, start=first).first()
    try:
        return calendar.save_term(title.strip() or _("Term"), "term", first, last, None, term)
    except ValidationError as refused:
        raise ValueError(refused.messages[0]) from refused


@transaction.atomic
def add_days_off(first: date, last: date, title: str = "") -> int:
    """Days without school, first to last; returns how many are new."""
    if last < first:
        raise ValueError(_("The days off end before they begin."))
    if (last - first).days > 120:
        raise ValueError(_("That is more than four months off. Is a date mistyped?"))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    known = set(DayOff.objects.filter(day__in=days).values_list("day", flat=True))
    DayOff.objects.bulk_create([DayOff(day=d, title=title[:120]) for d in days if d not in known])
    calendar_changed.send(sender=DayOff)
    audit.act("calendar.days-off", detail={"first": str(first), "last": str(last)})
    return len(days) - len(known)


def first_administrator(username: str, name: str = "") -> str:
    """The first administrator's account; returns the code with which they set a password.

    Only while there is none: later ones are made by an administrator.
    """
    there = accounts_with(Role.ADMINISTRATOR).exclude(username=username).first()
    if there is not None:
        raise ValueError(
            _("There is an administrator already. Sign in as %(name)s, or use `waypost user`.")
            % {"name": there.username}
        )
    with transaction.atomic():
        account = Account.objects.filter(username=username).first()
        account = account or trust.ensure_account(None, name or username, username)
        trust.grant_role(account, Role.ADMINISTRATOR, by=None, reason="set-up")
        return trust.invite(account, None)


def make_administrator(username: str, name: str, password: str) -> Account:
    """The same on the page, where the person is there and types a password. Raises ValidationError for a weak one."""
    with transaction.atomic():
        first_administrator(username, name)
        account = Account.objects.get(username=username)
        trust.set_password(account, password)
    account.refresh_from_db()
    return account


@transaction.atomic
def first_teacher(name: str, username: str, *, all_classes: bool = True) -> tuple[Account, str]:
    """A teacher who isn't in a roster, with a code; `all_classes` gives them the classes that have no teacher yet.

    Named again, it is the same teacher: with a new code, and with the classes that came since.
    """
    name = name.strip()
    if not name:
        raise ValueError(_("Please give the teacher's name."))
    there = accounts_with(Role.TEACHER).filter(name=name, person_id__isnull=False)
    account = there.filter(last_login__isnull=True).first() or account_of_staff(name, username)
    trust.grant_role(account, Role.TEACHER, by=None, reason="set-up")
    if all_classes and account.person_id is not None:
        _give_classes(account.person_id)
    return account, trust.invite(account, None)


@transaction.atomic
def account_of_staff(name: str, username: str = "") -> Account:
    """An account with a person of the staff behind it, as the roster would have made them: without a person nobody
    teaches a class or is asked about a child."""
    given, _space, family = name.strip().rpartition(" ")
    person = Person.objects.create(
        given_name=given or family, family_name=family if given else "", kind="staff", since=clock.today()
    )
    audit.act("person.create", object_kind="person", object_id=person.pk)
    return trust.ensure_account(person.pk, name.strip(), username or name)


def _give_classes(person: int) -> None:
    taught = Enrollment.objects.filter(role="teacher", active=True).values("klass_id")
    for klass in Class.objects.filter(active=True).exclude(pk__in=taught):
        Enrollment.objects.create(
            person_id=person, klass=klass, role="teacher", primary=True, since=clock.today()
        )


def teachers() -> list[Account]:
    """Teachers whose account nobody has opened yet."""
    return list(accounts_with(Role.TEACHER).filter(last_login__isnull=True).order_by("name")[:200])


def what_is_missing(*, end: bool = True) -> list[str]:
    """What a school still needs before it can begin, in words; empty when nothing, and then (`end`) the set-up is over."""
    here = School.objects.first()
    missing: list[str] = []
    if here is None or not here.name:
        missing.append(_("the school's name, time zone and country"))
    if not AcademicSession.objects.filter(kind__in=["term", "semester", "gradingPeriod"]).exists():
        missing.append(_("at least one term, so that days without school are not taken for silence"))
    if not Person.objects.filter(kind="student").exists():
        missing.append(_("students: a roster (`waypost import roster FILE`) or a file of responses"))
    if not Source.objects.exists():
        missing.append(_("a first source of evidence"))
    if not accounts_with(Role.ADMINISTRATOR).exists():
        missing.append(_("a first administrator"))
    if not accounts_with(Role.TEACHER).exists():
        missing.append(_("a first teacher"))
    if end and not missing:
        finish()
    return missing


def finish() -> list[str]:
    """End the set-up when nothing that it can't do without is missing; returns what is."""
    if not accounts_with(Role.ADMINISTRATOR).exists():
        return [_("a first administrator")]
    if not school().name:
        return [_("the school's name, time zone and country")]
    if is_done():
        return []
    reach(DONE)
    audit.act("school.set-up")
    return []


def counts() -> dict[str, int]:
    return {
        "schools": Organization.objects.count(),
        "students": Person.objects.filter(kind="student", active=True).count(),
        "staff": Person.objects.filter(kind="staff", active=True).count(),
        "classes": Class.objects.filter(active=True).count(),
    }


def zones() -> list[str]:
    """Time zones of places, for a list to choose from."""
    return sorted(
        z for z in available_timezones() if "/" in z and not z.startswith(("Etc/", "SystemV/", "US/"))
    )
