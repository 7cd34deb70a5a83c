"""Low pulse and off pace: what the student said or planned, and whom it is for."""

from __future__ import annotations

import pytest

from waypost.measures.context import Gap
from waypost.measures.events import Events, Flag, Kind
from waypost.measures.protocol import StudentView, Verdict
from waypost.measures.pulse import Pulse
from waypost.measures.signals.low_pulse import LowPulse
from waypost.measures.signals.off_pace import OffPace

from ..makers import context, event, history, school_days, view

DAYS = school_days(20)
ADA, CORA = 7, 9


def pulses(*levels: int, adult: int = ADA, last: int = -1, **more: object) -> list[dict[str, object]]:
    """One a week, the latest on the last day (or `last`, a place among the school days)."""
    end = len(DAYS) + last if last < 0 else last
    first = end - 5 * (len(levels) - 1)
    return [
        event(int(DAYS[first + 5 * n]), kind=Kind.PULSE, level=level, actor=adult, **more)
        for n, level in enumerate(levels)
    ]


def seen(rows: list[dict[str, object]], signal: str = "pulse", **more: object) -> StudentView:
    return view(history(*rows), context(DAYS, **more), signal)


def low(rows: list[dict[str, object]]) -> list[Verdict]:
    return LowPulse().decide(seen(rows))


def position(rows: list[dict[str, object]]) -> str:
    found = low(rows)
    return found[0].position if found else "clear"


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ((4, 4, 4, 4, 2, 2), "raise"),
        ((4, 4, 4, 2, 4, 2), "raise"),  # two of the last three
        ((4, 4, 4, 4, 4, 2), "hold"),
        ((4, 4, 4, 3, 3, 3), "clear"),  # lower than usual, but okay
        ((2, 2, 2, 2, 2, 2), "hold"),  # so-so is usual for this student
        ((2, 2, 2, 2, 1, 1), "raise"),  # and this is lower
        ((5, 1, 1), "hold"),  # with no earlier ones the median of all is 1
        ((5, 4, 1, 1), "raise"),
        ((1, 1), "hold"),  # too few to say anything
        ((4, 4, 4, 2, 2, 4, 4), "clear"),
        ((4, 4, 4, 2, 2, 4), "raise"),
        ((4, 4, 4, 4, 2, 2, 4, 4), "clear"),
        ((), "clear"),
    ],
)
def test_two_low_ones_of_the_last_three_that_are_low_for_this_student(
    levels: tuple[int, ...], expected: str
) -> None:
    assert position(pulses(*levels)) == expected


def test_it_is_for_the_one_adult_with_whom_they_were_shared_and_rests_on_those_alone() -> None:
    (said,) = low(pulses(4, 4, 4, 2, 2, adult=CORA))
    assert (said.only_for, said.subject) == (CORA, 0)
    assert said.reasons[0].params == {"low": 2, "last": 3, "day": int(DAYS[-1])}
    divided = [*pulses(4, 4, 4, 2, last=-2), *pulses(4, 4, 4, 2, adult=CORA)]
    assert all(v.position == "hold" for v in low(divided))  # each adult was told of one


def test_of_two_adults_the_one_who_was_told_twice_is_the_one() -> None:
    rows = [*pulses(4, 4, 4, 2, 1, last=-3), *pulses(4, 4, adult=CORA)]
    (said,) = low(rows)
    assert (said.only_for, said.position) == (ADA, "raise")


def test_a_shared_tablet_alone_raises_nothing() -> None:
    shared = {"flags": int(Flag.SHARED_DEVICE)}
    rows = [*pulses(4, 4, 4, last=-11), *pulses(2, 2, **shared)]
    assert position(rows) == "hold"
    rows[-1]["flags"] = 0
    assert position(rows) == "raise"


def test_a_pulse_that_names_no_adult_is_not_looked_at() -> None:
    assert low(pulses(4, 4, 4, 2, 1, adult=0)) == []


@pytest.mark.parametrize(("weeks_ago", "expected"), [(1, "raise"), (2, "raise"), (3, "hold"), (5, "clear")])
def test_not_answering_any_more_says_nothing_and_in_time_it_ends(weeks_ago: int, expected: str) -> None:
    assert position(pulses(4, 4, 4, 2, 2, last=-1 - 5 * weeks_ago)) == expected


def test_the_reading_beside_the_own_median_against_a_slow_count() -> None:
    levels = [4, 3, 5, 4, 2, 2, 3]
    (reading,) = Pulse().read(seen(pulses(*levels)).states["pulse"], context(DAYS))
    assert (reading.value, reading.detail["usual"], reading.state, reading.n) == (2.0, 4.0, "below_usual", 7)
    assert [value for _, value in reading.series] == [float(v) for v in levels]
    (few,) = Pulse().read(seen(pulses(4, 3)).states["pulse"], context(DAYS))
    assert (few.value, few.state) == (None, "not_enough")
    (new,) = Pulse().read(seen(pulses(4, 3, 5)).states["pulse"], context(DAYS))
    assert (new.value, new.state) == (4.0, "new")


TODAY = int(DAYS[40])


def plan(days_left: int, share: int, goal: int = 1, made: int = 20, under_way: int = 1) -> dict[str, object]:
    due = int(DAYS[40 + days_left])
    return event(
        int(DAYS[made]), kind=Kind.GOAL_PLAN, activity=goal, success=under_way, score=share, duration=due
    )


def pace(*rows: dict[str, object], **more: object) -> str:
    found = OffPace().decide(view(history(*rows), context(DAYS, today=TODAY, **more), "goal_plans"))
    return found[0].position if found else "clear"


@pytest.mark.parametrize(
    ("days_left", "share", "expected"),
    [
        (11, 0, "clear"), (10, 0, "raise"), (10, 4999, "raise"), (10, 5000, "clear"), (0, 2500, "raise"),
        (-1, 2500, "hold"), (-10, 2500, "hold"), (-11, 2500, "clear"), (5, -1, "clear"),
    ],
)  # fmt: skip
def test_ten_school_days_before_the_day_with_less_than_half_of_the_steps(
    days_left: int, share: int, expected: str
) -> None:
    assert pace(plan(days_left, share)) == expected


def test_another_day_a_step_or_putting_it_aside_ends_it() -> None:
    assert pace(plan(5, 2500), plan(15, 2500, made=30)) == "clear"
    assert pace(plan(5, 2500), plan(5, 5000, made=30)) == "clear"
    assert pace(plan(5, 2500), plan(5, 2500, made=30, under_way=0)) == "clear"


def test_each_goal_that_is_off_pace_is_a_reason_the_nearest_first() -> None:
    rows = history(plan(8, 0, goal=1), plan(3, 2000, goal=2), plan(30, 0, goal=3))
    (said,) = OffPace().decide(view(rows, context(DAYS, today=TODAY), "goal_plans"))
    assert [r.params["goal"] for r in said.reasons] == [2, 1]
    assert said.reasons[0].params["share"] == 0.2
    assert OffPace().about.student_first == 5


def test_absence_a_holiday_and_a_silent_tool_hold_it_back() -> None:
    assert pace(plan(5, 0), absent=[TODAY]) == "suspend"
    assert pace(plan(5, 0), gaps=(Gap(1, TODAY - 2, None),)) == "suspend"
    assert pace(plan(5, 0), gaps=(Gap(1, TODAY - 9, TODAY - 2),)) == "raise"
    found = OffPace().decide(view(history(plan(5, 0)), context(DAYS[:41], today=TODAY + 5), "goal_plans"))
    assert [v.position for v in found] in ([], ["suspend"])


def test_no_plan_no_word() -> None:
    assert OffPace().decide(view(Events.empty(), context(DAYS), "goal_plans")) == []
