"""OneRoster zips in: 1.2 and 1.1, bulk and delta, preview before applying, nobody gone without a person's yes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as chosen
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict

from tests import village as cast
from tests.school.rosters import Roster
from tests.school.test_people import told
from waypost.school import calendar, changes, clock, oneroster, people, queries
from waypost.school.models import (
    AcademicSession,
    Class,
    Course,
    Demographics,
    Enrollment,
    GuardianLink,
    HomeAdult,
    Identifier,
    Identity,
    Membership,
    Organization,
    Person,
    RosterImport,
    School,
)
from waypost.trust.models import Account, Act, Role, RoleGrant

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
TABLES = [Organization, AcademicSession, Course, Class, Person, Demographics, Membership, Enrollment, HomeAdult, GuardianLink, Identifier, Identity, Account, RoleGrant]  # fmt: skip


@pytest.fixture(autouse=True)
def _school(still: None, db: None) -> None:
    School.objects.create(name="Alder", time_zone="Europe/Berlin", mail_domains=["alder.example"])


def everything() -> dict[str, Any]:
    skip = {"sessions", "password"}
    return {
        m.__name__: [
            {k: v for k, v in model_to_dict(r).items() if k not in skip}
            for r in m._default_manager.order_by("pk")
        ]
        for m in TABLES
    }


def bring(roster: Roster, folder: Path, **how: Any) -> oneroster.Report:
    report = oneroster.apply(oneroster.preview(roster.write(folder)), None, **how)
    assert report.applied, report.lines()
    return report


def person(code: str) -> Person:
    return Person.objects.get(sourced_id=code)


def test_a_first_roster_makes_the_school(tmp_path: Path) -> None:
    found = oneroster.preview(Roster().write(tmp_path))
    assert found.ok, found.lines()
    assert found.counts["users"] == {"new": 15, "same": 0, "changed": 0, "gone": 0}
    assert not Person.objects.exists()  # a preview changes nothing
    oneroster.apply(found, None)
    kid = person("st0")
    assert (kid.name, kid.kind, kid.grade, kid.birth_date) == (
        "Kid0 Stone",
        "student",
        "07",
        date(2014, 2, 28),
    )
    assert [p.kind for p in (person("tea"), person("pri"), person("gua"))] == ["staff", "staff", "guardian"]
    assert Organization.objects.get(sourced_id="s1").parent == Organization.objects.get(sourced_id="d1")
    klass = Class.objects.get(sourced_id="k1")
    assert (klass.course.title, klass.organization.name, klass.periods) == (
        "Mathematics 7",
        "Alder School",
        "1,3",
    )  # type: ignore[union-attr]
    assert {s.sourced_id for s in Class.objects.get(sourced_id="h1").sessions.all()} == {"y", "t1"}
    assert len(queries.students_of_class(klass)) == 12
    assert queries.teachers_of_class(klass) == [person("tea")]
    assert Demographics.objects.get().values == {"sex": "female", "asian": True, "white": False}
    assert calendar.is_school_day(date(2026, 12, 18))


def test_the_same_roster_again_is_all_the_same_and_changes_nothing(tmp_path: Path) -> None:
    bring(Roster(), tmp_path)
    before = everything()
    found = oneroster.preview(Roster().write(tmp_path))
    assert {what: found.total(what) for what in ("new", "changed", "gone")} == {
        "new": 0,
        "changed": 0,
        "gone": 0,
    }
    with told() as whom:
        oneroster.apply(found, None)
    assert everything() == before
    assert whom == set()


def test_homeroom_teachers_become_home_adults_and_a_choice_by_hand_stays(tmp_path: Path) -> None:
    bring(Roster(), tmp_path)
    assert queries.home_adult_of(person("st3")) == person("tea")
    HomeAdult.objects.filter(student=person("st3")).update(adult=person("pri"), basis="by hand")
    roster = Roster()
    roster.person("new", "Nia", "Cole", "teacher")
    roster.rows["enrollments"][1]["userSourcedId"] = "new"
    with clock.held_at(cast.NOW + timedelta(days=7)):
        bring(roster, tmp_path)
        assert queries.home_adult_of(person("st3")) == person("pri")
        assert queries.home_adult_of(person("st4")) == person("new")
        assert queries.home_adult_of(person("st4"), TODAY) == person("tea")


def test_guardians_come_as_pending_links_with_no_right_and_an_ended_link_stays_ended(tmp_path: Path) -> None:
    bring(Roster(), tmp_path)
    link = GuardianLink.objects.get()
    assert (link.student, link.guardian, link.state) == (person("st0"), person("gua"), "pending")
    assert [link.see, link.message, link.consent, link.book] == [False] * 4
    assert not Account.objects.filter(person_id=person("gua").pk).exists()
    GuardianLink.objects.update(state="ended")
    roster = Roster()
    roster.user("gua")["agentSourcedIds"] = "st0,st1"  # the other way round is understood, too
    bring(roster, tmp_path)
    assert set(GuardianLink.objects.values_list("student__sourced_id", "state")) == {
        ("st0", "ended"),
        ("st1", "pending"),
    }


def test_accounts_have_no_password_and_only_plain_roles_come_from_a_file(tmp_path: Path) -> None:
    bring(Roster(), tmp_path)
    account = Account.objects.get(person_id=person("tea").pk)
    assert (account.username, account.has_usable_password()) == ("tea", False)
    assert set(RoleGrant.objects.values_list("role", flat=True)) == {"teacher", "student"}
    assert RoleGrant.objects.filter(role="student").count() == 12
    assert not RoleGrant.objects.filter(account__person_id=person("pri").pk).exists()


def test_a_principal_is_proposed_as_leader_and_a_person_says_yes(tmp_path: Path) -> None:
    bring(Roster(), tmp_path)
    (proposal,) = oneroster.proposals()
    assert (proposal.name, proposal.place) == ("Pria Das", "Alder School")
    grant = oneroster.accept(proposal, None)
    assert (grant.role, grant.organization_id) == (Role.LEADER, Organization.objects.get(sourced_id="s1").pk)
    assert oneroster.proposals() == []


def test_a_role_that_a_person_took_away_does_not_come_back_with_the_next_file(tmp_path: Path) -> None:
    bring(Roster(), tmp_path)
    RoleGrant.objects.filter(role="teacher").update(until=clock.now())
    bring(Roster(), tmp_path)
    assert RoleGrant.objects.filter(role="teacher").count() == 1


def test_a_disabled_user_gets_no_account(tmp_path: Path) -> None:
    roster = Roster()
    roster.user("st5")["enabledUser"] = "false"
    bring(roster, tmp_path)
    assert not Account.objects.filter(person_id=person("st5").pk).exists()
    assert person("st5").active


def test_each_person_of_the_roster_is_known_by_sourced_id_and_by_school_mail(tmp_path: Path) -> None:
    bring(Roster(), tmp_path)
    keys = people.resolve(
        [people.roster_key("st2"), "mbox|mailto:st2@alder.example", "mbox|mailto:gus@home.example"]
    )
    answers = [people.person_of(i, TODAY) for i in keys.values()]
    assert answers == [person("st2").pk, person("st2").pk, None]


def test_somebody_missing_from_the_file_stays_until_a_person_says_that_they_left(tmp_path: Path) -> None:
    bring(Roster(), tmp_path)
    found = oneroster.preview(Roster().without("st7").write(tmp_path))
    assert found.counts["users"]["gone"] == 1
    report = oneroster.apply(found, None)
    assert person("st7").active
    assert person("st7") in queries.students_of_class(Class.objects.get(sourced_id="k1"))
    assert any("stay until a person says" in line for line in report.lines())
    with told() as whom:
        bring(Roster().without("st7"), tmp_path, confirm_gone=True)
    gone = person("st7")
    assert whom == {gone.pk}
    assert (gone.active, gone.left) == (False, TODAY)
    assert gone not in queries.students_of_class(Class.objects.get(sourced_id="k1"))
    assert not Account.objects.get(person_id=gone.pk).is_active
    assert queries.home_adult_of(gone, TODAY + timedelta(days=1)) is None


def test_somebody_who_left_and_is_in_the_file_again_is_back(tmp_path: Path) -> None:
    bring(Roster(), tmp_path)
    bring(Roster().without("st7"), tmp_path, confirm_gone=True)
    with clock.held_at(cast.NOW + timedelta(days=30)):
        bring(Roster(), tmp_path)
        back = person("st7")
        assert (back.active, back.left) == (True, None)
        assert back in queries.students_of_class(Class.objects.get(sourced_id="k1"))
        assert Account.objects.get(person_id=back.pk).is_active


def test_a_file_without_a_quarter_of_the_people_waits_for_a_person(tmp_path: Path) -> None:
    bring(Roster(), tmp_path)
    roster = Roster()
    for n in range(4):
        roster.without(f"st{n}")
    before = everything()
    found = oneroster.preview(roster.write(tmp_path))
    assert found.state == "waiting"
    report = oneroster.apply(found, None)
    assert (report.ok, report.applied) == (False, False)
    assert any("4 of 15 people would be gone" in line for line in report.lines())
    assert everything() == before
    assert RosterImport.objects.get(pk=found.import_id).state == "waiting"
    assert oneroster.apply(found, None, confirm_odd=True).applied
    assert Person.objects.filter(active=True).count() == 15  # so many is right, but nobody has left


def test_a_file_that_changes_a_third_of_the_people_waits_for_a_person(tmp_path: Path) -> None:
    bring(Roster(), tmp_path)
    roster = Roster()
    for n in range(5):
        roster.user(f"st{n}")["familyName"] = "Shifted"
    report = oneroster.run_import(roster.write(tmp_path), apply=True)
    assert not report.ok
    assert any("5 of 15 people would change" in line for line in report.lines())
    assert any("--yes-gone" in line for line in report.lines())
    assert person("st0").family_name == "Stone"


def test_one_changed_name_is_one_changed_row(tmp_path: Path) -> None:
    bring(Roster(), tmp_path)
    roster = Roster()
    roster.user("st1")["preferredGivenName"] = "Kit"
    found = oneroster.preview(roster.write(tmp_path))
    assert found.counts["users"] == {"new": 0, "same": 14, "changed": 1, "gone": 0}
    oneroster.apply(found, None)
    assert person("st1").name == "Kit Stone"


def test_a_delta_adds_changes_and_takes_away_only_what_it_names(tmp_path: Path) -> None:
    bring(Roster(), tmp_path)
    base = {"status": "active", "dateLastModified": "2026-11-22T10:00:00Z"}
    delta = Roster().delta(
        users=[
            base
            | {
                "sourcedId": "st1",
                "enabledUser": "true",
                "givenName": "Kim",
                "familyName": "Stone",
                "grades": "07",
                "email": "st1@alder.example",
            },
            base | {"sourcedId": "st99", "enabledUser": "true", "givenName": "New", "familyName": "Kid"},
            {"sourcedId": "st2", "status": "tobedeleted", "dateLastModified": "2026-11-22T10:00:00Z"},
        ],
        roles=[
            base
            | {
                "sourcedId": "r-st99",
                "userSourcedId": "st99",
                "roleType": "primary",
                "role": "student",
                "orgSourcedId": "s1",
            }
        ],
        enrollments=[
            base | {"sourcedId": "e-99", "classSourcedId": "k1", "userSourcedId": "st99", "role": "student"}
        ],
    )
    found = oneroster.preview(delta.write(tmp_path))
    assert found.ok, found.lines()
    assert found.counts["users"] == {"new": 1, "same": 0, "changed": 1, "gone": 1}
    oneroster.apply(found, None)
    assert person("st1").given_name == "Kim"
    assert person("st1").preferred_name == ""
    assert (person("st2").active, person("st2").left) == (False, TODAY)
    assert person("st3").active
    assert person("st99") in queries.students_of_class(Class.objects.get(sourced_id="k1"))
    assert person("st99").since == TODAY  # a newcomer's earlier days never count as missed


def test_version_1_1_with_roles_inside_users_makes_the_same_school(tmp_path: Path) -> None:
    bring(Roster("1.1"), tmp_path)
    assert [p.kind for p in (person("st0"), person("tea"), person("pri"), person("gua"))] == [
        "student",
        "staff",
        "staff",
        "guardian",
    ]
    assert Membership.objects.filter(organization__sourced_id="s1", role="student").count() == 12
    assert Membership.objects.get(person=person("pri")).role == "administrator"
    assert set(RoleGrant.objects.values_list("role", flat=True)) == {"teacher", "student"}
    again = oneroster.preview(Roster("1.1").write(tmp_path))
    assert again.total("new") == again.total("changed") == again.total("gone") == 0


def test_a_roster_of_one_school_says_nothing_about_anothers_people(tmp_path: Path) -> None:
    bring(Roster(), tmp_path)
    other = Roster(students=2)
    for rows in other.rows.values():
        for row in rows:
            for key, value in row.items():
                if key.lower().endswith(("sourcedid", "sourcedids")) and value:  # all names of its own
                    row[key] = ",".join(f"x-{v}" for v in value.split(","))
    found = oneroster.preview(other.write(tmp_path))
    assert found.ok, found.lines()
    assert found.total("gone") == 0
    assert not found.odd


@pytest.mark.parametrize(
    "how",
    [
        {"encoding": "utf-8-sig"},
        {"delimiter": ";"},
        {"delimiter": "\t"},
        {"end": "\r\n"},
        {"end": "\r"},
        {"delimiter": ";", "end": "\r\n", "encoding": "utf-8-sig"},
    ],
    ids=["BOM", "semicolons", "tabs", "Windows", "old Mac", "Excel"],
)
def test_files_as_offices_save_them_are_read_all_the_same(tmp_path: Path, how: dict[str, str]) -> None:
    roster = Roster()
    roster.user("st1")["familyName"] = "Jürgens, Zoë “Z”"
    found = oneroster.preview(roster.write(tmp_path, **how))
    assert found.ok, found.lines()
    oneroster.apply(found, None)
    assert person("st1").family_name == "Jürgens, Zoë “Z”"


def test_files_that_waypost_has_no_use_for_are_left_aside_with_a_note(tmp_path: Path) -> None:
    roster = Roster()
    roster.extra = {
        "userProfiles.csv": b"x",
        "results.csv": b"x",
        "readme.txt": b"x",
        "__MACOSX/._users.csv": b"x",
    }
    found = oneroster.examine(roster.write(tmp_path))
    assert found.ok
    assert len([n for n in found.notes if "left aside" in n]) == 3


def test_terms_that_change_are_told_to_other_rooms(tmp_path: Path) -> None:
    bring(Roster(), tmp_path)
    heard: list[object] = []
    changes.calendar_changed.connect(lambda **_: heard.append(1), weak=False, dispatch_uid="t")
    try:
        roster = Roster()
        bring(roster, tmp_path)
        assert heard == []
        roster.rows["academicSessions"][1]["endDate"] = "2026-12-11"
        bring(roster, tmp_path)
        assert heard == [1]
    finally:
        changes.calendar_changed.disconnect(dispatch_uid="t")
    assert not calendar.is_school_day(date(2026, 12, 14))


def test_when_one_row_fails_while_writing_nothing_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = oneroster.preview(Roster().write(tmp_path))
    before = everything()

    def breaks(*_: Any, **__: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("waypost.school.oneroster.following.home_adults_by_roster", breaks)
    with pytest.raises(RuntimeError):
        oneroster.apply(found, None)
    assert everything() == before
    assert RosterImport.objects.get().state == "preview"


def test_a_kept_file_is_gone_once_it_is_applied_or_dropped_and_leaves_no_name_in_the_report(
    tmp_path: Path,
) -> None:
    folder = chosen.HOME.make("imports")
    roster = Roster()
    roster.user("st1")["familyName"] = "Canary"
    one, two = oneroster.preview(roster.write(tmp_path)), oneroster.preview(roster.write(tmp_path))
    kept = {RosterImport.objects.get(pk=p.import_id).stored_as for p in (one, two)}
    assert all((folder / name).stat().st_mode & 0o077 == 0 for name in kept)
    oneroster.apply(one, None)
    oneroster.drop(two.import_id or 0, None)
    assert not any((folder / name).exists() for name in kept)
    assert "Canary" not in str(list(RosterImport.objects.values()))
    with pytest.raises(ValidationError, match="already"):
        oneroster.apply(one, None)
    assert [a.verb for a in Act.objects.filter(verb__startswith="roster")] == ["roster.apply", "roster.drop"]


def test_a_demonstration_takes_no_real_roster(tmp_path: Path, settings: Any) -> None:
    settings.DEMO = True
    path = Roster().write(tmp_path)
    assert [d.kind for d in oneroster.examine(path).defects] == ["demo"]
    assert oneroster.examine(path, simulator=True).ok


def test_siblings_on_one_school_address_are_joined_to_nobody(tmp_path: Path) -> None:
    roster = Roster()
    roster.user("st1")["email"] = roster.user("st2")["email"] = "family@alder.example"
    bring(roster, tmp_path)
    found = people.resolve(["mbox|mailto:family@alder.example"])
    assert people.person_of(*found.values(), TODAY) is None


def test_the_command_line_looks_without_changing_and_prints_what_it_saw(tmp_path: Path) -> None:
    report = oneroster.run_import(Roster().write(tmp_path), apply=False)
    assert report.ok
    assert not RosterImport.objects.exists()
    assert "people: 15 new, 0 the same, 0 changed, 0 gone" in report.lines()
    report = oneroster.run_import(Roster().write(tmp_path), apply=True)
    assert report.applied
    assert "accounts made (no password until invited): 14" in report.lines()


def test_people_whom_no_roster_ever_named_are_never_gone_from_one(tmp_path: Path) -> None:
    for n in range(20):
        Person.objects.create(sourced_id=f"file:{n}", given_name=f"Student {n}")
    AcademicSession.objects.create(sourced_id="own", title="By hand", kind="term", start=TODAY, end=TODAY)
    found = oneroster.preview(Roster().write(tmp_path))
    assert found.total("gone") == 0
    assert found.state == "preview"
    oneroster.apply(found, None, confirm_gone=True)
    assert Person.objects.filter(sourced_id__startswith="file:", active=True).count() == 20
    assert AcademicSession.objects.get(sourced_id="own").active
