"""The school itself: files, calendar, roster, skills, accounts. All by the doors that any school has."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from waypost.evidence import services as evidence
from waypost.homes import demo_entry
from waypost.homes.setup import services as setup
from waypost.school import clock, oneroster
from waypost.school import people as identities
from waypost.school import services as school_services
from waypost.school.models import GuardianLink, Identifier, Person, School
from waypost.skills import importing
from waypost.trust import services as trust
from waypost.trust.models import Account, Role, Setting
from waypost.trust.who import accounts_with

from .seed import Plan
from .simulator import build
from .simulator.calendar import FIRST_DAY, TIME_ZONE


def files(plan: Plan) -> dict[str, Any]:
    """Everything that the simulator writes, made once; gives truth.json."""
    if not (plan.folder / "truth.json").exists():
        build(plan.folder, seed=plan.seed, size=plan.size)
    found: dict[str, Any] = json.loads((plan.folder / "truth.json").read_text())
    return found


def calendar(plan: Plan) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((plan.folder / "calendar.json").read_text())
    return found


def prepare(seed: int, size: float) -> None:
    """Before anything runs: seeding is announced (the worker waits for it), and the clock stands at the first morning."""
    fresh = {"done": [], "now": "", "share": 0.0, "finished": False, "seed": seed, "size": size}
    Setting.objects.get_or_create(pk=SEEDING, defaults={"value": fresh})
    if not School.objects.exists():
        first = datetime.combine(FIRST_DAY, datetime.min.time(), ZoneInfo(TIME_ZONE)) + timedelta(hours=7)
        School.objects.create(name="", time_zone=TIME_ZONE, demo_now=first)
        clock.forget()


def school(plan: Plan) -> None:
    """Name, roster, days off."""
    told = calendar(plan)
    setup.name_school(told["school"], told["time_zone"], "DE")
    homes = [s["home_page"] for s in files(plan)["sources"].values() if s["names"] == "sourcedId"]
    with transaction.atomic():
        School.objects.update(mail_domains=[told["domain"]], set_up_step=setup.DONE, roster_homes=homes)
    clock.forget()
    report = oneroster.run_import(plan.folder / "roster.zip", apply=True, simulator=True, give_leaders=True)
    if not report.ok:
        raise RuntimeError("\n".join(report.lines()))
    for off in told["days_off"]:
        day = date.fromisoformat(off["date"])
        setup.add_days_off(day, day, off["title"])


def skills(plan: Plan) -> None:
    """Sources, the tree of skills, and what counts for which."""
    truth = files(plan)
    for one in truth["sources"].values():
        kind = "xapi" if one["door"] == "xapi" else "file"
        evidence.find_source(one["name"], kind=kind, home_page=one["home_page"])
    for report in (
        importing.run_import(plan.folder / "skills.csv", apply=True),
        importing.run_alignments(plan.folder / "alignment.csv", apply=True),
    ):
        if not report.ok:
            raise RuntimeError("\n".join(report.lines()))


def people(plan: Plan) -> None:
    """Roles that no roster gives, confirmed guardians, identifiers that a person joined, and whom to meet first."""
    _roles()
    _guardians()
    _by_hand(files(plan))
    _cast(files(plan))


def _roles() -> None:
    """The counsellor of the roster; an administrator, privacy and two for safeguarding."""
    for name, role in (
        ("Uwe Sander", Role.ADMINISTRATOR),
        ("Ines Vogt", Role.SAFEGUARDING),
        ("Paul Krämer", Role.SAFEGUARDING),
        ("Ruth Sommer", Role.PRIVACY),
    ):
        account = Account.objects.filter(name=name, grants__role=role).first() or setup.account_of_staff(
            name, name
        )
        trust.grant_role(account, role, by=None, reason="demonstration")
    for person in Person.objects.filter(memberships__role="counselor").distinct():
        known = Account.objects.filter(person_id=person.pk).first()
        if known is not None:
            trust.grant_role(known, Role.COUNSELLOR, by=None, reason="demonstration")


def _guardians() -> None:
    """The school office has confirmed nine of ten families; the others wait, as they do in life."""
    for link in GuardianLink.objects.filter(state="pending").order_by("pk"):
        if link.pk % 10:
            school_services.confirm_guardian(link, {"see", "message", "consent", "book"}, None, "form")
    links = GuardianLink.objects.filter(state="confirmed").values_list("guardian_id", flat=True).distinct()
    for person in Person.objects.filter(pk__in=links):
        account = trust.ensure_account(
            person.pk, person.name, person.sourced_id or person.name, person.language
        )
        trust.grant_role(account, Role.GUARDIAN, by=None, reason="demonstration")


def _by_hand(truth: dict[str, Any]) -> None:
    """Names in tools that no rule joins: somebody at the office did, but for one that still waits."""
    known = {
        p.sourced_id: p.pk for p in Person.objects.filter(sourced_id__in=list(truth["by_hand"].values()))
    }
    for key, student in list(truth["by_hand"].items())[:-1]:
        if student in known:
            identifier = Identifier.objects.get_or_create(key=key)[0]
            identities.join(identifier.pk, known[student], by=None, reason="looked up at the office")


def _cast(truth: dict[str, Any]) -> None:
    told = []
    for kind, name, words in MEET:
        person = next(
            (id for id, known in truth["names"].items() if id.startswith(kind) and known == name), None
        )
        account = Account.objects.filter(
            person_id__in=Person.objects.filter(sourced_id=person).values("pk")
        ).first()
        if account is not None:
            told.append({"username": account.username, "words": words})
    Setting.objects.update_or_create(pk=demo_entry.CAST, defaults={"value": told})


SEEDING = "demo.seed"  # Setting: how far seeding is

#: whom one meets at the door of the demonstration: beginning of the sourcedId (two may have one name), name, words
MEET = (
    ("t-", "Ngozi Okafor", "teaches Mathematics 7A, 7B and 7C; home adult of 7A"),
    ("s-", "Leo Park", "7B, draws, is working on dividing fractions"),
    ("s-", "Mira Santos", "7A, has gone quiet"),
    ("s-", "Amina Haddad", "7B, asked for help this morning"),
    ("g-", "Inês Santos", "parent of Mira, 7A"),
    ("g-", "Dima Haddad", "parent of Amina, 7B"),
)


def rows(plan: Plan, name: str) -> list[dict[str, str]]:
    """A small file of the simulator."""
    with (plan.folder / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def first_with(role: Role) -> Account | None:
    """The account of a person who holds this role; of several the first."""
    return accounts_with(role).filter(person_id__isnull=False).order_by("pk").first()
