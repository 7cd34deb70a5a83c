"""The rules of a statement, each beside the sentence of the specification (xAPI 1.0.3 part 2; 2.0 = IEEE 9274.1.1)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.evidence.statements import (
    RefusedStatement,
    duration_milliseconds,
    milliseconds_of,
    prepare,
    same,
    stamp,
)

from .makers import HOME, statement

MIA = {"account": {"homePage": HOME, "name": "mia"}}
ACTIVITY = {"id": f"{HOME}/item/7"}
VOIDED = {"id": "http://adlnet.gov/expapi/verbs/voided"}
REF = {"objectType": "StatementRef", "id": str(uuid4())}


def refused(document: dict[str, Any]) -> tuple[str, str]:
    with pytest.raises(RefusedStatement) as no:
        prepare(document, now=0)
    assert no.value.sentence.endswith((".", "”."))
    return no.value.code, no.value.field


def sub(**changes: Any) -> dict[str, Any]:
    return {
        "objectType": "SubStatement",
        "actor": MIA,
        "verb": {"id": "urn:x:did"},
        "object": ACTIVITY,
        **changes,
    }


def defined(**definition: Any) -> dict[str, Any]:
    return statement(object={**ACTIVITY, "definition": definition})


REFUSED: list[tuple[str, dict[str, Any], tuple[str, str]]] = [
    ("SHALL contain exactly one Inverse Functional Identifier", statement(actor={"name": "Mia"}), ("not-one-identifier", "actor")),
    ("SHALL NOT include more than one", statement(actor={**MIA, "mbox": "mailto:m@x.org"}), ("not-one-identifier", "actor")),
    ("mailto IRI", statement(actor={"mbox": "m@x.org"}), ("bad-mbox", "actor.mbox")),
    ("SHA1", statement(actor={"mbox_sha1sum": "abc"}), ("bad-mbox-sha1sum", "actor.mbox_sha1sum")),
    ("openid is a URI", statement(actor={"openid": "mia"}), ("bad-iri", "actor.openid")),
    ("homePage is an IRL", statement(actor={"account": {"homePage": "tool", "name": "m"}}), ("bad-iri", "actor.account.homePage")),
    ("account has name", statement(actor={"account": {"homePage": HOME}}), ("missing", "actor.account.name")),
    ("account.name is a string", statement(actor={"account": {"homePage": HOME, "name": 7}}), ("wrong-type", "actor.account.name")),
    ("anonymous group has members", statement(actor={"objectType": "Group"}), ("no-member", "actor.member")),
    ("SHALL NOT contain Group Objects in the member", statement(actor={"objectType": "Group", "member": [{"objectType": "Group", **MIA}]}), ("bad-object-type", "actor.member[0].objectType")),
    ("an Agent has no member", statement(actor={**MIA, "member": [MIA]}), ("unknown-property", "actor.member")),
    ("objectType case", statement(actor={"objectType": "agent", **MIA}), ("bad-object-type", "actor.objectType")),
    ("actor is required", statement(actor=...), ("missing", "actor")),
    ("verb is required", statement(verb=...), ("missing", "verb")),
    ("object is required", statement(object=...), ("missing", "object")),
    ("verb id is an IRI", statement(verb={"id": "answered"}), ("bad-iri", "verb.id")),
    ("display is a language map", statement(verb={"id": "urn:x:y", "display": {"e_n": "did"}}), ("bad-language", "verb.display")),
    ("activity id is an IRI", statement(object={"id": "item 7"}), ("bad-iri", "object.id")),
    ("activity has an id", statement(object={"objectType": "Activity"}), ("missing", "object.id")),
    ("no such object type", statement(object={"objectType": "Thing", "id": "urn:x:y"}), ("bad-object-type", "object.objectType")),
    ("a StatementRef has only its id", statement(object={**REF, "definition": {}}), ("unknown-property", "object.definition")),
    ("StatementRef id is a UUID", statement(object={**REF, "id": "7"}), ("bad-uuid", "object.id")),
    ("type is an IRI", defined(type="quiz"), ("bad-iri", "object.definition.type")),
    ("moreInfo is an IRL", defined(moreInfo="here"), ("bad-iri", "object.definition.moreInfo")),
    ("interactionType is known", defined(interactionType="guess"), ("bad-interaction-type", "object.definition.interactionType")),
    ("interactionType is there", defined(choices=[{"id": "a"}]), ("missing", "object.definition.interactionType")),
    ("components fit the type", defined(interactionType="likert", choices=[{"id": "a"}]), ("bad-component", "object.definition.choices")),
    ("component ids are distinct", defined(interactionType="choice", choices=[{"id": "a"}, {"id": "a"}]), ("bad-component", "object.definition.choices")),
    ("scaled is at most 1", statement(result={"score": {"scaled": 1.01}}), ("bad-score", "result.score.scaled")),
    ("scaled is at least -1", statement(result={"score": {"scaled": -1.01}}), ("bad-score", "result.score.scaled")),
    ("raw is not above max", statement(result={"score": {"raw": 11, "max": 10}}), ("bad-score", "result.score.raw")),
    ("raw is not below min", statement(result={"score": {"raw": -1, "min": 0}}), ("bad-score", "result.score.raw")),
    ("min is less than max", statement(result={"score": {"min": 10, "max": 10}}), ("bad-score", "result.score.min")),
    ("score is a number", statement(result={"score": {"scaled": "1"}}), ("wrong-type", "result.score.scaled")),
    ("success is a boolean", statement(result={"success": "true"}), ("wrong-type", "result.success")),
    ("duration is ISO 8601", statement(result={"duration": "12 s"}), ("bad-duration", "result.duration")),
    ("extension keys are IRIs", statement(result={"extensions": {"hint": 1}}), ("bad-extension-key", "result.extensions")),
    ("registration is a UUID", statement(context={"registration": "7"}), ("bad-uuid", "context.registration")),
    ("team is a Group", statement(context={"team": MIA}), ("bad-object-type", "context.team.objectType")),
    ("platform only with an Activity", statement(object={"objectType": "Agent", **MIA}, context={"platform": "x"}), ("not-here", "context.platform")),
    ("revision only with an Activity", statement(object={"objectType": "Agent", **MIA}, context={"revision": "x"}), ("not-here", "context.revision")),
    ("language is RFC 5646", statement(context={"language": "english language"}), ("bad-language", "context.language")),
    ("context.statement is a StatementRef", statement(context={"statement": {"objectType": "Activity", "id": str(uuid4())}}), ("bad-object-type", "context.statement.objectType")),
    ("context activities are Activities", statement(context={"contextActivities": {"parent": {"objectType": "Agent", "id": "urn:x:y"}}}), ("bad-object-type", "context.contextActivities.parent[0].objectType")),
    ("no other context activities", statement(context={"contextActivities": {"near": ACTIVITY}}), ("unknown-property", "context.contextActivities.near")),
    ("relevantTypes is not empty", statement(context={"contextAgents": [{"objectType": "contextAgent", "agent": MIA, "relevantTypes": []}]}), ("empty", "context.contextAgents[0].relevantTypes")),
    ("contextAgent is called so", statement(context={"contextAgents": [{"objectType": "Agent", "agent": MIA}]}), ("bad-object-type", "context.contextAgents[0].objectType")),
    ("timestamp is ISO 8601", statement(timestamp="20 November"), ("bad-timestamp", "timestamp")),
    ("no offset -00:00", statement(timestamp="2026-11-20T09:30:00-00:00"), ("bad-timestamp", "timestamp")),
    ("no offset -0000", statement(timestamp="2026-11-20T09:30:00-0000"), ("bad-timestamp", "timestamp")),
    ("no offset -00", statement(timestamp="2026-11-20T09:30:00-00"), ("bad-timestamp", "timestamp")),
    ("a day that is one", statement(timestamp="2026-02-30T09:30:00Z"), ("bad-timestamp", "timestamp")),
    ("stored is a timestamp", statement(stored="now"), ("bad-timestamp", "stored")),
    ("version is 1.0.x", statement(version="0.9"), ("bad-version", "version")),
    ("id is a UUID", statement(id="7"), ("bad-uuid", "id")),
    ("an authority of two", statement(authority={"objectType": "Group", "member": [MIA]}), ("bad-authority", "authority")),
    ("voiding points to a statement", statement(verb=VOIDED), ("bad-voiding", "object")),
    ("no null outside extensions", statement(result=None), ("null", "result")),
    ("no null in a language map", statement(verb={"id": "urn:x:y", "display": {"en": None}}), ("null", "verb.display[...]")),
    ("no unknown property", statement(score=1), ("unknown-property", "score")),
    ("case matters", statement(Timestamp="x"), ("unknown-property", "Timestamp")),
    ("a SubStatement has no id", statement(object=sub(id=str(uuid4()))), ("unknown-property", "object.id")),
    ("a SubStatement has no version", statement(object=sub(version="1.0.0")), ("unknown-property", "object.version")),
    ("SHALL NOT contain a SubStatement", statement(object=sub(object=sub())), ("nested-substatement", "object.object")),
    ("a SubStatement has a verb", statement(object={k: v for k, v in sub().items() if k != "verb"}), ("missing", "object.verb")),
    ("a SubStatement is checked, too", statement(object=sub(actor={})), ("not-one-identifier", "object.actor")),
    ("attachment has sha2", statement(attachments=[{"usageType": "urn:x:y", "display": {}, "contentType": "text/plain", "length": 1}]), ("missing", "attachments[0].sha2")),
    ("attachment length is an integer", statement(attachments=[{"usageType": "urn:x:y", "display": {}, "contentType": "text/plain", "length": 1.5, "sha2": "a" * 64}]), ("wrong-type", "attachments[0].length")),
    ("usageType is an IRI", statement(attachments=[{"usageType": "y", "display": {}, "contentType": "text/plain", "length": 1, "sha2": "a" * 64}]), ("bad-iri", "attachments[0].usageType")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "document", "why"), REFUSED, ids=[r[0] for r in REFUSED])
def test_what_breaks_a_rule_is_refused_with_its_field(
    rule: str, document: dict[str, Any], why: tuple[str, str]
) -> None:
    assert refused(document) == why


TAKEN: list[dict[str, Any]] = [
    statement(),
    statement(actor={"mbox": "mailto:mia@x.example"}),
    statement(actor={"mbox_sha1sum": "a" * 40}),
    statement(actor={"openid": "https://mia.example/"}),
    statement(actor={"objectType": "Group", **MIA}),
    statement(actor={"objectType": "Group", "member": [MIA, {"mbox": "mailto:b@x.org"}]}),
    statement(object={"objectType": "Agent", **MIA}),
    statement(object=REF),
    statement(object=sub(context={"platform": "x"}, timestamp="2026-11-20T09:30:00Z")),
    statement(verb=VOIDED, object=REF),
    statement(result={"score": {"scaled": -1, "raw": 0, "min": -5, "max": 10.5}, "completion": True, "response": ""}),
    statement(result={"duration": "P1Y2M3DT4H5M6.78S", "extensions": {"https://x.example/a": None}}),
    statement(context={"language": "zh-Hant-TW", "revision": "1", "team": {"objectType": "Group", **MIA}, "instructor": MIA}),
    defined(interactionType="choice", choices=[{"id": "a", "description": {"en-GB": "A"}}], correctResponsesPattern=["a"]),
    defined(name={"i-klingon": "Qapla", "x-pig-latin": "ixnay", "de-CH-1996": "Test", "sr-Latn-RS": "x"}, type="urn:x:quiz"),
    statement(timestamp="2026-11-20T09:30:00.123456789+05:30"),
    statement(timestamp="2026-11-20T09:30:00"),
    statement(authority={"objectType": "Group", "member": [MIA, {"mbox": "mailto:b@x.org"}]}),
    statement(attachments=[{"usageType": "urn:x:y", "display": {"en": "a"}, "contentType": "text/plain; charset=utf-8", "length": 0, "sha2": "a" * 64, "fileUrl": "https://x.example/a"}]),
]  # fmt: skip


@pytest.mark.parametrize("document", TAKEN)
def test_what_keeps_the_rules_is_taken_as_it_was_sent(document: dict[str, Any]) -> None:
    filed = json.loads(prepare(document, now=0).payload)
    for name in ("id", "version"):
        filed.pop(name)
    assert filed == {k: v for k, v in document.items() if k != "authority"}


def test_a_statement_without_id_time_or_version_is_given_them() -> None:
    """ "The LRS SHALL assign"; "shall be set to the time at which the LRS stored"; "version ... 1.0.0"."""
    draft = prepare(statement(timestamp=...), now=1_800_000_000_000)
    filed = json.loads(draft.payload)
    assert (filed["id"], filed["timestamp"], filed["version"]) == (
        str(draft.id),
        stamp(1_800_000_000_000),
        "1.0.0",
    )
    assert (draft.new_id, draft.timed) == (True, False)


def test_a_single_context_activity_is_filed_as_a_list() -> None:
    """ "If a contextActivities value is a single Activity Object, it SHALL be returned as an array"."""
    filed = json.loads(prepare(statement(context={"contextActivities": {"parent": ACTIVITY}}), now=0).payload)
    assert filed["context"]["contextActivities"]["parent"] == [ACTIVITY]


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T01:00:00+01:00", 0),
        ("1969-12-31T19:00:00-0500", 0),
        ("1970-01-01T00:00:00.0019Z", 1),
        ("1970-01-01T00:00:00.5Z", 500),
        ("1970-01-01T05:30:00+05:30", 0),
        ("1998-12-31T23:59:60Z", 915_148_800_000),
    ],
)
def test_a_timestamp_is_an_instant_in_whole_milliseconds(text: str, milliseconds: int) -> None:
    assert milliseconds_of(text) == milliseconds


@given(
    st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)),
    st.integers(-14 * 60, 14 * 60).filter(bool),
)
def test_every_instant_is_read_whatever_its_zone(moment: datetime, minutes: int) -> None:
    whole = moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=UTC)
    sign, size = "+" if minutes > 0 else "-", abs(minutes)
    local = (whole + timedelta(minutes=minutes)).replace(tzinfo=None)
    text = local.isoformat(timespec="milliseconds") + f"{sign}{size // 60:02d}:{size % 60:02d}"
    expected = round((whole - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))
    assert milliseconds_of(text) == expected
    assert milliseconds_of(stamp(expected)) == expected


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("PT0S", 0), ("PT1.5S", 1500), ("PT1M", 60_000), ("PT1H1M1S", 3_661_000), ("P1D", 86_400_000), ("P2W", 1_209_600_000), ("P1DT12H", 129_600_000), ("PT0.5M", 30_000)],
)  # fmt: skip
def test_durations_are_read(text: str, milliseconds: int) -> None:
    assert duration_milliseconds(text) == milliseconds


@pytest.mark.parametrize("text", ["", "P", "PT", "1H", "PT1", "P1S", "PT1.5H30M", "-PT1S", "PT1S ", "P1WT1S"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(RefusedStatement):
        duration_milliseconds(text)


def test_the_same_statement_may_differ_only_in_what_the_specification_allows() -> None:
    one = prepare(
        statement(id=REF["id"], actor={"objectType": "Group", "member": [MIA, {"mbox": "mailto:b@x.org"}]}),
        now=0,
    ).payload
    turned = statement(
        id=REF["id"].upper(),
        actor={"objectType": "Group", "member": [{"mbox": "mailto:B@x.org"}, MIA]},
        verb={"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered"}},
        object={**ACTIVITY, "definition": {"name": {"en": "Seven"}}},
        timestamp="2026-11-20T10:30:00+01:00",
        version="1.0.3",
    )
    assert same(one, prepare(turned, now=0).payload)
    assert not same(one, prepare({**turned, "result": {"success": False}}, now=0).payload)
    assert not same(one, prepare({**turned, "timestamp": "2026-11-20T10:30:01+01:00"}, now=0).payload)
    assert same(
        one, prepare({k: v for k, v in turned.items() if k != "timestamp"}, now=5).payload, timed=False
    )


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
PARTS = [
    "actor",
    "verb",
    "object",
    "result",
    "context",
    "timestamp",
    "id",
    "version",
    "attachments",
    "authority",
    "stored",
]


@given(st.dictionaries(st.sampled_from(PARTS) | st.text(max_size=6), JSON, max_size=6))
def test_no_document_at_all_does_anything_but_pass_or_be_refused(changes: dict[str, Any]) -> None:
    try:
        draft = prepare({**statement(), **changes}, now=0)
    except RefusedStatement as no:
        said = (bool(no.code), bool(no.sentence), no.status)
    else:
        # What was filed passes again, unchanged.
        said = (True, prepare(draft.payload, now=99).payload == draft.payload, 400)
    assert said == (True, True, 400)


@given(st.binary(max_size=60))
def test_no_bytes_do_anything_but_be_refused(body: bytes) -> None:
    with pytest.raises(RefusedStatement):
        prepare(body, now=0)
