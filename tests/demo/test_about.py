"""About me and supports of the demonstration: what the pages show holds against what is true."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from waypost.demo import about, goals, places
from waypost.demo.seed import Plan
from waypost.demo.simulator import build
from waypost.learning import suggestions
from waypost.learning.models import AboutMe, Support, SupportDay
from waypost.learning.queries.about import about_page
from waypost.learning.queries.goals import goals_of
from waypost.school import clock
from waypost.school.models import Person
from waypost.trust.access import ReadBook
from waypost.trust.models import Account
from waypost.trust.who import who_is

pytestmark = pytest.mark.django_db


def test_year_seven_tells_of_itself_in_three_voices_and_goals_can_grow_from_it(
    tmp_path: Path, settings: Any
) -> None:
    settings.DEMO = True
    build(tmp_path, seed=7, size=0.1)
    told = json.loads((tmp_path / "calendar.json").read_text())
    plan = cast(Plan, SimpleNamespace(folder=tmp_path, url="", seed=7, size=0.1))
    end = datetime.fromisoformat(told["clock"])
    with clock.held_at(end.replace(month=9, day=1)):
        places.prepare(7, 0.1)
        places.school(plan)
        places.people(plan)
    with clock.held_at(end):
        people = {p.sourced_id: p for p in Person.objects.all() if p.sourced_id}
        for _ in range(2):  # begun again after a stop: nothing twice
            about.live(plan, people, date(2026, 9, 1), date(2026, 9, 30))
            about.live(plan, people, date(2026, 10, 1), date(2026, 11, 23))
        counts = {
            v: AboutMe.objects.filter(voice=v, year=2026).count() for v in ("student", "family", "teacher")
        }
        assert counts["student"] > 15
        assert min(counts.values()) > 1
        wrote_now = {
            p.name
            for p in Person.objects.filter(
                pk__in=AboutMe.objects.filter(voice="student", year=2026).values("person_id")
            )
        }
        assert (
            wrote_now & set(about.AT_THE_DOOR)
            == {p.name for p in people.values()} & set(about.AT_THE_DOOR)
            != set()
        )
        assert Support.objects.count() == about.SUPPORTED
        assert Support.objects.exclude(ended=None).count() == 1
        assert Support.objects.filter(ended=None, review_on__lte=clock.today()).count() == 2
        assert SupportDay.objects.count() > 50

        wrote = AboutMe.objects.filter(voice="student", year=2025).order_by("pk").first()
        assert wrote is not None
        reads = ReadBook(who_is(Account.objects.get(person_id=wrote.person_id)))
        page = about_page(reads, wrote.person_id)
        assert [year.label for year in page.before] == ["2025/26"]
        ideas = suggestions.for_goal(reads, wrote.person_id)
        assert len(ideas.liking) == 2, "two interests stand on each page"
        _goals_stand_where_they_are(plan, people)


def _goals_stand_where_they_are(plan: Plan, people: dict[str, Person]) -> None:
    """The students' pages beside the file of what is true: goals reached, steps done, and the pace of the rest."""
    for _ in range(2):
        goals.live(plan, people, date(2026, 9, 1), date(2026, 11, 23))
    seen = 0
    for row in places.rows(plan, "rooms/goals.csv"):
        begun = date.fromisoformat(row["set_on"])
        student = people.get(row["student"])
        account = Account.objects.filter(person_id=student.pk).first() if student else None
        if account is None or student is None:
            continue
        (view,) = [
            v for v in goals_of(ReadBook(who_is(account)), student.pk) if v.version.what == row["goal"]
        ]
        assert clock.local(view.goal.made).date() == begun
        assert len(view.steps) == int(row["steps"])
        assert view.goal.reached is bool(row["reached_on"])
        share = 1.0 if row["reached_on"] else min(1.0, (clock.today() - begun) / goals.GIVEN)
        due = min(int(row["done"]), share * (int(row["done"]) + 1))
        assert due - 1 <= view.done <= int(row["done"]), row
        seen += 1
    assert seen >= 5
