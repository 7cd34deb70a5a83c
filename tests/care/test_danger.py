"""A call for help in what a child or a family writes for others goes on at once, wherever it is written (TRUST 3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.community.rounds import writing
from tests.village import NOW, Village
from waypost.care.models import Concern, Way
from waypost.care.services import family
from waypost.learning.models import Goal
from waypost.learning.services import goals
from waypost.trust.models import Role, RoleGrant

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
CRY = "My uncle hits me."
WORDS = f"I want to be better at maths. {CRY} Bye"
BY_WHEN = NOW.date() + timedelta(days=30)


@pytest.fixture
def ready(village: Village) -> Village:
    RoleGrant.objects.create(account=village.account(village.ben), role=Role.SAFEGUARDING, since=NOW)
    return village


def told() -> list[tuple[str, int | None]]:
    return [(c.words, c.writer_id) for c in Concern.objects.order_by("pk")]


@pytest.mark.parametrize("path", ["", "goal/"])
def test_what_a_family_tells_or_proposes_is_looked_at_once(
    ready: Village, signed_in: SignedIn, path: str
) -> None:
    sent = {"words": WORDS, "language": "en", "once": str(uuid4())}
    where = f"/care/home/{ready.mia.pk}/{path}"
    client = signed_in(ready.rosa)
    assert "the safeguarding lead reads that sentence" in client.get(where).content.decode()
    for _tap in range(2):
        assert client.post(where, sent)["Location"] == "/care/tell/"
    assert "please tell someone now" in client.get("/care/tell/").content.decode()
    assert told() == [(CRY, None)]


def test_what_staff_note_from_a_call_was_heard_by_somebody_already(ready: Village) -> None:
    family.note(
        ready.mia.pk, ready.rosa.pk, WORDS, language="en", way=Way.PHONE, said_on=NOW.date(), by=ready.ada.pk,
        once=uuid4(),
    )  # fmt: skip
    assert told() == []


def test_a_goal_that_others_read_is_looked_at_and_a_private_one_when_it_is_shared(
    ready: Village, signed_in: SignedIn
) -> None:
    client = signed_in(ready.mia)
    sent = {"what": WORDS, "by_when": BY_WHEN.isoformat(), "kind": "academic", "once": str(uuid4())}
    page = client.get("/learning/goals/new/").content.decode()
    assert "the safeguarding lead reads that sentence" in page
    assert client.post("/learning/goals/new/", {**sent, "private": "on"})["Location"].startswith(
        "/learning/goals/"
    )
    assert told() == [], "nobody else reads it"
    goals.share(Goal.objects.get())
    assert told() == [(CRY, None)]
    assert client.post("/learning/goals/new/", {**sent, "once": str(uuid4())})["Location"] == "/care/tell/"
    assert len(told()) == 2


def test_only_what_is_new_in_a_goal_is_looked_at(ready: Village) -> None:
    goal = goals.set_goal(ready.mia.pk, goals.Wording(WORDS, BY_WHEN), by=ready.mia.pk, once=uuid4())
    goals.revise(goal, goals.Wording(WORDS, BY_WHEN, why="I like it"), by=ready.mia.pk)
    assert len(told()) == 1
    goals.review(goal, 2, by=ready.mia.pk, once=uuid4(), words="I want to die.")
    assert told()[1:] == [("I want to die.", None)]
    goals.review(goal, 3, by=ready.ada.pk, once=uuid4(), words="She says that he hits her.")
    assert len(told()) == 2, "what an adult of the school writes is read by that adult"


def test_a_childs_proposal_for_the_charter_is_looked_at(ready: Village, signed_in: SignedIn) -> None:
    writing(ready)
    client = signed_in(ready.mia)
    sent = {"words": WORDS, "group": "students", "once": str(uuid4())}
    assert client.post("/community/propose/", sent)["Location"] == "/care/tell/"
    assert told() == [(CRY, None)]
