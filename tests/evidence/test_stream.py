"""The stream: ordered, durable, idempotent; voiding hides and erasure refuses."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from waypost.evidence import stream, vocabulary
from waypost.evidence.models import Audience, Iri, SourceDay, Statement, StatementAgent, Tombstone
from waypost.evidence.statements import RefusedStatement, prepare
from waypost.school import clock
from waypost.school.people import person_of

from ..village import Village
from .makers import HOME, source, statement

NOW = 1_800_000_000_000


def file(*documents: dict, at: object = None, credential: int | None = None, **more: object) -> stream.Filed:
    drafts = [prepare(d, now=NOW) for d in documents]
    with transaction.atomic():
        return stream.file_batches(
            [stream.Batch(drafts, (at or source()).pk, credential_id=credential, **more)]
        )[0]  # type: ignore[attr-defined, arg-type]


def test_a_statement_of_a_room_is_rolled_back_with_the_change_it_belongs_to(village: Village) -> None:
    care = stream.own_source("care", "Care")

    def change_and_fail() -> None:
        stream.append(statement(), source=care, audience=Audience.CARE)
        raise LookupError

    with pytest.raises(LookupError), transaction.atomic():
        change_and_fail()
    assert stream.head() == 0


def test_append_refuses_to_be_called_outside_a_transaction(transactional_db: None) -> None:
    care = stream.own_source("care", "Care")
    with pytest.raises(RuntimeError, match="transaction"):
        stream.append(statement(), source=care, audience=Audience.CARE)


def test_a_room_cannot_widen_the_audience_of_its_verb(village: Village) -> None:
    care = stream.own_source("care", "Care")
    talk = statement(verb={"id": vocabulary.TALKED_WITH})
    with pytest.raises(ValueError, match="Care"), transaction.atomic():
        stream.append(talk, source=care, audience=Audience.PUBLIC_TO_TOOLS)


def test_a_person_named_by_a_room_is_that_person(village: Village) -> None:
    care = stream.own_source("care", "Care")
    talk = statement(
        verb={"id": vocabulary.TALKED_WITH},
        actor=stream.person_agent(village.ada.pk),
        object={"objectType": "Agent", **stream.person_agent(village.mia.pk)},
    )
    with transaction.atomic():
        seq = stream.append(talk, source=care, audience=Audience.CARE)
    found = {
        a.position: person_of(a.identifier_id, clock.today())
        for a in StatementAgent.objects.filter(statement=seq)
    }
    assert found == {"actor": village.ada.pk, "object": village.mia.pk}


def test_every_person_position_is_indexed(db: None, still: None) -> None:
    def one(name: str) -> dict:
        return {"account": {"homePage": HOME, "name": name}}

    sub = {
        "objectType": "SubStatement",
        "actor": one("sub"),
        "verb": {"id": "http://adlnet.gov/expapi/verbs/asked"},
        "object": {"objectType": "Agent", **one("sub-object")},
    }
    context = {
        "instructor": one("teacher"),
        "team": {"objectType": "Group", "member": [one("team-a"), one("team-b")]},
        "contextAgents": [{"objectType": "contextAgent", "agent": one("aide")}],
        "contextGroups": [
            {
                "objectType": "contextGroup",
                "group": {"objectType": "Group", **one("club"), "member": [one("c")]},
            }
        ],
    }
    filed = file(
        statement(object=sub, context=context, actor={"objectType": "Group", "member": [one("a"), one("b")]})
    )
    rows = StatementAgent.objects.filter(statement_id=filed.new[0]).values_list("identifier__key", "position")
    assert {(k.rpartition("|")[2], p) for k, p in rows} == {
        ("a", "actor.member"), ("b", "actor.member"), ("sub", "sub.actor"), ("sub-object", "sub.object"), ("teacher", "instructor"),
        ("team-a", "team.member"), ("team-b", "team.member"), ("aide", "contextAgent"), ("club", "contextGroup"), ("c", "contextGroup.member"),
    }  # fmt: skip


def test_the_same_statement_again_is_the_same_and_another_with_its_id_is_refused(
    db: None, still: None
) -> None:
    tool, number = source(), str(uuid4())
    assert len(file(statement(id=number), at=tool).new) == 1
    again = file(statement(id=number.upper(), timestamp="2026-11-20T10:30:00+01:00"), at=tool)
    assert (again.same, again.new, again.refused) == (1, [], {})
    other = file(statement(id=number, result={"success": False}), at=tool)
    assert other.refused[0].status == 409
    assert Statement.objects.count() == 1


def test_a_batch_with_one_conflict_is_left_out_whole(db: None, still: None) -> None:
    tool, number = source(), str(uuid4())
    file(statement(id=number), at=tool)
    filed = file(statement(id=str(uuid4())), statement(id=number, result={"success": False}), at=tool)
    assert list(filed.refused) == [1]
    assert Statement.objects.count() == 1


def test_two_equal_ids_in_one_batch_are_one_statement(db: None, still: None) -> None:
    number = str(uuid4())
    filed = file(statement(id=number), statement(id=number))
    assert (len(filed.new), filed.same) == (1, 1)


def test_reading_goes_on_from_any_place_and_misses_none(db: None, still: None) -> None:
    file(*[statement() for _ in range(7)])
    seen, place = [], 0
    while part := stream.read_after(place, 3):
        seen += [r.seq for r in part]
        place = part[-1].seq
    assert seen == sorted(seen)
    assert len(seen) == 7
    assert place == stream.head()


def test_a_place_in_the_stream_is_never_given_twice(db: None, still: None) -> None:
    tool = source()
    last = file(statement(), at=tool).new[0]
    StatementAgent.objects.all().delete()
    Statement.objects.all().delete()
    assert file(statement(), at=tool).new[0] > last


def test_voiding_hides_whichever_came_first(db: None, still: None) -> None:
    """ "An LRS SHALL consider a Statement it contains Voided if and only if ... the LRS also contains a Voiding Statement"."""
    tool, early, late = source(), str(uuid4()), str(uuid4())

    def void(number: str) -> dict:
        return statement(
            verb={"id": vocabulary.VOIDED}, object={"objectType": "StatementRef", "id": number}, result=...
        )

    file(statement(id=early), at=tool)
    file(void(early), at=tool)
    file(void(late), at=tool)
    file(statement(id=late), at=tool)
    assert Statement.objects.get(id=early).voided_by is not None
    assert Statement.objects.get(id=late).voided_by is not None


def test_a_voiding_statement_cannot_be_voided(db: None, still: None) -> None:
    tool, number, voiding = source(), str(uuid4()), str(uuid4())
    verb, ref = {"id": vocabulary.VOIDED}, {"objectType": "StatementRef"}
    file(statement(id=number), at=tool)
    file(statement(id=voiding, verb=verb, object={**ref, "id": number}), at=tool)
    filed = file(statement(verb=verb, object={**ref, "id": voiding}), at=tool)
    assert filed.refused[0].code == "voids-voiding"


def test_an_erased_statement_is_not_taken_again(db: None, still: None) -> None:
    number = uuid4()
    Tombstone.objects.create(seq=1, id_digest=stream.id_digest(number), case="c", erased=clock.now())
    filed = file(statement(id=str(number)))
    assert filed.refused[0].code == "erased"
    assert Statement.objects.count() == 0


def test_source_days_count_arrival_and_work_by_the_schools_own_day(village: Village) -> None:
    tool = source("Other", "https://other.example")
    file(statement(timestamp="2026-11-19T23:30:00Z"), statement(timestamp="2026-11-20T09:00:00Z"), at=tool)
    days = {str(d.day): (d.arrived, d.worked) for d in SourceDay.objects.filter(source=tool)}
    assert days == {"2026-11-20": (0, 2), "2026-11-23": (2, 0)}
    tool.refresh_from_db()
    assert tool.last_arrival == clock.now()


def test_an_activity_keeps_its_first_name_and_tags_are_filed(db: None, still: None) -> None:
    named = {"id": f"{HOME}/item/9", "definition": {"name": {"de": "Bruch", "en": "Fraction"}}}
    file(statement(object=named, context={"contextActivities": {"grouping": {"id": f"{HOME}/unit/1"}}}))
    assert Iri.objects.get(iri=f"{HOME}/item/9").name == "Fraction"
    assert Iri.objects.filter(iri=f"{HOME}/unit/1").exists()


def test_what_the_server_says_is_put_in_at_reading(db: None, still: None) -> None:
    forged = {"account": {"homePage": "https://evil.example", "name": "root"}}
    filed = file(statement(authority=forged, stored="1999-01-01T00:00:00Z"))
    row = Statement.objects.get(seq=filed.new[0])
    given = json.loads(
        stream.document(
            row.payload, row.stored, stream.authority_document("Tool key"), timestamp=row.timestamp
        )
    )
    assert given["authority"]["account"]["name"] == "Tool key"
    assert given["stored"] == "2026-11-23T07:04:00.000Z"
    assert given["timestamp"] == "2026-11-20T09:30:00.000Z"
    assert b"evil" not in bytes(row.payload)


def test_a_refusal_names_the_statement_of_a_room(village: Village) -> None:
    care = stream.own_source("care", "Care")
    with pytest.raises(RefusedStatement) as no, transaction.atomic():
        stream.append(statement(verb={"id": "nonsense"}), source=care, audience=Audience.CARE)
    assert no.value.field == "verb.id"


def test_the_clock_held_still_is_the_clock_of_the_stream(db: None) -> None:
    with clock.held_at(clock.wall() - timedelta(days=400)):
        filed = file(statement())
        assert Statement.objects.get(seq=filed.new[0]).stored == clock.milliseconds(clock.now())
