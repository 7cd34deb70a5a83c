"""The term, lived through again a stretch of days at a time, by the doors that a school has."""

from __future__ import annotations

import base64
import csv
import json
import threading
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from django.db import close_old_connections, transaction

from waypost.care import balance, quality
from waypost.care.models import Answer
from waypost.care.services import signals as care
from waypost.climate import figures as lesson_figures
from waypost.community import profile
from waypost.evidence import services as evidence
from waypost.evidence.models import Credential, Source
from waypost.evidence.responses import import_file
from waypost.homes import answered, releases
from waypost.homes import growth as growth_figures
from waypost.readings import episodes
from waypost.readings.models import Episode
from waypost.readings.projector import Projector
from waypost.school import attendance, calendar, clock, growth
from waypost.school.models import HomeAdult, Person
from waypost.voice import figures as class_pulse
from waypost.voice import heard_figures

from . import about, celebrations, community, goals, heard, helping, lessons, plans, practice, pulses, surveys
from .places import files, rows
from .seed import Plan

STRETCH = 14  # days
BATCH = 250  # statements in one request


def stretches(told: dict[str, Any]) -> list[tuple[date, date, datetime]]:
    """(first day, last day, where the clock stands afterwards): weeks, and at the end the demonstration's own moment."""
    end = datetime.fromisoformat(told["clock"])
    first = date.fromisoformat(told["sessions"][0]["start"])
    first -= timedelta(days=first.weekday())
    found = []
    while first <= end.date():
        last = min(first + timedelta(days=STRETCH - 1), end.date())
        evening = datetime(last.year, last.month, last.day, 22, tzinfo=end.tzinfo)
        found.append((first, last, min(evening, end)))
        first = last + timedelta(days=1)
    return found


#: Where the truth draws nothing: one answer in so many is "not right", as adults who know the child say now and then.
DOUBTED = {"slipping": 3, "off_pace": 6, "low_pulse": 7, "away": 11, "not_talked_with": 13}


def live(plan: Plan, reader: Reader, first: date, last: date, until: datetime) -> None:
    """What happened from the first to the last day goes in; then it is read, and the days are closed."""
    followed = clock.move_to(until)
    _attendance(plan, first, last)
    time.sleep(
        max(0.0, followed - time.monotonic())
    )  # somebody may look meanwhile, and the web process be behind
    truth = files(plan)
    for source in truth["sources"].values():
        if source["door"] == "xapi":
            _post(plan, source, first, until)
        else:
            _import(plan, source, first, last)
    _talks(plan, first, last)
    about.live(plan, _people(), first, last)
    goals.live(plan, _people(), first, last)
    pulses.live(plan, _people(), first, last)
    plans.live(plan, first, last)
    celebrations.live(plan, first, last)
    surveys.live(plan, _people(), first, last)
    lessons.live(plan, first, last)
    heard.live(plan, first, last)
    practice.live(plan, first, last)
    community.live(plan, first, last)
    reader.settle()


class Reader:
    """The projector in this process: while the term is lived through, nobody else may close a day too early."""

    def __init__(self) -> None:
        self.projector = Projector()

    def __enter__(self) -> Reader:
        while not self.projector.open():
            time.sleep(0.2)
        self._stop = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._keeper.join()
        self.projector.close()

    def settle(self) -> None:
        """Read everything that has come and close the days that are over."""
        idle = 0
        while idle < 2:  # the projector asks for days to close once a second
            if self.projector.step():
                idle = 0
            else:
                idle += 1
                time.sleep(1.05)

    def _keep(self) -> None:
        while not self._stop.wait(3):
            self.projector.lease.keep()
            close_old_connections()


def _part(plan: Plan, name: str, first: date, last: date, at: int, parted: str) -> Path | None:
    """The lines of a file whose day (column `at`) lies in the stretch, as a file of their own; None without any."""
    whole = plan.folder / name
    target = plan.folder / "parts" / f"{whole.stem}-{first}{whole.suffix}"
    target.parent.mkdir(exist_ok=True)
    low, high, any_row = first.isoformat(), last.isoformat(), False
    with (
        whole.open(newline="", encoding="utf-8") as source,
        target.open("w", newline="", encoding="utf-8") as out,
    ):
        reader, writer = csv.reader(source, delimiter=parted), csv.writer(out, delimiter=parted)
        writer.writerow(next(reader))
        for row in reader:
            if low <= row[at][:10] <= high:
                writer.writerow(row)
                any_row = True
    return target if any_row else None


def _attendance(plan: Plan, first: date, last: date) -> None:
    part = _part(plan, "attendance.csv", first, last, 1, ",")
    if part is not None:
        report = attendance.run_import(part, apply=True)
        if not report.ok:
            raise RuntimeError("\n".join(report.lines()))


def _import(plan: Plan, told: dict[str, Any], first: date, last: date) -> None:
    """This week's responses, as the tool's own export would be fetched every week."""
    tabs = told["door"] == "datashop"
    at = 5 if tabs else 4
    part = _part(plan, told["file"], first, last, at, "\t" if tabs else ",")
    if part is None:
        return
    source = Source.objects.get(name=told["name"])
    form = "datashop" if tabs else "csv"
    account = import_file(part, form, source=source, mapping=told["mapping"] or None)
    if account.refused:
        raise RuntimeError(f"{part.name}: {account.refused} rows were refused; see {account.report_path}")


def _post(plan: Plan, told: dict[str, Any], first: date, until: datetime) -> None:
    """This week's statements, over HTTP with the tool's own key."""
    key = key_of(plan, told)
    batch_of = _statements(plan.folder / told["file"], first, until)
    while batch := list(islice(batch_of, BATCH)):
        body = b"[" + b",".join(batch) + b"]"
        send(plan.url, key, body)


def send(url: str, key: tuple[str, str], body: bytes) -> None:
    """One request as the foreign tool makes it; a full queue is waited for, as the answer asks."""
    secret = base64.b64encode(":".join(key).encode()).decode()
    headers = {
        "Authorization": f"Basic {secret}",
        "Content-Type": "application/json",
        "X-Experience-API-Version": "1.0.3",
    }
    place = urlsplit(url)
    for _attempt in range(50):
        connection = HTTPConnection(place.hostname or "127.0.0.1", place.port, timeout=60)
        try:
            connection.request("POST", "/xapi/statements", body, headers)
            answer = connection.getresponse()
            told = answer.read()
        except ConnectionError:
            time.sleep(0.5)
            continue
        finally:
            connection.close()
        if answer.status == 200:
            return
        if answer.status not in {429, 503}:
            raise RuntimeError(f"/xapi/statements answered {answer.status}: {told.decode()[:500]}")
        time.sleep(float(answer.getheader("Retry-After") or 1))
    raise RuntimeError("The web process doesn't take statements. Is it running?")


class _Timed(msgspec.Struct):
    timestamp: datetime


def _statements(path: Path, first: date, until: datetime) -> Iterator[bytes]:
    timed = msgspec.json.Decoder(_Timed)
    with path.open("rb") as lines:
        for line in lines:
            at = timed.decode(line).timestamp
            if at.date() >= first and at <= until:
                yield line.strip()


def key_of(plan: Plan, told: dict[str, Any]) -> tuple[str, str]:
    """The tool's key and secret: made once, kept beside the simulator's files (a demonstration has no secrets)."""
    place = plan.folder / f"key-{told['slug']}.json"
    if not place.exists():
        Credential.objects.filter(name=told["name"]).delete()
        source = Source.objects.get(name=told["name"])
        made = evidence.create_credential(told["name"], source, prefixes=[told["home_page"]])
        place.write_text(json.dumps([made.key, made.secret]))
    key, secret = json.loads(place.read_text())
    return key, secret


def _people() -> dict[str, Person]:
    return {p.sourced_id: p for p in Person.objects.exclude(sourced_id=None) if p.sourced_id}


def _talks(plan: Plan, first: date, last: date) -> None:
    """Conversations, as adults note them with one tap on the day."""
    people = _people()
    with (
        transaction.atomic()
    ):  # one commit for all of them: a disk is slow, and nobody waits for a single one
        for row in rows(plan, "rooms/conversations.csv"):
            at = datetime.fromisoformat(row["time"])
            known = row["student"] in people and row["adult"] in people
            if known and first <= at.date() <= last and at <= clock.now():
                if row["kind"] == "check-in":
                    helping.check_in(people[row["student"]], people[row["adult"]], at)
                else:
                    care.talked_with(people[row["student"]], people[row["adult"]], at)


def adults(plan: Plan) -> None:
    """What the adults said of signals that have come and gone, and what they planned for this week."""
    truth = files(plan)
    drawn = {
        "gone_quiet": {q["student"] for q in truth["quiet"]},
        "stuck": {s["student"] for s in truth["stuck"]},
    }
    students = {p.pk: p.sourced_id for p in Person.objects.filter(kind="student")}
    homes = {h.student_id: h.adult for h in HomeAdult.objects.filter(until=None).select_related("adult")}
    past = Episode.objects.filter(state="ended", good_news=False, ended_by="evidence").order_by("pk")
    for n, episode in enumerate(past):
        adult = homes.get(episode.person_id)
        if adult is None or n % 4 == 3:  # a quarter stays unanswered, as it does
            continue
        true = drawn.get(episode.signal)
        doubted = episode.signal in DOUBTED and n % DOUBTED[episode.signal] == 0
        right = students.get(episode.person_id) in true if true is not None else not doubted
        said = Answer.USEFUL if right else Answer.WRONG
        with clock.held_at(episode.changed_at):
            care.answer(episode, said, adult, None)
    _looked_through(homes)
    plans.now(plan)
    people = _people()
    for row in rows(plan, "rooms/check_ins.csv"):
        if row["student"] in people and row["adult"] in people:
            due = datetime.fromisoformat(row["due"]).date()
            care.plan(people[row["student"]].pk, row["note"], due, people[row["adult"]], None, None)
    helping.adults(plan, people)


def _looked_through(homes: dict[int, Person]) -> None:
    """What has been open for some days was opened by somebody; most of it is in hand, and old good news was told."""
    day = clock.today()
    for n, episode in enumerate(Episode.objects.exclude(state="ended").order_by("pk")):
        days, adult = calendar.count_between(episode.opened, day), homes.get(episode.person_id)
        if days < 5 or adult is None:
            continue
        with clock.held_at(episode.raised_at):
            episodes.seen(episode, None)
            if episode.good_news:
                care.answer(episode, Answer.USEFUL, adult, None)
            elif episode.state == "open" and n % 5:
                care.answer(episode, Answer.ALREADY, adult, None)


def _growth(plan: Plan) -> None:
    """What the authority sends about the year before; a school that was filled by an earlier version has no such file."""
    if (plan.folder / "growth.csv").exists():
        report = growth.run_import(plan.folder / "growth.csv", apply=True)
        if not report.ok:
            raise RuntimeError("\n".join(report.lines()))


def figures(plan: Plan) -> None:
    practice.result()
    _growth(plan)
    releases.make()
    growth_figures.make()
    answered.make()
    quality.make()
    balance.make()
    class_pulse.make()
    lesson_figures.make()
    heard_figures.make()
    profile.make()
