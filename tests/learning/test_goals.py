"""Own goals: set in one's own words, seen by whom the student lets see them, told to evidence once and without words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests import work
from tests.agree import EVERYBODY, seen_by
from tests.village import NOW, Village
from waypost.evidence import stream
from waypost.evidence.models import Audience
from waypost.evidence.vocabulary import DUE
from waypost.learning.access import OWN_GOAL, SEE_GOAL, WORK_ON_GOAL
from waypost.learning.models import Goal, GoalVersion, Milestone
from waypost.learning.queries import goals as queries
from waypost.learning.services import Refused
from waypost.learning.services import goals as services
from waypost.learning.services.goals import Wording
from waypost.learning.services.work import Work, add_piece
from waypost.learning.telling import GOAL_PLANNED
from waypost.readings import projector
from waypost.readings.models import Reading
from waypost.school import clock
from waypost.school.models import Person
from waypost.trust.who import who_is

SignedIn = Callable[[object], Client]
CANARY = "Read a chapter aloud to grandmother Zuzana"
BY = date(2026, 12, 14)


def goal_of(who: Person, **more: object) -> Goal:
    wording = Wording(what=CANARY, by_when=BY, why="because of Zuzana")
    defaults: dict[str, object] = {"by": who.pk, "once": uuid4(), "first_step": "Choose the chapter"}
    return services.set_goal(who.pk, wording, **{**defaults, **more})  # type: ignore[arg-type]


def told() -> list[dict[str, object]]:
    """What evidence was told of steps; plans apart."""
    said = [json.loads(row.payload) for row in stream.read_after(0, 100)]
    return [one for one in said if one["verb"]["id"] != GOAL_PLANNED]


def planned() -> list[tuple[object, ...]]:
    """(under way, day, share of the steps done) as evidence was told."""
    said = [json.loads(row.payload) for row in stream.read_after(0, 100) if not row.voided_by]
    return [
        (
            one["result"]["success"],
            one["result"]["extensions"][DUE],
            one["result"].get("score", {}).get("scaled"),
        )
        for one in said
        if one["verb"]["id"] == GOAL_PLANNED
    ]


@pytest.mark.parametrize("private", [False, True])
def test_a_shared_goal_is_seen_by_school_and_family_and_a_private_one_by_the_student_alone(
    village: Village, signed_in: SignedIn, private: bool
) -> None:
    goal = goal_of(village.mia, private=private)
    may = {"mia"} if private else {"mia", "ada", "lena", "cora", "rosa"}
    assert seen_by(village, SEE_GOAL, goal) == may
    for name in EVERYBODY:
        client = signed_in(getattr(village, name))
        page = client.get(f"/learning/goals/{goal.pk}/")
        listed = client.get(f"/learning/students/{village.mia.pk}/goals/")
        assert (page.status_code == 200 and CANARY in page.content.decode()) is (name in may), name
        assert (CANARY in listed.content.decode()) is (name in may), name
    own = signed_in(village.mia).get("/learning/goals/").content.decode()
    assert CANARY in own


def test_nobody_borrows_the_students_eyes_for_a_private_goal(village: Village) -> None:
    goal = goal_of(village.mia, private=True)
    eyes = who_is(village.account(village.mia), viewing_as=village.account(village.adam).pk)
    assert not SEE_GOAL.rows(eyes).filter(pk=goal.pk).exists()
    assert not SEE_GOAL.may(eyes, goal)


def test_the_schools_adults_may_work_on_a_shared_goal_and_the_family_may_not(village: Village) -> None:
    goal = goal_of(village.mia)
    assert seen_by(village, WORK_ON_GOAL, goal) == {"mia", "ada", "lena", "cora"}
    assert seen_by(village, OWN_GOAL, goal) == {"mia"}


def form(**more: object) -> dict[str, object]:
    return {"once": str(uuid4()), "what": CANARY, "by_when": "2026-12-14", "kind": "academic", **more}


def test_a_goal_needs_one_answer_and_has_plain_levels(village: Village, signed_in: SignedIn) -> None:
    client = signed_in(village.mia)
    page = client.get("/learning/goals/new/").content.decode()
    assert re.search(r'value="28"[^>]*checked', page), "four weeks, if nothing else is chosen"
    assert "data-audience" in page
    response = client.post("/learning/goals/new/", form())
    goal = Goal.objects.get()
    assert response["Location"] == f"/learning/goals/{goal.pk}/"
    assert (goal.level, goal.private, goal.made_by) == (2, False, village.mia.pk)
    shown = client.get(f"/learning/goals/{goal.pk}/").content.decode()
    for words in ("Where I am today", "I can do what I planned", "Much more than I planned"):
        assert words in shown


def test_a_form_that_is_sent_twice_sets_one_goal(village: Village, signed_in: SignedIn) -> None:
    client, sent = signed_in(village.mia), form(first_step="Choose")
    client.post("/learning/goals/new/", sent)
    client.post("/learning/goals/new/", sent)
    assert Goal.objects.count() == GoalVersion.objects.count() == Milestone.objects.count() == 1


@pytest.mark.parametrize(
    ("what", "taken"),
    [("🎸🎸", True), ("  \u200b\u200d ", False), ("\ufe0f", False), ("x" * 301, False), ("x" * 300, True), ("<b>x</b>", True)],
)  # fmt: skip
def test_an_emoji_is_an_answer_and_what_nobody_sees_or_is_too_long_comes_back_with_its_words(
    village: Village, signed_in: SignedIn, what: str, taken: bool
) -> None:
    response = signed_in(village.mia).post("/learning/goals/new/", form(what=what, why="🌍"))
    assert Goal.objects.exists() is taken
    if taken:
        assert GoalVersion.objects.get().what == what
    else:
        text = response.content.decode()
        assert "aria-invalid" in text
        assert "🌍" in text, "what was written is not lost"


@pytest.mark.parametrize("day", ["2026-11-22", "2028-01-01", "never", ""])
def test_a_day_that_cannot_be_is_refused(village: Village, signed_in: SignedIn, day: str) -> None:
    assert signed_in(village.mia).post("/learning/goals/new/", form(by_when=day)).status_code == 200
    assert not Goal.objects.exists()


def test_a_teacher_sets_a_goal_with_a_student_and_the_student_may_make_it_private(
    village: Village, signed_in: SignedIn
) -> None:
    ada, address = signed_in(village.ada), f"/learning/students/{village.mia.pk}/goals/new/"
    assert 'name="private"' not in ada.get(address).content.decode()
    ada.post(address, form(private="on"))
    goal = Goal.objects.get()
    assert (goal.person_id, goal.made_by, goal.private) == (village.mia.pk, village.ada.pk, False)
    assert ada.post(f"/learning/goals/{goal.pk}/who/", {"private": "1"}).status_code == 403
    signed_in(village.mia).post(f"/learning/goals/{goal.pk}/who/", {"private": "1"})
    assert ada.get(f"/learning/goals/{goal.pk}/").status_code == 404
    assert ada.get(f"/learning/goals/{goal.pk}/now/").status_code == 404


def test_nobody_else_sets_a_goal_for_a_student(village: Village, signed_in: SignedIn) -> None:
    address = f"/learning/students/{village.mia.pk}/goals/new/"
    for name in ("ben", "tom", "leo", "rosa", "paul", "adam", "petra", "sam"):
        assert signed_in(getattr(village, name)).post(address, form()).status_code in {403, 404}, name
    assert not Goal.objects.exists()


def test_done_it_is_told_once_with_ids_alone(village: Village, signed_in: SignedIn) -> None:
    goal, client = goal_of(village.mia), signed_in(village.mia)
    step = Milestone.objects.get()
    for _ in range(3):
        client.post(f"/learning/goals/{goal.pk}/steps/{step.pk}/")
    (sent,) = told()
    assert sent["verb"]["id"] == "urn:waypost:verb:goal-step"  # type: ignore[index]
    assert sent["object"]["id"] == f"urn:waypost:goal:{goal.pk}"  # type: ignore[index]
    assert sent["result"] == {"extensions": {"urn:waypost:ext:level": 2}}
    assert "Zuzana" not in json.dumps(sent)
    assert "Mia" not in json.dumps(sent)
    assert {row.audience for row in stream.read_after(0, 9)} == {Audience.CARE}
    assert "Choose the chapter" not in json.dumps(sent)


def test_a_step_of_another_goal_is_not_found(village: Village, signed_in: SignedIn) -> None:
    mine, other = goal_of(village.mia), goal_of(village.leo)
    step = Milestone.objects.get(goal=other)
    response = signed_in(village.mia).post(f"/learning/goals/{mine.pk}/steps/{step.pk}/")
    assert response.status_code == 404
    assert not told()


def test_another_level_is_told_and_the_same_level_is_only_noted(village: Village) -> None:
    goal = goal_of(village.mia)
    services.review(goal, 2, by=village.mia.pk, once=uuid4(), words="still here")
    assert told() == []
    once = uuid4()
    services.review(goal, 3, by=village.mia.pk, once=once, words="Zuzana heard me")
    services.review(goal, 3, by=village.mia.pk, once=once, words="Zuzana heard me")
    (sent,) = told()
    assert sent["result"] == {"extensions": {"urn:waypost:ext:level": 3}}
    assert goal.progress.count() == 2
    with pytest.raises(Refused):
        services.review(goal, 6, by=village.mia.pk, once=uuid4())


def test_a_reached_goal_comes_to_the_reading(village: Village) -> None:
    goal = goal_of(village.mia)
    services.step_done(Milestone.objects.get(), by=village.mia.pk)
    services.review(goal, 4, by=village.mia.pk, once=uuid4())
    projector.catch_up()
    reading = Reading.objects.get(person_id=village.mia.pk, measure="goals")
    assert (reading.state, reading.value, reading.n) == ("reached", 1.0, 1)


def test_a_private_goal_tells_nothing_until_it_is_shared_and_takes_it_back_afterwards(
    village: Village,
) -> None:
    goal = goal_of(village.mia, private=True)
    services.step_done(Milestone.objects.get(), by=village.mia.pk)
    services.review(goal, 3, by=village.mia.pk, once=uuid4())
    assert told() == []
    with clock.held_at(NOW + timedelta(days=2)):
        services.share(goal)
        services.share(goal)
        assert [s["timestamp"][:10] for s in told()] == ["2026-11-23", "2026-11-23"]  # type: ignore[index]
        projector.catch_up()
        assert Reading.objects.get(person_id=village.mia.pk, measure="goals").n == 1
        services.keep_private(goal)
        services.keep_private(goal)
    assert len(told()) == 5  # two steps, and three taken back: both steps and the plan
    projector.catch_up()
    assert all(row.voided_by for row in stream.read_after(0, 2))
    left = Reading.objects.filter(person_id=village.mia.pk, measure="goals").first()
    assert left is None or left.n == 0


def test_a_revision_is_a_new_version_and_the_old_levels_stay(village: Village, signed_in: SignedIn) -> None:
    goal = goal_of(village.mia)
    first = GoalVersion.objects.get()
    client = signed_in(village.mia)
    changed = {
        "what": "Read two chapters",
        "by_when": "2026-12-18",
        "level_3": "two",
        "because": "one was easy",
    }
    client.post(f"/learning/goals/{goal.pk}/change/", changed)
    client.post(f"/learning/goals/{goal.pk}/change/", changed)
    assert [v.number for v in goal.versions.order_by("number")] == [1, 2]
    again = GoalVersion.objects.get(pk=first.pk)
    assert (again.what, again.level_3, again.by_when) == (CANARY, "", BY)
    page = client.get(f"/learning/goals/{goal.pk}/").content.decode()
    assert "Read two chapters" in page
    assert CANARY in page
    assert "one was easy" in page


def test_of_two_who_change_a_goal_at_once_the_second_is_told_and_nothing_is_lost(
    village: Village, signed_in: SignedIn
) -> None:
    goal = goal_of(village.mia)
    address = f"/learning/goals/{goal.pk}/change/"
    assert 'name="seen" value="1"' in signed_in(village.ada).get(address).content.decode()
    base = {"by_when": "2026-12-14", "why": "", "how_i_know": "", "because": "", "seen": "1"}
    signed_in(village.mia).post(address, {**base, "what": "Mia: two chapters"})
    page = signed_in(village.ada).post(address, {**base, "what": "Ada: with a partner"}).content.decode()
    assert "Mia Santos changed this while you were writing" in page
    assert "Mia: two chapters" in page
    assert "Ada: with a partner" in page, "what was written stays in the form"
    assert goal.versions.count() == 2
    signed_in(village.ada).post(address, {**base, "what": "Two chapters, with a partner", "seen": "2"})
    assert [v.what for v in goal.versions.order_by("number")] == [
        CANARY,
        "Mia: two chapters",
        "Two chapters, with a partner",
    ]


def test_a_look_back_keeps_the_words_of_its_own_version(village: Village, signed_in: SignedIn) -> None:
    goal = goal_of(village.mia)
    services.review(goal, 3, by=village.mia.pk, once=uuid4())
    services.revise(goal, Wording(what="Other", by_when=BY, level_3="quite other"), by=village.mia.pk)
    page = signed_in(village.mia).get(f"/learning/goals/{goal.pk}/").content.decode()
    history = page[page.index('id="history"') :]
    assert "I can do what I planned" in history
    assert "quite other" not in history


def test_not_there_is_not_yet_with_a_next_step(village: Village, signed_in: SignedIn) -> None:
    goal, client = goal_of(village.mia), signed_in(village.mia)
    sent = {"once": str(uuid4()), "level": "2", "words": "hard", "next_step": "Ask Sara"}
    first = client.post(f"/learning/goals/{goal.pk}/now/", sent, follow=True).content.decode()
    client.post(f"/learning/goals/{goal.pk}/now/", sent)
    assert "Not yet, and that is noted." in first
    assert list(Milestone.objects.values_list("what", flat=True)) == ["Choose the chapter", "Ask Sara"]
    assert goal.progress.count() == 1
    assert not queries.view_of(goal, BY).past_date
    assert queries.view_of(goal, BY + timedelta(days=1)).past_date


def test_a_goal_that_was_put_aside_takes_no_steps_until_it_is_taken_up(
    village: Village, signed_in: SignedIn
) -> None:
    goal, client = goal_of(village.mia), signed_in(village.mia)
    step = Milestone.objects.get()
    client.post(f"/learning/goals/{goal.pk}/end/")
    client.post(f"/learning/goals/{goal.pk}/steps/{step.pk}/")
    assert not told()
    client.post(f"/learning/goals/{goal.pk}/end/", {"again": "1"})
    client.post(f"/learning/goals/{goal.pk}/steps/{step.pk}/")
    assert len(told()) == 1


def test_a_step_that_is_left_out_cannot_be_done(village: Village, signed_in: SignedIn) -> None:
    goal = goal_of(village.mia)
    step = Milestone.objects.get()
    services.drop_step(step)
    assert services.step_done(step, by=village.mia.pk) is False
    assert not told()
    assert services.add_step(goal, "a").pk == services.add_step(goal, "a").pk, "the same step stands once"
    for n in range(11):
        services.add_step(goal, f"step {n}")
    with pytest.raises(Refused):
        services.add_step(goal, "one too many")


def test_a_statement_that_fails_undoes_the_step(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    goal_of(village.mia)

    def broken(*_: object, **__: object) -> UUID:
        raise RuntimeError("no room in the stream")

    monkeypatch.setattr("waypost.learning.telling.goal_step", broken)
    with pytest.raises(RuntimeError):
        services.step_done(Milestone.objects.get(), by=village.mia.pk)
    assert Milestone.objects.get().done is None


def test_evidence_is_told_the_day_of_a_goal_and_the_share_of_its_steps_and_never_a_word(
    village: Village,
) -> None:
    goal = goal_of(village.mia)
    second = services.add_step(goal, "Read it to the cat")
    services.step_done(second, by=village.mia.pk)
    services.revise(goal, Wording(what=CANARY, by_when=date(2026, 12, 18)), by=village.mia.pk)
    services.drop_step(Milestone.objects.get(goal=goal, done=None))
    services.put_aside(goal)
    services.take_up(goal)
    assert planned() == [
        (True, "2026-12-14", 0.0), (True, "2026-12-14", 0.0), (True, "2026-12-14", 0.5), (True, "2026-12-18", 0.5),
        (True, "2026-12-18", 1.0), (False, "2026-12-18", 1.0), (True, "2026-12-18", 1.0),
    ]  # fmt: skip
    assert all(CANARY not in row.payload.decode() for row in stream.read_after(0, 100))


def test_a_private_goal_tells_no_plan_and_one_that_becomes_private_takes_it_back(village: Village) -> None:
    goal_of(village.leo, private=True)
    assert planned() == []
    goal = goal_of(village.mia)
    assert len(planned()) == 1
    services.keep_private(goal)
    assert planned() == []
    services.share(goal)
    assert planned() == [(True, "2026-12-14", 0.0)]


def test_a_goal_that_is_reached_is_no_longer_under_way(village: Village) -> None:
    goal = goal_of(village.mia)
    services.review(goal, 3, by=village.mia.pk, once=uuid4())
    assert [under_way for under_way, _, _ in planned()] == [True, False]


def test_a_goal_is_shown_by_words_a_link_a_piece_of_work_or_a_reading(
    village: Village, signed_in: SignedIn
) -> None:
    goal = goal_of(village.mia)
    skill = work.tree()["divide"]
    Reading.objects.create(
        person_id=village.mia.pk, measure="mastery", subject=skill.pk, state="developing", n=9
    )
    own = add_piece(village.mia.pk, Work("My bees", text="x"), by=village.mia.pk, once=uuid4())
    foreign = add_piece(village.leo.pk, Work("Leo's bees", text="x"), by=village.leo.pk, once=uuid4())
    client, address = signed_in(village.mia), f"/learning/goals/{goal.pk}/shows/"
    page = client.get(address).content.decode()
    assert "Divide fractions (developing)" in page
    assert "Leo&#x27;s bees" not in page
    once = str(uuid4())
    for _tap in range(2):
        client.post(address, {"once": once, "words": "\N{HONEYBEE}"})
    client.post(address, {"once": uuid4(), "link": "https://bees.example/talk"})
    client.post(address, {"once": uuid4(), "piece": own.pk})
    client.post(address, {"once": uuid4(), "skill": skill.pk})
    assert client.post(address, {"once": uuid4(), "piece": foreign.pk}).status_code == 200
    assert client.post(address, {"once": uuid4()}).status_code == 200
    assert goal.shows.count() == 4
    Reading.objects.update(state="secure")
    page = client.get(f"/learning/goals/{goal.pk}/").content.decode()
    for words in ("\N{HONEYBEE}", "bees.example/talk", "My bees", "developing"):
        assert words in page, "a skill stands as it stood on that day"
    family = signed_in(village.rosa).get(f"/learning/goals/{goal.pk}/").content.decode()
    assert "bees.example/talk" in family
    assert "My bees" not in family, "work that isn't shown at home isn't shown here"
    assert signed_in(village.rosa).get(address).status_code == 403
    assert signed_in(village.leo).get(address).status_code == 404
