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

import numpy as np
import pyarrow.parquet as pq
import pytest
from django.test import Client
from scipy.optimize import linprog

from tests.community import rounds
from tests.community.rounds import adopted
from tests.practice import conftest as trials
from tests.village import NOW, Village
from waypost.community import figures, profile
from waypost.community.jobs import finish
from waypost.community.models import Group
from waypost.community.services import closing, sharing
from waypost.homes import releases
from waypost.homes.models import ReportSnapshot
from waypost.learning.models import Judgement, Piece
from waypost.practice import analysis, study
from waypost.practice.models import Fidelity
from waypost.practice.plan import Plan
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
SIZES = ((24, 14, 26, 7), (12, 12, 12, 10))
COUNTED = {"talked", "feedback", "celebrated"}  # yes or no of each; "secure" is a share
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
            for column in ("secure", "talked", "feedback", "celebrated"):
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
    if random.Random(f"{person.pk} feedback").random() < base:
        piece = Piece.objects.create(
            person_id=person.pk, title="w", made=NOW, made_by=person.pk, once=uuid4()
        )
        for at in DAYS:
            Judgement.objects.create(
                piece=piece, rubric="reasoning", level=3, reason="w", skill_id=1, by=town.village.ada.pk, at=at - timedelta(days=1),
                statement_id=uuid4(), once=uuid4(),
            )  # fmt: skip
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


@pytest.mark.parametrize(
    ("sizes", "world"),
    [*((sizes, "") for sizes in SIZES), (SIZES[0], "5"), (SIZES[1], "10"), (SIZES[0], "8")],
)
def test_nobody_can_be_worked_out_from_all_that_every_role_can_fetch(
    village: Village, signed_in: SignedIn, sizes: tuple[int, ...], world: str
) -> None:
    """Worlds 5 and 10: there whole counts and intervals told more of a hidden class than a linear reckoning knows. World 8:
    the success profile showed the year whose figure the leader's page hid to keep back a class of seven."""
    dice = random.Random(f"{sizes}{world}")
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
    assert len(everything) >= 20
    people = set().union(*(m for day in town.on.values() for m in day.values()))
    for column in ("secure", "talked", "feedback", "celebrated"):
        claims = claims_of(everything, town, column)
        assert claims, column
        for one in one_of_each(claims, people):
            low, high = bounds(claims, one)
            assert high - low >= 1 - PERSON_TOLERANCE - 1e-3, (column, one, low, high)
        for members, day in small_groups(town, column).items():
            before = claims_of([s for s in everything if s.made < day], town, column)
            if before and _width(before, members) < 0.5:
                continue  # told before somebody left a place of ten: what was told then, nothing takes back
            assert _width(claims, members) >= 0.5 - 1e-3, (column, members, day)


def _width(claims: Sequence[Claim], members: frozenset[int]) -> float:
    low, high = bounds(claims, members)
    return high - low


def small_groups(town: Town, column: str) -> dict[frozenset[int], datetime]:
    """Places and kinds of fewer than ten, with the first day on which they are so."""
    found: dict[frozenset[int], datetime] = {}
    for day, places in town.on.items():
        for place, members in places.items():
            if place[1].partition("/")[0] == column and len(members) < 10:
                found.setdefault(members, day)
    return found


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


# -- the charter's points ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("people", "points"),
    [
        (12, (40, 60, 0, 0)),
        (12, (36, 62, 2, 0)),
        (24, (30, 40, 29, 1)),
        (10, (25, 25, 25, 25)),
        (40, (97, 1, 1, 1)),
    ],
)
def test_the_points_of_a_group_tell_of_nobody_in_it(
    village: Village, signed_in: SignedIn, people: int, points: tuple[int, ...]
) -> None:
    """Everybody shares 100 points: that is known, too."""
    charter = rounds.sharing_now(village)
    ids = [i.pk for i in rounds.indicators(charter)]
    for n in range(people):
        sharing.share(charter, 10_000 + n, Group.STUDENTS, dict(zip(ids, points, strict=True)))
    finish(closing.close(charter))
    told: set[tuple[str, ...]] = set()
    for name in EVERYBODY:
        answer = signed_in(getattr(village, name)).get("/community/")
        if answer.status_code == 200:
            rows = re.findall(
                r'<th scope="row">([^<]*)</th>((?:<td class="number">[^<]*</td>)+)', answer.content.decode()
            )
            told |= {(words, re.findall(r">([^<]*)</td>", cells)[-1]) for words, cells in rows}
    if not told:
        return  # said to be too few to tell
    assert len(told) == len(points)
    numbers = sum(words.isdecimal() for _indicator, words in told)
    step = next(s for s in figures.STEPS if people * numbers * s / 2 >= 1)  # how Waypost works is no secret
    span = []
    for _indicator, words in sorted(told):
        number = int(words.partition(" ")[0]) / 100
        low, high = (0.0, number) if "fewer" in words else (number, 1.0) if "more" in words else (number - step / 2, number + step / 2)  # fmt: skip
        span.append((low, high))
    for n in range(len(points)):
        low, high = _own_points(span, people, n)
        assert high - low >= 1 - PERSON_TOLERANCE - 1e-3, (told, n, low, high)


def _own_points(span: list[tuple[float, float]], people: int, which: int) -> tuple[float, float]:
    """Bounds of one person's share for an indicator: own shares first, then the sums of the others'."""
    kinds = len(span)
    rows, right = [], []
    for n, (low, high) in enumerate(span):
        row = np.zeros(2 * kinds)
        row[[n, kinds + n]] = 1
        rows += [row, -row]
        right += [high * people + 1e-9, -low * people + 1e-9]
    whole = np.repeat(np.eye(2), kinds, axis=1)
    found = []
    for sign in (1.0, -1.0):
        aim = np.zeros(2 * kinds)
        aim[which] = sign
        answer = linprog(
            aim, A_ub=np.array(rows), b_ub=right, A_eq=whole, b_eq=[1, people - 1],
            bounds=[(0, 1)] * kinds + [(0, people - 1)] * kinds, method="highs",
        )  # fmt: skip
        assert answer.success, answer.message
        found.append(sign * answer.fun)
    return found[0], found[1]


# -- trials -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("level", "is_told"), [(0.99, False), (0.7, True)])
def test_the_size_of_a_difference_is_not_told_where_nearly_all_did_alike(
    village: Village, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, level: float, is_told: bool
) -> None:
    """24 students a side: with 99 of 100 right the size would tell that each has at least 3 of 4."""
    trial = trials.plan(village)
    locked = trials.lock(village, trial)
    arms = (dict.fromkeys(range(1, 25), level), dict.fromkeys(range(101, 125), 0.6))
    main = analysis.Estimate("higher", (4, 4), level - 0.6, level - 0.65, level - 0.55, 0.01)
    finding = analysis.Finding(main, 0.2, 48, chance=0.9, arms=arms)
    monkeypatch.setattr(analysis, "analyse", lambda *a, **k: finding)
    with clock.held_at(datetime(2027, 3, 1, 12, tzinfo=NOW.tzinfo)):
        assert study.make(locked) is not None
        page = signed_in(village.ben).get(f"/practice/trials/{trial.pk}/").content.decode()
    assert ("right of 100" in page) is is_told
    assert ("the size would tell of each student" in page) is not is_told
    claims = [Claim(frozenset(side), *said) for side, words in zip(arms, ("weeks with it", "weeks without it"), strict=True)
              if (m := re.search(rf"{words}: ([^<]*)<", page)) and (said := reading(m[1].replace(" of 100", " %")))]  # fmt: skip
    assert len(claims) == 2
    sizes = [float(m) / 100 for m in re.findall(r"([\d.]+) more right of 100", page)][:1]
    if sizes:  # the effect may be the plain difference, to a tenth of a hundredth
        claims[0] = Claim(claims[0].members, max(claims[0].low, 0.595 + sizes[0] - 5e-4), min(claims[0].high, 0.605 + sizes[0] + 5e-4))  # fmt: skip
    for side in arms:
        low, high = bounds(claims, frozenset({min(side)}))
        assert high - low >= 1 - PERSON_TOLERANCE - 1e-3


def test_how_often_it_was_used_is_told_of_five_adults_and_after_the_end(
    village: Village, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = trials.plan(village)
    locked = trials.lock(village, trial)
    plan = Plan.read(locked.plan)
    week = next(w for w in range(plan.weeks) if plan.treated(0, w))

    def used(adult: int, what: str) -> None:
        Fidelity.objects.create(
            trial=trial, class_id=plan.classes[0], week=plan.first + timedelta(weeks=week + adult % (plan.weeks - week)),
            used=what, person_id=adult, at=NOW,
        )  # fmt: skip

    pages = []
    for adult, what in ((1, "yes"), (2, "no")):
        used(adult, what)
        pages.append(signed_in(village.ben).get(f"/practice/trials/{trial.pk}/").content.decode())
    heading = "Was it done as planned?"
    assert pages[0].partition(heading)[2][:300] == pages[1].partition(heading)[2][:300], (
        "a tap changes nothing to be seen"
    )
    monkeypatch.setattr(
        analysis, "analyse", lambda *a, **k: analysis.Finding(analysis.Estimate("cant_tell", (0, 0)))
    )
    with clock.held_at(datetime(2027, 3, 1, 12, tzinfo=NOW.tzinfo)):
        study.make(locked)
        page = signed_in(village.ben).get(f"/practice/trials/{trial.pk}/").content.decode()
    assert "fewer than five adults" in page
