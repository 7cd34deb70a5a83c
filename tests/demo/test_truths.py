"""The truth that each rule is held against, counted out on schools of a few lines."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.proofs.truths import CASES, Case, Files, alone, asked, away, forgotten, not_there, slips
from waypost.demo.simulator import Truth
from waypost.measures.registry import SIGNALS

FIRST = date(2026, 9, 7).toordinal()
DAYS = [FIRST + 7 * (n // 5) + n % 5 for n in range(50)]  # ten weeks of five days


def school(folder: Path, attendance: str = "", talks: str = "", helps: str = "", **truth: object) -> Files:
    (folder / "rooms").mkdir(exist_ok=True)
    (folder / "attendance.csv").write_text("student,date,status,source\n" + attendance)
    (folder / "rooms" / "conversations.csv").write_text("student,adult,time,kind\n" + talks)
    (folder / "rooms" / "help.csv").write_text("student,adult,time,words\n" + helps)
    known = {"joined": {}, "homerooms": {"s": "7B"}, "learners": {}, "slips": []}
    return Files(folder, {**known, **truth}, DAYS)


def on(n: int) -> str:
    return date.fromordinal(DAYS[n]).isoformat()


def missed(*places: int) -> str:
    return "".join(f"s,{on(n)},absent,x\n" for n in places)


def test_three_missed_in_a_row_begin_on_the_third_and_end_when_thirty_days_hold_one(tmp_path: Path) -> None:
    (case,) = away(school(tmp_path, missed(10, 11, 12)))
    assert (case.first, case.last) == (DAYS[12], DAYS[41]), "on day 41 the last thirty hold day 12 alone"


def test_a_tenth_is_enough_and_two_missed_days_never_are(tmp_path: Path) -> None:
    assert away(school(tmp_path, missed(1, 3))) == []
    (case,) = away(school(tmp_path, missed(1, 9, 20)))
    assert case.first == DAYS[20]
    assert away(school(tmp_path, missed(0, 15, 31, 46))) == [], "never three within thirty days"


def test_who_came_later_is_looked_at_from_that_day(tmp_path: Path) -> None:
    files = school(tmp_path, missed(1, 2, 3), joined={"s": on(20)})
    assert away(files) == []
    (case,) = alone(files)
    assert case == Case("s", "", DAYS[40], None)


def test_twenty_days_without_a_talk_begin_a_case_and_a_talk_ends_it(tmp_path: Path) -> None:
    talks = "".join(f"s,t,{on(n)}T10:00:00+02:00,talk\n" for n in (5, 28, 48))
    (case,) = alone(school(tmp_path, talks=talks))
    assert case == Case("s", "", DAYS[25], DAYS[28])


def test_a_request_waits_until_the_next_talk_and_one_of_the_same_day_was_answered(tmp_path: Path) -> None:
    talks = f"s,t,{on(5)}T12:00:00+02:00,talk\n"
    helps = "".join(f"s,t,{on(n)}T10:00:00+02:00,\n" for n in (3, 5, 9))
    found = asked(school(tmp_path, talks=talks, helps=helps))
    assert found == [Case("s", "", DAYS[3], DAYS[5]), Case("s", "", DAYS[9], None)]


def test_what_is_shaky_was_learnt_before_and_every_slip_makes_it_so(truth: Truth) -> None:
    files = Files(truth.folder, json.loads((truth.folder / "truth.json").read_text()), [])
    found = forgotten(files)
    assert found
    for case in found:
        learnt = truth.learners[case.student].skills[case.skill].learnt_on
        assert learnt is not None
        assert learnt.toordinal() < case.first
    learnt_before = [
        s for s in slips(files)
        if s.skill in truth.learners[s.student].skills
        and (day := truth.learners[s.student].skills[s.skill].learnt_on)
        and day.toordinal() < s.first
    ]  # fmt: skip
    shaky = {(c.student, c.skill) for c in found if c.first >= FIRST}
    practised = [s for s in learnt_before if (s.student, s.skill) in shaky]
    assert len(practised) >= len(learnt_before) / 2, "the others never practised it again"


def test_who_never_learnt_a_skill_does_not_know_it_on_any_day_and_who_did_from_the_next_day_on_does(
    tmp_path: Path,
) -> None:
    skills = {"a": {"learnt_on": None, "shaky": []}, "b": {"learnt_on": on(20), "shaky": [on(30)]}}
    found = not_there(school(tmp_path, learners={"s": {"skills": skills}}))
    days = {
        skill: [n for n in range(50) if any(c.skill == skill and c.covers(DAYS[n]) for c in found)]
        for skill in "ab"
    }
    assert days == {"a": list(range(50)), "b": [*range(21), 30]}


@pytest.mark.parametrize("signal", CASES)
def test_each_truth_is_of_a_rule(signal: str) -> None:
    assert signal in SIGNALS


def test_a_case_covers_its_days_alone() -> None:
    case = Case("s", "", FIRST, FIRST + 2)
    assert [case.covers(FIRST + n) for n in (-1, 0, 2, 3)] == [False, True, True, False]
    assert Case("s", "", FIRST, None).covers(FIRST + timedelta(days=99).days)
