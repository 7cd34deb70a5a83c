"""What came out as a picture tells what the words tell, and nothing where no size may be said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tests.community.rounds import adopted
from tests.village import Village
from waypost.measures.weekly import DAYS_WORKED
from waypost.practice import analysis, charts, study
from waypost.school import clock
from waypost.web.charts import chart_svg

from .conftest import lock, plan
from .schools import PLAN

SignedIn = Callable[[object], Client]
NUMBERS: dict[str, Any] = {
    "main": {"value": 0.046, "low": 0.012, "high": 0.081},
    "spread": 0.21,
    "told": True,
}
SIZE = "With the strategy: 4.6 more right of 100."


def drawn_values(spec: dict[str, Any]) -> list[float]:
    return sorted(v for layer in spec["layer"] for row in layer["data"]["values"] for v in row.values())


def test_it_shows_the_difference_its_interval_nought_and_what_was_worthwhile() -> None:
    found = charts.of_result(PLAN, NUMBERS, SIZE)
    assert found is not None
    assert drawn_values(found.spec) == [0.0, 1.2, 2.1, 4.6, 8.1], "a tenth of 21 of 100 is 2.1"
    assert found.label.startswith(SIZE)
    assert "2.1 more right of 100" in found.label
    assert str(chart_svg(found.spec, found.label)).count("<svg") == 2, "one for a phone"


def test_days_stay_days_and_without_a_spread_no_line_is_drawn() -> None:
    days = replace(PLAN, outcome=DAYS_WORKED)
    numbers = {**NUMBERS, "main": {"value": -0.25, "low": -0.5, "high": 0.125}, "spread": None}
    found = charts.of_result(days, numbers, SIZE)
    assert found is not None
    assert drawn_values(found.spec) == [-0.5, -0.25, 0.0, 0.12]
    assert "dashed" not in found.label


@pytest.mark.parametrize(
    ("numbers", "size"),
    [({**NUMBERS, "told": False}, SIZE), (NUMBERS, ""), ({**NUMBERS, "main": {"value": None, "low": None, "high": None}}, SIZE)],
)  # fmt: skip
def test_nothing_is_drawn_where_no_size_may_be_said(numbers: dict[str, Any], size: str) -> None:
    assert charts.of_result(PLAN, numbers, size) is None


def test_the_page_shows_it_with_words_and_says_which_charter_it_serves(
    village: Village, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = lock(village, plan(village))
    main = analysis.Estimate("higher", (4, 4), 0.046, 0.012, 0.081, 0.01)
    arms = (dict.fromkeys(range(1, 25), 0.65), dict.fromkeys(range(101, 125), 0.6))
    monkeypatch.setattr(analysis, "analyse", lambda *a, **k: analysis.Finding(main, 0.21, 48, arms=arms))
    charter = adopted(village)
    with clock.held_at(datetime(2027, 3, 1, 12, tzinfo=UTC)):
        assert study.make(locked) is not None
        page = signed_in(village.ben).get(f"/practice/trials/{locked.trial_id}/").content.decode()
    assert 'class="vega" role="img" aria-label="With the strategy: 4.6 more right of 100.' in page
    assert "The dashed line is what you called worthwhile" in page
    assert f'href="/community/versions/{charter.pk}/"' in page


def test_the_profile_goes_along_as_a_table_that_names_its_charter(
    village: Village, signed_in: SignedIn
) -> None:
    from tests.community.test_profile import pupils, read
    from waypost.community import profile

    lena = signed_in(village.lena)
    assert b"".join(lena.get("/how-we-are-doing/profile.csv")).count(b"\r\n") == 1, (
        "no charter: the heads alone"
    )
    adopted(village)
    read(pupils(village), talked=14, secure=1)
    profile.make()
    body = b"".join(lena.get("/how-we-are-doing/profile.csv")).decode()
    assert '"2026/27, 1","What we learnt stays","school","secure",0.25' in body
    assert signed_in(village.ada).get("/how-we-are-doing/profile.csv").status_code == 403
    for path in ("/how-we-are-doing/", "/how-we-are-doing/equity/", "/how-we-are-doing/reports/"):
        assert "serves the charter 2026/27, version 1" in lena.get(path).content.decode(), path
