"""How long from a statement's commit to its reading, while 200 statements a second arrive.

    python benchmarks/bench_latency.py [seconds] [students]

A worker process projects as in `waypost serve`; this process posts ten statements every 50 ms, each for another student,
and looks every 10 ms which students' states have come past which statement.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("WAYPOST_HOME", tempfile.mkdtemp(prefix="waypost-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waypost.settings")
os.environ.setdefault("NUMBA_CACHE_DIR", str(ROOT / ".cache/numba"))

import django  # noqa: E402

django.setup()

RATE, EVERY = 200, 0.05
WARM = 5.0  # seconds at the start that do not count: every student's first event loads the state


def set_up(students: int) -> None:
    """A school with students, one tool, and a skill that its work counts for."""
    from datetime import timedelta

    from django.core.management import call_command

    from waypost.evidence.models import Source
    from waypost.school import clock
    from waypost.school.models import AcademicSession, Identifier, Identity, Person, School
    from waypost.skills import alignment
    from waypost.skills.models import Alignment, Framework, Skill

    call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
    now = clock.now()
    today = now.date()
    School.objects.create(name="Bench", time_zone="Europe/Berlin")
    AcademicSession.objects.create(
        sourced_id="t", title="Term", kind="term", start=today - timedelta(days=120), end=today + timedelta(days=30)
    )
    tool = Source.objects.create(name="Tool", slug="tool", kind="xapi", made=now)
    tree = Framework.objects.create(uri="urn:bench", title="Bench")
    for n in range(40):
        skill = Skill.objects.create(framework=tree, code=str(n), title=str(n))
        Alignment.objects.create(skill=skill, source_id=tool.pk, match="prefix", pattern=f"https://t.example/{n}/", made=now)
    alignment.touch()
    for n in range(students):
        person = Person.objects.create(given_name=f"S{n}", kind="student")
        key = Identifier.objects.create(key=f"account|https://t.example|{n}")
        Identity.objects.create(identifier=key, person=person, basis="import", set_at=now)


def statement(student: int, n: int) -> dict[str, object]:
    from waypost.evidence.vocabulary import ANSWERED
    from waypost.school import clock

    return {
        "actor": {"account": {"homePage": "https://t.example", "name": str(student)}},
        "verb": {"id": ANSWERED},
        "object": {"id": f"https://t.example/{n % 40}/{n % 17}"},
        "result": {"success": n % 3 > 0, "duration": "PT20S"},
        "timestamp": clock.now().isoformat(),
    }


def post(students: int, first: int, count: int) -> list[int]:
    from django.db import transaction

    from waypost.evidence import stream
    from waypost.evidence.models import Audience, Source

    tool = Source.objects.get(slug="tool")
    with transaction.atomic():
        return [
            stream.append(statement((first + n) % students, first + n), source=tool, audience=Audience.PUBLIC_TO_TOOLS)
            for n in range(count)
        ]


def states() -> dict[int, int]:
    from waypost.readings.models import State

    return dict(State.objects.filter(measure="days_worked").values_list("person_id", "seq"))


def main(seconds: float = 20.0, students: int = 400) -> None:
    set_up(students)
    from waypost.school.models import Person

    ids = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    worker = subprocess.Popen([sys.executable, __file__, "worker"], env={**os.environ})
    try:
        while len(states()) < students:
            time.sleep(0.1)
        waits, waiting, sent = [], dict[int, tuple[int, float]](), 0
        begun = time.perf_counter()
        due = begun
        while (now := time.perf_counter()) < begun + seconds or waiting:
            if now > begun + seconds + 30:
                break
            if due <= now < begun + seconds:
                count = int(RATE * EVERY)
                for n, seq in enumerate(post(students, sent, count)):
                    waiting[seq] = (ids[(sent + n) % students], time.perf_counter())
                sent, due = sent + count, due + EVERY
            done = states()
            now = time.perf_counter()
            for seq in [s for s, (person, _) in waiting.items() if done.get(person, 0) >= s]:
                _, posted = waiting.pop(seq)
                if posted > begun + WARM:
                    waits.append(now - posted)
            time.sleep(0.01)
        waits.sort()
        print(f"statements sent      {sent:8} in {seconds:.0f} s, {students} students")
        print(f"not read in time     {len(waiting):8}")
        for share in (0.5, 0.95, 0.99):
            print(f"latency, {share * 100:3.0f} %       {waits[int(share * (len(waits) - 1))] * 1000:8.0f} ms")
    finally:
        worker.terminate()
        worker.wait(timeout=10)


def work() -> None:
    import signal
    import threading

    from waypost.readings import worker

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    worker.run(stop)


if __name__ == "__main__":
    if sys.argv[1:2] == ["worker"]:
        work()
    else:
        main(*(float(a) if n == 0 else int(a) for n, a in enumerate(sys.argv[1:3])))
