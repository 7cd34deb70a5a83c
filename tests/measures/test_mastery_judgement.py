"""Skills judged by people on pieces of work, and what happens where people and the model both speak."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.measures.events import Flag, Kind
from waypost.measures.mastery import Mastery

from .makers import MONDAY, context, event, history, school_days

DAYS = school_days(40)
MEASURE = Mastery()


def piece(day, level, work=None, **more):
    return event(
        MONDAY + day,
        12,
        Kind.JUDGEMENT,
        activity=work or 1000 + day,
        level=level,
        actor=7,
        skills=(1,),
        **more,
    )


def right_answers(n):
    return [event(MONDAY + k // 3, 8 + k % 3, activity=k + 1, skills=(1,)) for k in range(n)]


def read(*rows, rule="judgement", today=MONDAY + 25):
    state = MEASURE.step(MEASURE.init(), history(*rows))
    (reading,) = MEASURE.read(state, context(DAYS, today, skill_rule={1: rule}))
    return reading


def naive_secure(pieces):
    """Two of the latest three at level 3 or more, different tasks, a week apart; (day, level, work)."""
    last = pieces[-3:]
    return any(
        a[1] >= 3 and b[1] >= 3 and a[2] != b[2] and abs(a[0] - b[0]) >= 7
        for i, a in enumerate(last)
        for b in last[i + 1 :]
    )


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=12))
def test_judgement_is_the_rule_written_down(drawn):
    """At most one judgement a day here, so that none is a correction."""
    pieces = sorted({day: (day, level, work) for day, level, work in drawn}.values())
    reading = read(*(piece(*p) for p in pieces))
    if len(pieces) < 2:
        assert reading.state == "not_enough"
    else:
        assert (reading.state == "secure") == naive_secure(pieces)


def test_two_good_pieces_on_two_tasks_a_week_apart_are_secure():
    assert read(piece(0, 3), piece(7, 3)).state == "secure"
    assert read(piece(0, 3), piece(6, 4)).state == "developing"
    assert read(piece(0, 3, work=5), piece(9, 4, work=5)).state == "developing"
    assert read(piece(0, 3), piece(3, 1), piece(7, 3)).state == "secure"
    assert read(piece(0, 2), piece(7, 1)).state == "starting"


def test_one_piece_is_not_enough_and_has_no_number():
    reading = read(piece(0, 4))
    assert (reading.state, reading.value, reading.n) == ("not_enough", None, 1)
    assert (reading.detail["last_level"], reading.detail["judged_by"]) == (4, 7)


def test_the_value_is_the_share_of_the_latest_pieces_and_has_no_interval():
    reading = read(piece(0, 3), piece(7, 3), piece(9, 2), piece(12, 3))
    assert reading.value == pytest.approx(2 / 3)
    assert (reading.low, reading.high, reading.n) == (None, None, 4)
    assert (reading.detail["pieces"], reading.detail["pieces_good"], reading.detail["pieces_all"]) == (
        3,
        2,
        4,
    )


def test_two_weaker_pieces_after_it_was_there_are_slipping():
    rows = [piece(0, 3), piece(7, 3), piece(14, 2)]
    assert read(*rows).state == "secure"
    reading = read(*rows, piece(16, 2))
    assert reading.state == "slipping"
    assert (reading.detail["secure_since"], reading.detail["slipped_on"]) == (MONDAY + 7, MONDAY + 16)


def test_the_same_work_judged_again_on_the_same_day_is_a_correction():
    reading = read(piece(0, 3), piece(7, 1, work=9), piece(7, 3, work=9))
    assert (reading.state, reading.detail["pieces_all"]) == ("secure", 2)


def test_undated_pieces_cannot_show_a_week_between():
    undated = {"day": 0, "at": 0, "flags": int(Flag.UNDATED)}
    assert read(piece(0, 4, 1) | undated, piece(0, 4, 2) | undated).state == "developing"


def test_a_judged_skill_is_due_for_a_look_too():
    rows, last = (piece(0, 3), piece(7, 3)), 5  # the second piece was on the sixth school day
    assert read(*rows, today=int(DAYS[last + 39])).state == "secure"
    assert read(*rows, today=int(DAYS[last + 40])).state == "due_for_a_look"


def test_people_outrank_the_model_and_both_stand():
    rows = [*right_answers(9), piece(10, 2), piece(18, 2)]
    reading = read(*rows, rule="model")
    assert (reading.state, reading.detail["rule"], reading.detail["model_state"]) == (
        "starting",
        "judgement",
        "secure",
    )
    assert reading.detail["model_value"] > 0.95
    assert reading.detail["judged_state"] == "starting"


def test_one_judged_piece_leaves_the_model_speaking():
    reading = read(*right_answers(9), piece(10, 2), rule="model")
    assert (reading.state, reading.detail["rule"], reading.detail["judged_state"]) == (
        "secure",
        "model",
        "not_enough",
    )


def test_on_a_judged_skill_answers_alone_say_nothing():
    reading = read(*right_answers(9))
    assert (reading.state, reading.value) == ("not_enough", None)
    assert reading.detail["model_state"] == "secure"
