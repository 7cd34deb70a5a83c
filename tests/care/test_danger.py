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
from waypost.learning.models import Goal, Piece
from waypost.learning.services import goals
from waypost.trust.models import Role, RoleGrant
from waypost.voice.models import Share
from waypost.voice.services import pulse

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


def test_a_step_of_a_goal_is_looked_at_and_one_of_a_private_goal_when_it_is_shared(
    ready: Village, signed_in: SignedIn
) -> None:
    client, mia = signed_in(ready.mia), ready.mia.pk
    goal = goals.set_goal(mia, goals.Wording("Read", BY_WHEN), by=mia, once=uuid4(), private=True)
    step = f"/learning/goals/{goal.pk}/steps/"
    assert client.post(step, {"what": CRY})["Location"] == f"/learning/goals/{goal.pk}/"
    goals.review(goal, 2, by=mia, once=uuid4(), words="I want to die.")
    assert told() == [], "nobody else reads it"
    goals.share(goal)
    assert told() == [(CRY, None), ("I want to die.", None)]
    assert client.post(step, {"what": "Tell that he hits me"})["Location"] == "/care/tell/"
    assert len(told()) == 3


def test_about_me_is_looked_at_once_in_each_voice_but_the_teachers(
    ready: Village, signed_in: SignedIn
) -> None:
    where = f"/learning/students/{ready.mia.pk}/about/write/"
    for who, known in ((ready.mia, 1), (ready.rosa, 2), (ready.ada, 2)):
        client = signed_in(who)
        page = client.get(where).content.decode()
        assert ("the safeguarding lead reads that sentence" in page) is (who != ready.ada)
        away = client.post(where, {"good_at": WORDS})["Location"]
        assert (away == "/care/tell/") is (who != ready.ada)
        assert len(told()) == known
    signed_in(ready.mia).post(where, {"good_at": WORDS, "likes": "Bees"})
    assert told() == [(CRY, None)] * 2, "what stood there before was looked at then"


def test_a_piece_of_work_and_what_a_child_says_of_it_are_looked_at(
    ready: Village, signed_in: SignedIn
) -> None:
    client, once = signed_in(ready.mia), str(uuid4())
    sent = {"title": "My story", "kind": "essay", "text": WORDS, "once": once}
    assert "the safeguarding lead reads that sentence" in client.get("/learning/work/new/").content.decode()
    for _tap in range(2):
        assert client.post("/learning/work/new/", sent)["Location"] == "/care/tell/"
    assert told() == [(CRY, None)]
    where = f"/learning/work/{Piece.objects.get().pk}/place/reasoning/"
    sent = {"level": "2", "reason": "I want to die.", "once": str(uuid4())}
    assert client.post(where, sent)["Location"] == "/care/tell/"
    assert told()[1:] == [("I want to die.", None)]


def test_the_sentence_of_a_pulse_is_looked_at_where_an_adult_reads_it(ready: Village) -> None:
    said = pulse.answer(ready.mia.pk, ready.maths_7b.pk, pulse.Said(1, words=WORDS))
    assert told() == [], "only for me is only for me"
    pulse.share_with(said, Share.TEACHER)
    assert told() == [(CRY, None)]
    pulse.share_with(said, Share.ME)
    pulse.share_with(said, Share.ME)
    assert len(told()) == 1
