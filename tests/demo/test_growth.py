"""Growth percentiles of the demonstration: the measure finds the means that are true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from waypost.demo.simulator import Truth
from waypost.measures.growth_percentiles import group

from .conftest import Rows


def test_the_measure_finds_the_mean_of_each_grade_and_subject(
    truth: Truth, rows: Callable[..., Rows]
) -> None:
    groups: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in rows("growth.csv"):
        one = (float(row["percentile"]), float(row["standard_error"]))
        groups[f"{row['subject']}/{row['grade']}"].append(one)
    assert set(groups) == set(truth.growth) == {"Mathematics/6", "Mathematics/7", "Reading/6", "Reading/7"}
    for name, pairs in groups.items():
        found = group(*zip(*pairs, strict=True))
        assert found.low is not None
        assert found.high is not None
        assert found.low <= truth.growth[name] <= found.high, name
    assert group(*zip(*groups["Mathematics/6"], strict=True)).low > 50  # type: ignore[operator]


def test_grades_and_girls_and_boys_are_no_different_but_where_it_is_said(
    truth: Truth, rows: Callable[..., Rows]
) -> None:
    by_sex: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in rows("growth.csv"):
        if row["subject"] == "Mathematics" and row["grade"] == "6":
            by_sex[truth.groups[row["student"]]].append(
                (float(row["percentile"]), float(row["standard_error"]))
            )
    girls, boys = (group(*zip(*by_sex[sex], strict=True)) for sex in ("female", "male"))
    assert girls.low <= boys.high  # type: ignore[operator]
    assert boys.low <= girls.high  # type: ignore[operator]
