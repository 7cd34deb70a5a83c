"""Today of a teacher with 150 students over a year of evidence, and the page of a student with 10,000 answers.

    python benchmarks/bench_pages.py [requests] [answers a day]

A school of its own: five classes of 30, one teacher and home adult, 20 skills, a year of school days, 600 signals of the
past. The pages are asked for over a real `waypost serve`, signed in.
"""

from __future__ import annotations

import random
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench_import import signed_in, timed

from tests.running import script, served, waypost

STUDENTS, SKILLS, BUSY = 150, 20, 10_000

FILL = """
import random
from datetime import date, timedelta
from django.db import transaction
from waypost.evidence.models import Source
from waypost.readings import projector
from waypost.evidence import responses
from waypost.school import clock, calendar
from waypost.school.models import *
from waypost.skills.models import Framework, Skill
from waypost.skills import alignment
from waypost.skills.models import Alignment
from waypost.trust.models import Account, RoleGrant, Role
today, now = clock.today(), clock.now()
with transaction.atomic():
    willow = Organization.objects.create(sourced_id="w", name="Bench School")
    AcademicSession.objects.create(sourced_id="t", title="Year", kind="term", start=today - timedelta(days=365), end=today + timedelta(days=60))
    course = Course.objects.create(sourced_id="m", title="Mathematics", subject="Mathematics", organization=willow)
    teacher = Person.objects.create(sourced_id="teacher", given_name="Bench", family_name="Mark", kind="staff")
    account = Account.objects.create_user("bench", "a-quiet-wooden-bridge", person_id=teacher.pk, created=now, second_factor_since=now)
    RoleGrant.objects.create(account=account, role=Role.TEACHER, since=now)
    Membership.objects.create(person=teacher, organization=willow, role="teacher")
    framework = Framework.objects.create(uri="urn:bench", title="Bench")
    source = Source.objects.create(name="Bench", slug="bench", kind="file", made=now)
    skills = [Skill.objects.create(framework=framework, code=f"S{n}", title=f"Skill {n}", subject="Mathematics", position=n) for n in range(SKILLS)]
    for skill in skills:
        Alignment.objects.create(skill=skill, source_id=source.pk, match="column", pattern=skill.code, made=now)
    classes = [Class.objects.create(sourced_id=f"c{n}", title=f"Class {n}", course=course, organization=willow, subject="Mathematics", grade="7") for n in range(5)]
    for klass in classes:
        Enrollment.objects.create(sourced_id=f"e{klass.pk}", person=teacher, klass=klass, role="teacher", primary=True)
    for n in range(STUDENTS):
        student = Person.objects.create(sourced_id=f"s{n}", given_name=f"Student {n}", family_name="Bench", kind="student", since=today - timedelta(days=365))
        Enrollment.objects.create(sourced_id=f"s{n}", person=student, klass=classes[n % 5], role="student")
        HomeAdult.objects.create(student=student, adult=teacher, basis="roster", since=today - timedelta(days=365))
        key = Identifier.objects.create(key=f"account|urn:waypost:source:bench|s{n}", issuer="urn:waypost:source:bench")
        Identity.objects.create(identifier=key, person=student, basis="by hand", set_at=now)
alignment.touch()
done = responses.import_file(FILE, "csv", source=source)
assert done.refused == 0, done
projector.catch_up(wait=1200)
from waypost.readings.models import Episode, EpisodeEvent, Reading
past = []
for n, student in enumerate(Person.objects.filter(kind="student").order_by("pk")):
    for k in range(4):
        day = today - timedelta(days=20 + 60 * k + n % 20)
        past.append(Episode(person_id=student.pk, signal="stuck", subject=skills[k].pk, opened=day, version="1", state="ended",
            raised_at=now, changed_at=now, ended=day + timedelta(days=9), ended_by="evidence"))
Episode.objects.bulk_create(past, batch_size=100)
print(Person.objects.get(sourced_id="s0").pk, Episode.objects.exclude(state="ended").count(), Reading.objects.count())
"""


def write(place: Path, a_day: int) -> int:
    """A year of answers on school days; student 0 has about BUSY of them. Returns how many."""
    rng = random.Random(7)
    last = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=1)
    days = [d for n in range(365) if (d := last - timedelta(days=n)).weekday() < 5][::-1]
    count = 0
    with place.open("w") as out:
        out.write("student,skill,correct,time,item,duration\n")
        for number, day in enumerate(days):
            for student in range(STUDENTS):
                if student and rng.random() > 0.7:
                    continue
                todo = BUSY // len(days) if student == 0 else a_day
                skill = min(number * SKILLS // len(days), SKILLS - 1)
                for n in range(todo):
                    when = (day + timedelta(seconds=30 * n)).isoformat()
                    right = int(rng.random() < 0.4 + 0.5 * rng.random())
                    out.write(f"s{student},S{skill},{right},{when},i{number}-{n},20\n")
                    count += 1
    return count


def main(requests: int = 60, a_day: int = 3) -> list[tuple[str, float, str]]:
    """Rows of (what, figure, unit)."""
    with tempfile.TemporaryDirectory(prefix="waypost-bench-") as place:
        home, file = Path(place) / "home", Path(place) / "year.csv"
        waypost(home, "setup", "--name", "Bench", "--time-zone", "UTC")
        answers = write(file, a_day)
        head = f"STUDENTS, SKILLS, FILE = {STUDENTS}, {SKILLS}, {str(file)!r}\n"
        busy, open_now, readings = script(home, head + FILL).split()
        rows = [
            ("answers", float(answers), ""),
            ("open signals", float(open_now), ""),
            ("readings", float(readings), ""),
        ]
        with served(home) as (url, _):
            client = signed_in(url)
            for name, address in (
                ("Today", "/today/"),
                ("Student", f"/students/{busy}/"),
                ("Class", "/classes/1/"),
            ):
                timed(client, [address], 3)
                times = timed(client, [address], requests)
                rows += [
                    (f"{name}, median", 1000 * times[len(times) // 2], "ms"),
                    (f"{name}, 95th percentile", 1000 * times[int(len(times) * 0.95)], "ms"),
                ]
        return rows


if __name__ == "__main__":
    for what, figure, unit in main(*(int(a) for a in sys.argv[1:3])):
        print(f"{what:50} {figure:9.1f} {unit}")
