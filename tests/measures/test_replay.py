"""Days lived through again: when the rules would have spoken, and whether it came true by the outcome fixed beforehand."""

from __future__ import annotations

import numpy as np
import pytest

from waypost.measures.context import Context, Gap
from waypost.measures.events import Events, Kind
from waypost.measures.quality import backtest
from waypost.measures.registry import MEASURES, SIGNALS
from waypost.measures.replay import QUIET, RULES, STUCK, Player, Told, student_days

from .makers import context, event, history, school_days, worked_on
from .signals.quiet_simulation import alarms, worked

PLAYER = Player({n: MEASURES[n] for n in ("mastery", "days_worked")}, {n: SIGNALS[n] for n in RULES})
DAYS = school_days(24)


def play(
    events: Events, days: np.ndarray = DAYS, gaps: tuple[Gap, ...] = (), **more: object
) -> dict[str, Told]:
    def known_on(day: int) -> Context:
        return context(days, today=day, gaps=tuple(g for g in gaps if g.since <= day), **more)

    return PLAYER.play(events, days, known_on, student=1)


def tries(rights: list[int], a_day: int = 3, first: int = 0) -> list[dict[str, object]]:
    """Answers to items of one skill, always new ones, some each day."""
    return [
        event(int(DAYS[first + n // a_day]), 9 + n % a_day, activity=100 + n, success=right, skills=(7,))
        for n, right in enumerate(rights)
    ]


def test_quiet_speaks_first_on_the_day_on_which_an_independent_simulation_does() -> None:
    days = school_days(30)
    works = worked(60, len(days), np.random.default_rng(5), drop_on=80)
    spoke = alarms(works)
    assert 10 < spoke.any(axis=1).sum() < 60
    for student, work in enumerate(works):
        said = play(worked_on(days[work]), days)[QUIET].raised
        first = int(spoke[student].argmax()) if spoke[student].any() else None
        assert (said[0].day if said else None) == first


def test_quiet_came_true_when_the_next_ten_days_here_have_no_trace_either() -> None:
    work = np.ones(len(DAYS), bool)
    work[60:] = False
    (said,) = play(worked_on(DAYS[work]))[QUIET].raised
    assert (said.day, said.came_true, said.outcome_day) == (said.day, True, said.day + 10)
    work[said.day + 4] = True
    assert play(worked_on(DAYS[work]))[QUIET].raised[0].came_true is False


def test_days_missed_and_days_of_a_silent_tool_judge_nothing() -> None:
    work = np.ones(len(DAYS), bool)
    work[60:] = False
    day = play(worked_on(DAYS[work]))[QUIET].raised[0].day
    away = play(worked_on(DAYS[work]), absent=DAYS[day + 1 : day + 4].tolist())[QUIET].raised[0]
    assert (away.came_true, away.outcome_day) == (True, day + 13)
    gap = Gap(1, int(DAYS[day + 1]), None)
    assert play(worked_on(DAYS[work]), gaps=(gap,))[QUIET].raised[0].came_true is None


def test_what_happened_after_the_first_help_is_not_looked_at() -> None:
    work = np.ones(len(DAYS), bool)
    work[60:] = False
    day = play(worked_on(DAYS[work]))[QUIET].raised[0].day
    for after, came in ((3, None), (0, True), (11, True)):
        rows = [event(int(d)) for d in DAYS[work]]
        rows.append(event(int(DAYS[day + after]), 12, kind=Kind.CONVERSATION))
        assert play(history(*rows))[QUIET].raised[0].came_true is came


def test_stuck_came_true_when_ten_further_tries_did_not_make_the_skill_secure() -> None:
    (said,) = play(history(*tries([0, 0, 0] * 12)))[STUCK].raised
    assert said.subject == 7
    assert said.came_true is True
    last_day = said.outcome_day
    assert last_day is not None
    assert last_day - said.day == 4  # three tries a day: the tenth is made on the fourth


def test_stuck_was_wrong_when_the_skill_became_secure_within_ten_tries() -> None:
    day = play(history(*tries([0, 0, 0] * 12)))[STUCK].raised[0].day
    got_it = tries([0, 0, 0] * (day + 1) + [1] * 12)
    assert play(history(*got_it))[STUCK].raised[0].came_true is False


def test_stuck_with_too_few_tries_afterwards_or_with_help_before_them_is_not_judged() -> None:
    day = play(history(*tries([0, 0, 0] * 12)))[STUCK].raised[0].day
    few = tries([0, 0, 0] * (day + 1) + [0] * 9)
    assert play(history(*few))[STUCK].raised[0].came_true is None
    helped = [*tries([0, 0, 0] * 12), event(int(DAYS[day + 2]), 8, kind=Kind.CONVERSATION)]
    assert play(history(*helped))[STUCK].raised[0].came_true is None


def test_twenty_tries_without_becoming_secure_should_have_been_found_from_the_tenth_on() -> None:
    told = play(history(*tries([0, 0, 0] * 12)))[STUCK]
    (onset,) = told.onsets
    assert (onset.subject, onset.day) == (7, 3)  # the tenth try is the first of the fourth day
    assert play(history(*tries([0, 0, 0] * 6)))[STUCK].onsets == []
    assert play(history(*tries([0, 0, 0] * 3 + [1] * 20)))[STUCK].onsets == []
    assert backtest(told.raised, told.onsets, 100).found[10].hits == 1


@pytest.mark.parametrize(("silent", "share", "found"), [(15, 1.0, 1), (14, 1.0, 0), (20, 0.4, 0)])
def test_fifteen_silent_days_of_somebody_who_used_to_work_should_have_been_found(
    silent: int, share: float, found: int
) -> None:
    work = np.zeros(len(DAYS), bool)
    work[:50] = np.arange(50) % 5 < 5 * share
    work[49] = True
    work[50 + silent :] = True
    told = play(worked_on(DAYS[work]))[QUIET]
    assert [o.day for o in told.onsets] == [50] * found


def test_of_a_student_without_evidence_nothing_is_said_and_nothing_should_have_been_found() -> None:
    for told in play(history()).values():
        assert (told.raised, told.onsets) == ([], [])


def test_days_here_are_school_days_less_those_missed() -> None:
    assert student_days(DAYS[:10], context(DAYS, absent=DAYS[[3, 40]].tolist())) == 9
