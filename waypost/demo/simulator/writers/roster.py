"""The roster as OneRoster 1.2 CSV, bulk: a zip with a manifest and nine files.

Headers and their order are those of the CSV binding 1.2 (1EdTech, 2022); `metadata.` columns are the extension that it
allows, here one for the language at home. In bulk files status and dateLastModified stay empty.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from ..calendar import FIRST_DAY, SESSIONS
from ..people import SCHOOL, Group, Guardian, School, Staff, Student
from .table import csv_text

ORG = "org-lindenhof"
HEADERS: dict[str, str] = {
    "academicSessions": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear",
    "classes": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,"
    "schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods",
    "courses": "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,"
    "subjectCodes",
    "demographics": "sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative,asian,"
    "blackOrAfricanAmerican,nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,"
    "hispanicOrLatinoEthnicity,countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus",
    "enrollments": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,"
    "beginDate,endDate",
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
    "roles": "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,"
    "userProfileSourcedId",
    "users": "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,"
    "identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,"
    "preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns,metadata.language",
}
#: Every file that a manifest of 1.2 has to speak of.
FILES = [
    "academicSessions",
    "categories",
    "classes",
    "classResources",
    "courses",
    "courseResources",
    "demographics",
    "enrollments",
    "lineItemLearningObjectiveIds",
    "lineItems",
    "lineItemScoreScales",
    "orgs",
    "resources",
    "resultLearningObjectiveIds",
    "results",
    "resultScoreScales",
    "roles",
    "scoreScales",
    "userProfiles",
    "userResources",
    "users",
]
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same bytes at every writing
Row = Sequence[object]


def write(path: Path, school: School) -> dict[str, int]:
    """Rows by file."""
    tables: dict[str, list[Row]] = {
        "academicSessions": [
            (s.sourced_id, "", "", s.title, s.kind, s.start, s.end, s.parent, "2027") for s in SESSIONS
        ],
        "orgs": [(ORG, "", "", SCHOOL, "school", "DEMO-01", "")],
        "courses": _courses(school),
        "classes": [_class(group) for group in school.groups],
        "users": _users(school),
        "roles": _roles(school),
        "enrollments": [row for group in school.groups for row in _enrollments(group)],
        "demographics": [_demographics(student) for student in school.students],
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        _add(out, "manifest", csv_text(("propertyName", "value"), _manifest(tables)))
        for name in sorted(tables):
            _add(out, name, csv_text(HEADERS[name].split(","), tables[name]))
    return {name: len(rows) for name, rows in tables.items()}


def _add(out: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(f"{name}.csv", _LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    out.writestr(entry, text.encode())


def _manifest(tables: dict[str, list[Row]]) -> list[Row]:
    return [
        ("manifest.version", "1.0"),
        ("oneroster.version", "1.2"),
        *((f"file.{name}", "bulk" if name in tables else "absent") for name in FILES),
        ("source.systemName", "Waypost demonstration school"),
        ("source.systemCode", "waypost-demo"),
    ]


def _grade(grade: int) -> str:
    return f"{grade:02d}"  # CEDS entry grade level


def _courses(school: School) -> list[Row]:
    found: dict[str, Row] = {}
    for group in school.groups:
        subject, id = _course(group)
        found[id] = (
            id, "", "", "year-2026", f"{subject} {group.grade}", id.removeprefix("course-").upper(), _grade(group.grade),
            ORG, subject if group.subject else "", "",
        )  # fmt: skip
    return list(found.values())


def _course(group: Group) -> tuple[str, str]:
    """Its subject in words, and its sourcedId."""
    subject = group.subject.capitalize() if group.subject else "Homeroom"
    return subject, f"course-{group.subject or 'home'}-{group.grade}"


def _class(group: Group) -> Row:
    subject, course = _course(group)
    return (
        group.id, "", "", group.title, _grade(group.grade), course, group.id.removeprefix("c-").upper(),
        "scheduled" if group.subject else "homeroom", f"Room {group.homeroom}", ORG,
        "term-1,term-2,term-3", subject if group.subject else "", "", group.period or "",
    )  # fmt: skip


def _users(school: School) -> list[Row]:
    wards: dict[str, list[str]] = {}
    for student in school.students:
        for guardian in student.guardians:
            wards.setdefault(guardian.id, []).append(student.id)
    return [
        *(_student(s) for s in school.students),
        *(_staff(s) for s in school.staff),
        *(_guardian(g, wards[g.id]) for g in school.guardians),
    ]


def _user(
    person: Student | Staff | Guardian, agents: str, grades: str, middle: str, preferred: str, language: str
) -> Row:
    number = person.id.removeprefix("s-").upper()
    local = person.email.partition("@")[0]
    return (
        person.id, "", "", "true", local, f"{{SIS:{number}}}", person.given, person.family, middle, number,
        person.email, "", "", agents, grades, "", "", "", preferred, "", "", ORG, "", language,
    )  # fmt: skip


def _student(student: Student) -> Row:
    agents = ",".join(g.id for g in student.guardians)
    return _user(student, agents, _grade(student.grade), student.middle, student.preferred, student.language)


def _staff(person: Staff) -> Row:
    return _user(person, "", "", "", "", "")


def _guardian(person: Guardian, wards: list[str]) -> Row:
    return _user(person, ",".join(wards), "", "", "", person.language)


def _roles(school: School) -> list[Row]:
    """A guardian's role names the relation where the vocabulary has a word for it: parent, relative, else guardian."""
    relation = {"mother": "parent", "father": "parent", "grandmother": "relative"}
    people = [
        *((s.id, "student", s.joined or FIRST_DAY) for s in school.students),
        *((s.id, s.role, FIRST_DAY) for s in school.staff),
        *((g.id, relation.get(g.relation, "guardian"), "") for g in school.guardians),
    ]
    return [(f"r-{id}", "", "", id, "primary", role, since, "", ORG, "") for id, role, since in people]


def _enrollments(group: Group) -> list[Row]:
    adults = [
        (
            f"e-{group.id}-{a.id}",
            "",
            "",
            group.id,
            ORG,
            a.id,
            "teacher",
            "false" if place else "true",
            FIRST_DAY,
            "",
        )
        for place, a in enumerate(group.teachers)
    ]
    students = [
        (f"e-{group.id}-{s.id}", "", "", group.id, ORG, s.id, "student", "false", s.joined or FIRST_DAY, "")
        for s in group.students
    ]
    return [*adults, *students]


def _demographics(student: Student) -> Row:
    return (
        student.id,
        "",
        "",
        student.born,
        student.sex,
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        student.country,
        "",
        "",
        "",
    )
