"""Everything about groups that any role can fetch, over pages, exports, days and reports, put together by an attacker (TRUST 2).

Values stay as they are while students move, leave and come: the hardest case, for then old figures still hold.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pyarrow.parquet as pq
import pytest
from django.test import Client

from tests.community.rounds import adopted
from tests.village import NOW, Village
from waypost.community import profile
from waypost.homes import releases
from waypost.homes.models import ReportSnapshot
from waypost.readings.models import Reading
from waypost.recognition.models import Celebration
from waypost.school import clock
from waypost.school.models import Class, Demographics, Enrollment, Membership, Person
from waypost.trust.models import RoleGrant
from waypost.trust.releases.suppress import PERSON_TOLERANCE

from .attack import Claim, bounds, one_of_each, reading

SignedIn = Callable[[object], Client]
EVERYBODY = (
    "ada", "ben", "tom", "mia", "leo", "rosa", "paul", "lena", "cora", "sam", "priya", "adam", "petra",
)  # fmt: skip
DAYS = (NOW - timedelta(days=45), NOW - timedelta(days=37), NOW, NOW + timedelta(days=8))
SIZES = ((24, 14, 26, 7), (30, 9, 11, 12), (12, 12, 12, 10), (21, 4, 40, 33))
COUNTED = {"talked", "celebrated"}  # yes or no of each; "secure" is a share
Place = tuple[str, str]


@dataclass
class Town:
    """The school as the attacker knows it: who stood in which place on which day."""

    village: Village
    rooms: list[Class]
    where: dict[int, int] = field(default_factory=dict)  # student -> place of the room
    sex: dict[int, str] = field(default_factory=dict)
    on: dict[datetime, dict[Place, frozenset[int]]] = field(default_factory=dict)

    def remember(self, at: datetime) -> None:
        found: dict[Place, set[int]] = defaultdict(set)
        for pk, room in self.where.items():
            grade = self.rooms[room].grade
            for column in ("secure", "talked", "celebrated"):
                for line in ("school", f"school/{grade}", f"school/{grade}/{self.rooms[room].title}"):
                    found[line, column].add(pk)
                found["school", f"{column}/sex={self.sex[pk]}"].add(pk)
        self.on[at] = {place: frozenset(m) for place, m in found.items()}

    def members(self, place: Place, made: datetime) -> frozenset[int]:
        return self.on[made].get(place, frozenset())


def town_of(village: Village, sizes: tuple[int, ...], dice: random.Random) -> Town:
    rooms = [
        Class.objects.create(
            sourced_id=f"h{n}", title=f"{'67'[n // 2]}{'ab'[n % 2]}", organization=village.willow,
            course=village.maths_7b.course, grade="67"[n // 2], kind="homeroom",
        )
        for n in range(len(sizes))
    ]  # fmt: skip
    town = Town(village, rooms)
    for room, size in enumerate(sizes):
        base = dice.random()
        for _n in range(size):
            come(town, room, dice, base)
    return town


def come(town: Town, room: int, dice: random.Random, base: float) -> None:
    klass, day = town.rooms[room], date(2026, 8, 31)
    person = Person.objects.create(
        given_name="S", family_name=str(uuid4())[:8], kind="student", grade=klass.grade, since=day
    )
    Membership.objects.create(person=person, organization=town.village.willow, role="student")
    Enrollment.objects.create(sourced_id=str(uuid4()), person=person, klass=klass, role="student", since=day)
    town.where[person.pk] = room
    town.sex[person.pk] = dice.choices(["female", "male", "other"], [10, 10, 1])[0]
    Demographics.objects.create(person=person, values={"sex": town.sex[person.pk]})
    held = sum(dice.random() < base for _ in range(4))
    told = [
        Reading(person_id=person.pk, measure="mastery", subject=n + 1, value=0.9, n=9, as_of=NOW.date(),
                state="secure" if n < held else "starting")
        for n in range(4)
    ]  # fmt: skip
    value = 3.0 if dice.random() < base else 40.0
    told.append(Reading(person_id=person.pk, measure="conversations", subject=0, state="talked", value=value, n=3, as_of=NOW.date()))  # fmt: skip
    Reading.objects.bulk_create(told)
    if dice.random() < base:
        for at in DAYS:
            Celebration.objects.create(
                person_id=person.pk, giver_id=town.village.ada.pk, kind="praise", words="w", given=at - timedelta(days=1),
                statement_id=uuid4(), once=uuid4(),
            )  # fmt: skip


def move(town: Town, dice: random.Random) -> None:
    """One changes class, one leaves for good."""
    pk = dice.choice(sorted(town.where))
    room = dice.choice([n for n in range(len(town.rooms)) if n != town.where[pk]])
    Enrollment.objects.filter(person=pk).update(klass=town.rooms[room])
    Person.objects.filter(pk=pk).update(grade=town.rooms[room].grade)
    town.where[pk] = room
    gone = dice.choice(sorted(town.where))
    Person.objects.filter(pk=gone).update(active=False, left=clock.today() - timedelta(days=1))
    Membership.objects.filter(person=gone).delete()
    Enrollment.objects.filter(person=gone).update(active=False)
    del town.where[gone]


# -- what can be fetched ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Seen:
    """One figure as somebody read it somewhere. `half`: of an interval told beside it."""

    place: Place
    made: datetime
    says: str
    half: float | None = None


def fetched(
    town: Town, clients: Mapping[str, Client], report: int, last: bool
) -> tuple[set[Seen], dict[str, str]]:
    """By every role: rows of exports and reports as figures, and the pages as text."""
    paths = [
        "/how-we-are-doing/", "/how-we-are-doing/equity/", "/how-we-are-doing/export.csv", "/how-we-are-doing/reports/",
        "/how-we-are-doing/profile.csv", f"/how-we-are-doing/reports/{report}/figures.zip", "/community/",
    ]  # fmt: skip
    if last:
        paths += [
            f"{p}?as_of={d.date()}&period={d.date()}&group=7a&sex=other" for p in paths[:3] for d in DAYS
        ]
    seen: set[Seen] = set()
    pages: dict[str, str] = {}
    for name, client in clients.items():
        for path in paths:
            answer = client.get(path)
            if answer.status_code != 200:
                continue
            if path.endswith(".zip"):
                seen |= of_archive(answer.content, town)
            elif ".csv" in path:
                seen |= of_export(b"".join(answer).decode("utf-8-sig"), town)
            else:
                pages[f"{name} {path}"] = answer.content.decode()
    return seen, pages


def of_archive(body: bytes, town: Town) -> set[Seen]:
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        rows: list[dict[str, Any]] = list(
            csv.DictReader(io.StringIO(packed.read("figures.csv").decode("utf-8-sig")))
        )
        rows += pq.read_table(io.BytesIO(packed.read("figures.parquet"))).to_pylist()
        told = json.loads(packed.read("snapshot.json"))
    rows += told["cells"]
    found = {s for row in rows if (s := of_row(row, town)) is not None}
    numbers = {said for s in found if (said := reading(s.says))}
    for section in told["sections"]:
        for line in section["lines"]:
            if line["value"] is not None and section["key"] in {"groups", "equity", "profile"}:
                assert reading(f"{line['value']:.3f}") in numbers, line
    return found


def of_row(row: dict[str, Any], town: Town) -> Seen | None:
    mine = row["release"] == releases.NAME or row["release"].startswith("profile ")
    if not mine or str(row["shown"]) != "True":
        return None
    says = row["words"] or f"{float(row['value']):.3f}"
    half = None
    if row["low"] not in {"", None} and row["figure"].partition("/")[0] not in COUNTED:
        # an end at 0 or 1 may be cut off: then the other end tells
        ends = [abs(float(row["value"]) - float(e)) for e in (row["low"], row["high"]) if 0 < float(e) < 1]
        half = max(ends, default=None)
    return Seen((row["place"], row["figure"]), nearest(town, datetime.fromisoformat(row["made"])), says, half)


def nearest(town: Town, at: datetime) -> datetime:
    return min(town.on, key=lambda day: abs((day - at).total_seconds()))


def of_export(text: str, town: Town) -> set[Seen]:
    found = set()
    for row in csv.DictReader(io.StringIO(text)):
        says = row.get("in words") or row.get("value") or ""
        if says and "figure" in row and row["group"].startswith("school"):
            made = nearest(town, datetime.fromisoformat(row["made"] + "T07:04:00+00:00"))
            found.add(Seen((row["group"], row["figure"]), made, says))
    return found


def percents(page: str) -> set[str]:
    text = unescape(
        re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style|details)\b.*?</\1>", " ", page, flags=re.S))
    )
    return set(re.findall(r"(\d+)\s?%", text.replace("\N{NO-BREAK SPACE}", " ")))


def claims_of(seen: Iterable[Seen], town: Town, column: str) -> list[Claim]:
    found = []
    for s in seen:
        if s.place[1].partition("/")[0] != column or not (members := town.members(s.place, s.made)):
            continue
        said = reading(s.says)
        assert said is not None, s
        found.append(Claim(members, *said, half=s.half, counts=column in COUNTED))
    return sorted(set(found), key=lambda c: (sorted(c.members), c.low, c.half or 0))


@pytest.mark.parametrize("sizes", SIZES)
def test_nobody_can_be_worked_out_from_all_that_every_role_can_fetch(
    village: Village, signed_in: SignedIn, sizes: tuple[int, ...]
) -> None:
    dice = random.Random(str(sizes))
    town = town_of(village, sizes, dice)
    RoleGrant.objects.update(since=DAYS[0] - timedelta(days=1))
    Person.objects.filter(kind="student").exclude(pk__in=town.where).update(
        since=date(2027, 6, 1)
    )  # not in any figure
    adopted(village)
    everything: set[Seen] = set()
    for n, day in enumerate(DAYS):
        with clock.held_at(day):
            if n:
                move(town, dice)
            town.remember(day)
            releases.make()
            profile.make()
            clients = {
                name: signed_in(getattr(village, name))
                for name in (EVERYBODY if day == DAYS[-1] else ("lena",))
            }
            clients["lena"].post("/how-we-are-doing/reports/keep/")
            report = ReportSnapshot.objects.order_by("-pk").values_list("pk", flat=True)[0]
            seen, pages = fetched(town, clients, report, day == DAYS[-1])
            everything |= seen
            assert {p.partition(" ")[0] for p in pages if "how-we" in p} == {"lena"}
            _pages_say_no_more(pages, everything)
    assert len(everything) > 20
    people = set().union(*(m for day in town.on.values() for m in day.values()))
    for column in ("secure", "talked", "celebrated"):
        claims = claims_of(everything, town, column)
        assert claims, column
        for one in one_of_each(claims, people):
            low, high = bounds(claims, one)
            assert high - low >= 1 - PERSON_TOLERANCE - 1e-3, (column, one, low, high)
        for members in small_groups(town, column, claims):
            low, high = bounds(claims, members)
            assert high - low >= 0.5 - 1e-3, (column, members, low, high)


def small_groups(town: Town, column: str, claims: Sequence[Claim]) -> set[frozenset[int]]:
    """Places and kinds of fewer than ten, on any of the days; not what is all but a place of ten that was told before
    somebody left it: nine of ten told are known to a tenth, and nothing can take that back."""
    found = {
        members
        for day in town.on.values()
        for place, members in day.items()
        if place[1].partition("/")[0] == column and len(members) < 10
    }
    return {g for g in found if not any(len(c.members ^ g) < len(g) / 2 for c in claims)}


def _pages_say_no_more(pages: dict[str, str], everything: set[Seen]) -> None:
    """Each per cent on a page stands in an export, too, or is an aim, an end of an interval or a share of weightings."""
    known = {
        f"{round(100 * e)}" for s in everything if (said := reading(s.says)) for e in (sum(said) / 2, *said)
    }
    for where, page in pages.items():
        if "/community/" in where:
            continue
        body = re.sub(r"\(between.*?\)", "", page)  # intervals: in the report's cells
        body = re.sub(r"(Our aim of|Whether our aim of) \d+.?%|better in [^.]*%", "", body)
        assert percents(body) <= known | {"95"}, (where, percents(body) - known)
