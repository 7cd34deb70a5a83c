"""The roster is OneRoster 1.2: headers and words are typed here from the CSV binding, not taken from the writer."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date

from waypost.demo.simulator import Truth

from .conftest import Rows

HEADERS = {
    "academicSessions": "sourcedId status dateLastModified title type startDate endDate parentSourcedId schoolYear",
    "classes": "sourcedId status dateLastModified title grades courseSourcedId classCode classType location "
    "schoolSourcedId termSourcedIds subjects subjectCodes periods",
    "courses": "sourcedId status dateLastModified schoolYearSourcedId title courseCode grades orgSourcedId subjects "
    "subjectCodes",
    "demographics": "sourcedId status dateLastModified birthDate sex americanIndianOrAlaskaNative asian "
    "blackOrAfricanAmerican nativeHawaiianOrOtherPacificIslander white demographicRaceTwoOrMoreRaces "
    "hispanicOrLatinoEthnicity countryOfBirthCode stateOfBirthAbbreviation cityOfBirth publicSchoolResidenceStatus",
    "enrollments": "sourcedId status dateLastModified classSourcedId schoolSourcedId userSourcedId role primary "
    "beginDate endDate",
    "orgs": "sourcedId status dateLastModified name type identifier parentSourcedId",
    "roles": "sourcedId status dateLastModified userSourcedId roleType role beginDate endDate orgSourcedId "
    "userProfileSourcedId",
    "users": "sourcedId status dateLastModified enabledUser username userIds givenName familyName middleName identifier "
    "email sms phone agentSourcedIds grades password userMasterIdentifier resourceSourcedIds preferredGivenName "
    "preferredMiddleName preferredFamilyName primaryOrgSourcedId pronouns",
    "manifest": "propertyName value",
}
REFERENCES = (
    ("academicSessions", "parentSourcedId", "academicSessions"),
    ("classes", "courseSourcedId", "courses"),
    ("classes", "schoolSourcedId", "orgs"),
    ("classes", "termSourcedIds", "academicSessions"),
    ("courses", "schoolYearSourcedId", "academicSessions"),
    ("courses", "orgSourcedId", "orgs"),
    ("demographics", "sourcedId", "users"),
    ("enrollments", "classSourcedId", "classes"),
    ("enrollments", "schoolSourcedId", "orgs"),
    ("enrollments", "userSourcedId", "users"),
    ("roles", "userSourcedId", "users"),
    ("roles", "orgSourcedId", "orgs"),
    ("users", "agentSourcedIds", "users"),
    ("users", "primaryOrgSourcedId", "orgs"),
)
WORDS = {
    ("academicSessions", "type"): {"gradingPeriod", "semester", "schoolYear", "term"},
    ("classes", "classType"): {"homeroom", "scheduled"},
    ("orgs", "type"): {"school"},
    ("enrollments", "role"): {"student", "teacher"},
    ("enrollments", "primary"): {"true", "false"},
    ("roles", "roleType"): {"primary", "secondary"},
    ("roles", "role"): {
        "student",
        "teacher",
        "counselor",
        "principal",
        "systemAdministrator",
        "parent",
        "relative",
        "guardian",
    },
    ("users", "enabledUser"): {"true", "false"},
    ("demographics", "sex"): {"male", "female", "unspecified", "other"},
}


def test_each_file_has_the_header_of_the_binding(truth: Truth) -> None:
    with zipfile.ZipFile(truth.folder / "roster.zip") as archive:
        assert {n.removesuffix(".csv") for n in archive.namelist()} == set(HEADERS)
        for name, header in HEADERS.items():
            found = next(csv.reader(io.StringIO(archive.read(f"{name}.csv").decode())))
            extensions = [c for c in found if c.startswith("metadata.")]
            assert found == header.split() + extensions, name


def test_the_manifest_names_every_file_and_tells_which_are_there(roster: dict[str, Rows]) -> None:
    said = {row["propertyName"]: row["value"] for row in roster["manifest"]}
    assert said["manifest.version"] == "1.0"
    assert said["oneroster.version"] == "1.2"
    files = {k.removeprefix("file."): v for k, v in said.items() if k.startswith("file.")}
    assert len(files) == 21
    assert {name for name, state in files.items() if state == "bulk"} == set(roster) - {"manifest"}
    assert set(files.values()) == {"bulk", "absent"}


def test_ids_are_unique_and_every_reference_resolves(roster: dict[str, Rows]) -> None:
    ids = {name: [row["sourcedId"] for row in rows] for name, rows in roster.items() if name != "manifest"}
    for name, found in ids.items():
        assert len(found) == len(set(found)), name
    for name, column, target in REFERENCES:
        for row in roster[name]:
            wanted = {i for i in row[column].split(",") if i}
            assert wanted <= set(ids[target]), (name, column, row)


def test_words_are_those_of_the_vocabularies(roster: dict[str, Rows]) -> None:
    for (name, column), allowed in WORDS.items():
        assert {row[column] for row in roster[name]} <= allowed, (name, column)
    assert {row["grades"] for row in roster["users"]} <= {"", "05", "06", "07", "08", "09"}
    bulk = [row for name, rows in roster.items() if name != "manifest" for row in rows]
    assert all(row["status"] == row["dateLastModified"] == "" for row in bulk)


def test_everybody_has_one_role_and_relations_stand_on_both_sides(roster: dict[str, Rows]) -> None:
    roles = {row["userSourcedId"]: row["role"] for row in roster["roles"]}
    users = {row["sourcedId"]: row for row in roster["users"]}
    assert set(roles) == set(users)
    for id, row in users.items():
        for other in filter(None, row["agentSourcedIds"].split(",")):
            assert id in users[other]["agentSourcedIds"].split(",")
            assert {roles[id] == "student", roles[other] == "student"} == {True, False}
    agents = [len(row["agentSourcedIds"].split(",")) for id, row in users.items() if roles[id] == "student"]
    assert set(agents) == {1, 2}
    families = [row["agentSourcedIds"].split(",") for id, row in users.items() if id.startswith("g-")]
    assert any(len(children) > 1 for children in families), "no siblings"
    languages = {row["metadata.language"] for id, row in users.items() if id.startswith("g-")}
    assert len(languages) >= 8


def test_each_student_has_one_homeroom_with_one_primary_teacher(
    roster: dict[str, Rows], students: set[str], truth: Truth
) -> None:
    homerooms = {row["sourcedId"] for row in roster["classes"] if row["classType"] == "homeroom"}
    of_student: dict[str, list[str]] = {}
    primary: dict[str, list[str]] = {}
    for row in roster["enrollments"]:
        if row["classSourcedId"] in homerooms and row["role"] == "student":
            of_student.setdefault(row["userSourcedId"], []).append(row["classSourcedId"])
        elif row["classSourcedId"] in homerooms and row["primary"] == "true":
            primary.setdefault(row["classSourcedId"], []).append(row["userSourcedId"])
    assert set(of_student) == students
    for student, rooms in of_student.items():
        assert len(rooms) == 1
        assert primary[rooms[0]] == [truth.home_adults[student]]


def test_teachers_have_two_to_four_classes_in_the_whole_school(roster: dict[str, Rows]) -> None:
    taught: dict[str, set[str]] = {}
    for row in roster["enrollments"]:
        if row["role"] == "teacher":
            taught.setdefault(row["userSourcedId"], set()).add(row["classSourcedId"])
    assert taught["t-okafor"] == {"c-7a-home", "c-7a-mathematics", "c-7b-mathematics", "c-7c-mathematics"}
    assert all(len(classes) <= 4 for classes in taught.values())


def test_the_people_of_the_pages_are_there(roster: dict[str, Rows], truth: Truth) -> None:
    for name in (
        "Amina Haddad", "Leo Park", "Jonas Berg", "Sara Lind", "Yusuf Demir", "Daniel Weiss", "Tuan Nguyễn", "Zoë Adeyemi",
    ):  # fmt: skip
        assert truth.homerooms[truth.named(name) or ""] == "7B"
    assert truth.homerooms[truth.named("Mira Santos") or ""] == "7A"
    titles = {row["title"] for row in roster["classes"]}
    assert {"Mathematics 7A", "Mathematics 7B", "Mathematics 7C"} <= titles
    seven_b = [id for id, room in truth.homerooms.items() if room == "7B"]
    assert len(seven_b) == 27


def test_names_come_in_many_scripts_and_addresses_in_one(roster: dict[str, Rows]) -> None:
    given = "".join(row["givenName"] + row["familyName"] for row in roster["users"])
    assert len({c for c in given if not c.isascii()}) > 20
    others = "".join(row["middleName"] + row["preferredGivenName"] for row in roster["users"])
    assert re.search("[؀-ۿ]", others), "nobody's name in Arabic letters"
    mails = [row["email"] for row in roster["users"]]
    assert len(mails) == len(set(mails))
    assert all(re.fullmatch(r"[a-z0-9.-]+@(lindenhof|home)\.example", mail) for mail in mails)


def test_students_are_as_old_as_their_year(roster: dict[str, Rows]) -> None:
    grades = {row["sourcedId"]: int(row["grades"]) for row in roster["users"] if row["grades"]}
    for row in roster["demographics"]:
        age = (date(2026, 9, 30) - date.fromisoformat(row["birthDate"])).days // 365.25
        assert grades[row["sourcedId"]] + 4 <= age <= grades[row["sourcedId"]] + 6, row
