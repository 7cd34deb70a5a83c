"""Growth by the authority's measure: means of ten or more, to leaders, and nothing that tells of one student."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.homes.growing import ERROR, WORD, came_in, grades
from tests.homes.makers import classmates
from tests.trust.attack import Claim, bounds, one_of_each
from tests.village import NOW, Village
from waypost.homes import growth
from waypost.measures.growth_percentiles import group
from waypost.school import clock
from waypost.school.growth import take_back
from waypost.school.models import GrowthPercentile
from waypost.trust import requests
from waypost.trust.releases.suppress import PERSON_TOLERANCE

SignedIn = Callable[[object], Client]
PAGE = "/how-we-are-doing/growth/"


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_leader_reads_means_by_grade_and_group_with_the_interval_of_the_measure(
    village: Village, signed_in: SignedIn
) -> None:
    lena = signed_in(village.lena)
    assert "No growth percentiles yet" in text(lena, PAGE)
    assert WORD not in text(lena, "/how-we-are-doing/")
    told = grades(village, {"7": 40, "8": 24})
    whole = group([p for _g, _s, p in told.values()], [ERROR] * 64)
    assert whole.value is not None
    page = text(lena, PAGE)
    for said in (
        WORD,
        "the whole school",
        "year 7",
        "year 8",
        "girls",
        "boys",
        "2026",
        f"{round(whole.value)}\N{NO-BREAK SPACE}(",
    ):
        assert said in page, said
    cell = next(c for c in growth.cells(2026) if (c.line, c.column) == ("school", WORD))
    assert cell.low is not None
    assert cell.high is not None
    assert whole.low is not None
    assert whole.high is not None
    assert cell.low * 100 <= whole.low < whole.high <= cell.high * 100  # rounded outwards, never narrower
    assert "further than is usual" in page
    assert "further than is usual" in text(lena, "/how-we-are-doing/")
    assert not [name for name in ("Student001", "Mia", "Leo") if name in page]
    assert text(lena, "/how-we-know/growth_percentiles/")


def test_the_table_to_take_along_says_what_the_page_says(village: Village, signed_in: SignedIn) -> None:
    grades(village, {"7": 30, "8": 4})
    lena = signed_in(village.lena)
    body = b"".join(lena.get(f"{PAGE}export.csv?year=2026")).decode("utf-8-sig")  # type: ignore[arg-type]
    rows = list(csv.DictReader(io.StringIO(body)))
    assert len(rows) == len(growth.cells(2026))
    eighth = next(r for r in rows if r["group"] == "school/8")
    assert (eighth["shown"], eighth["mean growth percentile"], eighth["low"]) == (
        "hidden: few students",
        "",
        "",
    )
    assert re.search(r"Hidden, few students:[^<]*year 8", text(lena, PAGE))


@pytest.mark.parametrize("sizes", [{"7": 24, "8": 13, "9": 4}, {"7": 11, "8": 10, "9": 12}])
def test_nobody_can_be_worked_out_from_all_that_is_told(village: Village, sizes: dict[str, int]) -> None:
    told = grades(village, sizes)
    places = {
        (line, column): frozenset(p for p, (g, s, _n) in told.items() if fits(line, column, g, s))
        for line in ("school", "school/7", "school/8", "school/9")
        for column in (WORD, *(f"{WORD}/sex={s}" for s in ("female", "male", "other")))
    }
    claims = [
        Claim(
            places[c.line, c.column], c.value - 0.005, c.value + 0.005,
            half=max(c.high - c.value, c.value - c.low) if c.low is not None and c.high is not None else None,
        )
        for c in growth.cells(2026)
        if c.shown and c.value is not None
    ]  # fmt: skip
    assert claims
    assert min(len(c.members) for c in claims) >= 10
    for one in one_of_each(claims, told):
        low, high = bounds(claims, one)
        assert high - low >= 1 - PERSON_TOLERANCE - 1e-3


def fits(line: str, column: str, grade: str, sex: str) -> bool:
    attribute = column.partition("/sex=")[2]
    return line in {"school", f"school/{grade}"} and attribute in {"", sex}


def test_a_file_taken_back_is_shown_no_more_and_the_one_before_comes_back(
    village: Village, signed_in: SignedIn
) -> None:
    told = grades(village, {"7": 30})
    lena = signed_in(village.lena)
    people = {p.pk: p for p in [village.mia, village.leo]}
    people |= {row.student_id: row.student for row in GrowthPercentile.objects.select_related("student")}
    was = said(lena)
    with clock.held_at(NOW + timedelta(hours=1)):
        wrong = came_in([(people[pk], "7", 5) for pk in told])
        growth.make()
        assert said(lena) != was
        take_back(wrong, None)
        assert WORD not in text(lena, PAGE)  # nothing until the next release
        growth.make()
    assert said(lena) == was


def test_a_few_students_more_change_no_figure_and_show_nothing_where_the_old_one_was_wrong(
    village: Village, signed_in: SignedIn
) -> None:
    """TRUST 2: two figures that differ by a few students would tell about these."""
    grades(village, {"7": 30})
    lena = signed_in(village.lena)
    was = said(lena)
    first = GrowthPercentile.objects.values_list("batch", flat=True)[0]
    everybody = [
        (r.student, r.grade, r.percentile) for r in GrowthPercentile.objects.select_related("student")
    ]
    late = [(p, "7", 99) for p in classmates(village, 3, "Late")]
    with clock.held_at(NOW + timedelta(hours=1)):
        came_in([*everybody, *late])
        growth.make()
        assert said(lena) == was
        take_back(first, None)
        growth.make()
    page = text(lena, PAGE)
    assert "No figure of the whole school can be let out" in page
    assert re.search(r"Hidden, few students: the whole school, year 7", page)


def said(lena: Client) -> list[str]:
    return re.findall(r"<td>([^<]*)</td>", text(lena, PAGE))


def test_figures_of_two_years_stand_side_by_side_and_a_year_nobody_gave_is_none(
    village: Village, signed_in: SignedIn
) -> None:
    grades(village, {"7": 30})
    came_in([(p, "6", 40) for p in classmates(village, 12, "Younger")], year=2025, subject="Reading")
    growth.make()
    lena = signed_in(village.lena)
    assert "Reading" not in text(lena, PAGE)
    assert "Reading" in text(lena, f"{PAGE}?year=2025")
    for year in ("2024", "x", "-1"):
        assert lena.get(f"{PAGE}?year={year}").status_code == 404


@pytest.mark.parametrize("who", ["ada", "mia", "rosa", "cora", "adam", "petra", "sam", "priya"])
def test_nobody_but_a_leader_opens_it(village: Village, signed_in: SignedIn, who: str) -> None:
    client = signed_in(getattr(village, who))
    for path in (PAGE, f"{PAGE}export.csv"):
        assert client.get(path).status_code == 403


def test_on_a_request_it_is_handed_over_after_two_have_looked(village: Village) -> None:
    came_in([(village.mia, "7", 61)])
    made = requests.ask(village.mia.pk, village.rosa.pk)
    requests.check(made, 1)
    made.refresh_from_db()
    requests.build(made, 1)
    line = made.lines.get(table="school.GrowthPercentile")
    assert line.disclosure == "restricted"
