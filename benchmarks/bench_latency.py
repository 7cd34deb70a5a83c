"""How long from a statement's POST to its reading, while 200 statements a second arrive at a real `waypost serve`.

    python benchmarks/bench_latency.py [seconds] [students]

Sixteen senders post one statement at a time over HTTP with Basic auth, each for another student; meanwhile this process
looks every 20 ms which students' states have come past which statement. The clock of a statement starts when its
POST is sent, not when it is answered.
"""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.running import script, served, waypost  # noqa: E402

RATE, SENDERS = 200, 16
WARM = 5.0  # seconds at the start that do not count: every student's first event loads the state
HOME = "https://t.example"
ANSWERED = "http://adlnet.gov/expapi/verbs/answered"

SCHOOL = """
from datetime import timedelta
from waypost.evidence.services import create_credential, create_source
from waypost.school import clock
from waypost.school.models import AcademicSession, Identifier, Identity, Person
from waypost.skills import alignment
from waypost.skills.models import Alignment, Framework, Skill
now = clock.now(); today = now.date()
AcademicSession.objects.create(sourced_id="t", title="Term", kind="term", start=today - timedelta(days=120), end=today + timedelta(days=30))
tool = create_source("Bench tool", home_page="https://t.example")
tree = Framework.objects.create(uri="urn:bench", title="Bench")
for n in range(40):
    skill = Skill.objects.create(framework=tree, code=str(n), title=str(n))
    Alignment.objects.create(skill=skill, source_id=tool.pk, match="prefix", pattern=f"https://t.example/{n}/", made=now)
alignment.touch()
for n in range(STUDENTS):
    person = Person.objects.create(given_name=f"S{n}", kind="student")
    key = Identifier.objects.create(key=f"account|https://t.example|{n}")
    Identity.objects.create(identifier=key, person=person, basis="import", set_at=now)
made = create_credential("Bench", tool)
print(made.key, made.secret)
"""


def statement(student: int, n: int) -> dict[str, Any]:
    """Every student comes round all forty skills."""
    skill = (n + n // 400) % 40
    return {
        "id": str(uuid4()),
        "actor": {"account": {"homePage": HOME, "name": str(student)}},
        "verb": {"id": ANSWERED},
        "object": {"id": f"{HOME}/{skill}/{n % 17}"},
        "result": {"success": n % 3 > 0, "duration": "PT20S"},
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.", time.gmtime())
        + f"{int(time.time() * 1000) % 1000:03d}Z",
    }


class Senders:
    """Posts at a steady rate; `sent` holds id -> (when it was sent, whether it counts)."""

    def __init__(self, url: str, pair: str, seconds: float, students: int) -> None:
        self.url, self.seconds, self.students = url, seconds, students
        token = base64.b64encode(pair.encode()).decode()
        self.headers = {
            "Authorization": f"Basic {token}",
            "X-Experience-API-Version": "2.0.0",
            "Content-Type": "application/json",
        }
        self.sent: dict[str, float] = {}
        self.answers: list[float] = []
        self.failed: list[int] = []
        self.begun = time.perf_counter() + 0.5
        self.ended = self.begun
        self.threads = [threading.Thread(target=self._send, args=(part,)) for part in range(SENDERS)]

    def _send(self, part: int) -> None:
        with httpx.Client(base_url=self.url, headers=self.headers, timeout=30) as client:
            for n in range(part, int(RATE * self.seconds), SENDERS):
                time.sleep(max(0.0, self.begun + n / RATE - time.perf_counter()))
                document = statement(n % self.students, n)
                at = time.perf_counter()
                self.sent[document["id"].replace("-", "")] = at
                answer = client.post("/xapi/statements", content=json.dumps(document))
                self.ended = time.perf_counter()
                self.answers.append(self.ended - at)
                if answer.status_code != 200:
                    self.failed.append(answer.status_code)


def main(seconds: float = 30.0, students: int = 400) -> list[tuple[str, float, str]]:
    """Rows of (what, figure, unit)."""
    with tempfile.TemporaryDirectory(prefix="waypost-bench-") as place:
        home = Path(place) / "home"
        waypost(home, "setup", "--name", "Bench", "--time-zone", "Europe/Berlin")
        key, secret = script(home, SCHOOL.replace("STUDENTS", str(students))).split()
        with served(home) as (url, server):
            store = sqlite3.connect(f"file:{_database(home)}?mode=ro", uri=True)
            while len(_states(store)) < students:
                time.sleep(0.2)
            senders = Senders(url, f"{key}:{secret}", seconds, students)
            before, started = _cpu(server.pid), time.perf_counter()
            for thread in senders.threads:
                thread.start()
            waits = _watch(store, senders)
            lasted = time.perf_counter() - started
            after = _cpu(server.pid)
    return _rows(senders, sorted(waits), before, after, lasted)


def _rows(
    senders: Senders, waits: list[float], before: dict[str, float], after: dict[str, float], lasted: float
) -> list[tuple[str, float, str]]:
    sent, answers = len(senders.sent), sorted(senders.answers)
    rows = [
        ("statements sent", float(sent), f"in {senders.seconds:.0f} s"),
        ("rate reached", sent / (senders.ended - senders.begun), f"a second of {RATE}"),
        ("refused", float(len(senders.failed)), ""),
        ("POST answered, 95th percentile", 1000 * _at(answers, 0.95), "ms"),
        *((f"in its reading, {share:.0%}", 1000 * _at(waits, share), "ms") for share in (0.5, 0.95, 0.99)),
    ]
    for name in after:
        used = after[name] - before.get(name, 0.0)
        rows.append(
            (
                f"CPU of {name}",
                100 * used / lasted,
                f"% of one core, {1000 * used / max(sent, 1):.2f} ms a statement",
            )
        )
    return rows


def _watch(store: sqlite3.Connection, senders: Senders) -> list[float]:
    """Seconds from POST to reading of everything sent after the warm-up. What never came counts as 60 s."""
    waits: list[float] = []
    waiting: dict[int, tuple[int, float]] = {}
    seen, end = 0, senders.begun + senders.seconds + 30
    while time.perf_counter() < end:
        rows = store.execute(
            "SELECT s.seq, s.id, i.person_id FROM evidence_statement s JOIN school_identity i ON i.identifier_id = s.actor_id"
            " WHERE s.seq > ? ORDER BY s.seq",
            [seen],
        ).fetchall()
        for seq, number, person in rows:
            seen = seq
            waiting[seq] = person, senders.sent[str(number)]
        done, now = _states(store), time.perf_counter()
        for seq in [s for s, (person, _) in waiting.items() if done.get(person, 0) >= s]:
            _, posted = waiting.pop(seq)
            if posted > senders.begun + WARM:
                waits.append(now - posted)
        if not waiting and not any(t.is_alive() for t in senders.threads):
            break
        time.sleep(0.02)
    return waits + [60.0] * len(waiting)


def _states(store: sqlite3.Connection) -> dict[int, int]:
    return dict(
        store.execute("SELECT person_id, seq FROM readings_state WHERE measure = 'days_worked'").fetchall()
    )


def _database(home: Path) -> Path:
    for found in home.rglob("*"):
        if found.is_file() and found.read_bytes()[:15] == b"SQLite format 3":
            return found
    raise RuntimeError(f"no database below {home}")


def _at(values: list[float], share: float) -> float:
    return values[int(share * (len(values) - 1))] if values else float("nan")


def _cpu(pid: int) -> dict[str, float]:
    """Seconds of CPU of the server's children so far, by what they are: "worker" and "web"."""
    listed = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    table = [
        (int(a), int(b), rest[0]) for a, b, *rest in (line.split(None, 2) for line in listed.splitlines())
    ]
    family, edge = {pid: "supervisor"}, [pid]
    while edge:
        parent = edge.pop()
        for child, above, command in table:
            if above == parent:
                kind = (
                    family[parent]
                    if family[parent] != "supervisor"
                    else "web"
                    if "granian" in command
                    else "worker"
                )
                family[child] = kind
                edge.append(child)
    ticks = os.sysconf("SC_CLK_TCK")
    found: dict[str, float] = {}
    for one, kind in family.items():
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        found[kind] = found.get(kind, 0.0) + (int(fields[11]) + int(fields[12])) / ticks
    return found


if __name__ == "__main__":
    arguments = sys.argv[1:3]
    for what, figure, unit in main(*(float(a) if n == 0 else int(a) for n, a in enumerate(arguments))):
        print(f"{what:34} {figure:9.1f} {unit}")
