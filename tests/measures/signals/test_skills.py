"""Stuck, slipping, secured and leap, over readings of mastery made by hand."""

import pytest

from waypost.measures.protocol import StudentView
from waypost.measures.reading import Reading
from waypost.measures.registry import MEASURES
from waypost.measures.signals.leap import Leap
from waypost.measures.signals.secured import Secured
from waypost.measures.signals.slipping import Slipping
from waypost.measures.signals.stuck import Stuck

from ..makers import context, school_days, worked_on

DAYS = school_days(20)
TODAY = int(DAYS[-1])


def skill(subject=7, state="developing", value=0.7, tries=12, rise=0.02, **detail):
    """As mastery.readout writes it."""
    usual = {
        "rule": "model", "tries": tries, "loose_tries": tries, "loose_right": 6, "loose_days": 3, "secured": 0,
        "first_day": int(DAYS[0]), "last_day": TODAY, "model_value": value,
    }  # fmt: skip
    if rise is not None:
        usual["before"] = value - rise
    return Reading("mastery", subject, value, None, None, tries, TODAY, state, usual | detail)


def ask(signal, *readings, **more):
    worked = MEASURES["days_worked"]
    states = {"days_worked": worked.step(worked.init(), worked_on(DAYS))}
    return signal.decide(
        StudentView({(r.measure, r.subject): r for r in readings}, states, context(DAYS, **more))
    )


def position(signal, *readings, **more):
    found = ask(signal, *readings, **more)
    return found[0].position if found else "clear"


def test_ten_tries_on_two_days_without_a_rise_are_stuck():
    (verdict,) = ask(Stuck(), skill(tries=10, loose_days=2, rise=0.09))
    assert (verdict.subject, verdict.position) == (7, "raise")
    assert verdict.reasons[0].params == {"tries": 10, "right": 6, "days": 2}
    assert verdict.next_step.code == "next_other_way"


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (skill(tries=9), "clear"),
        (skill(loose_days=1), "clear"),
        (skill(rise=None), "clear"),
        (skill(rise=0.10), "hold"),
        (skill(rise=0.149), "hold"),
        (skill(rise=0.15), "clear"),
        (skill(last_day=int(DAYS[-6])), "raise"),
        (skill(last_day=int(DAYS[-7])), "hold"),
        (skill(last_day=int(DAYS[-21])), "hold"),
        (skill(last_day=int(DAYS[-22])), "clear"),
        (skill(state="secure"), "clear"),
        (skill(state="due_for_a_look"), "clear"),
        (skill(state="slipping", first_secured=int(DAYS[-30]), loose_tries=9), "clear"),
        (skill(state="slipping", first_secured=int(DAYS[-30]), loose_tries=10), "raise"),
        (skill(rule="judgement"), "clear"),
        (skill(last_day=None), "clear"),
    ],
)
def test_stuck_is_raised_and_cleared_at_different_marks(reading, expected):
    assert position(Stuck(), reading) == expected


def test_stuck_names_the_least_known_prerequisite_that_is_not_secure():
    others = [
        skill(1, "secure", 0.99),
        skill(2, "starting", 0.2, 4, rise=None),
        skill(3, "developing", 0.8, 4, rise=None),
    ]
    (verdict,) = ask(Stuck(), skill(), *others, prerequisites={7: (1, 2, 3, 4)})
    assert verdict.reasons[-1].params == {"skill": 2, "state": "starting"}
    assert (verdict.next_step.code, verdict.next_step.params) == ("next_try_prerequisite", {"skill": 2})


def test_a_prerequisite_never_tried_is_named_only_if_no_other_is_missing():
    (verdict,) = ask(Stuck(), skill(), skill(1, "secure", 0.99), prerequisites={7: (1, 4)})
    assert verdict.reasons[-1].params == {"skill": 4, "state": "not_enough"}
    (verdict,) = ask(Stuck(), skill(), skill(1, "secure", 0.99), prerequisites={7: (1,)})
    assert "missing_prerequisite" not in [r.code for r in verdict.reasons]


def set_by_a_person(level, tries_since):
    return {"overruled": level, "overruled_day": TODAY - 7, "tries_since_overruled": tries_since}


@pytest.mark.parametrize(
    ("signal", "reading"),
    [
        (Stuck(), lambda said: skill(**said(4))),
        (
            Slipping(),
            lambda said: skill(state="slipping", slipped_on=TODAY, first_secured=TODAY - 30, **said(4)),
        ),
        (Secured(), lambda said: skill(state="secure", first_secured=TODAY, **said(1))),
    ],
    ids=["stuck", "slipping", "secured"],
)
def test_a_person_outranks_the_model_until_there_are_five_new_tries(signal, reading):
    (held,) = ask(signal, reading(lambda level: set_by_a_person(level, 4)))
    assert held.position == "suspend"
    assert held.reasons[0].code == "overruled"
    assert position(signal, reading(lambda level: set_by_a_person(level, 5))) == "raise"
    assert position(signal, reading(lambda level: set_by_a_person(5 - level, 0))) == "raise"


def test_a_skill_that_slipped_is_raised_until_it_is_secure_again():
    then = {"slipped_on": int(DAYS[-3]), "first_secured": int(DAYS[-40])}
    (verdict,) = ask(Slipping(), skill(state="slipping", value=0.6, **then))
    assert (verdict.position, verdict.subject) == ("raise", 7)
    assert position(Slipping(), skill(state="secure", value=0.96, **then)) == "clear"


def test_a_slip_waits_for_two_more_wrong_tries_before_anybody_is_told():
    slip = {"state": "slipping", "slipped_on": int(DAYS[-3]), "loose_tries": 5}
    assert position(Slipping(), skill(**slip, loose_right=4)) == "hold"
    assert position(Slipping(), skill(**slip, loose_right=3)) == "raise"
    assert position(Slipping(), skill(**slip, loose_right=5, rule="judgement")) == "raise", (
        "people had a look"
    )


def test_tries_of_long_ago_open_nothing_new():
    def then(n):
        return skill(state="slipping", slipped_on=int(DAYS[-30]), last_day=int(DAYS[n]))

    assert position(Slipping(), then(-11)) == "raise"
    assert position(Slipping(), then(-12)) == "hold"


def test_a_skill_due_for_a_look_is_never_shown_as_loss():
    assert position(Slipping(), skill(state="due_for_a_look", first_secured=int(DAYS[-60]))) == "clear"


def test_a_skill_that_became_secure_is_news_once():
    (verdict,) = ask(Secured(), skill(state="secure", value=0.97, first_secured=TODAY))
    assert verdict.reasons[0].params == {"day": TODAY, "tries": 12}
    assert position(Secured(), skill(state="secure", first_secured=int(DAYS[-8]))) == "hold"
    assert (
        position(
            Secured(), skill(state="secure", first_secured=int(DAYS[-12]), secure_since=TODAY, secured=2)
        )
        == "clear"
    )
    assert position(Secured(), skill(state="secure", first_secured=0)) == "clear"


def secure_on(*places):
    return [skill(i + 1, "secure", 0.97, first_secured=int(DAYS[p])) for i, p in enumerate(places)]


def test_three_skills_in_two_weeks_after_a_slow_term_are_a_leap():
    (verdict,) = ask(Leap(), *secure_on(-40, -5, -3, -1))
    assert verdict.position == "raise"
    assert verdict.reasons[0].params == {"secured": 3, "days": 10, "usual": pytest.approx(1.5 * 10 / 60)}


def test_the_usual_pace_of_a_fast_student_is_no_leap():
    assert ask(Leap(), *secure_on(*range(-60, 0, 3))) == []


def test_two_skills_are_no_leap_and_neither_is_a_new_tool():
    assert ask(Leap(), *secure_on(-5, -1)) == []
    begun = MEASURES["days_worked"]
    states = {"days_worked": begun.step(begun.init(), worked_on(DAYS[-20:]))}
    readings = {(r.measure, r.subject): r for r in secure_on(-5, -3, -1)}
    assert Leap().decide(StudentView(readings, states, context(DAYS))) == []
