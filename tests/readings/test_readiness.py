"""What is next by what comes before what, and groups of those who lack the same skill."""

from __future__ import annotations

from typing import Any

import pytest

from tests import work
from waypost.readings.models import Reading
from waypost.readings.readiness import Next, Order, Ready, ahead, needs, states_of
from waypost.skills.models import Relation, Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def skills() -> dict[str, Skill]:
    """multiply -> divide -> ratios."""
    made = work.tree()
    Relation.objects.create(before=made["divide"], after=made["ratios"])
    return made


def of(skills: dict[str, Skill], **states: str) -> dict[int, str]:
    return {skills[code].pk: state for code, state in states.items()}


def next_of(skills: dict[str, Skill], **states: str) -> dict[str, Next]:
    return {n.skill.code: n for n in ahead(of(skills, **states), Order.of())}


def test_a_skill_is_ready_when_all_that_it_builds_on_is_there(skills: dict[str, Skill]) -> None:
    found = next_of(skills, multiply="secure")
    assert found["divide"].ready == Ready.NOW
    assert found["divide"].why == "What it builds on is there: Multiply fractions."
    assert "ratios" not in found, "two steps away isn't within reach"


def test_what_is_due_for_a_look_still_carries_what_builds_on_it(skills: dict[str, Skill]) -> None:
    found = next_of(skills, multiply="due_for_a_look")
    assert (found["multiply"].ready, found["divide"].ready) == (Ready.LOOK, Ready.NOW)


def test_what_lacks_something_before_it_is_not_yet_and_says_what(skills: dict[str, Skill]) -> None:
    found = next_of(skills, multiply="developing")
    assert found["multiply"].ready == Ready.GOING_ON
    assert found["divide"].ready == Ready.LATER
    assert found["divide"].why == "First: Multiply fractions (developing)."


def test_one_of_two_that_come_before_is_not_enough(skills: dict[str, Skill]) -> None:
    Relation.objects.create(before=skills["multiply"], after=skills["ratios"])
    found = next_of(skills, multiply="secure", divide="slipping")
    assert found["ratios"].ready == Ready.LATER
    assert found["divide"].why == "This was there, and lately it has been shaky."


def test_nothing_is_proposed_without_evidence_or_without_an_order(skills: dict[str, Skill]) -> None:
    assert next_of(skills) == {}
    Relation.objects.all().delete()
    assert next_of(skills, multiply="secure", divide="not_enough") == {}


def test_a_skill_that_is_secure_is_not_next(skills: dict[str, Skill]) -> None:
    assert "multiply" not in next_of(skills, multiply="secure", divide="secure")


def test_groups_are_of_those_who_lack_the_same_skill_and_have_what_it_builds_on(
    skills: dict[str, Skill],
) -> None:
    everybody = {
        1: of(skills, multiply="secure", divide="starting"),
        2: of(skills, multiply="due_for_a_look", divide="slipping"),
        3: of(skills, multiply="starting", divide="starting"),  # lacks what comes before: another group
        4: of(skills, multiply="developing", divide="starting"),
        5: of(skills, divide="starting"),  # nothing is known of multiply
        6: of(skills, multiply="secure", divide="secure"),
    }
    found = {n.skill.code: n for n in needs(everybody, Order.of())}
    assert found["divide"].states == {1: "starting", 2: "slipping", 5: "starting"}
    assert found["divide"].unsure == {5}
    assert found["divide"].there == (6,)
    assert set(found["multiply"].people) == {3, 4}
    assert [n.skill.code for n in needs(everybody, Order.of())] == ["divide", "multiply"], "the largest first"


def test_one_student_is_no_group(skills: dict[str, Skill]) -> None:
    assert needs({1: of(skills, multiply="starting")}, Order.of()) == []


def test_a_circle_in_the_tree_of_skills_ends(skills: dict[str, Skill]) -> None:
    Relation.objects.create(before=skills["ratios"], after=skills["multiply"])
    states = of(skills, multiply="starting", divide="starting", ratios="starting")
    assert ahead(states, Order.of())
    assert needs({1: states, 2: states}, Order.of())


@pytest.mark.parametrize("many", [False, True], ids=["one student", "a class, without details"])
def test_what_a_person_set_outranks_the_model_until_five_tries_say_otherwise(
    skills: dict[str, Skill], many: bool, django_assert_num_queries: Any
) -> None:
    def reading(code: str, state: str, **detail: int) -> None:
        Reading.objects.create(
            person_id=7, measure="mastery", subject=skills[code].pk, state=state, detail=detail, n=9
        )

    reading("multiply", "starting", overruled=4, tries_since_overruled=4)
    reading("divide", "secure", overruled=1, tries_since_overruled=0)
    reading("ratios", "starting", overruled=4, tries_since_overruled=5)
    rows = Reading.objects.order_by("pk")
    found = list(rows.defer("detail", "series") if many else rows)
    with django_assert_num_queries(1 if many else 0):
        states = states_of(found)
    assert [states[7, skills[c].pk] for c in ("multiply", "divide", "ratios")] == [
        "secure", "starting", "starting",
    ]  # fmt: skip
