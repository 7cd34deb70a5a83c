"""What is said to be true shows in the evidence: who goes quiet works less, who is stuck stays wrong, who learns gets better."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from waypost.demo.simulator import Truth

from .conftest import Rows

Read = Callable[..., Rows]
Lines = Callable[[str], list[dict[str, Any]]]
Work = dict[str, set[date]]


@pytest.fixture(scope="module")
def traces(truth: Truth, rows: Read, lines: Lines, roster: dict[str, Rows]) -> Work:
    """Student -> days with evidence that was sent up to the clock, whatever the source."""
    mails = {row["email"]: row["sourcedId"] for row in roster["users"]}
    by_hand = {key.rpartition("|")[2]: student for key, student in truth.by_hand.items()}
    found: Work = defaultdict(set)
    for row in rows("responses-khan.csv"):
        found[mails[row["student"]]].add(date.fromisoformat(row["time"][:10]))
    for row in rows("responses-paper.csv"):
        found[row["student"]].add(date.fromisoformat(row["time"][:10]))
    for row in rows("datashop-lumen.txt", delimiter="\t"):
        found[row["Anon Student Id"]].add(date.fromisoformat(row["Time"][:10]))
    for line in lines("statements.ndjson"):
        actor = line["actor"]
        name = actor["account"]["name"] if "account" in actor else actor["mbox"]
        found[by_hand.get(name, name)].add(date.fromisoformat(line["timestamp"][:10]))
    return found


@pytest.fixture(scope="module")
def school_days(rows: Read) -> list[date]:
    return [
        date.fromisoformat(r["date"])
        for r in rows("school_days.csv")
        if r["school"] == "yes" and r["date"] < "2026-11-23"
    ]


def firsts(rows: Read, roster: dict[str, Rows], student: str, skill: str) -> list[tuple[date, int]]:
    """Day and right or wrong of first answers without a hint, in order."""
    mail = next(row["email"] for row in roster["users"] if row["sourcedId"] == student)
    found = sorted(
        (row["time"], int(row["correct"]))
        for row in rows("responses-khan.csv")
        if row["student"] == mail and row["skill"] == skill and row["attempt"] == "1" and row["hints"] == "0"
    )
    return [(date.fromisoformat(when[:10]), right) for when, right in found]


def test_those_who_go_quiet_work_at_a_fraction_of_their_own_rate(
    truth: Truth, school_days: list[date]
) -> None:
    before = after = days_before = days_after = 0
    assert len(truth.quiet) >= 8
    for quiet in truth.quiet:
        worked = set(truth.worked[quiet.student])
        last = quiet.last_day or date(2026, 11, 22)
        usual = [day for day in school_days if day < quiet.first_day]
        silent = [day for day in school_days if quiet.first_day <= day <= last]
        before, days_before = before + len(worked & set(usual)), days_before + len(usual)
        after, days_after = after + len(worked & set(silent)), days_after + len(silent)
    assert 0.5 < before / days_before < 0.95
    assert 0.05 < (after / days_after) / (before / days_before) < 0.3


def test_those_who_came_back_work_as_before(truth: Truth, school_days: list[date]) -> None:
    shares = []
    for quiet in truth.quiet:
        since = [day for day in school_days if quiet.last_day and day > quiet.last_day]
        if len(since) >= 5:
            shares.append(len(set(since) & set(truth.worked[quiet.student])) / len(since))
    assert shares
    assert sum(shares) / len(shares) > 0.5


def test_steady_students_have_no_long_silence_of_their_own(truth: Truth, school_days: list[date]) -> None:
    """No episode is said of them, and hardly one has ten school days in a row without work."""
    told = {e.student for kind in (truth.quiet, truth.stuck, truth.slips, truth.sick) for e in kind}
    assert not told & set(truth.steady)
    assert told | set(truth.steady) == set(truth.homerooms)
    silent = 0
    for student in truth.steady:
        since = truth.joined.get(student, date(2026, 9, 1))
        worked = "".join("x" if day in truth.worked[student] else "." for day in school_days if day >= since)
        silent += "." * 10 in worked
    assert silent <= 0.05 * len(truth.steady)


def test_only_the_silent_platform_parts_what_was_done_from_what_was_sent(truth: Truth, traces: Work) -> None:
    since = truth.outages[0].since.date()
    for student, days in truth.worked.items():
        missing = set(days) - traces[student]
        assert all(day >= since for day in missing), (student, missing)
        assert traces[student] <= set(days)
    for student, source in truth.only_from.items():
        assert source == truth.outages[0].source
        assert len([d for d in truth.worked[student] if d > since]) >= 3
        assert not [d for d in traces[student] if d > since]


def test_the_sick_were_marked_absent_and_did_nothing(truth: Truth, rows: Read) -> None:
    missed = {(r["student"], r["date"]) for r in rows("attendance.csv") if r["status"] == "excused"}
    assert truth.sick
    for sick in truth.sick:
        day = sick.first_day
        while day <= sick.last_day:
            if day.weekday() < 5 and day != date(2026, 11, 5) and day < date(2026, 11, 23):
                assert (sick.student, day.isoformat()) in missed
                assert day not in truth.worked[sick.student]
            day += timedelta(days=1)


def test_the_stuck_try_often_and_stay_wrong(truth: Truth, rows: Read, roster: dict[str, Rows]) -> None:
    keys = {
        r["skill"]: r["pattern"]
        for r in rows("alignment.csv")
        if r["match"] == "column" and r["source"] == "Khan Academy"
    }
    assert len(truth.stuck) >= 4
    right = tries = 0
    for stuck in truth.stuck:
        last = stuck.last_day or date(2026, 11, 22)
        found = [
            bit
            for day, bit in firsts(rows, roster, stuck.student, keys[stuck.skill])
            if stuck.first_day <= day <= last
        ]
        right, tries = right + sum(found), tries + len(found)
        if stuck.prerequisite:
            assert stuck.reason == "missing prerequisite"
    assert tries / len(truth.stuck) >= 10
    assert right / tries < 0.35


def test_others_get_better_with_practice(truth: Truth, rows: Read) -> None:
    early, late = [], []
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows("responses-khan.csv"):
        if row["attempt"] == "1" and row["hints"] == "0":
            key = row["student"], row["skill"]
            seen[key] += 1
            (early if seen[key] <= 4 else late if seen[key] > 20 else []).append(int(row["correct"]))
    assert sum(early) / len(early) < 0.6
    assert sum(late) / len(late) > 0.78
    learnt = [s.learnt_on for one in truth.learners.values() for s in one.skills.values() if s.tries > 20]
    assert sum(day is not None for day in learnt) / len(learnt) > 0.8


def test_knowing_more_means_more_right(truth: Truth, rows: Read, roster: dict[str, Rows]) -> None:
    """The truth at the clock is ordered as the last answers are."""
    keys = {
        r["skill"]: r["pattern"]
        for r in rows("alignment.csv")
        if r["match"] == "column" and r["source"] == "Khan Academy"
    }
    mails = {row["sourcedId"]: row["email"] for row in roster["users"]}
    last: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows("responses-khan.csv"):
        if row["attempt"] == "1" and row["hints"] == "0":
            last[row["student"], row["skill"]].append(int(row["correct"]))
    low, high = [], []
    for student, learner in truth.learners.items():
        for code, state in learner.skills.items():
            found = last.get((mails[student], keys.get(code, "")), [])
            if len(found) >= 8:
                (low if state.knows < 0.6 else high if state.knows > 0.9 else []).extend(found[-4:])
    assert sum(high) / len(high) - sum(low) / len(low) > 0.25


def test_nobody_joined_by_hand_carries_a_story(truth: Truth, lines: Lines) -> None:
    assert 1 <= len(truth.by_hand) <= 5
    assert set(truth.by_hand.values()) <= set(truth.steady)
    sent = {
        f"mbox|{a['mbox']}" if "mbox" in a else f"account|{a['account']['homePage']}|{a['account']['name']}"
        for a in (line["actor"] for line in lines("statements.ndjson"))
    }
    assert set(truth.by_hand) <= sent


def test_sex_says_nothing_about_anybodys_story(truth: Truth) -> None:
    """Same law for all: work and gain of girls and boys differ by chance alone."""
    for value in ("work", "gain", "ability"):
        groups = {
            sex: [getattr(truth.learners[s], value) for s, is_ in truth.groups.items() if is_ == sex]
            for sex in ("female", "male")
        }
        mean = {sex: sum(v) / len(v) for sex, v in groups.items()}
        spread = max(max(v) - min(v) for v in groups.values())
        assert abs(mean["female"] - mean["male"]) < 0.15 * spread


def test_leo_is_stuck_on_dividing_while_multiplying_goes_well(
    truth: Truth, rows: Read, roster: dict[str, Rows]
) -> None:
    leo = truth.named("Leo Park") or ""
    dividing = firsts(rows, roster, leo, "divide-fractions")
    assert (len(dividing), sum(right for _, right in dividing)) == (14, 4)
    assert sorted({day for day, _ in dividing}) == [date(2026, 11, day) for day in (18, 19, 20)]
    multiplying = [right for _, right in firsts(rows, roster, leo, "multiply-fractions")]
    assert sum(multiplying[-10:]) == 9
    assert len(firsts(rows, roster, leo, "ratios")) == 2


def test_mira_has_one_day_of_work_since_the_eleventh(
    truth: Truth, traces: Work, school_days: list[date], rows: Read
) -> None:
    mira = truth.named("Mira Santos") or ""
    since = [day for day in school_days if day >= date(2026, 11, 11)]
    assert len(since) == 8
    assert [day for day in since if day in traces[mira]] == [date(2026, 11, 12)]
    before = [day for day in school_days if day < date(2026, 11, 11)]
    assert 0.7 < len([day for day in before if day in traces[mira]]) / len(before) < 0.95
    talks = [row["time"][:10] for row in rows("rooms/conversations.csv") if row["student"] == mira]
    assert max(talks) == "2026-10-28"
    assert truth.home_adults[mira] == "t-okafor"


def test_amina_asked_this_morning_and_everybody_else_has_been_answered(
    truth: Truth, rows: Read, lines: Lines
) -> None:
    asked = rows("rooms/help.csv")
    talks = defaultdict(list)
    for row in rows("rooms/conversations.csv"):
        talks[row["student"]].append(datetime.fromisoformat(row["time"]))
    waiting = [
        row["student"]
        for row in asked
        if not any(t > datetime.fromisoformat(row["time"]) for t in talks[row["student"]])
    ]
    assert waiting == [truth.named("Amina Haddad")]
    last = lines("statements-askbox.ndjson")[-1]
    assert last["actor"]["account"]["name"] == truth.named("Amina Haddad")
    assert last["timestamp"].startswith("2026-11-23T07:41:00")
    assert last["context"]["instructor"]["account"]["name"] == "t-okafor"


def test_sara_came_back_to_ratios_after_two_weeks(truth: Truth, rows: Read, roster: dict[str, Rows]) -> None:
    found = firsts(rows, roster, truth.named("Sara Lind") or "", "ratios")
    days = sorted({day for day, _ in found})
    gaps = [(later - day).days for day, later in itertools.pairwise(days)]
    assert max(gaps) == 17
    assert days[-3:] == [date(2026, 11, day) for day in (16, 18, 20)]
    assert [right for _, right in found][-4:] == [1, 1, 1, 1]


def test_jonas_reached_his_goal_and_wants_to_hear_it_in_private(truth: Truth, rows: Read) -> None:
    goal = next(row for row in rows("rooms/goals.csv") if row["student"] == truth.named("Jonas Berg"))
    assert (goal["goal"], goal["reached_on"], goal["tell"]) == (
        "Read a chapter aloud.",
        "2026-11-20",
        "in private",
    )


def test_a_third_of_7b_is_only_starting_to_divide_fractions(truth: Truth) -> None:
    seven_b = [s for s, room in truth.homerooms.items() if room == "7B"]
    codes = {f"M7.{n}" for n in range(1, 9)}
    knows = {
        code: [truth.learners[s].skills[code].knows for s in seven_b if code in truth.learners[s].skills]
        for code in codes
    }
    means = {code: sum(v) / len(v) for code, v in knows.items()}
    assert min(means, key=means.__getitem__) == "M7.8"
    assert sum(value < 0.5 for value in knows["M7.8"]) >= len(seven_b) / 3


def test_the_truth_can_be_read_from_its_file(truth: Truth) -> None:
    said = json.loads((truth.folder / "truth.json").read_text(encoding="utf-8"))
    assert said["clock"] == "2026-11-23T08:04:00+01:00"
    assert len(said["quiet"]) == len(truth.quiet)
    assert said["quiet"][0]["first_day"] == truth.quiet[0].first_day.isoformat()
    assert set(said["learners"]) == set(truth.homerooms)
