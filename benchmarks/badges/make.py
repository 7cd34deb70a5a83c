"""Badges of four kinds, and what a school publishes, as files for validators that others wrote.

    python -m benchmarks.badges.make FOLDER && node benchmarks/badges/check.mjs FOLDER

Writes FOLDER/world.json: {address -> what is served there, "badges": {case -> {"jwt", "json"}}}. No network is needed.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

BASE = "https://school.example"


def main(place: str) -> None:
    os.environ |= {"WAYPOST_HOME": tempfile.mkdtemp(), "DJANGO_SETTINGS_MODULE": "waypost.settings"}
    from waypost.trust.folder import DataFolder

    DataFolder.from_environment().create("school", "now")
    from waypost.cli import start

    start.ready()
    from datetime import date, timedelta
    from uuid import uuid4

    from waypost.recognition.badges import credential, keys, published
    from waypost.recognition.models import Badge
    from waypost.recognition.services import certificates
    from waypost.school import clock
    from waypost.school.models import Organization, Person, School

    organization = Organization.objects.create(sourced_id="o", name="Willow School", kind="school")
    School.objects.get_or_create(defaults={"name": organization.name})
    mia = Person.objects.create(
        given_name="Mía", family_name="Nguyễn", kind="student", since=date(2026, 8, 31)
    )

    def badge(title: str) -> Badge:
        made = certificates.make(mia, title, "You made us think.", "leaf", by=mia.pk, once=uuid4())
        certificates.let_check(made, True)
        made.refresh_from_db()
        return credential.issue(made, BASE)

    badges: dict[str, dict[str, str]] = {}

    def take(case: str, one: Badge) -> None:
        badges[case] = {"jwt": credential.token(one), "json": credential.embedded(one).decode()}

    now = clock.now()
    with clock.held_at(now - timedelta(days=800)):
        taken_out = badge("Signed by a key that was stolen")
        take("stolen key", taken_out)
        lost = keys.current()
        keys.renew(None)
    with clock.held_at(now - timedelta(days=400)):
        take("rotated key", badge("Signed by a key that was rotated since"))
        keys.renew(None)
    take("valid", badge("For a talk"))
    gone = badge("Taken back later")
    take("revoked", gone)
    keys.stolen(lost, None)
    from waypost.recognition.models import Certificate

    certificates.revoke(Certificate.objects.get(pk=gone.certificate_id))
    changed = json.loads(badges["valid"]["json"])
    changed["credentialSubject"]["achievement"]["name"] = "For a better talk"
    head, body, seal = badges["valid"]["jwt"].split(".")
    badges["changed"] = {"jwt": f"{head}.{body[:-2]}AA.{seal}", "json": json.dumps(changed)}
    here = f"{BASE}{credential.PATH}"
    world = {
        "badges": badges,
        "did": credential.did(BASE),
        f"{here}/did.json": published.did_document(BASE),
        f"{here}/keys.json": published.key_set(),
        f"{here}/status/1/": published.status_list(BASE),
    }
    folder = Path(place)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "world.json").write_text(json.dumps(world, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(sys.argv[1])
