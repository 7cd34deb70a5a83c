"""TRUST 7: what a credential may say, as a matrix of keys and cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from waypost.evidence.models import Source, Statement
from waypost.evidence.services import create_source

from ..village import Village, build
from .makers import HOME, Store, statement

OTHER = "https://other.example"


def account(name: str, home: str = HOME) -> dict[str, Any]:
    return {"account": {"homePage": home, "name": name}}


def sub(**parts: Any) -> dict[str, Any]:
    base = {"objectType": "SubStatement", **{k: v for k, v in statement().items() if k != "timestamp"}}
    return {**base, **parts}


CASES: dict[str, dict[str, Any]] = {
    "own student, own activity": {},
    "own student by mail": {"actor": {"mbox": "mailto:mia@willow.example"}},
    "other source's student": {"actor": account("mia", OTHER)},
    "other source's student in a group": {
        "actor": {"objectType": "Group", "member": [account("mia"), account("leo", OTHER)]}
    },
    "other source's student in a substatement": {"object": sub(actor=account("mia", OTHER))},
    "other source's student as the object": {"object": {"objectType": "Agent", **account("mia", OTHER)}},
    "other source's activity": {"object": {"id": f"{OTHER}/item/1"}},
    "activity that only begins alike": {"object": {"id": f"{HOME}.evil.example/item/1"}},
    "other source's activity in a substatement": {"object": sub(object={"id": f"{OTHER}/item/1"})},
    "reserved verb": {"verb": {"id": "urn:waypost:verb:judged"}},
    "reserved verb in capitals": {"verb": {"id": "URN:Waypost:verb:judged"}},
    "reserved extension": {"context": {"extensions": {"urn:waypost:ext:undated": True}}},
    "reserved extension, deep": {
        "result": {"extensions": {"https://a.example/x": {"urn:waypost:ext:attempt": 1}}}
    },
    "reserved tag": {"context": {"contextActivities": {"grouping": [{"id": "urn:waypost:column:skill:1"}]}}},
    "reserved account": {"actor": account("1", "urn:waypost:person")},
    "forged authority": {"authority": account("root", OTHER)},
}
ALLOWED = {
    "bound": {"own student, own activity", "own student by mail", "forged authority"},
    "homeless": {
        "own student, own activity",
        "own student by mail",
        "forged authority",
        "activity that only begins alike",
    },
    "all": {case for case in CASES if "reserved" not in case},
}


@pytest.fixture
def keys(store: Store, key_for: Callable[..., Store]) -> dict[str, Store]:
    other = create_source("Other", home_page=OTHER)
    key_for("Other key", other)
    homeless = create_source("Homeless")
    Source.objects.filter(pk=store.source.pk).update(home_page=HOME)
    return {
        "bound": store,
        "homeless": key_for("Homeless key", homeless),
        "all": key_for("All key", scope="all"),
    }


@pytest.mark.parametrize("who", ALLOWED)
def test_a_key_says_what_it_may_and_nothing_else(keys: dict[str, Store], who: str) -> None:
    third = {"actor": account("mia", "https://third.example"), "object": {"id": "https://third.example/1"}}
    base = third if who == "homeless" else {}
    answered = {
        case: keys[who].post(statement(**{**base, **changes})).status_code for case, changes in CASES.items()
    }
    assert answered == {case: 200 if case in ALLOWED[who] else 403 for case in CASES}


def test_the_authority_is_always_the_servers(store: Store) -> None:
    store.post(statement(authority=account("root", OTHER)))
    found = store.found()
    assert found[0]["authority"] == {
        "objectType": "Agent",
        "account": {"homePage": "urn:waypost:authority", "name": "Tool key"},
    }


def test_only_who_sent_a_statement_takes_it_back_unless_the_scope_is_all(
    keys: dict[str, Store], key_for: Callable[..., Store]
) -> None:
    def void(number: str) -> dict[str, Any]:
        verb = {"id": "http://adlnet.gov/expapi/verbs/voided"}
        return statement(verb=verb, object={"objectType": "StatementRef", "id": number}, result=...)

    number = str(uuid4())
    keys["bound"].post(statement(id=number))
    sibling = key_for("Second key of the tool")
    assert sibling.post(void(number)).status_code == 403
    assert Statement.objects.get(id=number).voided_by is None
    assert keys["all"].post(void(number)).status_code == 200
    assert Statement.objects.get(id=number).voided_by is not None


def test_a_voiding_statement_that_came_first_hides_only_its_own_authoritys(
    keys: dict[str, Store], key_for: Callable[..., Store]
) -> None:
    number, verb = str(uuid4()), {"id": "http://adlnet.gov/expapi/verbs/voided"}
    sibling = key_for("Second key of the tool")
    sibling.post(statement(verb=verb, object={"objectType": "StatementRef", "id": number}, result=...))
    keys["bound"].post(statement(id=number))
    assert Statement.objects.get(id=number).voided_by is None


@pytest.fixture
def school(store: Store) -> Village:
    return build()


def test_a_key_of_one_class_writes_about_its_people_only(
    school: Village, key_for: Callable[..., Store]
) -> None:
    seventh = key_for("7B key", class_id=school.maths_7b.pk)
    cases: list[tuple[dict[str, Any], int]] = [
        ({"actor": account("mia")}, 200),
        ({"actor": account("noor")}, 403),
        ({"actor": account("nobody")}, 403),
        ({"actor": account("mia"), "object": {"objectType": "Agent", **account("noor")}}, 403),
        ({"actor": {"objectType": "Group", "member": [account("mia"), account("noor")]}}, 403),
        ({"actor": account("mia"), "context": {"instructor": account("noor")}}, 403),
        ({"actor": account("mia"), "object": sub(actor=account("noor"))}, 403),
    ]
    for position, status in cases:
        assert seventh.post(statement(**position)).status_code == status, position


@pytest.mark.parametrize(
    ("scope", "write", "read"),
    [("statements", 200, 200), ("write", 200, 403), ("read", 403, 200), ("all", 200, 200)],
)
def test_a_scope_is_what_its_name_says(
    key_for: Callable[..., Store], scope: str, write: int, read: int
) -> None:
    one = key_for(f"{scope} key", scope=scope)
    assert one.post(statement()).status_code == write
    assert one.get().status_code == read


def test_the_schools_own_address_is_reserved(store: Store, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "waypost.school.example"]
    own = {"id": "https://waypost.school.example/care/1"}
    assert store.post(statement(object=own)).status_code == 403
