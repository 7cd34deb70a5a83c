"""What a skill is called, when it changes, and the details that signals and pages rest on."""

import numpy as np
import pytest

from waypost.measures.events import Flag, Kind
from waypost.measures.mastery import Mastery, MasterySettings, Parameters

from .learners import naive_known
from .makers import context, event, history, school_days

DAYS = school_days(40)
SURE = (0.5, 0.2, 0.1, 0.1, 0.02)  # moves fast
MEASURE = Mastery(Parameters.fixed({1: SURE}))
UNDATED = {"day": 0, "at": 0, "flags": int(Flag.UNDATED)}


def tries(pattern, a_day=2, start=0, **more):
    """'11 0' as rows: each digit another item, `a_day` digits on each school day."""
    digits = [c for c in pattern if c != " "]
    return [
        event(
            int(DAYS[start + i // a_day]),
            9 + i % a_day,
            activity=100 * start + i + 1,
            skills=(1,),
            success=int(c),
        )
        | more
        for i, c in enumerate(digits)
    ]


def read(*rows, measure=MEASURE, today=None, **more):
    ordered = history(*(row for part in rows for row in (part if isinstance(part, list) else [part])))
    today = int(DAYS[39]) if today is None else today
    found = measure.read(measure.step(measure.init(), ordered), context(DAYS, today, **more))
    assert len(found) == 1
    return found[0]


def overruled(day, level):
    return event(int(DAYS[day]), 20, Kind.OVERRULE, skills=(1,), level=level)


def test_below_four_tries_there_is_no_number():
    reading = read(tries("111"))
    assert (reading.state, reading.value, reading.low, reading.high, reading.n) == (
        "not_enough",
        None,
        None,
        None,
        3,
    )
    assert read(tries("1111")).value is not None


def test_four_tries_on_one_item_are_not_enough():
    rows = [event(int(DAYS[5 * k + 5]), activity=1, skills=(1,)) for k in range(4)]
    rows = [row | {"day": row["day"] + k, "at": row["at"] + 86_400_000 * k} for k, row in enumerate(rows)]
    assert read(rows).state == "not_enough"
    assert read(rows, event(int(DAYS[39]), activity=2, skills=(1,)), today=DAYS[39]).state != "not_enough"


def test_starting_and_developing_part_at_sixty_percent():
    for pattern in ("0000", "0101", "0111", "1000", "1001", "1100", "1010"):
        reading = read(tries(pattern))
        assert reading.value == pytest.approx(naive_known(SURE, [int(c) for c in pattern])[-1])
        assert reading.state == ("developing" if reading.value >= 0.6 else "starting")
    assert {read(tries(p)).state for p in ("0000", "0111")} == {"starting", "developing"}


def test_secure_needs_five_tries_three_items_and_two_days():
    assert read(tries("1111")).state == "developing"
    assert read(tries("1111")).value > 0.95
    assert read(tries("11111")).state == "secure"
    assert read(tries("11111", a_day=5)).state == "developing"
    two_items = [row | {"activity": k % 2 + 1} for k, row in enumerate(tries("11111", a_day=1))]
    spread = [
        row | {"day": row["day"] + 9 * k, "at": row["at"] + 9 * 86_400_000 * k}
        for k, row in enumerate(two_items)
    ]
    assert read(spread).state == "developing"


def test_where_no_item_or_no_date_is_known_that_part_is_not_asked_for_and_is_said():
    flags = int(Flag.NO_ITEM)
    reading = read([row | {"activity": 1, "flags": flags} for row in tries("11111")])
    assert (reading.state, reading.detail["no_item"], reading.detail["items"]) == ("secure", 5, 5)
    reading = read([row | UNDATED for row in tries("11111")])
    assert (reading.state, reading.detail["undated"]) == ("secure", 5)
    assert "last_day" not in reading.detail
    assert "secure_since" not in reading.detail
    assert reading.detail["loose_tries"] == 0


def test_one_mistake_is_no_slip_and_two_tries_below_the_line_are():
    secure = "11111"
    once = read(tries(secure + "0"))
    assert (once.state, once.value < 0.85) == ("secure", True)
    assert read(tries(secure + "0101")).state == "secure"
    twice = read(tries(secure + "00"))
    assert (twice.state, twice.detail["model_state"]) == ("slipping", "slipping")


def test_slipping_lasts_until_it_is_secure_again_and_counts_anew():
    fallen = read(tries("11111 000 1"))
    assert fallen.state == "slipping"
    assert fallen.detail["secure_since"] == DAYS[2]
    assert fallen.detail["slipped_on"] == DAYS[3]
    assert fallen.detail["tries_since_secure"] == 4
    assert (fallen.detail["loose_tries"], fallen.detail["loose_right"]) == (2, 1)
    back = read(tries("11111 000 1111"))
    assert back.state == "secure"
    assert back.detail["secured"] == 2
    assert back.detail["first_secured"] == DAYS[2]
    assert back.detail["secure_since"] > fallen.detail["slipped_on"]
    assert back.detail["slipped_on"] == DAYS[3]


def test_a_secure_skill_is_due_for_a_look_after_forty_school_days_and_loses_nothing():
    long = school_days(40)
    rows = history(*tries("11111"))
    state = MEASURE.step(MEASURE.init(), rows)
    last = 2
    (still,) = MEASURE.read(state, context(long, today=int(long[last + 39])))
    (due,) = MEASURE.read(state, context(long, today=int(long[last + 40])))
    assert (still.state, due.state) == ("secure", "due_for_a_look")
    assert due.value == still.value
    assert due.detail["model_state"] == "secure"


def test_holidays_do_not_make_a_skill_due():
    short = DAYS[:10]
    assert read(tries("11111"), today=int(DAYS[2]) + 300).state == "due_for_a_look"
    state = MEASURE.step(MEASURE.init(), history(*tries("11111")))
    (reading,) = MEASURE.read(state, context(short, today=int(short[2]) + 300))
    assert reading.state == "secure"


def test_time_never_lowers_a_reading():
    assert (
        read(tries("1101"), today=int(DAYS[5])).value == read(tries("1101"), today=int(DAYS[5]) + 2000).value
    )


def test_tries_without_secure_are_counted_with_their_days():
    detail = read(tries("0101 0101 01")).detail
    assert (detail["loose_tries"], detail["loose_right"], detail["loose_days"]) == (10, 5, 5)
    assert (detail["tries"], detail["right"], detail["items"], detail["days"]) == (10, 5, 5, 5)
    assert (detail["first_day"], detail["last_day"], detail["last_right"]) == (DAYS[0], DAYS[4], True)
    assert "secure_since" not in detail


def test_undated_tries_are_not_among_those_that_stuck_rests_on():
    rows = [row | UNDATED for row in tries("0101")]
    detail = read(rows, tries("01")).detail
    assert (detail["tries"], detail["undated"], detail["loose_tries"], detail["loose_days"]) == (6, 4, 2, 1)


def test_before_is_the_reading_five_tries_back():
    pattern = "010110100"
    known = naive_known(SURE, [int(c) for c in pattern])
    assert read(tries(pattern)).detail["before"] == pytest.approx(known[-6], abs=1e-6)
    assert read(tries(pattern[:6])).detail["before"] == pytest.approx(known[0], abs=1e-6)
    assert "before" not in read(tries(pattern[:5])).detail


def test_a_person_may_overrule_and_the_reading_keeps_learning():
    plain = read(tries("0101", start=0), tries("011", start=10))
    detail = read(tries("0101"), overruled(5, 4), tries("011", start=10)).detail
    assert (detail["overruled"], detail["overruled_day"]) == (4, DAYS[5])
    assert (detail["tries_since_overruled"], detail["right_since_overruled"]) == (3, 2)
    assert plain.value == read(tries("0101"), overruled(5, 4), tries("011", start=10)).value
    assert "overruled" not in plain.detail


def test_an_overruling_without_tries_is_shown_with_nothing_else():
    reading = read(overruled(3, 1))
    assert (reading.state, reading.value, reading.n) == ("not_enough", None, 0)
    assert (reading.detail["overruled"], reading.detail["tries_since_overruled"]) == (1, 0)


def test_settings_move_the_lines():
    lenient = Mastery(Parameters.fixed({1: SURE}), MasterySettings(secure_days=1, secure_tries=4))
    assert read(tries("1111", a_day=4), measure=lenient).state == "secure"
    with pytest.raises(ValueError, match="at most 5"):
        Mastery(settings=MasterySettings(secure_items=6))


def test_with_the_shipped_numbers_five_right_answers_make_a_skill_secure_and_wrong_ones_do_not():
    assert read(tries("11111"), measure=Mastery()).state == "secure"
    assert read(tries("00000"), measure=Mastery()).state == "starting"
    wide = read(tries("1011"), measure=Mastery())
    assert wide.low < wide.value < wide.high
    assert np.isfinite([wide.low, wide.high]).all()
