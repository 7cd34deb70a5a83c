"""The four facets against slow, obvious versions, and what must not move them."""

import math
from bisect import bisect_right
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import entropy

from waypost.measures.context import Gap
from waypost.measures.engagement import ActiveMinutes, DaysWorked, Persistence, Regularity, exposure, fold
from waypost.measures.events import Events, Flag, Kind

from .makers import HOUR, MINUTE, MONDAY, at, context, day_of, event, history, school_days, worked_on

DAYS = school_days(12)
FACETS = [DaysWorked(), ActiveMinutes(), Regularity(), Persistence()]


def read(facet, events, ctx):
    (reading,) = facet.read(facet.step(facet.init(), events), ctx)
    return reading


@st.composite
def histories(draw, longest=60):
    """Dated work over a few weeks, in order of time, with pauses from nothing to days."""
    pauses = st.one_of(st.integers(0, 40 * MINUTE), st.integers(0, 3 * 24 * HOUR))
    moment = at(MONDAY, 8.0)
    rows = []
    for _ in range(draw(st.integers(0, longest))):
        moment += draw(pauses)
        kind = draw(
            st.sampled_from([Kind.RESPONSE, Kind.PARTIAL, Kind.SESSION, Kind.HINT, Kind.PULSE, Kind.HELP])
        )
        rows.append(
            {
                "at": moment,
                "day": day_of(moment),
                "minute": moment // MINUTE % 1440,
                "kind": kind,
                "success": draw(st.integers(0, 1)) if kind == Kind.RESPONSE else -1,
                "score": draw(st.sampled_from([0, 4999, 5000, 10000])) if kind == Kind.PARTIAL else -1,
                "duration": draw(st.sampled_from([-1, -1, 20_000, 3 * MINUTE, 50 * MINUTE, 5 * HOUR])),
                "source": draw(st.integers(1, 3)),
            }
        )
    return history(*rows)


def traces(events):
    return [i for i in range(len(events)) if events.kind[i] not in (Kind.PULSE, Kind.CONVERSATION)]


def naive_active(events):
    """Milliseconds of work a day, as the measure of a union of intervals, each joined to what ended before it."""
    total, covered, previous = {}, 0, None
    for i in traces(events):
        end, length = int(events.at[i]), int(events.duration[i])
        if length > 0:
            length = min(length, (240 if events.kind[i] == Kind.SESSION else 30) * MINUTE)
        elif previous is not None and end - previous <= 30 * MINUTE:
            length = min(end - previous, 5 * MINUTE)
        else:
            length = 0
        day = int(events.day[i])
        total[day] = total.get(day, 0) + max(0, end - max(covered, end - length))
        covered, previous = max(covered, end), end
    return total


def naive_errors(events, today):
    """(errors, went on) a day: each moment with an error, and whether work followed within 30 minutes."""
    listed = traces(events)
    moments = sorted({int(events.at[i]) for i in listed})
    wrong = {
        int(events.at[i])
        for i in listed
        if (events.kind[i] == Kind.RESPONSE and events.success[i] == 0)
        or (events.kind[i] == Kind.PARTIAL and 0 <= events.score[i] < 5000)
    }
    counts = {}
    for moment in wrong:
        place = bisect_right(moments, moment)
        if place == len(moments) and day_of(moment) >= today:
            continue  # the day is not over: nobody knows yet
        errors, on = counts.get(day_of(moment), (0, 0))
        follows = place < len(moments) and moments[place] - moment <= 30 * MINUTE
        counts[day_of(moment)] = (errors + 1, on + follows)
    return counts


@given(histories())
def test_active_time_and_errors_of_each_day_agree_with_the_slow_version(events):
    state = DaysWorked().step(DaysWorked().init(), events)
    today = int(events.day[-1]) + 1 if len(events) else MONDAY
    state = Persistence._settled(state, context(DAYS, today))
    active, errors = naive_active(events), naive_errors(events, today)
    for day in {int(d) for d in events.day[traces(events)]}:
        row = state.of(np.array([day]))[0]
        assert row[fold.ACTIVE] == active[day]
        assert (row[fold.ERRORS], row[fold.WENT_ON]) == errors.get(day, (0, 0))
        hours = {int(events.minute[i]) // 60 for i in traces(events) if events.day[i] == day}
        assert row[fold.HOURS] == sum(1 << h for h in hours)


@settings(max_examples=50)
@given(histories(), st.lists(st.integers(0, 60), max_size=5))
def test_any_cut_of_a_history_and_any_pause_in_storage_give_the_same_state(events, cuts):
    facet = DaysWorked()
    whole = facet.pack(facet.step(facet.init(), events))
    state = facet.init()
    places = [0, *sorted(min(c, len(events)) for c in cuts), len(events)]
    for first, last in pairwise(places):
        state = facet.unpack(facet.pack(facet.step(state, events[first:last])))
    assert facet.pack(state) == whole


@given(histories())
def test_the_compiled_fold_and_plain_python_agree(events):
    state, plain = fold.Days.new(), fold.Days.new()
    settings_ = DaysWorked().settings
    fold.step(state, events, settings_)
    inner = {
        name: getattr(fold, name) for name in ("_fold", "_settle_error", "_open_day", "_slot", "_active")
    }
    try:
        for name, compiled in inner.items():
            setattr(fold, name, getattr(compiled, "py_func", compiled))
        fold.step(plain, events, settings_)
    finally:
        for name, compiled in inner.items():
            setattr(fold, name, compiled)
    assert fold.pack(state) == fold.pack(plain)


def test_a_session_of_answers_without_durations_counts_each_pause_up_to_five_minutes():
    """Answers at 10:00, 10:02, 10:12 and 11:00: 0 + 2 + 5 minutes, then a new session."""
    day = int(DAYS[0])
    events = history(*(event(day, 10 + m / 60) for m in (0, 2, 12, 60)))
    state = DaysWorked().step(DaysWorked().init(), events)
    assert state.of(np.array([day]))[0, fold.ACTIVE] == 7 * MINUTE


def test_a_known_duration_counts_instead_of_the_pause_and_no_minute_twice():
    day = int(DAYS[0])
    events = history(event(day, 10.0, duration=10 * MINUTE), event(day, 10.1, duration=10 * MINUTE))
    state = DaysWorked().step(DaysWorked().init(), events)
    assert state.of(np.array([day]))[0, fold.ACTIVE] == 16 * MINUTE


def test_days_worked_counts_for_a_week_of_five_days_present():
    worked = [d for i, d in enumerate(DAYS) if i % 5 != 4]
    reading = read(DaysWorked(), worked_on(worked), context(DAYS))
    assert (reading.value, reading.state, reading.n) == (4.0, "as_usual", 8)
    assert reading.detail["usual"] == 4.0
    assert reading.series[-1] == (int(DAYS[-5]), 4.0)
    assert len(reading.series) == 12


def test_working_on_fewer_days_than_in_every_week_before_is_said():
    worked = [d for i, d in enumerate(DAYS) if i < len(DAYS) - 10 or i % 5 == 0]
    reading = read(DaysWorked(), worked_on(worked), context(DAYS))
    assert (reading.value, reading.state) == (1.0, "below_usual")


def test_absence_holiday_and_a_silent_source_of_this_student_move_nothing():
    worked = [d for i, d in enumerate(DAYS) if i % 5 != 4 and not 40 <= i < 50]
    missing = [int(d) for d in DAYS[40:50]]
    steady = worked_on(worked)
    away = read(DaysWorked(), steady, context(DAYS, absent=missing))
    holiday = read(DaysWorked(), steady, context(np.setdiff1d(DAYS, missing)))
    silent = read(DaysWorked(), steady, context(DAYS, gaps=(Gap(1, missing[0], missing[-1]),)))
    assert {r.value for r in (away, holiday, silent)} == {4.0}
    assert {r.state for r in (away, holiday, silent)} == {"as_usual"}


def test_a_gap_of_a_source_this_student_does_not_use_changes_nothing():
    steady = worked_on(DAYS[:50])
    elsewhere = context(DAYS, gaps=(Gap(99, int(DAYS[50]), None),))
    assert read(DaysWorked(), steady, elsewhere) == read(DaysWorked(), steady, context(DAYS))


def test_both_ends_of_a_gap_are_left_out_and_the_days_beside_it_are_not():
    days = exposure.without_gaps(np.arange(10, 20, dtype=np.int32), (Gap(1, 12, 14), Gap(1, 18, None)))
    assert days.tolist() == [10, 11, 15, 16, 17]


def test_a_source_used_once_in_a_while_does_not_hold_a_student_back():
    rows = [event(int(d), source=2 if i in (3, 30) else 1) for i, d in enumerate(DAYS)]
    now_and_then = context(DAYS, gaps=(Gap(2, int(DAYS[-5]), None),))
    assert read(DaysWorked(), history(*rows), now_and_then).state == "as_usual"
    assert (
        read(DaysWorked(), history(*rows), context(DAYS, gaps=(Gap(1, int(DAYS[-5]), None),))).state
        == "held_back"
    )


def test_while_a_source_of_this_student_is_silent_nothing_is_compared():
    reading = read(DaysWorked(), worked_on(DAYS[:50]), context(DAYS, gaps=(Gap(1, int(DAYS[50]), None),)))
    assert (reading.state, reading.value) == ("held_back", 5.0)


@pytest.mark.parametrize("facet", FACETS, ids=lambda f: f.about.name)
def test_no_evidence_gives_not_enough_and_never_nought(facet):
    (reading,) = facet.read(facet.init(), context(DAYS))
    assert (reading.value, reading.state, reading.n, reading.series) == (None, "not_enough", 0, ())


@pytest.mark.parametrize("facet", FACETS, ids=lambda f: f.about.name)
def test_work_without_a_date_is_left_out(facet):
    undated = [event(0, kind=Kind.RESPONSE, flags=int(Flag.UNDATED)) | {"at": 0} for _ in range(30)]
    assert facet.pack(facet.step(facet.init(), history(*undated))) == facet.pack(facet.init())


def test_a_pulse_or_an_adults_talk_is_no_trace():
    rows = [event(int(d), kind=kind) for d in DAYS for kind in (Kind.PULSE, Kind.CONVERSATION)]
    assert read(DaysWorked(), history(*rows), context(DAYS)).state == "not_enough"


def test_work_of_unknown_length_is_not_nought_minutes():
    assert read(ActiveMinutes(), worked_on(DAYS), context(DAYS)).value is None


def test_active_minutes_are_given_for_a_week_of_five_days():
    assert read(ActiveMinutes(), worked_on(DAYS, duration=20 * MINUTE), context(DAYS)).value == 100.0


def test_regularity_agrees_with_scipys_entropy():
    rng = np.random.default_rng(4)
    rows = [event(int(d), float(h)) for d in DAYS for h in rng.choice(24, size=2, replace=False)]
    reading = read(Regularity(), history(*rows), context(DAYS))
    cells = np.zeros((7, 24))
    for row in rows:
        if row["day"] >= DAYS[-10]:
            cells[(row["day"] - 1) % 7, row["minute"] // 60] += 1
    assert reading.value == pytest.approx(1 - entropy(cells.ravel()) / math.log(168))
    assert reading.detail["weekdays"] == pytest.approx(1 - entropy(cells.sum(axis=1)) / math.log(7))
    assert reading.detail["hours"] == pytest.approx(1 - entropy(cells.sum(axis=0)) / math.log(24))


def test_always_the_same_hour_is_wholly_regular_in_the_hours():
    reading = read(Regularity(), worked_on(DAYS), context(DAYS))
    assert reading.detail["hours"] == 1.0
    assert reading.state == "as_usual"


def test_going_on_within_half_an_hour_counts_and_asking_for_help_is_going_on():
    rows = []
    for day in DAYS[-10:]:
        rows += [
            event(int(day), 9.0, success=0),
            event(int(day), 9.4, kind=Kind.HELP),
            event(int(day), 14.0, success=0),
        ]
    rows += [event(int(day)) for day in DAYS[:-10]]
    reading = read(Persistence(), history(*rows), context(DAYS, today=int(DAYS[-1]) + 1))
    assert (reading.n, reading.value) == (20, 0.5)


@pytest.mark.parametrize(("hour", "went_on"), [(9.5, 1.0), (9.51, 0.0)])
def test_exactly_half_an_hour_is_still_the_same_session(hour, went_on):
    rows = [event(int(d), h, success=s) for d in DAYS for h, s in ((9.0, 0), (hour, 1))]
    assert read(Persistence(), history(*rows), context(DAYS)).value == went_on


def test_the_last_error_of_today_is_not_yet_judged():
    rows = [event(int(d), 9.0, success=0) for d in DAYS]
    assert read(Persistence(), history(*rows), context(DAYS)).n == 9
    assert read(Persistence(), history(*rows), context(DAYS, today=int(DAYS[-1]) + 1)).n == 10


def test_the_state_stays_small_over_years():
    years = np.arange(MONDAY, MONDAY + 3 * 365)
    facet = DaysWorked()
    state = facet.step(facet.init(), history(*(event(int(d), source=int(d) % 50) for d in years)))
    assert len(facet.pack(state)) < 20 * fold.HORIZON + 500
    assert np.array_equal(state.days_with_traces(), years[-fold.HORIZON :])


def test_with_more_sources_than_bits_the_one_unseen_for_longest_is_forgotten():
    facet = DaysWorked()
    rows = [event(MONDAY + i, source=100 + i) for i in range(fold.SLOTS + 1)]
    state = facet.step(facet.init(), history(*rows))
    assert set(state.sources[0]) == set(range(101, 101 + fold.SLOTS))
    assert state.of(np.array([MONDAY]))[0, fold.SOURCES] == 0


def test_the_same_events_from_an_empty_history_change_nothing():
    facet = DaysWorked()
    assert facet.pack(facet.step(facet.init(), Events.empty())) == facet.pack(facet.init())
