"""Every rule of this room's help in time, with rows of each kind: object and query say the same for everybody."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.trust.test_access import everybody
from tests.village import NOW, Village
from waypost.care import access, feeds
from waypost.care.services import checkins, interventions, meetings, notes
from waypost.care.services import signals as steps
from waypost.trust.access import Rule
from waypost.trust.who import who_is

MINE = {
    name: rule
    for name, rule in vars(access).items()
    if isinstance(rule, Rule)
    and type(rule).__module__.rpartition(".")[2]
    in {"signals", "checkins", "notes", "interventions", "meetings"}
}


def fill(v: Village) -> None:
    for student, adult in (
        (v.mia, v.ada),
        (v.leo, v.ada),
        (v.noor, v.ben),
        (v.far_kid, v.tom),
        (v.mia, v.cora),
    ):
        checkins.hold(student, adult, checkins.Said(hard="x"), once=uuid4(), apart="x", next_on=NOW.date())
        checkins.set_rhythm(student, adult, 5, by=adult)
        notes.write_restricted(student, adult, "x", "counsellor", once=uuid4())
        notes.write_restricted(student, adult, "x", "counsellor+leader", once=uuid4())
        notes.jot(student, adult, "x", once=uuid4())
        steps.plan(student.pk, "x", NOW.date(), adult, None, None)
        plan = interventions.Plan("x", "days_worked", NOW.date(), NOW.date())
        interventions.plan(plan, [student], adult, once=uuid4())
        meeting = meetings.call("x", NOW.date(), adult, [v.lena], once=uuid4())
        meetings.put_on(meeting, student, adult)
        meetings.make_group("x", [student], adult, once=uuid4())
    both = interventions.Plan("both", "days_worked", NOW.date(), NOW.date())
    interventions.plan(both, [v.leo, v.noor], v.cora, once=uuid4())
    meetings.make_group("both", [v.leo, v.noor], v.cora, once=uuid4())
    closed = meetings.call("closed", NOW.date(), v.ada, [], once=uuid4())
    meetings.put_on(closed, v.leo, v.ada)
    meetings.close(closed)
    feeds.make(v.ada.pk, v.account(v.ada).pk)
    interventions.add_approach("x", "x", v.ada)


@pytest.mark.django_db
def test_object_and_query_agree_on_every_row_for_everybody_and_for_borrowed_eyes(village: Village) -> None:
    fill(village)
    people = everybody(village)
    people.append(("eyes", who_is(village.account(village.ada), viewing_as=village.account(village.adam).pk)))
    assert len(MINE) >= 18
    for rule_name, rule in MINE.items():
        things = list(rule.rows(who_is(village.account(village.ada))).model._default_manager.all())
        for name, who in people:
            by_query = set(rule.rows(who).values_list("pk", flat=True))
            by_object = {t.pk for t in things if rule.may(who, t)}
            assert by_query == by_object, f"{rule_name} for {name}"


@pytest.mark.django_db
def test_nobody_but_staff_sees_any_of_it_and_a_student_only_what_was_shared(village: Village) -> None:
    fill(village)
    outside = ("mia", "leo", "noor", "far_kid", "rosa", "paul", "sam", "priya", "adam", "petra")
    for rule_name, rule in MINE.items():
        for name in outside:
            rows = rule.rows(who_is(village.account(getattr(village, name))))
            if rule_name == "SEE_CHECK_IN" and name in {"mia", "leo", "noor", "far_kid"}:
                assert {c.person_id for c in rows} == {getattr(village, name).pk}
            else:
                assert not rows.exists(), (rule_name, name)
