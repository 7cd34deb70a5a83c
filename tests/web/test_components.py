"""Tags and drawings: what they say, and that everything people wrote is escaped."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from waypost.web.charts import chart_svg
from waypost.web.grid import Cell, Column, Grid, Row, grid_table
from waypost.web.lines import Week, WeeklyLine, weekly_svg
from waypost.web.living import samples
from waypost.web.shapes import STATES, interval, moon, state_word

EVIL = "<b onclick=x>\"'&"


def draw(source: str, **context: object) -> str:
    return Template("{% load waypost %}" + source).render(Context(context))


@pytest.mark.parametrize("state", STATES)
def test_a_state_has_a_shape_and_a_word(state: str) -> None:
    assert f'aria-label="{state_word(state)}"' in moon(state)
    assert f"moon-{state}" in moon(state)


def test_a_state_without_a_shape_is_an_error_not_a_guess() -> None:
    with pytest.raises(ValueError, match="no shape for the state 'brilliant'"):
        moon("brilliant")


def test_an_interval_says_and_draws_its_width() -> None:
    drawn = interval(0.31, 0.15, 0.52, state="starting")
    assert 'aria-label="31 in 100, between 15 and 52"' in drawn
    assert 'class="span" x1="16.4%" x2="51.92%"' in drawn


def test_too_little_evidence_is_dashed_and_never_zero() -> None:
    drawn = interval(None, tries=2)
    assert "not enough evidence yet, tries so far: 2" in drawn
    assert "unsure" in drawn
    assert "<circle" not in drawn


def test_drawings_turn_round_in_arabic() -> None:
    with translation.override("ar"):
        assert 'class="span" x1="83.6%" x2="48.08%"' in interval(0.31, 0.15, 0.52, state="starting")


def test_the_line_breaks_where_nothing_is_known() -> None:
    drawn = weekly_svg(samples.weekly())
    assert drawn.count("<polyline") == 3
    assert drawn.count('class="rest"') == 1
    assert drawn.count('class="gap"') == 1
    assert drawn.count('class="band"') == 1


def test_a_line_without_habit_has_no_band() -> None:
    assert 'class="band"' not in weekly_svg(samples.weekly_thin())


def test_a_line_of_nothing_at_all_is_drawn() -> None:
    nothing = WeeklyLine("Days", "days", [])
    unknown = WeeklyLine(
        "Days", "days", [Week(date(2026, 9, 7) + timedelta(weeks=n), None) for n in range(3)]
    )
    assert "<polyline" not in weekly_svg(nothing) + weekly_svg(unknown)
    assert "<circle" not in weekly_svg(nothing) + weekly_svg(unknown)


@pytest.mark.parametrize("day", [None, date(2026, 9, 1), date(2026, 12, 24)])
def test_a_start_outside_the_weeks_or_none_is_not_drawn(day: date | None) -> None:
    line = WeeklyLine("Days", "days", samples.weekly().weeks, start=day, start_label="help began")
    assert 'class="start"' not in weekly_svg(line)
    assert "help began" not in draw("{% weekly line %}", line=line)


def test_a_start_is_drawn_once_named_in_the_keys_and_marked_in_its_week_of_the_table() -> None:
    weeks = samples.weekly().weeks
    line = WeeklyLine("Days", "days", weeks, start=weeks[3].start + timedelta(days=6), start_label=EVIL)
    page = draw("{% weekly line %}", line=line)
    assert weekly_svg(line).count('class="start"') == 1
    assert "<b onclick" not in page
    rows = page.split("<tr>")[2:]
    assert [n for n, row in enumerate(rows) if "onclick" in row] == [3]


def test_a_holiday_lies_over_what_is_usual_and_a_whole_month_is_named_before_the_end_of_another() -> None:
    monday = date(2026, 8, 31)
    weeks = [
        Week(monday + timedelta(weeks=n), None if n == 6 else 3.0, "holiday" if n == 6 else "")
        for n in range(12)
    ]
    drawn = weekly_svg(WeeklyLine("Days with work", "days", weeks, low=0, high=5, top=5))
    assert drawn.index('class="band"') < drawn.index('class="rest"')
    assert ">Sep<" in drawn
    assert ">Aug<" not in drawn


def test_the_line_has_its_table() -> None:
    page = draw("{% weekly line %}", line=samples.weekly())
    assert len(re.findall(r"<tr>", page)) == 13
    assert "nothing arrived from Moodle" in page


def test_the_grid_names_each_cell() -> None:
    page = grid_table(
        Grid("7B", "Student", [Column("Ratios")], [Row("Leo", [Cell("starting", say="4 tries", href="/x/")])])
    )
    assert 'aria-label="starting: 4 tries"' in page
    assert '<th scope="row"><span class="fold">Leo</span></th>' in page
    assert '<th scope="col" class=""><span>Ratios</span></th>' in page


def test_an_empty_grid_says_what_to_do() -> None:
    page = draw("{% grid grid %}", grid=Grid("7B", "Student", [], [], empty="Bring in a roster first."))
    assert "Bring in a roster first." in page
    assert "<table" not in page


def test_everything_people_wrote_is_escaped() -> None:
    grid = Grid(
        EVIL,
        EVIL,
        [Column(EVIL, href=EVIL, group=EVIL)],
        [Row(EVIL, [Cell("secure", say=EVIL, href=EVIL)], href=EVIL), Row(EVIL, [Cell(text=EVIL)])],
    )
    line = WeeklyLine(EVIL, EVIL, [Week(date(2026, 9, 7), 1, rest=EVIL)], summary=EVIL)
    page = draw(
        "{% grid grid %}{% weekly line %}{% face evil %}{% audience evil not_for=evil %}{% source evil 'late' evil evil %}{% empty evil evil evil evil %}"
        "{% progress evil sentence=evil poll=evil %}{% stepper steps 2 %}{% crumbs evil evil %}{% export_link evil evil %}{{ evil|fold }}"
        "{% pick_feeling evil evil %}{% icon 'check' evil %}{% chart spec evil live=evil %}",
        grid=grid, line=line, evil=EVIL, steps=[(EVIL, EVIL), (EVIL, EVIL)], spec=samples.spec(),
    )  # fmt: skip
    assert "<b onclick" not in page
    assert not re.search(r"=\"[^\"<]*<b onclick", page)


def test_text_in_a_chart_stays_text() -> None:
    spec = samples.spec()
    spec["data"] = {"values": [{"when": "<script>alert(1)</script>", "skills": 3}]}
    drawn = chart_svg(spec, "said")
    assert "<script" not in drawn
    assert "style=" not in drawn


@pytest.mark.parametrize(
    "where",
    [
        {"data": {"url": "https://evil.example/x.csv"}},
        {"mark": {"type": "image", "url": "http://127.0.0.1/"}},
    ],
)
def test_a_chart_may_not_name_a_url(where: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="may not name a url"):
        chart_svg(samples.spec() | where, "said")


def test_who_sees_this_is_said() -> None:
    assert "<b>only me</b>" in draw('{% audience "" %}')
    assert "<b>me, Ms Okafor and my home adult</b>" in draw(
        "{% audience who %}", who=["Ms Okafor", "my home adult"]
    )
    assert "tell an adult near you now" in draw('{% audience "" watched=False %}')


def test_forms_name_what_is_wrong_beside_the_field() -> None:
    page = draw("{{ form }}", form=samples_form())
    assert 'aria-invalid="true"' in page
    assert 'id="id_name_error"' in page
    described = re.search(r'<input[^>]*name="name"[^>]*aria-describedby="([^"]+)"', page)
    assert described
    assert all(f'id="{ident}"' in page for ident in described.group(1).split())


def samples_form() -> object:
    from waypost.web.living.forms import SampleForm

    return SampleForm({"name": "", "mail": "no"})
