"""How a statement is spelt, and what a measure reads of it."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from waypost.evidence import vocabulary as words
from waypost.evidence.stream import Row
from waypost.measures.events import Flag, Kind
from waypost.readings.decode import Decoded, NotRead, decode


def row(
    verb: str = words.ANSWERED,
    *,
    at: int | None = 1_000,
    actor: int | None = 7,
    voids: Any = None,
    **statement: Any,
) -> Row:
    payload = {
        "actor": {"mbox": "mailto:m@x.org"},
        "verb": {"id": verb},
        "object": {"id": "https://t/1"},
        **statement,
    }
    return Row(5, uuid4(), 2, 1, actor, verb, 3, at, 0, voids, None, json.dumps(payload).encode())


def read(*args: Any, **kwargs: Any) -> Decoded:
    found = decode(row(*args, **kwargs))
    assert isinstance(found, Decoded)
    return found


RESULTS = [  # result, kind, success, score
    ({"success": True}, Kind.RESPONSE, 1, -1),
    ({"success": False, "score": {"scaled": 0.7}}, Kind.RESPONSE, 0, 7000),
    ({"score": {"scaled": 0.5}}, Kind.PARTIAL, -1, 5000),
    ({"score": {"scaled": -0.5}}, Kind.PARTIAL, -1, 0),
    ({"score": {"raw": 3, "max": 4}}, Kind.PARTIAL, -1, 7500),
    ({"score": {"raw": 3, "min": 2, "max": 4}}, Kind.PARTIAL, -1, 5000),
    ({"score": {"raw": 9, "min": 2, "max": 4}}, Kind.PARTIAL, -1, 10000),
    ({"score": {"raw": 3}}, Kind.SESSION, -1, -1),
    ({"score": {"raw": 3, "min": 4, "max": 4}}, Kind.SESSION, -1, -1),
    ({}, Kind.SESSION, -1, -1),
]


@pytest.mark.parametrize(("result", "kind", "success", "score"), RESULTS)
def test_right_wrong_and_partial_credit_are_told_apart(
    result: dict[str, Any], kind: Kind, success: int, score: int
) -> None:
    found = read(result=result)
    assert (found.kind, found.success, found.score) == (kind, success, score)


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("PT35S", 35_000),
        ("PT1M2.5S", 62_500),
        ("PT0S", 0),
        ("PT24H", 86_400_000),
        ("PT24H1S", -1),
        ("P1Y", -1),
        ("-PT5S", -1),
        ("soon", -1),
        ("", -1),
    ],
)
def test_a_negative_absurd_or_unreadable_duration_is_unknown(text: str, milliseconds: int) -> None:
    assert read(result={"success": True, "duration": text}).duration == milliseconds


def test_hints_tries_and_what_a_source_cannot_tell_become_marks() -> None:
    extensions = {words.HINTS: 2, words.BOTTOMED_OUT: True, words.ATTEMPT: 3}
    context = {words.NO_ITEM: True, words.NO_DURATION: True, words.NO_HINTS: True, words.SHARED_DEVICE: True}
    found = read(result={"success": True, "extensions": extensions}, context={"extensions": context})
    every = (
        Flag.HINTED
        | Flag.BOTTOMED
        | Flag.RETRY
        | Flag.NO_ITEM
        | Flag.NO_DURATION
        | Flag.NO_HINTS
        | Flag.SHARED_DEVICE
    )
    assert found.flags == every
    plain = read(result={"success": True, "extensions": {words.HINTS: 0, words.ATTEMPT: 1}})
    assert plain.flags == 0


def test_undated_work_keeps_no_time() -> None:
    found = read(context={"extensions": {words.UNDATED: True}})
    assert found.at is None
    assert found.flags & Flag.UNDATED
    assert read(at=None).at is None


def test_a_talk_is_the_students_event_and_the_adults_act() -> None:
    talk = row(
        words.TALKED_WITH,
        actor=9,
        object={"objectType": "Agent", "account": {"homePage": "urn:waypost:person", "name": "4"}},
    )
    found = decode(talk._replace(activity_id=None))
    assert isinstance(found, Decoded)
    assert (found.student, found.adult, found.activity) == ("account|urn:waypost:person|4", 9, 0)


def test_a_student_who_asks_an_adult_for_help_is_the_student() -> None:
    found = read(words.ADL + "asked", object={"objectType": "Agent", "mbox": "mailto:ada@x.org"})
    assert (found.kind, found.student) == (Kind.HELP, 7)


def test_tags_come_from_every_kind_of_context_once_and_sorted() -> None:
    activities = {
        "parent": {"id": "b"},
        "grouping": [{"id": "c"}, {"id": "a"}],
        "category": [{"id": "a"}],
        "other": [],
    }
    assert read(context={"contextActivities": activities}).tags == ("a", "b", "c")


@pytest.mark.parametrize(
    ("level", "expected"), [(3, 3), (3.0, 3), (0, -1), (5, -1), ("3", -1), (True, -1), (None, -1)]
)
def test_a_level_off_its_scale_is_unknown(level: Any, expected: int) -> None:
    judged = {"extensions": {words.LEVEL: level}} if level is not None else {}
    assert read(words.VERB + "judged", result=judged).level == expected


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ({"verb": "http://example.org/danced"}, "verb"),
        ({"voids": uuid4(), "verb": words.VOIDED}, "voids"),
        ({"actor": None}, "no student"),
        ({"result": {"success": "yes"}}, "malformed"),
        ({"verb": words.VERB + "praised"}, "verb"),
    ],
)
def test_what_is_no_event_says_why(what: dict[str, Any], why: str) -> None:
    found = decode(row(**what))
    assert isinstance(found, NotRead)
    assert found.why == why
