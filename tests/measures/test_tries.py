"""Which answers count as tries, against a slow version that remembers everything."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.measures import tries
from waypost.measures.events import Flag, Kind
from waypost.measures.tries import Tries, TriesSettings

from .histories import cuts, histories
from .makers import MONDAY, event, history

SETTINGS = TriesSettings()
UNDATED = {"day": 0, "at": 0, "flags": int(Flag.UNDATED)}


def counted(events, state=None):
    state = Tries() if state is None else state
    return tries.step(state, events, tries.right(events, SETTINGS), SETTINGS).tolist()


def answers(*rows):
    """One skill, one item unless said otherwise: which of the rows count (hints are no tries)."""
    usual = {"activity": 1, "skills": (1,), "duration": -1}
    return counted(history(*(usual | row for row in rows)))


def answer(day=0, hour=10.0, **more):
    return event(MONDAY + day, hour, **more)


def hint(day=0, hour=9.0, **more):
    return event(MONDAY + day, hour, Kind.HINT, **more)


def naive(events, settings=SETTINGS):
    """The rule as it is written down, with a memory without end."""
    counts, seen, last_counted, today = [], {}, {}, {}
    for i in range(len(events)):
        kind, day, item, flags = (int(x[i]) for x in (events.kind, events.day, events.activity, events.flags))
        skills = events.skills[events.skill_start[i] : events.skill_start[i + 1]].tolist()
        right = naive_right(events, i)
        dated = not flags & Flag.UNDATED
        known = dated and item != 0 and not flags & Flag.NO_ITEM
        is_answer = right is not None
        good = is_answer and not flags & (Flag.HINTED | Flag.BOTTOMED | Flag.RETRY)
        good = good and not 0 <= events.duration[i] < settings.shortest_ms
        if known and (is_answer or kind == Kind.HINT):
            first = seen.get(item) != day
            rested = item not in last_counted or day - last_counted[item] >= settings.item_days
            good = good and first and rested
            seen[item] = day
            if good:
                last_counted[item] = day
        for skill in skills:
            full = dated and today.get((skill, day), 0) >= settings.daily_most
            counts.append(bool(good and not full))
            if counts[-1]:
                today[skill, day] = today.get((skill, day), 0) + 1
    return counts


def naive_right(events, i):
    if events.kind[i] == Kind.RESPONSE:
        return None if events.success[i] < 0 else bool(events.success[i])
    if events.kind[i] == Kind.PARTIAL:
        if events.score[i] >= 0:
            return bool(events.score[i] >= 8000)
        return None if events.success[i] < 0 else bool(events.success[i])
    return None


ANSWERS = (Kind.RESPONSE, Kind.PARTIAL, Kind.HINT, Kind.SESSION)


@given(st.data())
def test_the_fold_counts_as_the_rule_written_down_however_it_is_cut(data):
    events = data.draw(histories(longest=120, kinds=ANSWERS))
    state, found = Tries(), []
    for first, last in pairwise(data.draw(cuts(events))):
        found += counted(events[first:last], state)
        state, _ = tries.unpack(tries.pack(state))
    assert found == naive(events)


@given(histories(longest=60, kinds=ANSWERS))
def test_right_wrong_and_no_answer_are_told_apart(events):
    said = tries.right(events, SETTINGS).tolist()
    assert said == [{None: -1, True: 1, False: 0}[naive_right(events, i)] for i in range(len(events))]


def test_only_the_first_answer_of_a_day_to_an_item_counts():
    assert answers(answer(0, 10), answer(0, 11), answer(0, 12, activity=2)) == [True, False, True]


def test_the_same_item_counts_again_after_seven_days():
    assert answers(answer(0), answer(6), answer(7), answer(13), answer(14)) == [
        True,
        False,
        True,
        False,
        True,
    ]


def test_an_answer_after_a_hint_on_the_item_that_day_does_not_count():
    assert answers(hint(0), answer(0)) == [False, False]
    assert answers(hint(0, activity=2), answer(0)) == [False, True]
    assert answers(hint(0), answer(1)) == [False, True]


@pytest.mark.parametrize("flag", [Flag.HINTED, Flag.BOTTOMED, Flag.RETRY])
def test_what_the_source_says_of_hints_and_retries_is_heard(flag):
    assert answers(answer(flags=int(flag))) == [False]
    assert answers(answer(flags=int(flag | Flag.NO_ITEM))) == [False]


def test_answers_under_two_seconds_do_not_count_and_an_unknown_time_does():
    assert answers(answer(duration=1999)) == [False]
    assert answers(answer(duration=2000)) == [True]
    assert answers(answer(duration=-1)) == [True]


def test_a_hasty_answer_is_still_the_first_one_of_the_day():
    assert answers(answer(0, 10, duration=500), answer(0, 11)) == [False, False]
    assert answers(answer(0, 10, duration=500), answer(1, 11)) == [False, True]


def test_at_most_fifteen_tries_of_a_skill_count_on_a_day():
    rows = [answer(0, 8 + k / 10, activity=k + 1) for k in range(20)]
    assert answers(*rows) == [True] * 15 + [False] * 5
    assert answers(*rows, answer(1, activity=99))[-1]
    assert answers(*rows[:15], answer(0, 20, activity=99, skills=(1, 2)))[-2:] == [False, True]


def test_one_answer_with_two_skills_is_a_try_of_each():
    assert answers(answer(skills=(1, 2))) == [True, True]


def test_where_a_source_names_no_item_each_answer_counts():
    flags = int(Flag.NO_ITEM)
    assert answers(answer(0, 10, flags=flags), answer(0, 11, flags=flags)) == [True, True]


def test_undated_answers_each_count():
    assert answers(*[answer() | UNDATED for _ in range(20)]) == [True] * 20


def test_a_response_without_right_or_wrong_is_no_try():
    assert answers(answer(success=-1)) == [False]


def test_a_partial_score_is_right_from_four_fifths_on():
    events = history(*(answer(kind=Kind.PARTIAL, score=s) for s in (0, 7999, 8000, 10_000)))
    assert tries.right(events, SETTINGS).tolist() == [0, 0, 1, 1]


def test_items_are_forgotten_after_a_week():
    state = Tries()
    counted(history(*(answer(k, activity=k + 1, skills=(1,)) for k in range(100))), state)
    assert len(state.items) == 7
    assert state.items["activity"].tolist() == list(range(94, 101))
    assert np.array_equal(state.today["skill"], [1])
