"""Returned, goal reached, help given."""

from waypost.measures.context import Gap
from waypost.measures.events import Kind
from waypost.measures.signals.goal_reached import GoalReached
from waypost.measures.signals.help_given import HelpGiven
from waypost.measures.signals.returned import Returned

from ..makers import context, event, history, school_days, view, worked_on

DAYS = school_days(14)


def positions(signal, events, ctx):
    return [(v.position, *(r.code for r in v.reasons)) for v in signal.decide(view(events, ctx))]


def goal(day, level, activity=3):
    return event(int(day), kind=Kind.GOAL, level=level, activity=activity)


def test_a_goal_that_came_to_the_expected_level_is_news_for_a_week_and_gone_after_two():
    def on(place):
        return positions(
            GoalReached(), history(goal(DAYS[20], 2), goal(DAYS[30], 3)), context(DAYS, DAYS[place])
        )

    assert on(29) == []
    assert on(30) == on(35) == [("raise", "reached_goal")]
    assert on(36) == on(40) == [("hold", "reached_goal")]
    assert on(41) == []


def test_a_goal_is_reached_once_even_if_it_goes_back_and_forth():
    events = history(goal(DAYS[20], 4), goal(DAYS[25], 2), goal(DAYS[60], 3))
    assert positions(GoalReached(), events, context(DAYS, DAYS[60])) == []


def test_two_goals_are_two_reasons_of_one_verdict():
    events = history(goal(DAYS[60], 3, activity=1), goal(DAYS[61], 5, activity=2))
    (verdict,) = GoalReached().decide(view(events, context(DAYS, DAYS[61])))
    assert [r.params["level"] for r in verdict.reasons] == [0, 2]


def test_help_given_is_news():
    events = history(event(int(DAYS[-2]), kind=Kind.HELPED), event(int(DAYS[-1]), kind=Kind.HELPED))
    (verdict,) = HelpGiven().decide(view(events, context(DAYS)))
    assert verdict.reasons[0].params == {"day": int(DAYS[-1]), "times": 2}
    assert positions(HelpGiven(), history(event(int(DAYS[-30]), kind=Kind.HELPED)), context(DAYS)) == []


def test_two_days_of_work_after_a_quiet_time_are_a_return():
    events = worked_on([*DAYS[:50], *DAYS[60:63]])
    assert positions(Returned(), events, context(DAYS, DAYS[60])) == []
    assert positions(Returned(), events, context(DAYS, DAYS[61])) == [("raise", "came_back_to_work")]
    assert positions(Returned(), events, context(DAYS, DAYS[67])) == [("hold", "came_back_to_work")]


def test_work_after_an_ordinary_pause_is_no_return():
    events = worked_on([*DAYS[:50], *DAYS[53:56]])
    assert positions(Returned(), events, context(DAYS, DAYS[55])) == []


def test_work_after_a_silent_source_is_no_return():
    events = worked_on([*DAYS[:50], *DAYS[60:63]])
    gap = (Gap(1, int(DAYS[50]), int(DAYS[59])),)
    assert positions(Returned(), events, context(DAYS, DAYS[62], gaps=gap)) == []


def test_two_days_here_after_three_missed_ones_are_a_return():
    missed = [int(d) for d in DAYS[50:53]]
    events = worked_on(DAYS[:50])
    assert positions(Returned(), events, context(DAYS, DAYS[53], absent=missed)) == []
    (verdict,) = Returned().decide(view(events, context(DAYS, DAYS[54], absent=missed)))
    assert verdict.reasons[0].params == {"day": int(DAYS[53]), "missed": 3}


def test_two_missed_days_are_no_absence_to_return_from():
    missed = [int(d) for d in DAYS[50:52]]
    assert positions(Returned(), worked_on(DAYS[:50]), context(DAYS, DAYS[53], absent=missed)) == []


def test_a_return_is_private():
    assert Returned().about.private
