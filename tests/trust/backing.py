"""What tests/trust/test_backup.py runs in processes of their own, each on a folder and a database of its own."""

from __future__ import annotations

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waypost.settings")


def build() -> None:
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage
    from django.core.management import call_command

    from tests import village as cast
    from waypost.school import clock
    from waypost.school.models import GuardianLink
    from waypost.trust import consent, outbox
    from waypost.trust.folder import DataFolder
    from waypost.trust.models import RoleGrant

    DataFolder.from_environment().create("school", "2026-12-01")
    call_command("migrate", interactive=False, verbosity=0)
    with clock.held_at(cast.NOW):
        village = cast.build()
        consent.give(village.leo.pk, "survey", yes=True, giver_id=village.leo.pk, text=None)
        outbox.put(village.account(village.ada).pk, "talk", 1)
    more = {"state": "confirmed", "see": True, "message": True, "book": True}
    GuardianLink.objects.create(student=village.leo, guardian=village.rosa, **more)
    GuardianLink.objects.create(student=village.noor, guardian=village.rosa, **more)
    RoleGrant.objects.filter(account__person_id=village.lena.pk).update(organization_id=None)
    default_storage.save("pieces/otter.txt", ContentFile(b"otter-canary"))


def take_back() -> None:
    """After the backup: Mia is erased, Leo takes a yes back, Rosa's link to her and Ben's role end; she may no longer book
    for Leo, and a court lets her only see Noor."""
    from waypost.school.models import GuardianLink, Person
    from waypost.school.services import confirm_guardian, end_guardian, restrict_guardian
    from waypost.trust import consent, services
    from waypost.trust.erasure import cases, run
    from waypost.trust.models import Account, Consent, Role, RoleGrant

    people = {p.given_name: p for p in Person.objects.all()}
    account = {a.name.split()[0]: a for a in Account.objects.exclude(name="")}
    RoleGrant.objects.create(account=account["Lena"], role=Role.PRIVACY, since=account["Lena"].created)
    hers = {link.student_id: link for link in GuardianLink.objects.filter(guardian=people["Rosa"])}
    end_guardian(hers[people["Mia"].pk], None, "moved away")
    confirm_guardian(hers[people["Leo"].pk], {"see", "message"}, account["Ben"])
    restrict_guardian(hers[people["Noor"].pk], {"see"}, "F 1/26", account["Ben"], account["Lena"])
    consent.withdraw(people["Leo"].pk, "survey", giver_id=people["Leo"].pk)
    assert Consent.objects.get().withdrawn
    services.end_role(RoleGrant.objects.get(account=account["Ben"]), None)
    case = cases.ask(people["Mia"].pk, None)
    one, two = account["Priya"].pk, account["Lena"].pk
    for step in (
        lambda: cases.check(case, one, "known"),
        lambda: cases.count(case, one),
        lambda: cases.decide(case, one, "law"),
        lambda: cases.confirm(case, two),
    ):
        case.refresh_from_db()
        step()
    assert run.work() == 1


def look() -> None:
    """In the place where the backup was put back."""
    from waypost.school.models import GuardianLink, Person
    from waypost.trust import audit
    from waypost.trust.models import Account, Consent, Outgoing, RoleGrant

    mia = Person.objects.get(pk=int(sys.argv[2]))
    assert (mia.given_name, mia.kind) == ("", "gone"), "erased since"
    assert not Account.objects.get(person_id=mia.pk).is_active
    assert Consent.objects.get().withdrawn
    hers = GuardianLink.objects.filter(guardian__given_name="Rosa").exclude(state="ended")
    rights = {x.student.given_name: (x.see, x.message, x.book, x.second_by is None) for x in hers}
    assert rights == {"Leo": (True, True, False, True), "Noor": (True, False, False, False)}, (
        "as it was since"
    )
    ben = RoleGrant.objects.get(account__name="Ben Brandt")
    assert ben.until is not None
    assert RoleGrant.objects.get(account__name="Ada Okafor").until is None
    assert not Outgoing.objects.exists(), "no old mail is sent"
    assert Person.objects.get(given_name="Leo").family_name == "Park"
    assert audit.verify() == []
    from waypost.trust.folder import DataFolder

    assert (DataFolder.from_environment().path / "files/pieces/otter.txt").read_bytes() == b"otter-canary"
    Person.objects.create(given_name="New", kind="student")  # sequences go on where they were


def before() -> None:
    """A school, its backup, and what is taken back afterwards; says who was erased."""
    from pathlib import Path

    from waypost.school.models import Person
    from waypost.trust.backup import make

    build()
    mia = Person.objects.get(given_name="Mia").pk
    make.new_key(Path(sys.argv[2]))
    make.run(Path(sys.argv[3]))
    take_back()
    print(mia)


if __name__ == "__main__":
    django.setup()
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in here
    {"before": before, "look": look}[sys.argv[1]]()
