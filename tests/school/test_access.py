"""Who sees whom: a table over the whole cast, and object and list asked side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.http import Http404

from tests.village import NOW, Village
from waypost.school import access, people
from waypost.school.models import (
    Attendance,
    Class,
    Enrollment,
    GuardianLink,
    HomeAdult,
    Organization,
    Person,
    RosterImport,
)
from waypost.trust.access import ReadBook, Who
from waypost.trust.models import Account, RoleGrant
from waypost.trust.who import who_is

#: Written by hand from the words in shared/TRUST.md and the village's docstring.
SEES = {
    "ada": {"mia", "leo"},
    "ben": {"noor"},
    "tom": {"far_kid"},
    "mia": {"mia"},
    "leo": {"leo"},
    "noor": {"noor"},
    "far_kid": {"far_kid"},
    "rosa": {"mia"},
    "paul": set(),
    "lena": {"mia", "leo", "noor"},
    "cora": {"mia", "leo", "noor"},
    "sam": set(),
    "priya": set(),
    "adam": set(),
    "petra": set(),
}
CLASSES = {
    "ada": {"maths_7b"},
    "ben": {"maths_7a"},
    "tom": {"far_class"},
    "lena": {"maths_7b", "maths_7a"},
    "cora": {"maths_7b", "maths_7a"},
}


def who(village: Village, name: str) -> Who:
    return who_is(Account.objects.get(person_id=getattr(village, name).pk))


def seen_by(asking: Who) -> set[int]:
    return set(access.visible_students(asking).values_list("pk", flat=True))


def test_the_table_names_the_whole_cast(village: Village) -> None:
    assert len(SEES) == len(village.people()) == 15


@pytest.mark.parametrize("name", SEES)
def test_everybody_sees_exactly_the_students_of_the_table(village: Village, name: str) -> None:
    assert seen_by(who(village, name)) == {getattr(village, s).pk for s in SEES[name]}


@pytest.mark.parametrize("name", SEES)
def test_classes_are_seen_by_those_who_teach_or_lead_there(village: Village, name: str) -> None:
    seen = set(access.SEE_CLASS.rows(who(village, name)).values_list("pk", flat=True))
    assert seen == {getattr(village, c).pk for c in CLASSES.get(name, set())}


def test_a_stranger_and_nobody_see_nothing(village: Village) -> None:
    for asking in (Who(), who_is(village.stranger)):
        for rule in access.RULES:
            assert not rule.rows(asking).exists(), rule.name


@pytest.mark.parametrize("name", [*SEES, "stranger"])
def test_object_and_list_agree_for_every_rule_and_every_row(village: Village, name: str) -> None:
    Attendance.objects.create(student=village.mia, day=date(2026, 11, 20), status="absent")
    people.merge(village.mia.pk, village.leo.pk, by=None, reason="the same child")
    RosterImport.objects.create(
        kind="oneroster", file_name="a.zip", digest="0", state="preview", made=people.clock.now()
    )
    asking = who_is(village.stranger) if name == "stranger" else who(village, name)
    checked = 0
    for rule in access.RULES:
        rows = set(rule.rows(asking).values_list("pk", flat=True))
        for row in rule.rows(asking).model.objects.all():
            assert bool(rule.may(asking, row)) == (row.pk in rows), (rule.name, row.pk)
            checked += 1
    assert checked > 40


def test_a_person_who_may_not_know_of_a_child_gets_not_found(village: Village) -> None:
    book = ReadBook(who(village, "tom"))
    with pytest.raises(Http404):
        access.SEE_STUDENT.get(book, pk=village.mia.pk)
    assert book.read == set()


def test_opening_a_student_leaves_her_in_the_book_of_reads(village: Village) -> None:
    book = ReadBook(who(village, "ada"))
    assert access.SEE_STUDENT.get(book, pk=village.mia.pk) == village.mia
    assert book.read == {village.mia.pk}


def test_sight_ends_with_the_enrolment_and_begins_with_it(village: Village) -> None:
    HomeAdult.objects.all().delete()
    Enrollment.objects.filter(person=village.mia).update(until=date(2026, 11, 22))  # yesterday
    Enrollment.objects.filter(person=village.leo).update(
        until=date(2026, 11, 23), since=date(2026, 11, 23)
    )  # today only
    assert seen_by(who(village, "ada")) == {village.leo.pk}
    Enrollment.objects.filter(person=village.leo).update(since=date(2026, 11, 24), until=None)
    assert seen_by(who(village, "ada")) == set()


def test_a_teacher_whose_own_enrolment_or_role_ended_sees_no_class(village: Village) -> None:
    HomeAdult.objects.all().delete()
    Enrollment.objects.filter(person=village.ada).update(active=False)
    assert seen_by(who(village, "ada")) == set()
    RoleGrant.objects.filter(account__person_id=village.ben.pk).update(until=people.clock.now())
    assert seen_by(who(village, "ben")) == set()


def test_a_home_adult_sees_the_child_without_teaching_it(village: Village) -> None:
    HomeAdult.objects.filter(student=village.noor).update(adult=village.ada)
    assert seen_by(who(village, "ada")) == {village.mia.pk, village.leo.pk, village.noor.pk}


@pytest.mark.parametrize(
    "change",
    [
        {"state": "pending"},
        {"state": "ended"},
        {"see": False},
        {"until": date(2026, 11, 22)},
        {"since": date(2026, 11, 24)},
    ],
)
def test_a_guardian_sees_only_by_a_confirmed_link_with_the_right_on_its_days(
    village: Village, change: dict[str, object]
) -> None:
    GuardianLink.objects.filter(guardian=village.rosa).update(**change)
    assert seen_by(who(village, "rosa")) == set()


def test_a_leader_sees_the_schools_below_her_own(village: Village) -> None:
    district = Organization.objects.create(sourced_id="d", name="District", kind="district")
    Organization.objects.update(parent=district)
    Organization.objects.filter(pk=district.pk).update(parent=None)
    asking = replace(who(village, "lena"), grants=frozenset({("leader", district.pk)}))
    assert seen_by(asking) == {getattr(village, s).pk for s in ("mia", "leo", "noor", "far_kid")}


def test_a_merge_carries_classes_but_no_guardian_link(village: Village) -> None:
    people.merge(village.noor.pk, village.mia.pk, by=None, reason="entered twice")
    assert seen_by(who(village, "ada")) == {
        village.leo.pk,
        village.noor.pk,
    }  # Mia's class counts for Noor now
    assert seen_by(who(village, "rosa")) == set()  # her link waits for a person
    assert seen_by(who(village, "mia")) == set()  # and the absorbed account shows nobody


def test_an_administrator_of_one_school_keeps_that_schools_people_only(village: Village) -> None:
    asking = replace(who(village, "adam"), grants=frozenset({("administrator", village.far.pk)}))
    rows = set(access.MANAGE_PERSON.rows(asking).values_list("pk", flat=True))
    assert rows == {village.tom.pk, village.far_kid.pk}
    everywhere = set(access.MANAGE_PERSON.rows(who(village, "adam")).values_list("pk", flat=True))
    assert everywhere == set(Person.objects.values_list("pk", flat=True))


def test_a_role_at_one_school_opens_nothing_for_another_role(village: Village) -> None:
    """Lena leads Willow and administers everything: she reads Willow's students, not those of Far School."""
    account = Account.objects.get(person_id=village.lena.pk)
    RoleGrant.objects.create(account=account, role="administrator", since=NOW)
    asking = who(village, "lena")
    assert seen_by(asking) == {village.mia.pk, village.leo.pk, village.noor.pk}
    assert village.far_class not in access.SEE_CLASS.rows(asking)
    assert village.far_kid in access.MANAGE_PERSON.rows(asking)


def test_a_class_that_ended_is_nobodys(village: Village) -> None:
    Class.objects.update(active=False)
    HomeAdult.objects.all().delete()
    assert seen_by(who(village, "ada")) == set()
    assert not access.SEE_CLASS.rows(who(village, "ada")).exists()
