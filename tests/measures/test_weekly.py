"""Raw outcomes by week: what counts, what is left out."""

from __future__ import annotations

import doctest
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings

from waypost.measures import weekly as module
from waypost.measures.context import Gap
from waypost.measures.events import Events, Flag, Kind
from waypost.measures.weekly import DAYS_WORKED, FIRST_TRIES, OUTCOMES, PULSE, Point, weekly

from .histories import histories
from .makers import MONDAY, context, event, history, school_days, worked_on

DAYS = school_days(6)
WEEKS = [MONDAY + 7 * n for n in range(6)]


def told(events: Events, outcome: str, **more: object) -> list[Point]:
    return weekly(events, context(DAYS, **more), outcome, WEEKS[0], WEEKS[-1] + 6)


def test_the_example_in_the_docstring_holds() -> None:
    assert doctest.testmod(module).failed == 0


def test_only_the_first_answer_to_an_item_without_a_hint_is_a_first_try() -> None:
    events = history(
        event(MONDAY, 10, activity=1, success=0),
        event(MONDAY, 11, activity=1, success=1),  # the same item again
        event(MONDAY + 1, 10, activity=2, success=1),
        event(MONDAY + 2, 10, activity=3, success=1, flags=int(Flag.HINTED)),
        event(MONDAY + 3, 10, activity=4, success=1, duration=900),  # too fast to have been read
        event(MONDAY + 7, 10, activity=1, success=1),  # seven days later it counts again
    )
    assert told(events, FIRST_TRIES) == [Point(WEEKS[0], 0.5, 2), Point(WEEKS[1], 1.0, 1)]


def test_all_first_tries_of_a_day_count_however_many_and_for_however_many_skills() -> None:
    events = history(
        *(event(MONDAY, 8 + n / 10, activity=n, success=n % 2, skills=(1, 2)) for n in range(40))
    )
    assert told(events, FIRST_TRIES) == [Point(WEEKS[0], 0.5, 40)]


def test_a_try_before_the_first_week_still_makes_a_later_one_a_second_try() -> None:
    events = history(event(MONDAY - 3, activity=1), event(MONDAY, activity=1), event(MONDAY, 12, activity=2))
    assert told(events, FIRST_TRIES) == [Point(WEEKS[0], 1.0, 1)]


def test_days_worked_are_told_for_a_week_of_five_days_here() -> None:
    worked = worked_on([*DAYS[:5], *DAYS[5:7], *DAYS[10:12]])
    found = told(worked, DAYS_WORKED, absent=[*DAYS[12:15], *DAYS[15:20]])
    assert found == [
        Point(WEEKS[0], 5.0, 5),
        Point(WEEKS[1], 2.0, 5),
        Point(WEEKS[2], 5.0, 2),  # three days missed: two of two worked
        Point(WEEKS[4], 0.0, 5),  # the week before was missed whole, and is left out
        Point(WEEKS[5], 0.0, 5),
    ]


def test_a_week_of_holiday_and_the_weeks_before_the_first_trace_are_left_out() -> None:
    school = np.concatenate([DAYS[:15], DAYS[20:]])
    found = weekly(worked_on(DAYS[5:15]), context(school), DAYS_WORKED, WEEKS[0], WEEKS[-1] + 6)
    assert [p.week for p in found] == [WEEKS[1], WEEKS[2], WEEKS[4], WEEKS[5]]


def test_days_on_which_the_own_tool_was_silent_do_not_count() -> None:
    gap = Gap(1, WEEKS[2], WEEKS[3] + 6)
    weeks = [p.week for p in told(worked_on(DAYS[:10]), DAYS_WORKED, gaps=(gap,))]
    assert weeks == [WEEKS[0], WEEKS[1], WEEKS[4], WEEKS[5]]
    other = Gap(9, WEEKS[2], WEEKS[3] + 6)
    assert len(told(worked_on(DAYS[:10]), DAYS_WORKED, gaps=(other,))) == 6


def test_days_still_to_come_are_not_days_without_work() -> None:
    ctx = context(DAYS, today=int(DAYS[11]))
    found = weekly(worked_on(DAYS[:12]), ctx, DAYS_WORKED, WEEKS[0], WEEKS[-1] + 6)
    assert found == [Point(WEEKS[0], 5.0, 5), Point(WEEKS[1], 5.0, 5), Point(WEEKS[2], 5.0, 2)]


def test_a_week_without_a_pulse_is_no_low_pulse() -> None:
    said = history(
        event(int(DAYS[0]), kind=Kind.PULSE, level=4),
        event(int(DAYS[3]), kind=Kind.PULSE, level=1),
        event(int(DAYS[10]), kind=Kind.PULSE, level=5),
        event(int(DAYS[11]), kind=Kind.PULSE, level=-1),
    )
    assert told(said, PULSE) == [Point(WEEKS[0], 2.5, 2), Point(WEEKS[2], 5.0, 1)]


def test_an_outcome_of_another_name_is_refused() -> None:
    with pytest.raises(KeyError):
        told(Events.empty(), "mastery")


@pytest.mark.parametrize("outcome", OUTCOMES)
@given(events=histories())
@settings(max_examples=25, deadline=None)
def test_whatever_happened_weeks_are_mondays_in_order_and_values_plain(outcome: str, events: Events) -> None:
    days = school_days(30)
    found = weekly(events, context(days), outcome, MONDAY, MONDAY + 210)
    assert [p.week for p in found] == sorted({p.week for p in found})
    for p in found:
        assert (p.week - MONDAY) % 7 == 0
        assert p.n > 0
        assert 0 <= p.value <= (1 if outcome == FIRST_TRIES else 5)


@given(events=histories(undated=False))
@settings(max_examples=40, deadline=None)
def test_first_tries_against_a_slow_count(events: Events) -> None:
    """Every answer held against all that came before it, one by one."""
    naive = defaultdict(list)
    counted: dict[int, int] = {}
    for i in range(len(events)):
        kind, item, day = int(events.kind[i]), int(events.activity[i]), int(events.day[i])
        if kind not in (Kind.RESPONSE, Kind.PARTIAL):
            continue
        right = int(events.success[i]) if kind == Kind.RESPONSE else _marks(events, i)
        if right < 0:
            continue
        known = item and not events.flags[i] & Flag.NO_ITEM
        seen = known and any(_touches(events, j, item, day) for j in range(i))
        lately = known and item in counted and day - counted[item] < 7
        alone = not events.flags[i] & (Flag.HINTED | Flag.BOTTOMED | Flag.RETRY)
        if seen or lately or not alone or 0 <= events.duration[i] < 2000:
            continue
        if known:
            counted[item] = day
        naive[(day - MONDAY) // 7].append(right)
    found = weekly(events, context(school_days(60)), FIRST_TRIES, MONDAY - 70, MONDAY + 420)
    assert {(p.week - MONDAY) // 7: (p.n, round(p.value, 9)) for p in found} == {
        week: (len(rights), round(sum(rights) / len(rights), 9)) for week, rights in naive.items()
    }


def _marks(events: Events, i: int) -> int:
    return int(events.score[i] >= 8000) if events.score[i] >= 0 else int(events.success[i])


def _touches(events: Events, j: int, item: int, day: int) -> bool:
    """Did event j answer this item, or take a hint on it, on that day?"""
    answered = events.kind[j] == Kind.RESPONSE and events.success[j] >= 0
    answered |= events.kind[j] == Kind.PARTIAL and _marks(events, j) >= 0
    known = not events.flags[j] & Flag.NO_ITEM
    return bool(
        (answered or events.kind[j] == Kind.HINT)
        and known
        and events.activity[j] == item
        and events.day[j] == day
    )
