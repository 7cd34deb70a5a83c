"""A served folder whose processes are killed at random moments while evidence comes in, and what must hold afterwards."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .running import environment, script, served, waypost

STUDENTS = 40
HOME_PAGE = "https://tool.example"
PLACES = ("import", "upload", "single posts", "batches", "projection")
VICTIMS = ("web", "web child", "worker")

SCHOOL = """
import json
from django.conf import settings
from django.db import transaction
from waypost.evidence import services
from waypost.school import clock
from waypost.school.models import Identifier, Identity, Person
from waypost.skills import alignment
from waypost.skills.models import Alignment, Framework, Skill
made = services.create_credential("Tool", services.create_source("Tool", home_page="%s"))
file = services.find_source("File", kind="file")
tree = Framework.objects.create(uri="urn:kill", title="Kill")
with transaction.atomic():
    for n in range(8):
        skill = Skill.objects.create(framework=tree, code=str(n), title=f"Skill {n}")
        Alignment.objects.create(skill=skill, source_id=made.credential.source_id, match="prefix", pattern=f"%s/{n}/", made=clock.now())
        Alignment.objects.create(skill=skill, source_id=file.pk, match="column", pattern=f"skill {n}", made=clock.now())
    for n in range(%d):
        person = Person.objects.create(given_name=f"S{n}", kind="student")
        for home in ("%s", "urn:waypost:source:file"):
            key = Identifier.objects.create(key=f"account|{home}|s{n}")
            Identity.objects.create(identifier=key, person=person, basis="import", set_at=clock.now())
alignment.touch()
print(json.dumps([made.key, made.secret, str(settings.DATABASES["default"]["NAME"])]))
"""


UPLOAD = """
from django.core.files.uploadedfile import SimpleUploadedFile
from waypost.evidence import jobs, services, uploads
upload = SimpleUploadedFile("answers.csv", open(%r, "rb").read())
row = uploads.take(upload, "csv", services.find_source("File"), make_people=False, by=None)
row.state = "running"
row.save(update_fields=["state"])
jobs.bring_in.enqueue(row.pk)
"""


@dataclass
class Tally:
    """What became of the rounds."""

    rounds: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0  # seconds until all ran again
    wrong: list[str] = field(default_factory=list)


@dataclass
class Tool:
    """A tool that posts statements and knows which were acknowledged; what fails is sent again with its id, or given up."""

    url: str
    key: tuple[str, str]
    dice: random.Random
    tried: set[str] = field(default_factory=set)
    acknowledged: list[str] = field(default_factory=list)

    def keep_posting(self, stop: threading.Event, size: int) -> None:
        waiting: list[dict[str, object]] = []
        while not stop.is_set():
            batch = waiting or [self._statement() for _ in range(size)]
            self.tried.update(str(s["id"]) for s in batch)
            if self._send(batch):
                self.acknowledged += [str(s["id"]) for s in batch]
                waiting = []
            else:
                waiting = batch if self.dice.random() < 0.7 else []
                stop.wait(0.1)

    def _statement(self) -> dict[str, object]:
        skill, who = self.dice.randrange(8), self.dice.randrange(STUDENTS)
        return {
            "id": str(uuid.UUID(int=self.dice.getrandbits(128), version=4)),
            "actor": {"account": {"homePage": HOME_PAGE, "name": f"s{who}"}},
            "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"},
            "object": {"id": f"{HOME_PAGE}/{skill}/{self.dice.randrange(30)}"},
            "result": {"success": self.dice.random() < 0.6},
            "timestamp": f"2026-11-{self.dice.randrange(2, 21):02d}T09:{self.dice.randrange(60):02d}:00Z",
        }

    def _send(self, batch: list[dict[str, object]]) -> bool:
        secret = base64.b64encode(":".join(self.key).encode()).decode()
        headers = {
            "Authorization": f"Basic {secret}",
            "Content-Type": "application/json",
            "X-Experience-API-Version": "1.0.3",
        }
        body = json.dumps(batch if len(batch) > 1 else batch[0]).encode()
        request = urllib.request.Request(f"{self.url}/xapi/statements", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=40) as answer:
                return answer.status == 200
        except urllib.error.HTTPError as no:
            if no.code not in {429, 503}:
                raise
        except (OSError, urllib.error.URLError, ConnectionError):
            pass
        except Exception as broken:  # half an answer, as a kill leaves it
            if "http.client" not in type(broken).__module__:
                raise
        return False


class Siege:
    """One folder, one `waypost serve`, many rounds."""

    def __init__(self, home: Path, seed: int, rows: int) -> None:
        self.home, self.rows = home, rows
        self.dice, self.tally = random.Random(seed), Tally()
        today = "Autumn:2026-09-01:2026-12-18"
        waypost(home, "setup", "--name", "Siege", "--time-zone", "UTC", "--country", "DE", "--term", today)
        key, secret, self.database = json.loads(
            script(home, SCHOOL % (HOME_PAGE, HOME_PAGE, STUDENTS, HOME_PAGE)).splitlines()[-1]
        )
        self.key = (key, secret)
        self.imported = 0

    @contextmanager
    def serving(self) -> Iterator[None]:
        with served(self.home) as (self.url, self.server):
            self.tool = Tool(self.url, self.key, self.dice)
            self.processes()
            yield

    def round(self, place: str, victim: str) -> None:
        """Something comes in; a process is killed at a random moment; it must run again, and nothing be lost or doubled."""
        before = self.processes()
        with self._busy(place) as importer:
            time.sleep(self.dice.uniform(0.2, 2.0))
            killed = importer if place == "import" and victim == "worker" else None
            if killed is not None:  # both who write: the one that reads the file, too
                killed.kill()
            os.kill(before[victim], signal.SIGKILL)
            self._await_return(victim, before)
            if importer is not None:
                self._finish(importer)
            if place == "upload":
                self._await_upload()
        self.tally.rounds += 1
        self.tally.kills[f"{victim} during {place}"] += 1
        self._check(f"round {self.tally.rounds} ({victim} during {place})")

    def verify(self) -> None:
        """`waypost rebuild --verify`, as anybody would run it."""
        said = waypost(self.home, "rebuild", "--verify", check=False)
        if said.returncode:
            self.tally.wrong.append(
                f"verify after round {self.tally.rounds}: {said.stdout}{said.stderr}"[:1500]
            )

    def processes(self, seconds: float = 60) -> dict[str, int]:
        """Pids by role: waits until all of them run."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found: dict[str, int] = {}
            for pid in _children(self.server.pid):
                command = _command(pid)
                if "granian" in command:
                    found["web"] = pid
                    for child in _children(pid):
                        if "resource_tracker" not in _command(child):
                            found["web child"] = child
                elif command.endswith("worker"):
                    found["worker"] = pid
            if set(found) == set(VICTIMS):
                return found
            time.sleep(0.05)
        raise AssertionError("serve did not bring its processes back")

    def _await_return(self, victim: str, before: dict[str, int]) -> None:
        begun = time.monotonic()
        while self.processes()[victim] == before[victim]:
            if time.monotonic() - begun > 60:
                raise AssertionError(f"{victim} did not come back")
            time.sleep(0.05)
        while victim != "worker":
            with contextlib.suppress(OSError):
                urllib.request.urlopen(self.url + "/sign-in/", timeout=10).read()
                break
            if time.monotonic() - begun > 120:
                raise AssertionError(f"the web process does not answer: {self.tree()}")
            time.sleep(0.1)
        self.tally.longest = max(self.tally.longest, time.monotonic() - begun)

    def tree(self) -> list[tuple[int, str, str, list[int]]]:
        """What runs, for a failure's sentence: pid, command, state, its children."""
        own = _children(self.server.pid)
        return [
            (p, _command(p)[-40:], Path(f"/proc/{p}/stat").read_text().split()[2], _children(p)) for p in own
        ]

    @contextmanager
    def _busy(self, place: str) -> Iterator[subprocess.Popen[bytes] | None]:
        importer = self._import() if place in {"import", "projection"} else None
        if place == "upload":  # read by the worker itself
            self._write_file()
            script(self.home, UPLOAD % str(self.file))
        if place == "projection" and importer is not None:  # a backlog that the worker is reading now
            self._finish(importer)
            importer = None
        sizes = {"single posts": (1, 1, 1), "batches": (20, 50), "import": (1,)}.get(place, (1,))
        stop = threading.Event()
        threads = [threading.Thread(target=self.tool.keep_posting, args=(stop, n)) for n in sizes]
        for thread in threads:
            thread.start()
        try:
            yield importer
        finally:
            stop.set()
            for thread in threads:
                thread.join(60)

    def _import(self) -> subprocess.Popen[bytes]:
        self._write_file()
        return self._start_import()

    def _write_file(self) -> None:
        """The file of this round: every row another answer."""
        self.imported += 1
        self.file = self.home / f"answers-{self.imported}.csv"
        n, dice = self.imported, self.dice
        lines = (
            f"s{dice.randrange(STUDENTS)},skill {dice.randrange(8)},{dice.randrange(2)},"
            f"2026-11-{dice.randrange(2, 21):02d} 10:{i // 60 % 60:02d}:{i % 60:02d},f{n}-{i}\n"
            for i in range(self.rows)
        )
        self.file.write_text("student,skill,correct,time,item\n" + "".join(lines))

    def _start_import(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "waypost.cli", "import", "responses", str(self.file)]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(
            [*command, "--source", "File", "--no-wait"],
            env=environment(self.home),
            stdout=quiet,
            stderr=quiet,
        )

    def _finish(self, importer: subprocess.Popen[bytes]) -> None:
        """Run again what was broken off, as a person would."""
        if importer.wait(300) != 0:
            code = self._start_import().wait(300)
            if code:
                self.tally.wrong.append(f"the import run again ended with {code}")

    def _await_upload(self, seconds: float = 120) -> None:
        """The worker goes on with it by itself."""
        end = time.monotonic() + seconds
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as db:
            while time.monotonic() < end:
                (waiting,) = db.execute(
                    "SELECT count(*) FROM evidence_responseimport WHERE state != 'done'"
                ).fetchone()
                if not waiting:
                    return
                time.sleep(0.2)
        self.tally.wrong.append("the uploaded file was not read to its end")

    def _check(self, where: str) -> None:
        """Straight from the database: ids acknowledged, ids in, rows of the files."""
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as db:
            source = dict(db.execute("SELECT slug, id FROM evidence_source").fetchall())
            of = "SELECT id FROM evidence_statement WHERE source_id = ?"
            kept = [str(uuid.UUID(row[0])) for row in db.execute(of, [source["tool"]])]
            (filed,) = db.execute(
                "SELECT count(*) FROM evidence_statement WHERE source_id = ?", [source["file"]]
            ).fetchone()
        acknowledged = list(self.tool.acknowledged)
        lost, unknown = set(acknowledged) - set(kept), set(kept) - self.tool.tried
        doubled = len(kept) - len(set(kept))
        if lost or unknown or doubled:
            self.tally.wrong.append(f"{where}: {len(lost)} lost, {doubled} doubled, {len(unknown)} of nobody")
        if filed != self.imported * self.rows:
            self.tally.wrong.append(f"{where}: {filed} rows of files, should be {self.imported * self.rows}")


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [
            int(c)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for c in (task / "children").read_text().split()
        ]
    return []


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    return ""
