"""Results of a round: what they say of a known truth, and that nobody can be worked out from all of them together."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from scipy.optimize import linprog

from tests.village import NOW, Village
from tests.voice import rounds
from waypost.school import clock
from waypost.school.models import Class, Enrollment, Person
from waypost.trust.models import ReleaseCell
from waypost.trust.releases.service import shown
from waypost.voice.jobs import finish
from waypost.voice.models import Kind, Wave
from waypost.voice.queries.comments import comments_of, themes_of
from waypost.voice.services import closing, coding, surveys
from waypost.voice.services.answers import Given, answer

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
Truth = dict[int, float]  # student -> value of the scale, 1 to 5


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def kids(village: Village, home: Path) -> list[Person]:
    rounds.safeguarded(village)
    return rounds.students(village, [("7a", 26), ("7b", 24)])


def held(village: Village, kids: list[Person], score: Callable[[int], int], **more: object) -> Wave:
    wave = rounds.opened(village, "belonging", **more)
    return ended(wave, kids, score)


def ended(wave: Wave, kids: list[Person], score: Callable[[int], int]) -> Wave:
    for n, kid in enumerate(kids):
        answer(wave, kid.pk, rounds.said(wave, score(n)))
    done = closing.close(wave)
    finish(done)
    return Wave.objects.select_related("survey").get(pk=wave.pk)


def cells(wave: Wave) -> dict[tuple[str, str], ReleaseCell]:
    return {(c.line, c.column): c for c in shown(wave.name, str(wave.number), "survey")}


# -- what they say -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", [Kind.ANONYMOUS, Kind.CONFIDENTIAL])
def test_the_mean_and_its_interval_are_those_of_the_answers(
    village: Village, kids: list[Person], signed_in: SignedIn, kind: str
) -> None:
    said = [3 + n % 3 for n in range(50)]  # 3, 4, 5, 3, ...
    wave = held(village, kids, lambda n: said[n], unit="class", kind=kind)
    cell = cells(wave)["all", "belonging"]
    assert cell.value == pytest.approx((np.mean(said) - 1) / 4, abs=0.0051)
    half = 2.0096 * np.std(said, ddof=1) / 50**0.5 / 4  # t(49), R: qt(.975, 49)
    assert cell.low is not None
    assert cell.high is not None
    assert half <= (cell.high - cell.low) / 2 <= half + 0.026
    page = signed_in(village.lena).get(f"/voice/surveys/{wave.pk}/results/").content.decode()
    assert "mostly true" in page
    assert "4.0 of 5, between 3.7 and 4.3" in page
    assert "50-99 people" in page
    assert "Mathematics 7A" in page


def test_who_is_missing_is_told_by_group_and_few_answers_are_compared_with_nothing(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    wave = held(village, kids[:20], lambda n: 4, unit="class", kind=Kind.CONFIDENTIAL)
    page = signed_in(village.lena).get(f"/voice/surveys/{wave.pk}/results/").content.decode()
    assert "38 in 100 answered" in page  # 20 of 53: three of the village are asked, too
    assert "Fewer than 60 in 100 answered" in page
    assert "can&#x27;t be told" in page


def two_waves(village: Village, kids: list[Person], later: int, kind: str, answering: int = 50) -> Wave:
    """Wave two lies `later` hundredths of a step above wave one, for everybody alike."""
    first = held(village, kids, lambda n: 2 + n % 3, kind=kind)
    with clock.held_at(NOW + timedelta(weeks=7)):
        second = surveys.open_wave(
            surveys.plan(first.survey, clock.today(), clock.today() + timedelta(days=5))
        )
        return ended(second, kids[:answering], lambda n: min(5, 2 + n % 3 + (1 if n % 100 < later else 0)))


def page_of(wave: Wave, client: Client) -> str:
    return client.get(f"/voice/surveys/{wave.pk}/results/").content.decode()


def test_a_change_of_everybody_is_seen_and_no_change_is_not(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    up = two_waves(village, kids, later=100, kind=Kind.ANONYMOUS)
    text = page_of(up, signed_in(village.lena))
    assert "Higher than last time, by 1.0" in text
    assert "two groups, not the same people" in text
    assert "without a name can&#x27;t be paired" in text
    assert "the same people: those" not in text


def test_no_change_is_said_as_such(village: Village, kids: list[Person], signed_in: SignedIn) -> None:
    same = two_waves(village, kids, later=0, kind=Kind.ANONYMOUS)
    text = page_of(same, signed_in(village.lena))
    assert "No change that can be told from chance: between 0." in text
    assert "two groups, not the same people" in text, "also where nothing changed"


def test_a_small_change_of_known_people_is_seen_when_it_is_paired(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    confidential = two_waves(village, kids, later=25, kind=Kind.CONFIDENTIAL)
    text = page_of(confidential, signed_in(village.lena))
    # Half of fifty rose by one: R 4.2, t.test(rep(0:1, each = 25)) gives 0.5 (0.356 to 0.644); the ends are rounded outwards.
    assert "Higher than last time, by 0.5 (between 0.3 and 0.7)" in text
    assert "This compares the same people: those who answered both times." in text
    assert "two groups" not in text


def test_a_few_who_answered_once_keep_the_paired_change_back(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    """Three means and two groups that differ by three people would tell about the three."""
    wave = two_waves(village, kids, later=25, kind=Kind.CONFIDENTIAL, answering=47)
    assert ("all", "change=belonging") not in cells(wave)
    text = page_of(wave, signed_in(village.lena))
    assert "This compares the same people" not in text
    assert "two groups, not the same people" in text
    assert "few answered only once" in text


def test_another_wording_is_not_compared(village: Village, kids: list[Person], signed_in: SignedIn) -> None:
    from waypost.voice.models import Item

    first = held(village, kids, lambda n: 3)
    surveys.reword(Item.objects.get(slug="belonging-1"), {"en": "I belong here."}, [], by=1)
    with clock.held_at(NOW + timedelta(weeks=7)):
        second = surveys.open_wave(
            surveys.plan(first.survey, clock.today(), clock.today() + timedelta(days=5))
        )
        wave = ended(second, kids, lambda n: 5 - n % 2)
    assert "Asked in other words last time: not compared." in page_of(wave, signed_in(village.lena))


def test_below_a_hundred_nothing_is_said_of_reliability(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    wave = held(village, kids, lambda n: 1 + n % 5)
    assert not [c for c in cells(wave) if c[1].startswith("alpha")]
    assert "Fewer than a hundred full answers" in page_of(wave, signed_in(village.lena))


# -- question by question ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", [Kind.ANONYMOUS, Kind.CONFIDENTIAL])
def test_of_each_question_the_parts_are_told_and_who_left_it_out_is_not_counted(
    village: Village, kids: list[Person], signed_in: SignedIn, kind: str
) -> None:
    wave = rounds.opened(village, "belonging", kind=kind)
    first, *rest = [q.version_id for q in wave.questions.all()]
    for n, kid in enumerate(kids):
        scores = dict.fromkeys(rest, 4) | ({first: (1, 2, 3, 4, 5)[n % 5]} if n < 40 else {})
        answer(wave, kid.pk, Given(scores))
    finish(closing.close(wave))
    told = cells(wave)
    assert {name: told["all", f"{name}={first}"].value for name in ("no", "half", "yes")} == {
        "no": 0.4, "half": 0.2, "yes": 0.4,
    }  # fmt: skip
    assert told["all", f"yes={rest[0]}"].words == ">= 90 %", "nearly all: not exactly how many"
    assert ("all", f"no={rest[0]}") not in told, "what is left of a whole would tell how many"
    page = page_of(wave, signed_in(village.lena))
    assert "not or a little true: 40 in 100 · half true: 20 in 100 · mostly or fully true: 40 in 100" in page
    assert "mostly or fully true: nearly all<" in page
    wave.refresh_from_db()
    export = b"".join(signed_in(village.lena).get(f"/voice/surveys/{wave.pk}/results.csv").streaming_content)  # type: ignore[attr-defined]
    assert f'"yes={first}","I feel that I am part of this school."' in export.decode()


@pytest.mark.parametrize("kind", [Kind.ANONYMOUS, Kind.CONFIDENTIAL])
def test_of_each_question_the_page_tells_by_group_which_part_said_yes(
    village: Village, kids: list[Person], signed_in: SignedIn, kind: str
) -> None:
    wave = rounds.opened(village, "belonging", unit="class", kind=kind)
    first, *rest = [q.version_id for q in wave.questions.all()]
    for n, kid in enumerate(kids):  # the first 26 are 7A: half of them say yes; of the 24 of 7B a quarter
        yes = n % 2 == 0 if n < 26 else n % 4 == 0
        answer(
            wave,
            kid.pk,
            Given(dict.fromkeys(rest, 1 + n % 5) | {first: (4, 5)[n % 3 == 0] if yes else 1 + n % 3}),
        )
    finish(closing.close(wave))
    told = cells(wave)
    assert told["all/Mathematics 7A", f"yes={first}"].value == 0.5
    assert told["all/Mathematics 7B", f"yes={first}"].value == 0.25
    assert ("all/Mathematics 7B", f"no={first}") not in told, "by group one part alone"
    page = page_of(wave, signed_in(village.lena))
    at = page.index("I feel that I am part of this school.")
    assert "Mathematics 7A</span><small>50 in 100" in page[at:]
    assert "Mathematics 7B</span><small>25 in 100" in page[at:]


@pytest.mark.parametrize("scores", [(5, 4, 3), (4, 4, 4, 4, 4, 4, 3)])
def test_two_parts_that_are_a_whole_tell_only_the_larger(
    village: Village, kids: list[Person], scores: tuple[int, ...]
) -> None:
    """62 in 100 yes and 38 half would say that nobody, so none of these, said no."""
    wave = held(village, kids, lambda n: scores[n % len(scores)])
    told = {column.partition("=")[0] for line, column in cells(wave) if "=" in column}
    assert not {"no", "half"} & told


def test_questions_stay_untold_where_the_mean_leaves_one_way_to_have_answered(
    village: Village, kids: list[Person]
) -> None:
    """Who said no said "not true", who said yes "mostly true": the mean of 2.75 would tell it of each of them."""
    wave = held(village, kids, lambda n: (1, 3, 4, 3)[n % 4])
    assert ("all", "belonging") in cells(wave)
    assert not [c for c in cells(wave) if c[1].startswith(("no=", "half=", "yes="))]


def test_a_question_that_nine_answered_tells_nothing(village: Village, kids: list[Person]) -> None:
    wave = rounds.opened(village, "belonging")
    first, *rest = [q.version_id for q in wave.questions.all()]
    for n, kid in enumerate(kids[:30]):
        answer(wave, kid.pk, Given(dict.fromkeys(rest, 3) | ({first: 5} if n < 9 else {})))
    finish(closing.close(wave))
    told = cells(wave)
    assert ("all", f"yes={first}") not in told
    assert ("all", f"half={rest[0]}") in told


@pytest.mark.parametrize("seed", range(3))
def test_means_and_parts_together_work_out_nobody(village: Village, home: Path, seed: int) -> None:
    """The attacker solves over all released means by class and all parts of all questions at once.

    Unknown: of each who answered and each question, in which part (no, half, yes) the answer lies and its value from 0 to 1.
    """
    rng = random.Random(seed)
    rounds.safeguarded(village)
    kids = rounds.students(village, [("7a", 14), ("7b", 12)])
    wave = rounds.opened(village, "challenge", unit="class", kind=Kind.CONFIDENTIAL)
    for kid in kids:
        answer(wave, kid.pk, rounds.said(wave, [rng.choice([1, 1, 3, 5]) for _ in range(3)]))
    finish(closing.close(wave))
    units = dict(wave.invited.filter(answered=True).values_list("person_id", "unit"))
    people, items = sorted(units), [q.version_id for q in wave.questions.all()]
    size = len(people) * len(items) * 4  # no, half, yes, value

    def at(person: int, item: int, what: int) -> int:
        return (people.index(person) * len(items) + item) * 4 + what

    rows: list[np.ndarray] = []
    right: list[float] = []

    def bound(weights: dict[int, float], low: float, high: float) -> None:
        row = np.zeros(size)
        for place, weight in weights.items():
            row[place] = weight
        rows.extend([row, -row])
        right.extend([high + 1e-9, -low + 1e-9])

    for person in people:
        for item in range(len(items)):
            bound({at(person, item, part): 1.0 for part in range(3)}, 1, 1)
            value = {at(person, item, 3): 1.0, at(person, item, 1): -0.5, at(person, item, 2): -0.75}
            bound(value, 0, 0.25)  # no: 0 to 1/4; half: 1/2; yes: 3/4 to 1
    told = [c for c in cells(wave).values() if c.shown]
    counted = 0
    for cell in told:
        low, high = (cell.value - 0.005, cell.value + 0.005) if cell.value is not None else (0.0, 1.0)
        if cell.value is None:
            low, high = (0.9, 1.0) if cell.words.startswith(">") else (0.0, 0.1)
        name, _, version = cell.column.partition("=")
        here = [p for p in people if cell.line == "all" or units[p] == cell.line.partition("/")[2]]
        if cell.column == "challenge":
            every = {at(p, i, 3): 1 / len(items) for p in here for i in range(len(items))}
            bound(every, low * len(here), high * len(here))
        elif name in {"no", "half", "yes"}:
            counted += 1
            part, item = ("no", "half", "yes").index(name), items.index(int(version))
            bound({at(p, item, part): 1.0 for p in here}, low * len(here), high * len(here))
    assert counted >= 9, "three questions by three parts, or fewer parts and the groups"
    for person in rng.sample(people, 3):
        aim = np.zeros(size)
        aim[[at(person, i, 3) for i in range(len(items))]] = 1 / len(items)
        low, high = (
            sign * linprog(sign * aim, A_ub=np.array(rows), b_ub=right, bounds=(0, 1), method="highs").fun
            for sign in (1, -1)
        )
        assert high - low >= 1 - 0.11 - 1e-6, (person, low, high)


# -- nobody can be worked out (TRUST 2) --------------------------------------------------------------------------------
def everything_told(client: Client, wave: Wave) -> list[tuple[str, str, float, float]]:
    """(line, column, low, high) of every mean that somebody can fetch: the export, read as a stranger would."""
    import csv
    import io

    raw = b"".join(client.get(f"/voice/surveys/{wave.pk}/results.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    found = []
    for row in csv.DictReader(io.StringIO(raw)):
        line, column, value, words = (row[k] for k in ("Group", "What", "Value (0 to 1)", "In words"))
        if "=" in column:
            continue
        if value:
            found.append((line, column, float(value) - 0.005, float(value) + 0.005))
        else:
            edge = int("".join(c for c in words if c.isdecimal())) / 100
            found.append((line, column, edge, 1.0) if ">" in words else (line, column, 0.0, edge))
    return found


def bounds(
    seen: list[tuple[frozenset[int], float, float]], people: list[int], target: frozenset[int]
) -> tuple[float, float]:
    """Least and greatest mean of a group, one unknown a person; none of our own code."""
    place = {p: n for n, p in enumerate(people)}
    rows, right = [], []
    for members, low, high in seen:
        row = np.zeros(len(people))
        row[[place[p] for p in members]] = 1
        rows += [row, -row]
        right += [high * len(members) + 1e-9, -low * len(members) + 1e-9]
    aim = np.zeros(len(people))
    aim[[place[p] for p in target]] = 1 / len(target)
    found = [
        sign * linprog(sign * aim, A_ub=np.array(rows), b_ub=right, bounds=(0, 1), method="highs").fun
        for sign in (1, -1)
    ]
    return found[0], found[1]


@pytest.mark.parametrize("seed", range(4))
def test_a_solver_over_all_that_can_be_fetched_works_out_nobody(
    village: Village, home: Path, signed_in: SignedIn, seed: int
) -> None:
    """The attacker knows who is in which class and even who answered; he fetches every export and solves."""
    rng = random.Random(seed)
    rounds.safeguarded(village)
    sizes = [rng.choice([4, 8, 11, 14, 19]) for _ in range(4)]
    kids = rounds.students(village, [("7a", sum(sizes))])
    rest = list(kids)
    for n, size in enumerate(sizes):
        room = Class.objects.create(
            sourced_id=f"room{n}", title=f"Room {n}", kind="homeroom", organization=village.willow, grade="7"
        )
        for kid in rest[:size]:
            Enrollment.objects.create(
                sourced_id=f"r-{kid.pk}", person=kid, klass=room, role="student", since=rounds.SINCE
            )
        rest = rest[size:]
    wave = rounds.opened(
        village, "belonging", "agency", unit="class", kind=rng.choice(["anonymous", "confidential"])
    )
    answering = [k for k in kids if rng.random() < 0.85]
    for kid in answering:
        answer(wave, kid.pk, rounds.said(wave, rng.choice([1, 5])))
    finish(closing.close(wave))
    wave.refresh_from_db()
    units = dict(wave.invited.values_list("person_id", "unit"))
    told = everything_told(signed_in(village.lena), wave)
    who_answered = {k.pk for k in answering}
    for column in ("belonging", "agency", "answered"):
        pool = set(units) if column == "answered" else who_answered
        seen = [
            (
                frozenset(p for p in pool if line == "all" or units[p] == line.partition("/")[2]),
                max(0, low),
                min(1, high),
            )
            for line, col, low, high in told
            if col == column
        ]
        if not seen:
            continue
        assert all(len(members) >= 10 for members, _, _ in seen)
        people = sorted(pool)
        for person in rng.sample(people, 6):
            low, high = bounds(seen, people, frozenset({person}))
            assert high - low >= 1 - 0.11 - 1e-6, (column, person)
        for unit in set(units.values()):
            group = frozenset(p for p in pool if units[p] == unit)
            if 0 < len(group) < 10:
                low, high = bounds(seen, people, group)
                assert high - low >= 0.5 - 1e-6, (column, unit)


def test_results_before_the_close_or_of_others_open_for_nobody(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    wave = held(village, kids, lambda n: 4)
    for who in (village.ada, village.tom, village.mia, village.rosa, village.adam, village.sam):
        for page in ("results/", "results.csv", "comments/", ""):
            assert signed_in(who).get(f"/voice/surveys/{wave.pk}/{page}").status_code in {403, 404}


# -- comments ----------------------------------------------------------------------------------------------------------
def test_comments_come_from_ten_on_and_say_nothing_about_their_order(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    wave = rounds.opened(village)
    for n, kid in enumerate(kids[:20]):
        answer(wave, kid.pk, rounds.said(wave, 4, words=f"comment {n:02d}" if n < 9 else ""))
    done = closing.close(wave)
    assert comments_of(done) == []
    page = signed_in(village.lena).get(f"/voice/surveys/{wave.pk}/comments/").content.decode()
    assert "comment 0" not in page
    assert "Fewer than ten comments" in page


def test_two_readers_code_each_without_the_other_and_their_agreement_is_told(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    wave = rounds.opened(village)
    for n, kid in enumerate(kids[:24]):
        answer(wave, kid.pk, rounds.said(wave, 4, words="more time" if n % 2 else "more breaks"))
    done = closing.close(wave)
    ((_version, said),) = comments_of(done)
    theme = coding.name_theme(done, "time")
    right = {s.pk: [theme.pk] if s.text == "more time" else [] for s in said}
    wrong = right | {said[0].pk: [] if right[said[0].pk] else [theme.pk]}
    coding.code(done, right, by=village.lena.pk)
    (line,) = themes_of(done)
    assert line.told == "in 12 comments"
    assert line.agreement == "one reader so far"
    coding.code(done, wrong, by=village.cora.pk)
    (line,) = themes_of(done)
    # Krippendorff (2011), two coders, two values: 1 - (n - 1) o01 / (n0 n1) = 1 - 47 * 1 / (25 * 23) = 0.9183.
    assert line.agreement.startswith("two readers, Krippendorff's alpha 0.92")
    client = signed_in(village.lena)
    client.post(f"/voice/surveys/{wave.pk}/comments/", {"theme": "breaks"})
    assert "breaks" in client.get(f"/voice/surveys/{wave.pk}/comments/").content.decode()


def test_a_theme_in_fewer_than_ten_comments_tells_no_number(village: Village, kids: list[Person]) -> None:
    wave = rounds.opened(village)
    for n, kid in enumerate(kids[:15]):
        answer(wave, kid.pk, rounds.said(wave, 4, words=f"words {n}"))
    done = closing.close(wave)
    ((_version, said),) = comments_of(done)
    theme = coding.name_theme(done, "rare")
    coding.code(done, {s.pk: [theme.pk] for s in said[:9]}, by=1)
    assert themes_of(done)[0].told == "in fewer than ten comments"


def test_ids_of_answers_are_random(village: Village, kids: list[Person]) -> None:
    wave = held(village, kids, lambda n: 4)
    from waypost.voice.models import Numbers

    assert all(isinstance(n.id, uuid.UUID) and n.id.version == 4 for n in Numbers.objects.filter(wave=wave))
