"""GET: the filters of the specification; and TRUST 6, no side door to what is not for tools."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import transaction

from waypost.evidence import stream, vocabulary
from waypost.evidence.models import Audience
from waypost.evidence.services import create_source
from waypost.school import clock

from .makers import HOME, Store, said, statement

MIA = json.dumps({"account": {"homePage": HOME, "name": "mia"}})


def numbered(store: Store, **changes: object) -> str:
    number = str(uuid4())
    answer = store.post(statement(id=number, **changes))
    assert answer.status_code == 200, answer.content
    return number


def ids(found: list[dict]) -> list[str]:
    return [s["id"] for s in found]


def test_newest_come_first_unless_asked_otherwise(store: Store) -> None:
    sent = [numbered(store) for _ in range(3)]
    assert ids(store.found()) == sent[::-1]
    assert ids(store.found(ascending="true")) == sent


def test_one_statement_is_found_by_its_id_and_a_voided_one_by_the_other_parameter(store: Store) -> None:
    number = numbered(store)
    assert said(store.get(statementId=number))["id"] == number
    store.post(
        statement(
            verb={"id": vocabulary.VOIDED}, object={"objectType": "StatementRef", "id": number}, result=...
        )
    )
    assert store.get(statementId=number).status_code == 404
    assert said(store.get(voidedStatementId=number))["id"] == number
    assert number not in ids(store.found())


BAD_QUESTIONS = [
    {"statementId": str(uuid4()), "voidedStatementId": str(uuid4())},
    {"statementId": str(uuid4()), "verb": "urn:x:y"},
    {"statementid": str(uuid4())},
    {"limit": "-1"},
    {"limit": "many"},
    {"since": "yesterday"},
    {"agent": "{"},
    {"agent": '{"name": "Mia"}'},
    {"verb": "no iri"},
    {"registration": "7"},
    {"format": "pretty"},
    {"ascending": "1"},
]


def test_a_question_that_cannot_be_read_is_refused(store: Store) -> None:
    for params in BAD_QUESTIONS:
        answer = store.get(**params)
        assert answer.status_code == 400, params
        assert said(answer)["error"]


def test_filters_leave_what_they_name(store: Store) -> None:
    registration = str(uuid4())
    plain = numbered(store)
    leo = numbered(store, actor={"account": {"homePage": HOME, "name": "leo"}})
    read = numbered(
        store, verb={"id": "http://adlnet.gov/expapi/verbs/experienced"}, object={"id": f"{HOME}/page/1"}
    )
    tagged = numbered(
        store,
        context={"registration": registration, "contextActivities": {"parent": {"id": f"{HOME}/page/1"}}},
    )
    taught = numbered(
        store, actor={"account": {"homePage": HOME, "name": "leo"}}, context={"instructor": json.loads(MIA)}
    )
    assert set(ids(store.found(agent=MIA))) == {plain, read, tagged}
    assert set(ids(store.found(agent=MIA, related_agents="true"))) == {plain, read, tagged, taught}
    assert ids(store.found(verb="http://adlnet.gov/expapi/verbs/experienced")) == [read]
    assert ids(store.found(activity=f"{HOME}/page/1")) == [read]
    assert set(ids(store.found(activity=f"{HOME}/page/1", related_activities="true"))) == {read, tagged}
    assert ids(store.found(registration=registration)) == [tagged]
    assert leo not in ids(store.found(agent=MIA))


def test_since_is_after_and_until_is_up_to(store: Store) -> None:
    """ "Only Statements stored since the specified Timestamp (exclusive)"; "stored at or before the specified Timestamp"."""
    number = numbered(store)
    at = said(store.get(statementId=number))["stored"]
    assert store.found(since=at) == []
    assert ids(store.found(until=at)) == [number]
    with clock.held_at(clock.now().replace(year=2027)):
        later = numbered(store)
    assert ids(store.found(since=at)) == [later]


def test_more_leads_on_to_the_end_and_belongs_to_one_key(store: Store, key_for: Callable[..., Store]) -> None:
    sent = [numbered(store) for _ in range(5)]
    page = said(store.get(limit=2))
    seen = ids(page["statements"])
    stolen = page["more"]
    while page["more"]:
        page = said(store.ask("GET", page["more"].removeprefix("/xapi/")))
        seen += ids(page["statements"])
    assert seen == sent[::-1]
    assert key_for("Another").ask("GET", stolen.removeprefix("/xapi/")).status_code == 404
    assert store.ask("GET", "statements/more/forged").status_code == 404


def test_ids_and_canonical_are_shorter_forms(store: Store) -> None:
    numbered(
        store,
        actor={"name": "Mia", "account": {"homePage": HOME, "name": "mia"}},
        object={"id": f"{HOME}/item/7", "definition": {"name": {"en": "Half", "de": "Halb"}}},
    )
    short = store.found(format="ids")[0]
    assert short["actor"] == json.loads(MIA)
    assert short["object"] == {"id": f"{HOME}/item/7"}
    asked = store.ask("GET", "statements?format=canonical", Accept_Language="fr, de;q=0.8, en;q=0.5")
    assert said(asked)["statements"][0]["object"]["definition"]["name"] == {"de": "Halb"}


def test_an_undated_statement_is_given_out_with_the_time_of_storing(store: Store) -> None:
    from waypost.evidence.statements import prepare

    draft = prepare(
        statement(context={"extensions": {vocabulary.UNDATED: True}}, timestamp=...), now=0, undated=True
    )
    with transaction.atomic():
        stream.file_batches([stream.Batch([draft], store.source.pk)])
    found = store.found()[0]
    assert found["timestamp"] == found["stored"]


#: One canary for each audience that tools may not read.
CANARIES = [a for a in Audience if a != Audience.PUBLIC_TO_TOOLS]


@pytest.mark.parametrize("audience", CANARIES)
@pytest.mark.parametrize("scope", ["statements", "read", "all"])
def test_no_key_and_no_filter_finds_what_is_not_for_tools(
    store: Store, key_for: Callable[..., Store], audience: Audience, scope: str
) -> None:
    canary, registration = str(uuid4()), str(uuid4())
    room = statement(
        id=canary,
        verb={"id": vocabulary.VERB + "judged"},
        context={"registration": registration},
        object={"id": f"{HOME}/canary"},
    )
    with transaction.atomic():
        stream.append(room, source=store.source, audience=audience)
    numbered(store)
    asker = key_for("Asker", scope=scope)
    questions: list[dict[str, str]] = [
        {}, {"agent": MIA}, {"agent": MIA, "related_agents": "true"}, {"verb": vocabulary.VERB + "judged"},
        {"activity": f"{HOME}/canary", "related_activities": "true"}, {"registration": registration},
        {"format": "ids"}, {"since": "2000-01-01T00:00:00Z"}, {"limit": "1", "ascending": "true"},
    ]  # fmt: skip
    for question in questions:
        answer = asker.get(**question)
        assert answer.status_code == 200
        assert canary.encode() not in answer.content
        if said(answer)["more"]:
            assert (
                canary.encode() not in asker.ask("GET", said(answer)["more"].removeprefix("/xapi/")).content
            )
    assert asker.get(statementId=canary).status_code == 404
    assert asker.ask("HEAD", f"statements?statementId={canary}").status_code == 404


def test_a_key_of_one_source_reads_that_source_only(store: Store, key_for: Callable[..., Store]) -> None:
    number = numbered(store)
    other = key_for("Other key", create_source("Other", home_page="https://other.example"))
    assert other.found() == []
    assert other.get(statementId=number).status_code == 404


def test_about_names_the_versions(store: Store) -> None:
    answer = store.ask("GET", "about", Authorization=None)
    assert {"1.0.3", "2.0.0"} <= set(said(answer)["version"])


def test_other_methods_and_resources_are_refused(store: Store) -> None:
    assert store.ask("DELETE", "statements").status_code == 405
    assert store.ask("GET", "activities/state").status_code == 404
