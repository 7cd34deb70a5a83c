"""Talks, own goals and help given against slow versions; and what each measure of this kind says about itself."""

import dataclasses
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.measures.conversations import Conversations
from waypost.measures.events import Flag, Kind
from waypost.measures.goals import Goals
from waypost.measures.helping import Helping
from waypost.measures.protocol import Measure
from waypost.measures.registry import MEASURES
from waypost.measures.terms import half_terms

from .makers import context, event, history, school_days

DAYS = school_days(14)
TERMS = ((int(DAYS[0]), int(DAYS[34])), (int(DAYS[35]), int(DAYS[69]) + 2))
OURS = [m for name, m in MEASURES.items() if name != "mastery"]


@st.composite
def lives(draw):
    """Talks, requests, goal steps and help over fourteen weeks, a few of them without a date."""
    kinds = st.sampled_from([Kind.CONVERSATION, Kind.HELP, Kind.GOAL, Kind.HELPED, Kind.RESPONSE])
    rows = []
    for kind in draw(st.lists(kinds, max_size=40)):
        row = event(int(draw(st.sampled_from(DAYS.tolist()))), draw(st.integers(8, 16)), kind=kind)
        row |= {"activity": draw(st.integers(1, 3)), "level": draw(st.integers(1, 5)), "actor": 4}
        row["skills"] = draw(st.sampled_from([(), (7,), (8, 7)]))
        if draw(st.integers(0, 9)) == 0:
            row |= {"day": 0, "at": 0, "flags": int(Flag.UNDATED)}
        rows.append(row)
    return history(*rows)


def dated(events, kind):
    return [i for i in range(len(events)) if events.kind[i] == kind and events.day[i] > 0]


def read(measure, events, ctx):
    return measure.read(measure.step(measure.init(), events), ctx)[0]


@given(lives())
def test_talks_and_open_requests_agree_with_the_plain_list(events):
    ctx = context(DAYS)
    reading = read(Conversations(), events, ctx)
    talks, asked = dated(events, Kind.CONVERSATION), dated(events, Kind.HELP)
    waiting = [i for i in asked if not talks or i > talks[-1]]
    last = int(events.day[talks[-1]]) if talks else None
    assert reading.detail["last_day"] == last
    assert reading.value == (sum(int(d) > last for d in DAYS) if last else None)
    assert reading.detail["waiting"] == min(len(waiting), 16)
    assert reading.detail["in_window"] == len(
        {int(events.day[i]) for i in talks if events.day[i] >= DAYS[-20]}
    )
    assert reading.state == ("asked" if waiting else "talked" if last else "not_enough")


@given(lives())
def test_goals_reached_in_this_half_term_agree_with_the_plain_list(events):
    reading = read(Goals(), events, context(DAYS, terms=TERMS))
    steps = dated(events, Kind.GOAL)
    goals = {int(events.activity[i]) for i in steps}
    first = {g: min((int(events.day[i]) for i in steps if events.activity[i] == g and events.level[i] >= 3), default=0)
             for g in goals}  # fmt: skip
    assert reading.value == (sum(TERMS[1][0] <= day for day in first.values()) if goals else None)
    assert reading.detail["reached_ever"] == sum(day > 0 for day in first.values())


@given(lives())
def test_help_given_in_this_half_term_agrees_with_the_plain_list(events):
    reading = read(Helping(), events, context(DAYS, terms=TERMS))
    days = [int(events.day[i]) for i in dated(events, Kind.HELPED)]
    assert reading.value == (sum(day >= TERMS[1][0] for day in days) if days else None)


@pytest.mark.parametrize("measure", [Conversations(), Goals(), Helping()], ids=lambda m: m.about.name)
@given(lives(), st.lists(st.integers(0, 40), max_size=4))
def test_any_cut_of_a_history_and_any_pause_in_storage_give_the_same_state(measure, events, cuts):
    state = measure.init()
    for first, last in pairwise([0, *sorted(min(c, len(events)) for c in cuts), len(events)]):
        state = measure.unpack(measure.pack(measure.step(state, events[first:last])))
    assert state == measure.step(measure.init(), events)


@pytest.mark.parametrize("measure", [Conversations(), Goals(), Helping()], ids=lambda m: m.about.name)
def test_the_state_stays_small_however_long_a_student_stays(measure):
    kinds = (Kind.CONVERSATION, Kind.HELP, Kind.GOAL, Kind.HELPED)
    rows = [
        event(int(day), 9 + i, kind=k, activity=int(day), level=3)
        for day in range(700000, 700900)
        for i, k in enumerate(kinds)
    ]
    rows += [event(700900, 10 + i / 100, kind=Kind.HELP) for i in range(100)]
    assert len(measure.pack(measure.step(measure.init(), history(*rows)))) < 3000


def test_no_adult_is_kept_with_a_talk():
    one, other = (history(event(int(DAYS[0]), kind=Kind.CONVERSATION, actor=a)) for a in (4, 5))
    measure = Conversations()
    assert measure.pack(measure.step(measure.init(), one)) == measure.pack(
        measure.step(measure.init(), other)
    )


def test_in_a_holiday_the_half_term_that_has_just_ended_counts():
    assert half_terms(context(DAYS, int(DAYS[-1]) + 20, terms=TERMS)) == (TERMS[1], TERMS[0])
    assert half_terms(context(DAYS, int(DAYS[10]), terms=TERMS)) == ((TERMS[0][0], int(DAYS[10])), None)


def test_a_school_without_terms_counts_in_spans_of_thirty_school_days():
    now, before = half_terms(context(DAYS))
    assert (now, before) == ((int(DAYS[40]), int(DAYS[69])), (int(DAYS[10]), int(DAYS[39])))
    assert half_terms(context(DAYS[:0], today=5)) == ((5, 5), None)


@pytest.mark.parametrize("measure", OURS, ids=lambda m: m.about.name)
def test_a_measure_says_all_about_itself_in_kind_words(measure):
    assert isinstance(measure, Measure)
    about = dataclasses.asdict(measure.about)
    assert all(value for name, value in about.items()), about
    assert "not_enough" in about["states"]
    texts = " ".join(
        str(about[n]) for n in ("title", "question", "goes_in", "how", "how_sure", "not_for")
    ).lower()
    for word in ("at risk", "!", "predict"):
        assert word not in texts
    for field in dataclasses.fields(measure.settings):
        assert field.metadata["help"]
        assert field.metadata["source"]


@pytest.mark.parametrize("measure", OURS, ids=lambda m: m.about.name)
def test_every_state_that_is_read_is_explained(measure):
    rows = [event(int(d), h, kind=k, success=i % 2, level=1 + i % 5, activity=i, skills=(1,))
            for i, d in enumerate(DAYS[:60]) for h, k in ((9.0, Kind.RESPONSE), (9.1, Kind.GOAL), (9.2, Kind.HELP))]  # fmt: skip
    state = measure.step(measure.init(), history(*rows))
    for day in (DAYS[2], DAYS[20], DAYS[45], DAYS[69]):
        for reading in measure.read(state, context(DAYS, day, terms=TERMS)):
            assert reading.state in measure.about.states
