"""What is next for a student: chosen together, written by two without loss, given to do, and what happened afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests import work
from tests.agree import seen_by
from tests.village import NOW, Village
from waypost.learning.access import (
    KEEP_GROUP,
    PLAN_FOR_CLASS,
    SEE_CHOSEN,
    SEE_GROUP,
    SEE_HANDED,
    SEE_PLAN,
    SEE_TASK,
    TICK_HANDED,
    WORK_ON_CHOSEN,
)
from waypost.learning.models import Chosen, Group, GroupMember, Handed, PlanVersion, Task
from waypost.learning.queries import groups as queries
from waypost.learning.queries.afterwards import Came, after, together
from waypost.learning.services import Meanwhile
from waypost.learning.services import groups as groups
from waypost.learning.services import plans as plans
from waypost.readings.models import Reading
from waypost.school import clock
from waypost.school.models import Class, Enrollment, Person
from waypost.skills.models import Skill
from waypost.trust.access import Rule
from waypost.trust.who import who_is

SignedIn = Callable[[object], Client]
CANARY = "Zuzana's fractions with paper strips"


@pytest.fixture
def skills() -> dict[str, Skill]:
    return work.tree()


def stands(who: Person, skill: Skill, state: str, n: int) -> None:
    Reading.objects.update_or_create(
        person_id=who.pk, measure="mastery", subject=skill.pk,
        defaults={"state": state, "n": n, "value": 0.5, "as_of": NOW.date()},
    )  # fmt: skip


def group_of(village: Village, *members: Person, **more: object) -> Group:
    given: dict[str, object] = {"by": village.ada.pk, "once": uuid4(), "words": CANARY, **more}
    return groups.make(village.maths_7b.pk, "Paper strips", [m.pk for m in members], **given)  # type: ignore[arg-type]


def task_of(village: Village, *people: Person, skill: Skill | None = None, kind: str = "task") -> Task:
    wanted = groups.Wanted(
        CANARY, date(2026, 11, 27), kind, "https://sums.example/divide", skill.pk if skill else None
    )
    return groups.hand_out(
        village.maths_7b.pk, wanted, [p.pk for p in people], by=village.ada.pk, once=uuid4()
    )


def test_each_rule_answers_alike_for_the_row_and_for_the_list(
    village: Village, skills: dict[str, Skill]
) -> None:
    plans.choose(village.mia.pk, skills["divide"].pk, by=village.mia.pk)
    plans.write(village.mia.pk, CANARY, None, by=village.ada.pk, seen=0)
    group_of(village, village.mia)
    task_of(village, village.mia)
    may: list[tuple[Rule[object], object, set[str]]] = [
        (SEE_PLAN, PlanVersion.objects.get(), {"ada", "mia", "rosa", "lena", "cora"}),
        (SEE_CHOSEN, Chosen.objects.get(), {"ada", "mia", "rosa", "lena", "cora"}),
        (WORK_ON_CHOSEN, Chosen.objects.get(), {"ada", "mia", "lena", "cora"}),
        (SEE_HANDED, Handed.objects.get(), {"ada", "mia", "rosa", "lena", "cora"}),
        (TICK_HANDED, Handed.objects.get(), {"ada", "mia", "lena", "cora"}),
        (SEE_GROUP, Group.objects.get(), {"ada", "lena", "cora"}),
        (KEEP_GROUP, Group.objects.get(), {"ada", "lena", "cora"}),
        (SEE_TASK, Task.objects.get(), {"ada", "lena", "cora"}),
        (PLAN_FOR_CLASS, village.maths_7b, {"ada", "lena", "cora"}),
    ]  # type: ignore[list-item]
    for rule, thing, expected in may:
        assert seen_by(village, rule, thing) == expected, rule.name


def test_nobody_works_on_a_plan_with_borrowed_eyes(village: Village, skills: dict[str, Skill]) -> None:
    chosen = plans.choose(village.mia.pk, skills["divide"].pk, by=village.mia.pk)
    eyes = who_is(village.account(village.ada), viewing_as=village.account(village.adam).pk)
    assert not WORK_ON_CHOSEN.may(eyes, chosen)
    assert not PLAN_FOR_CLASS.may(eyes, village.maths_7b)


def test_a_student_chooses_and_the_teacher_says_yes(
    village: Village, skills: dict[str, Skill], signed_in: SignedIn
) -> None:
    stands(village.mia, skills["multiply"], "secure", 12)
    page = signed_in(village.mia).get("/learning/plan/").content.decode()
    assert "What it builds on is there: Multiply fractions." in page
    signed_in(village.mia).post(
        f"/learning/students/{village.mia.pk}/plan/choose/", {"skill": skills["divide"].pk}
    )
    signed_in(village.mia).post(
        f"/learning/students/{village.mia.pk}/plan/choose/", {"skill": skills["divide"].pk}
    )
    chosen = Chosen.objects.get()
    assert (chosen.by_student, chosen.agreed, chosen.state_then) == (True, None, "not_enough")
    signed_in(village.mia).post(f"/learning/chosen/{chosen.pk}/")
    chosen.refresh_from_db()
    assert chosen.agreed is None, "nobody says yes to oneself"
    seen = signed_in(village.ada).get(f"/learning/students/{village.mia.pk}/plan/").content.decode()
    assert "Yes, this is next" in seen
    signed_in(village.ada).post(f"/learning/chosen/{chosen.pk}/")
    chosen.refresh_from_db()
    assert chosen.agreed_by == village.ada.pk
    assert (
        "agreed by both"
        in signed_in(village.rosa).get(f"/learning/students/{village.mia.pk}/plan/").content.decode()
    )


def test_two_who_choose_the_same_have_agreed(village: Village, skills: dict[str, Skill]) -> None:
    plans.choose(village.mia.pk, skills["divide"].pk, by=village.ada.pk)
    plans.choose(village.mia.pk, skills["divide"].pk, by=village.mia.pk)
    assert Chosen.objects.get().agreed_by == village.mia.pk


def test_a_family_reads_the_plan_and_changes_nothing(
    village: Village, skills: dict[str, Skill], signed_in: SignedIn
) -> None:
    client = signed_in(village.rosa)
    assert client.get(f"/learning/students/{village.mia.pk}/plan/").status_code == 200
    answer = client.post(f"/learning/students/{village.mia.pk}/plan/choose/", {"skill": skills["divide"].pk})
    assert answer.status_code == 403
    assert not Chosen.objects.exists()


def test_of_two_adults_who_write_at_once_the_second_is_told_and_nothing_is_lost(
    village: Village, signed_in: SignedIn
) -> None:
    address = f"/learning/students/{village.mia.pk}/plan/write/"
    signed_in(village.cora).post(address, {"words": "Cora: twice a week", "look_on": "", "seen": "0"})
    answer = signed_in(village.ada).post(
        address, {"words": "Ada: with paper strips", "look_on": "", "seen": "0"}
    )
    page = answer.content.decode()
    assert "Cora Weiss changed this while you were writing" in page
    assert "Cora: twice a week" in page
    assert "Ada: with paper strips" in page, "what was written stays in the form"
    assert PlanVersion.objects.count() == 1
    signed_in(village.ada).post(
        address, {"words": "Ada: strips, twice a week", "look_on": "2026-12-07", "seen": "1"}
    )
    told = list(PlanVersion.objects.order_by("number").values_list("number", "words"))
    assert told == [(1, "Cora: twice a week"), (2, "Ada: strips, twice a week")]
    page = signed_in(village.mia).get("/learning/plan/").content.decode()
    assert "Cora: twice a week" in page, "the history keeps it"


def test_the_same_words_sent_twice_are_one_version(village: Village) -> None:
    plans.write(village.mia.pk, CANARY, None, by=village.ada.pk, seen=0)
    plans.write(village.mia.pk, CANARY, None, by=village.ada.pk, seen=0)
    assert PlanVersion.objects.count() == 1
    assert plans.write(village.leo.pk, "", None, by=village.ada.pk, seen=0) is None


def enrolled(village: Village, given: str) -> Person:
    person = Person.objects.create(
        sourced_id=given.lower(),
        given_name=given,
        family_name="Moss",
        kind="student",
        since=date(2026, 8, 31),
    )
    Enrollment.objects.create(
        sourced_id=f"m7b-{given}",
        person=person,
        klass=village.maths_7b,
        role="student",
        since=date(2026, 8, 31),
    )
    return person


def test_a_class_gets_groups_by_need_which_are_changed_and_kept(
    village: Village, skills: dict[str, Skill], signed_in: SignedIn
) -> None:
    third, fourth = enrolled(village, "Ida"), enrolled(village, "Jon")
    for one in (village.mia, village.leo, third):
        stands(one, skills["multiply"], "secure", 12)
        stands(one, skills["divide"], "starting", 6)
    stands(fourth, skills["divide"], "secure", 12)
    client = signed_in(village.ada)
    address = f"/learning/classes/{village.maths_7b.pk}/groups/"
    page = client.get(address).content.decode()
    assert "Keep this group" in page
    assert "1 of the class has it and could explain it." in page
    form = client.get(
        f"{address}new/?skill={skills['divide'].pk}&who={village.mia.pk}&who={third.pk}"
    ).content.decode()
    assert form.count(" checked") == 2
    assert form.index("Mia Santos (") < form.index("Leo Park ("), "who is chosen stands first"
    sent = {
        "once": str(uuid4()), "title": "Paper strips", "words": CANARY, "seen": "0",
        "people": [village.mia.pk, third.pk],
    }  # fmt: skip
    client.post(f"{address}new/?skill={skills['divide'].pk}", sent)
    client.post(f"{address}new/?skill={skills['divide'].pk}", sent)
    group = Group.objects.get()
    assert (group.skill_id, GroupMember.objects.filter(until=None).count()) == (skills["divide"].pk, 2)
    page = client.get(address).content.decode()
    assert "Keep this group" not in page, "a need that is met isn't proposed again"
    assert CANARY.replace("'", "&#x27;") in page
    assert signed_in(village.ben).get(address).status_code == 404


def test_two_who_change_one_group_lose_nothing(village: Village, signed_in: SignedIn) -> None:
    group = group_of(village, village.mia)
    address = f"/learning/groups/{group.pk}/"
    base = {"once": str(group.once), "seen": "1"}
    with clock.held_at(NOW + timedelta(minutes=1)):
        signed_in(village.cora).post(
            address,
            {**base, "title": "Cora's title", "words": "", "people": [village.mia.pk, village.leo.pk]},
        )
    answer = signed_in(village.ada).post(
        address, {**base, "title": "Ada's title", "words": "x", "people": [village.mia.pk]}
    )
    page = answer.content.decode()
    assert "Cora Weiss changed this while you were writing" in page
    assert "Cora&#x27;s title" in page
    assert "Ada&#x27;s title" in page
    assert group.members.filter(until=None).count() == 2, "nothing of the second stands yet"
    again = {
        "once": str(group.once),
        "seen": "2",
        "title": "Ada's title",
        "words": "x",
        "people": [village.mia.pk],
    }
    with clock.held_at(NOW + timedelta(minutes=2)):
        signed_in(village.ada).post(address, again)
    assert [v.title for v in group.versions.order_by("number")] == [
        "Paper strips",
        "Cora's title",
        "Ada's title",
    ]
    assert group.members.get(person_id=village.leo.pk).until is not None
    before = signed_in(village.ada).get(address).content.decode().split("What it said before")[1]
    assert "Mia Santos and Leo Park" in before, "who was in it then, too"
    assert "Cora Weiss" in before


def test_groups_on_paper_say_first_names_and_what_to_do_and_nothing_of_how_a_skill_stands(
    village: Village, skills: dict[str, Skill], signed_in: SignedIn
) -> None:
    stands(village.mia, skills["divide"], "starting", 6)
    group, other = group_of(village, village.mia), group_of(village, village.leo)
    groups.change(group, "Strips", CANARY, [village.mia.pk], by=village.ada.pk, seen=1, within=[])
    wanted = groups.Wanted("Two tasks", date(2026, 12, 1), skill_id=skills["divide"].pk)
    groups.hand_out(
        village.maths_7b.pk, wanted, [village.mia.pk], by=village.ada.pk, once=uuid4(), group=group
    )
    address = f"/learning/classes/{village.maths_7b.pk}/groups/paper/"
    page = signed_in(village.ada).get(address).content.decode()
    main = page.split("<main")[1]
    for said in ("Strips", CANARY.replace("'", "&#x27;"), "Mia", "Two tasks", "Leo"):
        assert said in main, said
    for not_said in ("Santos", "starting", "Divide"):
        assert not_said not in main, not_said
    one = signed_in(village.ada).get(address, {"group": other.pk}).content.decode().split("<main")[1]
    assert "Strips" not in one
    assert signed_in(village.ben).get(address).status_code == 404


def test_a_group_that_has_done_its_work_says_so(
    village: Village, skills: dict[str, Skill], signed_in: SignedIn
) -> None:
    group_of(village, village.mia, village.leo, skill_id=skills["divide"].pk)
    address = f"/learning/classes/{village.maths_7b.pk}/groups/"
    stands(village.mia, skills["divide"], "secure", 9)
    assert "may have done its work" not in signed_in(village.ada).get(address).content.decode()
    stands(village.leo, skills["divide"], "due_for_a_look", 9)
    assert "may have done its work" in signed_in(village.ada).get(address).content.decode()


def test_two_with_one_first_name_are_told_apart_on_paper() -> None:
    people = [
        Person(given_name=g, family_name=f) for g, f in (("Ida", "Moss"), ("Ida", "Berg"), ("Jon", "Lee"))
    ]
    assert queries._first_names(people) == ["Ida M.", "Ida B.", "Jon"]


def test_a_member_whom_the_writer_does_not_see_stays(village: Village) -> None:
    group = group_of(village, village.mia, village.leo)
    groups.change(group, "T", "", [village.mia.pk], by=village.ada.pk, seen=1, within=[village.mia.pk])
    assert set(group.members.filter(until=None).values_list("person_id", flat=True)) == {
        village.mia.pk,
        village.leo.pk,
    }
    with pytest.raises(Meanwhile):
        groups.change(
            group, "Other", "", [village.mia.pk], by=village.ada.pk, seen=1, within=[village.mia.pk]
        )


def test_a_task_counts_as_done_when_work_on_its_skill_is_seen(
    village: Village, skills: dict[str, Skill], signed_in: SignedIn
) -> None:
    stands(village.leo, skills["divide"], "starting", 14)
    task = task_of(village, village.mia, village.leo, skill=skills["divide"])
    address = f"/learning/tasks/{task.pk}/"
    assert "0 of 2 did it" in signed_in(village.ada).get(address).content.decode()
    stands(village.leo, skills["divide"], "developing", 20)
    page = signed_in(village.ada).get(address).content.decode()
    assert "1 of 2 did it" in page
    assert "Then starting, now developing, after 6 tries." in page
    assert "Of two: one is further than then and of one we can&#x27;t tell." in page
    assert "That can have other reasons." in page
    assert "No work on it has been seen since." in page


def test_where_no_tool_sees_it_a_tap_says_done_once(village: Village, signed_in: SignedIn) -> None:
    task = task_of(village, village.mia)
    handed = Handed.objects.get()
    path = signed_in(village.mia).get("/path/").content.decode()
    assert "Zuzana&#x27;s fractions" in path
    signed_in(village.mia).post(f"/learning/handed/{handed.pk}/")
    with clock.held_at(NOW + timedelta(hours=1)):
        signed_in(village.ada).post(f"/learning/handed/{handed.pk}/")
    handed.refresh_from_db()
    assert handed.done_by == village.mia.pk
    assert signed_in(village.leo).post(f"/learning/handed/{handed.pk}/").status_code == 404
    groups.end_task(task)
    assert "Zuzana&#x27;s fractions" not in signed_in(village.mia).get("/path/").content.decode()


def test_teach_it_again_names_who_needs_it_and_what_to_begin_with(
    village: Village, skills: dict[str, Skill], signed_in: SignedIn
) -> None:
    stands(village.mia, skills["divide"], "secure", 12)
    stands(village.leo, skills["divide"], "starting", 14)
    stands(village.leo, skills["multiply"], "starting", 8)
    client = signed_in(village.ada)
    address = f"/learning/classes/{village.maths_7b.pk}/again/{skills['divide'].pk}/"
    page = client.get(address).content.decode()
    assert "1 of them lacks Multiply fractions, which it builds on: begin there." in page
    assert page.count(" checked") == 1, "who needs it is ticked"
    sent = {"once": str(uuid4()), "what": CANARY, "by_when": "2026-11-24", "people": [village.leo.pk]}
    client.post(address, sent)
    task = Task.objects.get()
    assert (task.kind, task.skill_id) == ("again", skills["divide"].pk)
    assert "Zuzana&#x27;s" not in signed_in(village.leo).get("/path/").content.decode(), (
        "nobody has to do anything"
    )


@pytest.mark.parametrize(
    ("then", "now", "tries", "came"),
    [
        ("starting", "developing", 6, Came.FURTHER),
        ("starting", "slipping", 6, Came.SAME),
        ("secure", "due_for_a_look", 6, Came.SAME),
        ("secure", "slipping", 6, Came.BACK),
        ("starting", "secure", 2, Came.UNKNOWN),
        ("not_enough", "secure", 9, Came.UNKNOWN),
        ("starting", "not_enough", 9, Came.UNKNOWN),
    ],
)
def test_what_happened_afterwards_is_said_only_where_it_can_be_told(
    then: str, now: str, tries: int, came: Came
) -> None:
    assert after(then, 10, Reading(state=now, n=10 + tries)).came == came


def test_a_silent_tool_is_named_instead_of_a_missing_trace() -> None:
    said = after("starting", 10, Reading(state="starting", n=10), silent="Sums")
    assert said.sentence == "Sums sends nothing at the moment, so we can't tell."
    assert together([]) == ""
    assert "other reasons" not in together([said])


def test_a_class_of_another_school_is_not_planned_for(village: Village, signed_in: SignedIn) -> None:
    far: Class = village.far_class
    for tail in ("groups/", "groups/new/", "tasks/new/"):
        assert signed_in(village.ada).get(f"/learning/classes/{far.pk}/{tail}").status_code == 404
