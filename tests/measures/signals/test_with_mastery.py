"""The signals about skills over the real measure: answers in, verdicts out."""

from waypost.measures.events import Flag, Kind
from waypost.measures.registry import MEASURES, SIGNALS

from ..makers import context, event, history, school_days, view

DAYS = school_days(10)


def answers(*said, skill=7, per_day=2, first=20, **more):
    """Answers to different items, `per_day` a day, from a school day on."""
    return [
        event(
            int(DAYS[first + i // per_day]),
            9 + (i % per_day) / 10,
            success=s,
            activity=100 * skill + i,
            skills=(skill,),
        )
        | more
        for i, s in enumerate(said)
    ]


def decide(name, rows, today, **more):
    verdicts = SIGNALS[name].decide(view(history(*rows), context(DAYS, DAYS[today], **more)))
    return {v.subject: v for v in verdicts}


GUESSING = [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]
LEARNT = [1, 1, 1, 1, 1, 1, 1, 1]
SLIPPED = [*LEARNT, 0, 0, 0, 0, 0, 0]


def test_a_student_who_tries_and_tries_is_stuck_and_the_missing_step_is_named():
    rows = answers(*GUESSING) + answers(0, 0, 0, 0, skill=3)
    found = decide("stuck", rows, 27, prerequisites={7: (3,)})
    assert found[7].position == "raise"
    assert found[7].reasons[0].params == {"tries": 12, "right": 3, "days": 6}
    assert found[7].next_step.params == {"skill": 3}


def test_a_student_who_gets_there_is_not_stuck_and_it_is_good_news():
    assert decide("stuck", answers(*LEARNT), 25) == {}
    found = decide("secured", answers(*LEARNT), 25)
    assert found[7].position == "raise"


def test_a_secure_skill_that_goes_wrong_slips_and_comes_back():
    assert decide("slipping", answers(*SLIPPED), 26)[7].position == "raise"
    assert decide("slipping", answers(*SLIPPED, *LEARNT), 30) == {}


def test_a_person_who_says_that_it_is_secure_is_believed_for_five_tries():
    said = event(int(DAYS[26]), 15.0, kind=Kind.OVERRULE, level=4, skills=(7,), actor=9)
    held = decide("slipping", [*answers(*SLIPPED), said], 26)[7]
    assert held.position == "suspend"
    assert held.reasons[0].params == {"day": int(DAYS[26]), "secure": True}
    later = [*answers(*SLIPPED), said, *answers(0, 0, 0, 0, 0, first=27)]
    later = [row | {"activity": row["activity"] + 5000} if row["day"] > DAYS[26] else row for row in later]
    assert decide("slipping", later, 30)[7].position == "raise"


def test_work_without_dates_raises_nothing_at_all():
    for said in (GUESSING, LEARNT, SLIPPED):
        rows = answers(*said, flags=int(Flag.UNDATED), day=0, at=0)
        for name in ("stuck", "slipping", "secured", "leap"):
            assert decide(name, rows, 27) == {}


def test_growth_counts_what_mastery_found_and_rests_on_its_state():
    rows = answers(*LEARNT) + answers(*SLIPPED, skill=8) + answers(*GUESSING, skill=9)
    seen = view(history(*rows), context(DAYS, DAYS[30]))
    pace = seen.readings["growth", 0]
    assert (pace.detail["secured"], pace.detail["still_secure"], pace.detail["slipped"]) == (2, 1, 1)
    assert "growth" not in seen.states
    ahead = seen.readings["growth", 9]
    assert ahead.state in ("forecast", "far")
    assert MEASURES["growth"].pack(seen.states["mastery"]) == MEASURES["mastery"].pack(seen.states["mastery"])
