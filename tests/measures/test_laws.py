"""What holds for every measure in the registry, found there and not listed here.

A measure that can't keep a law says so itself: `exempt = {"name of the law": "why"}`.
"""

import dataclasses
import math
import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waypost.measures.events import Events, Kind
from waypost.measures.protocol import Measure, owner
from waypost.measures.registry import MEASURES

from .histories import cuts, histories, random_history
from .makers import MONDAY, at, context, event, history, school_days

DAYS = school_days(30)
CONTEXT = context(DAYS, absent=DAYS[[3, 40, 41]], terms=((MONDAY, MONDAY + 60), (MONDAY + 61, MONDAY + 200)))


def kept_to(law):
    """Every measure that does not exempt itself from a law; none left is a failure, not a pass."""
    found = {name: m for name, m in MEASURES.items() if law not in getattr(m, "exempt", {})}
    assert found, f"no measure keeps the law {law!r}"
    return pytest.mark.parametrize("measure", found.values(), ids=found)


def folded(measure, events):
    return measure.step(measure.init(), events)


def said(measure, state, ctx=CONTEXT):
    return measure.read(state, ctx)


def test_exemptions_have_a_reason():
    assert len(MEASURES) >= 8
    assert all(reason.strip() for m in MEASURES.values() for reason in getattr(m, "exempt", {}).values())


@kept_to("protocol")
def test_a_measure_keeps_to_the_protocol_and_says_all_about_itself(measure):
    assert isinstance(measure, Measure)
    assert owner(measure) in MEASURES
    about = dataclasses.asdict(measure.about)
    assert all(about[name] for name in about if name != "version"), [n for n in about if not about[n]]
    assert about["version"] >= 1
    assert MEASURES[measure.about.name] is measure
    texts = " ".join(
        str(about[name]) for name in ("title", "question", "goes_in", "how", "how_sure", "not_for")
    )
    assert "!" not in texts
    assert "at risk" not in texts.lower()


@kept_to("settings")
def test_every_setting_says_what_it_does_and_where_it_comes_from(measure):
    assert measure.settings.__dataclass_params__.frozen
    for field in dataclasses.fields(measure.settings):
        assert field.metadata["help"]
        assert field.metadata["source"]


@kept_to("cuts")
@given(data=st.data())
@settings(max_examples=40)
def test_cutting_a_history_into_runs_changes_nothing(measure, data):
    events = data.draw(histories())
    state = measure.init()
    for first, last in pairwise(data.draw(cuts(events))):
        state = measure.step(state, events[first:last])
    whole = folded(measure, events)
    assert measure.pack(state) == measure.pack(whole)
    assert said(measure, state) == said(measure, whole)


@kept_to("one by one")
@given(events=histories(longest=30))
@settings(max_examples=15)
def test_one_at_a_time_with_the_state_stored_between_is_the_same_as_all_at_once(measure, events):
    state = measure.init()
    for i in range(len(events)):
        state = measure.unpack(measure.pack(measure.step(state, events[i : i + 1])))
    whole = folded(measure, events)
    assert measure.pack(state) == measure.pack(whole)
    assert said(measure, state) == said(measure, whole)


@kept_to("empty")
@given(events=histories(longest=20))
@settings(max_examples=10)
def test_a_run_without_events_changes_nothing(measure, events):
    assert measure.pack(folded(measure, Events.empty())) == measure.pack(measure.init())
    state = folded(measure, events)
    before = measure.pack(state)
    assert measure.pack(measure.step(state, Events.empty())) == before


@kept_to("reading")
@given(events=histories())
@settings(max_examples=30)
def test_reading_leaves_the_state_as_it_is(measure, events):
    state = folded(measure, events)
    before = measure.pack(state)
    first = said(measure, state)
    assert measure.pack(state) == before
    assert said(measure, state) == first


@kept_to("plain values")
@given(events=histories())
@settings(max_examples=40)
def test_a_reading_is_complete_finite_and_plain(measure, events):
    for reading in said(measure, folded(measure, events)):
        assert reading.measure == measure.about.name
        assert reading.state in measure.about.states
        assert reading.as_of == CONTEXT.today
        assert type(reading.subject) is int
        assert type(reading.n) is int
        assert reading.n >= 0
        for number in (reading.value, reading.low, reading.high):
            assert number is None or (type(number) is float and math.isfinite(number))
        if reading.low is not None or reading.high is not None:
            assert reading.low <= reading.value <= reading.high
        assert reading.value is not None or reading.low is reading.high is None
        for key, value in reading.detail.items():
            assert type(key) is str
            assert type(value) in (int, float, str, bool, type(None)), (key, type(value))
            assert type(value) is not float or math.isfinite(value)
        for day, value in reading.series:
            assert type(day) is int
            assert type(value) is float
            assert math.isfinite(value)


@kept_to("subjects")
@given(events=histories())
@settings(max_examples=20)
def test_there_is_one_reading_a_subject(measure, events):
    subjects = [r.subject for r in said(measure, folded(measure, events))]
    assert len(subjects) == len(set(subjects))


@kept_to("nothing known")
def test_no_evidence_is_not_enough_and_never_a_number(measure):
    for reading in said(measure, measure.init()):
        assert (reading.value, reading.low, reading.high, reading.n) == (None, None, None, 0)
        assert reading.state == "not_enough"


@kept_to("renaming")
@given(events=histories())
@settings(max_examples=20)
def test_renaming_skills_only_renames_readings(measure, events):
    names = {3: 77, 5: 2, 8: 1003, 13: 4}
    renamed = dataclasses.replace(
        events, skills=np.array([names[s] for s in events.skills.tolist()], np.int32)
    )
    here = {names.get(r.subject, 0): facts(r) for r in said(measure, folded(measure, events))}
    there = {r.subject: facts(r) for r in said(measure, folded(measure, renamed))}
    assert here == there


def facts(reading):
    return (
        reading.value,
        reading.low,
        reading.high,
        reading.n,
        reading.state,
        dict(reading.detail),
        reading.series,
    )


@kept_to("seq")
@given(events=histories())
@settings(max_examples=10)
def test_only_the_order_of_the_stream_matters_not_its_numbers(measure, events):
    other = dataclasses.replace(events, seq=events.seq * 7 + 1000)
    assert measure.pack(folded(measure, events)) == measure.pack(folded(measure, other))


@kept_to("bounded")
def test_the_state_stays_small_however_long_the_history(measure):
    """Years of the same life, always new items: what is kept after three years is what was kept after one and a half."""
    long = [event(day, 9 + k, **mixed(day, k)) for day in school_days(160).tolist() for k in range(4)]
    half = [row for row in long if row["at"] < at(MONDAY + 7 * 80)]
    small, large = (len(measure.pack(folded(measure, history(*rows)))) for rows in (half, long))
    assert small > 0
    assert large <= 1.05 * small + 64


def mixed(day, k):
    kind = [
        Kind.RESPONSE,
        Kind.RESPONSE,
        Kind.JUDGEMENT,
        Kind.CONVERSATION,
        Kind.HELP,
        Kind.GOAL,
        Kind.HELPED,
        Kind.PULSE,
        Kind.GOAL_PLAN,
    ][(day * 4 + k) % 9]
    level = 3 if kind in (Kind.JUDGEMENT, Kind.GOAL, Kind.PULSE) else -1
    more = {"duration": day + 30} if kind == Kind.GOAL_PLAN else {}
    return {
        "kind": kind, "activity": day * 10 + k, "level": level, "success": 1, "actor": 1, "skills": (1 + day % 5,), **more
    }  # fmt: skip


@kept_to("speed")
def test_one_more_event_is_folded_in_a_moment(measure):
    events = random_history(np.random.default_rng(1), 400)
    state = folded(measure, events[:300])
    seconds = []
    for i in range(300, 400):
        started = time.perf_counter()
        state = measure.step(state, events[i : i + 1])
        seconds.append(time.perf_counter() - started)
    assert sorted(seconds)[50] < 0.005
