"""Asked for help, away, not talked with."""

import pytest

from waypost.measures.events import Flag, Kind
from waypost.measures.signals.asked_for_help import AskedForHelp
from waypost.measures.signals.away import Away
from waypost.measures.signals.not_talked_with import NotTalkedWith

from ..makers import context, event, history, school_days, view

DAYS = school_days(10)
HELP, TALK = AskedForHelp(), NotTalkedWith()


def ask(signal, ctx, *rows):
    return signal.decide(view(history(*rows), ctx))


def help_on(day, hour=10.0, **more):
    return event(int(day), hour, kind=Kind.HELP, **more)


def talk_on(day, hour=12.0):
    return event(int(day), hour, kind=Kind.CONVERSATION, actor=5)


def test_a_request_for_help_is_raised_at_once_for_the_skill_it_names():
    (verdict,) = ask(HELP, context(DAYS), help_on(DAYS[-1], skills=(7,)))
    assert (verdict.subject, verdict.position) == (7, "raise")
    assert verdict.reasons[0].params == {"day": int(DAYS[-1]), "skill": 7, "shared_device": False}


def test_a_talk_after_the_request_ends_it_and_one_before_does_not():
    assert ask(HELP, context(DAYS), help_on(DAYS[-2]), talk_on(DAYS[-1])) == []
    assert len(ask(HELP, context(DAYS), talk_on(DAYS[-1], 8.0), help_on(DAYS[-1]))) == 1


def test_an_old_request_stays_open_but_opens_nothing_new():
    assert ask(HELP, context(DAYS), help_on(DAYS[-11]))[0].position == "raise"
    assert ask(HELP, context(DAYS), help_on(DAYS[-12]))[0].position == "hold"


def test_requests_about_one_skill_are_one_verdict_with_every_request_as_reason():
    found = ask(
        HELP, context(DAYS), help_on(DAYS[-3], skills=(7,)), help_on(DAYS[-2], skills=(7,)), help_on(DAYS[-1])
    )
    assert {v.subject: len(v.reasons) for v in found} == {7: 2, 0: 1}


def test_a_request_from_a_shared_tablet_says_so():
    (verdict,) = ask(HELP, context(DAYS), help_on(DAYS[-1], flags=int(Flag.SHARED_DEVICE)))
    assert verdict.reasons[0].params["shared_device"] is True


def test_a_request_without_a_date_raises_nothing():
    assert ask(HELP, context(DAYS), help_on(0, flags=int(Flag.UNDATED)) | {"at": 0}) == []


def away(days, missed, **more):
    return Away().decide(view(history(), context(days, absent=[int(days[i]) for i in missed], **more)))


def test_three_missed_days_in_a_row_are_said_with_their_first_day():
    (verdict,) = away(DAYS, [-3, -2, -1])
    assert verdict.position == "raise"
    assert verdict.reasons[0].code == "missed_in_a_row"
    assert verdict.reasons[0].params == {"days": 3, "since": int(DAYS[-3])}


def test_a_row_goes_over_a_weekend_and_a_holiday():
    """Friday, Monday and Tuesday are three school days in a row."""
    (verdict,) = away(DAYS[:-3], [-3, -2, -1])
    assert verdict.inputs["in_a_row"] == 3


def test_two_missed_days_are_not_said():
    assert all(v.position == "hold" for v in away(DAYS, [-2, -1]))


def test_a_tenth_of_the_last_thirty_days_is_said():
    (verdict,) = away(DAYS, [-30, -20, -10])
    assert verdict.position == "raise"
    assert verdict.reasons[0].params == {"missed": 3, "days": 30}
    assert away(DAYS, [-33, -32, -31]) == []


def test_it_ends_only_when_one_missed_day_is_left():
    assert [v.position for v in away(DAYS, [-20, -10])] == ["hold"]
    assert away(DAYS, [-10]) == []


def test_days_before_the_student_came_are_not_missed():
    assert away(DAYS, [-30, -20, -10], enrolled_since=int(DAYS[-15])) == []


def test_two_missed_days_of_a_new_student_are_not_a_tenth_to_speak_of():
    assert all(v.position == "hold" for v in away(DAYS, [-10, -5], enrolled_since=int(DAYS[-12])))


def test_where_attendance_is_not_known_nothing_is_said():
    assert away(DAYS, [-3, -2, -1], attendance_known=False) == []


def test_a_student_nobody_talked_with_for_twenty_school_days_is_named():
    (verdict,) = ask(TALK, context(DAYS), talk_on(DAYS[-21]))
    assert verdict.reasons[0].code == "not_talked_since"
    assert verdict.reasons[0].params == {"day": int(DAYS[-21]), "days": 20}
    assert ask(TALK, context(DAYS), talk_on(DAYS[-20])) == []


def test_a_new_student_counts_from_the_first_day_here():
    (verdict,) = ask(TALK, context(DAYS, enrolled_since=int(DAYS[-21])))
    assert verdict.reasons[0].code == "never_talked"
    assert ask(TALK, context(DAYS, enrolled_since=int(DAYS[-20]))) == []


def test_holidays_do_not_count_as_days_without_a_talk():
    assert ask(TALK, context(DAYS, today=int(DAYS[-1]) + 40), talk_on(DAYS[-10])) == []


def test_of_a_student_without_a_known_first_day_nothing_is_claimed():
    assert ask(TALK, context(DAYS)) == []


@pytest.mark.parametrize("signal", [HELP, TALK])
def test_no_adult_is_named_in_what_was_looked_at(signal):
    for verdict in ask(signal, context(DAYS), talk_on(DAYS[-30]), help_on(DAYS[-1])):
        assert not any("actor" in key or "adult" in key for key in verdict.inputs)
