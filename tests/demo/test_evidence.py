"""Files and statements are what their senders would send, on days on which there was something to send."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from waypost.demo.simulator import Truth

from .conftest import Rows

Read = Callable[..., Rows]
Lines = Callable[[str], list[dict[str, Any]]]
HOLIDAY = {date(2026, 10, day) for day in range(5, 10)}
SNOW = date(2026, 11, 5)
CLOCK = datetime(2026, 11, 23, 8, 4, tzinfo=ZoneInfo("Europe/Berlin"))
DURATION = re.compile(r"PT\d+(\.\d+)?S")
ADL = "http://adlnet.gov/expapi/verbs/"


def moments(rows: Read, lines: Lines) -> list[datetime]:
    found = [datetime.fromisoformat(row["time"]) for row in rows("responses-khan.csv")]
    found += [
        datetime.fromisoformat(row["Time"]).replace(tzinfo=ZoneInfo("Europe/Berlin"))
        for row in rows("datashop-lumen.txt", delimiter="\t")
    ]
    return found + [datetime.fromisoformat(line["timestamp"]) for line in lines("statements.ndjson")]


def test_nothing_has_happened_yet_after_the_clock(rows: Read, lines: Lines) -> None:
    assert max(moments(rows, lines)) < CLOCK
    assert min(moments(rows, lines)).date() == date(2026, 9, 1)


def test_holidays_and_the_snow_day_have_only_a_little_homework(rows: Read, lines: Lines) -> None:
    by_day = Counter(moment.date() for moment in moments(rows, lines))
    usual = by_day[date(2026, 9, 30)]
    for day in HOLIDAY | {SNOW}:
        assert by_day[day] < usual / 5
    assert sum(by_day[day] for day in HOLIDAY) > 0
    assert not any(moment.hour < 7 or moment.hour > 22 for moment in moments(rows, lines))


def test_time_stamps_follow_the_change_of_the_clocks(rows: Read, lines: Lines) -> None:
    for row in rows("responses-khan.csv"):
        summer = row["time"] < "2026-10-25"
        assert row["time"].endswith("+02:00" if summer else "+01:00")
    for line in lines("statements.ndjson"):
        there = datetime.fromisoformat(line["timestamp"])
        assert there.astimezone(ZoneInfo("Europe/Berlin")).isoformat() == there.isoformat()


def test_a_statement_has_what_xapi_requires(lines: Lines, roster: dict[str, Rows], truth: Truth) -> None:
    users = {row["sourcedId"] for row in roster["users"]}
    everything = [*lines("statements.ndjson"), *lines("statements-askbox.ndjson")]
    everything += [line["statement"] for line in lines("live.ndjson")]
    ids = [line["id"] for line in everything]
    assert len(ids) == len(set(ids))
    verbs = Counter(line["verb"]["id"].removeprefix(ADL) for line in everything)
    assert set(verbs) == {"answered", "experienced", "completed", "asked"}
    for line in everything:
        assert UUID(line["id"]).variant == "specified in RFC 4122"
        actor = line["actor"]
        assert ("mbox" in actor) != ("account" in actor)
        if (
            "account" in actor
            and f"account|{actor['account']['homePage']}|{actor['account']['name']}" not in truth.by_hand
        ):
            assert actor["account"]["name"] in users
        assert datetime.fromisoformat(line["timestamp"]).tzinfo is not None
        assert line["object"]["id"].startswith("https://")
        result = line.get("result", {})
        assert "score" not in result or 0 <= result["score"]["scaled"] <= 1
        assert "duration" not in result or DURATION.fullmatch(result["duration"])
        assert line["context"]["platform"] in {s.name for s in truth.sources.values()}
        assert "urn:waypost:" not in str(line), "reserved for Waypost itself"


def test_no_words_of_a_student_are_in_a_statement(truth: Truth, rows: Read) -> None:
    said = [row["words"] for row in rows("rooms/help.csv") if row["words"]]
    assert said == ["I don't get why we flip the second fraction. I feel stupid in group work."]
    for name in ("statements-askbox.ndjson", "statements.ndjson", "live.ndjson"):
        assert "flip" not in (truth.folder / name).read_text(encoding="utf-8")


def test_the_failed_source_sends_nothing_and_its_work_arrives_late(truth: Truth, lines: Lines) -> None:
    outage = truth.outages[0]
    assert (outage.until - outage.since).days >= 7
    sent = [datetime.fromisoformat(line["timestamp"]) for line in lines("statements.ndjson")]
    assert not any(moment >= outage.since for moment in sent)
    assert sum(moment.date() == outage.since.date() for moment in sent) > 0
    late = [
        line
        for line in lines("live.ndjson")
        if datetime.fromisoformat(line["statement"]["timestamp"]) < CLOCK
    ]
    assert len(late) > 100
    assert {line["source"] for line in late} == {outage.source}
    assert min(datetime.fromisoformat(line["at"]) for line in late) >= outage.until


def test_the_stream_arrives_in_order_and_after_the_work(lines: Lines) -> None:
    arrivals = [datetime.fromisoformat(line["at"]) for line in lines("live.ndjson")]
    assert arrivals == sorted(arrivals)
    assert arrivals[0] > CLOCK
    assert all(
        datetime.fromisoformat(line["statement"]["timestamp"]) <= datetime.fromisoformat(line["at"])
        for line in lines("live.ndjson")
    )


def test_every_row_names_a_student_who_was_there(
    rows: Read, roster: dict[str, Rows], students: set[str], truth: Truth
) -> None:
    mails = {row["email"]: row["sourcedId"] for row in roster["users"]}
    absent = {(r["student"], r["date"]) for r in rows("attendance.csv") if r["status"] != "present"}
    assert absent
    work = [(mails[row["student"]], row["time"][:10]) for row in rows("responses-khan.csv")]
    work += [(row["Anon Student Id"], row["Time"][:10]) for row in rows("datashop-lumen.txt", delimiter="\t")]
    work += [(row["student"], row["time"][:10]) for row in rows("responses-paper.csv")]
    assert {student for student, _ in work} <= students
    assert not absent & set(work)
    for student, day in truth.joined.items():
        assert all(date.fromisoformat(when) >= day for who, when in work if who == student)


def test_attendance_covers_exactly_the_school_days(rows: Read, students: set[str], truth: Truth) -> None:
    open_days = {
        row["date"]
        for row in rows("school_days.csv")
        if row["school"] == "yes" and row["date"] < "2026-11-23"
    }
    assert len(open_days) == 53
    assert not open_days & ({day.isoformat() for day in HOLIDAY} | {SNOW.isoformat()})
    marked = defaultdict(set)
    for row in rows("attendance.csv"):
        assert row["date"] not in marked[row["student"]]
        marked[row["student"]].add(row["date"])
    for student in students:
        since = truth.joined.get(student, date(2026, 9, 1)).isoformat()
        assert marked[student] == {day for day in open_days if day >= since}


def test_the_datashop_export_repeats_its_columns_and_counts_hints(truth: Truth) -> None:
    text = (truth.folder / "datashop-lumen.txt").read_text(encoding="utf-8").splitlines()
    header = text[0].split("\t")
    assert header.count("KC (Default)") == 2
    outcome, attempt, step, student, time = (
        header.index(n) for n in ("Outcome", "Attempt At Step", "Step Name", "Anon Student Id", "Time")
    )
    assert all(line.count("\t") == len(header) - 1 for line in text)
    cells = [line.split("\t") for line in text[1:]]
    assert {row[outcome] for row in cells} == {"CORRECT", "INCORRECT", "HINT"}
    tries: Counter[tuple[str, ...]] = Counter()
    for row in cells:
        key = row[student], row[step], row[time][:10]
        tries[key] += 1
        assert int(row[attempt]) == tries[key]


def test_what_is_practised_is_aligned_and_the_tree_hangs_together(
    rows: Read, lines: Lines, truth: Truth
) -> None:
    skills = {row["code"]: row for row in rows("skills.csv")}
    for row in skills.values():
        assert not row["parent"] or row["parent"] in skills
        assert all(code in skills for code in row["prerequisites"].split(";") if code)
    aligned = rows("alignment.csv")
    assert {row["skill"] for row in aligned} <= set(skills)
    column = {(r["source"], r["pattern"]): r["skill"] for r in aligned if r["match"] == "column"}
    assert {r["skill"] for r in rows("responses-khan.csv")} <= {p for s, p in column if s == "Khan Academy"}
    assert {r["skill"] for r in rows("responses-paper.csv")} <= {p for s, p in column if s == "Paper"}
    prefixes = [(r["source"], r["pattern"]) for r in aligned if r["match"] == "prefix"]
    for line in [entry["statement"] for entry in lines("live.ndjson")] + lines("statements.ndjson"):
        if line["verb"]["id"] == ADL + "answered":
            fit = [
                p
                for s, p in prefixes
                if s == line["context"]["platform"] and line["object"]["id"].startswith(p)
            ]
            assert fit, line["object"]["id"]


def test_a_skill_has_at_least_fifteen_items_and_they_differ(rows: Read) -> None:
    answers: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in rows("responses-khan.csv"):
        if row["attempt"] == "1":
            answers[row["skill"]][row["item"]].append(int(row["correct"]))
    used = {skill: items for skill, items in answers.items() if sum(map(len, items.values())) > 1000}
    assert used
    for items in used.values():
        assert len(items) >= 15
        shares = [sum(v) / len(v) for v in items.values() if len(v) > 10]
        assert max(shares) - min(shares) > 0.1


def test_there_are_retries_hints_and_answers_too_fast_to_have_read(rows: Read) -> None:
    found = rows("responses-khan.csv")
    assert any(row["attempt"] == "2" for row in found)
    assert any(row["hints"] != "0" for row in found)
    fast = [row for row in found if float(row["duration"]) < 2]
    assert 0.002 < len(fast) / len(found) < 0.05
    assert sum(row["correct"] == "1" for row in fast) / len(fast) < 0.4
