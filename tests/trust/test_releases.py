"""Small groups: an attacker who knows every class list tries to work out what was hidden."""

from __future__ import annotations

import random
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from waypost.trust.models import ReleaseCell, ReleaseShown
from waypost.trust.releases import Figure, compute_release, shown
from waypost.trust.releases.suppress import PERSON_TOLERANCE, Place, said, suppress

Table = dict[Place, Figure]


def table_of(classes: Mapping[str, list[int]], values: Mapping[int, float], column: str = "sure") -> Table:
    """School > year > class, as lines."""
    lines: dict[str, set[int]] = {}
    for name, members in classes.items():
        for line in ("school", f"school/{name[0]}", f"school/{name[0]}/{name}"):
            lines.setdefault(line, set()).update(members)
    return {
        (line, column): Figure(frozenset(m), float(np.mean([values[p] for p in m])) if m else 0.0)
        for line, m in lines.items()
    }


def attack(
    seen: list[tuple[frozenset[int], float, float]], people: list[int], target: frozenset[int]
) -> tuple[float, float]:
    """Bounds of the mean over a group, by one unknown a person: slow, plain, and none of our own code."""
    place = {p: n for n, p in enumerate(people)}
    rows, right = [], []
    for members, low, high in seen:
        row = np.zeros(len(people))
        row[[place[p] for p in members]] = 1
        rows += [row, -row]
        right += [high * len(members) + 1e-9, -low * len(members) + 1e-9]
    aim = np.zeros(len(people))
    aim[[place[p] for p in target]] = 1 / len(target)
    found = []
    for sign in (1, -1):
        answer = linprog(
            sign * aim,
            A_ub=np.array(rows) if rows else None,
            b_ub=right or None,
            bounds=(0, 1),
            method="highs",
        )
        assert answer.success
        found.append(sign * answer.fun)
    return found[0], found[1]


def seen_by_readers(
    cells: Mapping[Place, tuple[bool, float | None, str]], table: Table
) -> list[tuple[frozenset[int], float, float]]:
    out = []
    for place, (is_shown, value, words) in cells.items():
        if not is_shown:
            continue
        if value is not None:
            low, high = value - 0.005, value + 0.005
        else:
            edge = int(words.split()[1]) / 100
            low, high = (edge, 1.0) if words.startswith(">") else (0.0, edge)
        out.append((table[place].members, max(0, low), min(1, high)))
    return out


def school(seed: int, sizes: list[int]) -> tuple[dict[str, list[int]], dict[int, float]]:
    rng = random.Random(seed)
    people = iter(range(1, 10_000))
    names = [f"{1 + n // 3}{'abc'[n % 3]}" for n in range(len(sizes))]
    classes = {name: [next(people) for _ in range(size)] for name, size in zip(names, sizes, strict=True)}
    base = {name: rng.random() for name in names}
    values = {p: float(rng.random() < base[name]) for name, members in classes.items() for p in members}
    return classes, values


@given(
    seed=st.integers(0, 10_000),
    sizes=st.lists(st.sampled_from([0, 1, 3, 7, 9, 10, 12, 18, 25]), min_size=3, max_size=7),
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nobody_and_no_small_class_can_be_worked_out_from_one_release(seed: int, sizes: list[int]) -> None:
    classes, values = school(seed, sizes)
    table = {p: f for p, f in table_of(classes, values).items() if f.members}
    if not table:
        return
    outcomes = suppress(table, 10)
    cells = {p: (o.shown, o.value, o.words) for p, o in outcomes.items()}
    seen = seen_by_readers(cells, table)
    people = sorted(values)
    if not people or not seen:
        return
    for person in random.Random(seed).sample(people, min(6, len(people))):
        low, high = attack(seen, people, frozenset({person}))
        assert high - low >= 1 - PERSON_TOLERANCE - 1e-6
    for place, figure in table.items():
        if len(figure.members) < 10:
            assert not outcomes[place].shown
            low, high = attack(seen, people, figure.members)
            assert high - low >= 0.5 - 1e-6


def test_a_hidden_class_takes_a_sister_with_it() -> None:
    classes = {"1a": list(range(1, 21)), "1b": list(range(21, 41)), "1c": list(range(41, 46))}
    values = {p: float(p % 2) for p in range(1, 46)}
    outcomes = suppress(table_of(classes, values), 10)
    hidden = {p[0] for p, o in outcomes.items() if not o.shown}
    assert "school/1/1c" in hidden
    assert len(hidden) >= 2


def test_a_big_school_without_small_groups_shows_everything() -> None:
    classes = {
        f"{y}{c}": list(range(100 * y + 30 * i, 100 * y + 30 * i + 25))
        for y in (1, 2)
        for i, c in enumerate("ab")
    }
    values = {p: float(p % 3 > 0) for members in classes.values() for p in members}
    assert all(o.shown for o in suppress(table_of(classes, values), 10).values())


@pytest.mark.parametrize(
    ("share", "threshold", "words"),
    [(1.0, 10, ">= 90 %"), (0.92, 10, ">= 90 %"), (0.0, 10, "<= 10 %"), (1.0, 5, ">= 80 %"), (0.5, 10, "")],
)
def test_nearly_all_and_nearly_none_are_said_in_words(share: float, threshold: int, words: str) -> None:
    outcome = said(Figure(frozenset(range(25)), share), threshold)
    assert outcome.words == words
    assert (outcome.value is None) == bool(words)
    assert outcome.band == "20-49"


def test_an_attribute_is_held_against_its_whole() -> None:
    whole = frozenset(range(40))
    girls = frozenset(range(34))
    boys = whole - girls
    table = {
        ("school", "sure"): Figure(whole, 0.5),
        ("school", "sure/sex=f"): Figure(girls, 0.5),
        ("school", "sure/sex=m"): Figure(boys, 0.5),
    }
    outcomes = suppress(table, 10)
    assert not outcomes["school", "sure/sex=m"].shown
    assert not outcomes["school", "sure/sex=f"].shown
    assert outcomes["school", "sure"].shown


# -- releases one after another ---------------------------------------------------------------------------------------
def cells_of(period: str) -> dict[Place, ReleaseCell]:
    return {(c.line, c.column): c for c in shown("skills", period)}


@pytest.mark.django_db
def test_one_child_who_changes_class_changes_no_figure() -> None:
    classes, values = school(3, [25, 25, 25])
    values = {p: float(n % 2) for n, p in enumerate(values)}
    compute_release("skills", "autumn", table_of(classes, values))
    first = cells_of("autumn")
    assert all(c.shown for c in first.values())
    mover = classes["1a"].pop()
    classes["1b"].append(mover)
    values[mover] = 1 - values[mover]
    compute_release("skills", "winter", table_of(classes, values))
    second = cells_of("winter")
    for line in ("school/1/1a", "school/1/1b"):
        assert second[line, "sure"].value == first[line, "sure"].value
        assert second[line, "sure"].made == first[line, "sure"].made


@pytest.mark.django_db
def test_ten_children_who_leave_and_nine_who_return_do_not_show_the_tenth() -> None:
    whole = list(range(1, 41))
    values = {p: float(p % 2) for p in whole}
    compute_release("skills", "one", table_of({"1a": whole}, values))
    compute_release("skills", "two", table_of({"1a": whole[:30]}, values))
    compute_release("skills", "three", table_of({"1a": whole[:39]}, values))
    last = cells_of("three")["school/1/1a", "sure"]
    assert last.members == cells_of("two")["school/1/1a", "sure"].members


@pytest.mark.django_db(transaction=False)
@given(
    moves=st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(1, 4)), min_size=1, max_size=3
    ),
    seed=st.integers(0, 99),
)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_transfers_between_releases_show_nobody(moves: list[tuple[int, int, int]], seed: int) -> None:
    ReleaseShown.objects.all().delete()
    ReleaseCell.objects.all().delete()
    classes, _ = school(seed, [14, 16, 13])
    rng = random.Random(seed)
    values = {p: float(rng.random() < 0.5) for m in classes.values() for p in m}
    names = list(classes)
    seen: list[tuple[frozenset[int], float, float]] = []
    memory: dict[str, frozenset[int]] = {}
    for n, (source, target, count) in enumerate([(0, 0, 0), *moves]):
        for _ in range(count):
            if classes[names[source]]:
                classes[names[target]].append(classes[names[source]].pop())
        table = table_of(classes, values)
        compute_release("skills", f"period {n}", table)
        for place, cell in cells_of(f"period {n}").items():
            if not cell.shown:
                continue
            if cell.members not in memory:
                memory[cell.members] = table[place].members
            told: Table = {place: Figure(memory[cell.members], 0.0)}
            seen += seen_by_readers({place: (True, cell.value, cell.words)}, told)
    people = sorted(values)
    for person in rng.sample(people, 5):
        low, high = attack(seen, people, frozenset({person}))
        assert high - low >= 1 - PERSON_TOLERANCE - 1e-6


@pytest.mark.django_db
def test_a_hidden_cell_keeps_nothing_about_its_members() -> None:
    compute_release("skills", "one", table_of({"1a": list(range(1, 6))}, dict.fromkeys(range(1, 6), 1.0)))
    for cell in ReleaseCell.objects.all():
        assert (cell.shown, cell.value, cell.words, cell.band, cell.members) == (False, None, "", "", "")
    assert ReleaseShown.objects.count() == 0
