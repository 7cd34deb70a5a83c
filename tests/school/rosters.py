"""Real OneRoster zips for the tests: a small school as plain rows, changed by each test as it needs."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

Rows = list[dict[str, str]]

HEADERS = {
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
    "academicSessions": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear",
    "courses": "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
    "classes": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,"
    "termSourcedIds,subjects,subjectCodes,periods",
    "users": "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,"
    "phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,preferredGivenName,preferredMiddleName,"
    "preferredFamilyName,primaryOrgSourcedId,pronouns",
    "roles": "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId",
    "enrollments": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
    "demographics": "sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,"
    "nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,countryOfBirthCode,"
    "stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus",
}
USERS_1_1 = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,"
    "identifier,email,sms,phone,agentSourcedIds,grades,password"
)


def table(header: str, rows: Rows, delimiter: str = ",", end: str = "\n") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, header.split(","), delimiter=delimiter, lineterminator=end, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


class Roster:
    """One school: a homeroom and a subject class, a teacher, a principal, students, a guardian."""

    def __init__(self, version: str = "1.2", students: int = 12) -> None:
        self.version, self.mode = version, "bulk"
        self.extra: dict[str, bytes] = {}
        self.raw: dict[str, bytes] = {}
        self.left_out: set[str] = set()
        self.rows: dict[str, Rows] = {
            "orgs": [
                {"sourcedId": "d1", "name": "Rivers District", "type": "district"},
                {"sourcedId": "s1", "name": "Alder School", "type": "school", "identifier": "0042", "parentSourcedId": "d1"},
            ],
            "academicSessions": [
                {"sourcedId": "y", "title": "2026/27", "type": "schoolYear", "startDate": "2026-08-31", "endDate": "2027-07-09", "schoolYear": "2027"},
                {"sourcedId": "t1", "title": "Autumn", "type": "term", "startDate": "2026-08-31", "endDate": "2026-12-18", "parentSourcedId": "y", "schoolYear": "2027"},
            ],
            "courses": [{"sourcedId": "c1", "title": "Mathematics 7", "orgSourcedId": "s1", "subjects": "Mathematics"}],
            "classes": [
                {"sourcedId": "k1", "title": "Mathematics 7", "grades": "07", "courseSourcedId": "c1", "classType": "scheduled", "schoolSourcedId": "s1", "termSourcedIds": "t1", "subjects": "Mathematics", "periods": "1,3"},
                {"sourcedId": "h1", "title": "Homeroom 7", "grades": "07", "courseSourcedId": "c1", "classType": "homeroom", "schoolSourcedId": "s1", "termSourcedIds": "y,t1"},
            ],
            "users": [], "roles": [], "enrollments": [], "demographics": [],
        }  # fmt: skip
        self.person("tea", "Thea", "Ruiz", "teacher")
        self.person("pri", "Pria", "Das", "principal")
        self.person("gua", "Gus", "Stone", "parent", email="gus@home.example")
        self.enrol("k1", "tea", "teacher", primary="true")
        self.enrol("h1", "tea", "teacher", primary="true")
        for n in range(students):
            code = f"st{n}"
            self.person(code, f"Kid{n}", "Stone", "student", email=f"{code}@alder.example", grades="07")
            self.enrol("k1", code, "student")
            self.enrol("h1", code, "student")
        self.user("st0")["agentSourcedIds"] = "gua"
        self.rows["demographics"] = [
            {
                "sourcedId": "st0",
                "birthDate": "2014-02-28",
                "sex": "female",
                "asian": "true",
                "white": "false",
            }
        ]

    def person(self, code: str, given: str, family: str, role: str, **more: str) -> None:
        self.rows["users"].append(
            {
                "sourcedId": code,
                "enabledUser": "true",
                "username": code,
                "givenName": given,
                "familyName": family,
            }
            | more
        )
        self.rows["roles"].append(
            {
                "sourcedId": f"r-{code}",
                "userSourcedId": code,
                "roleType": "primary",
                "role": role,
                "orgSourcedId": "s1",
            }
        )

    def enrol(self, klass: str, code: str, role: str, **more: str) -> None:
        row = {
            "sourcedId": f"e-{klass}-{code}",
            "classSourcedId": klass,
            "schoolSourcedId": "s1",
            "userSourcedId": code,
            "role": role,
        }
        self.rows["enrollments"].append(row | {"primary": "false"} | more)

    def user(self, code: str) -> dict[str, str]:
        return next(r for r in self.rows["users"] if r["sourcedId"] == code)

    def without(self, code: str) -> Roster:
        """Nobody of this sourcedId any more, in any file."""
        for name, rows in self.rows.items():
            self.rows[name] = [r for r in rows if code not in (r["sourcedId"], r.get("userSourcedId"))]
        return self

    def delta(self, **rows: Rows) -> Roster:
        """Only these rows, each with its status."""
        self.mode, self.rows = "delta", {name: rows.get(name, []) for name in HEADERS}
        self.left_out = {name for name in HEADERS if name not in rows}
        return self

    def manifest(self) -> str:
        lines = ["propertyName,value", "manifest.version,1.0", f"oneroster.version,{self.version}"]
        for name in HEADERS:
            absent = name in self.left_out or (name == "roles" and self.version == "1.1")
            lines.append(f"file.{name},{'absent' if absent else self.mode}")
        return "\n".join([*lines, "source.systemName,Test", "source.systemCode,T", ""])

    def files(self, delimiter: str = ",", end: str = "\n", encoding: str = "utf-8") -> dict[str, bytes]:
        found = {"manifest.csv": self.manifest().encode()}
        for name, header in HEADERS.items():
            if name in self.left_out or (name == "roles" and self.version == "1.1"):
                continue
            rows = self.rows[name]
            if name == "users" and self.version == "1.1":
                header, rows = USERS_1_1, self._users_1_1()
            found[f"{name}.csv"] = table(header, rows, delimiter, end).encode(encoding)
        return found | self.raw | self.extra

    def write(self, folder: Path, name: str = "roster.zip", **how: str) -> Path:
        path = folder / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for title, content in self.files(**how).items():
                out.writestr(title, content)
        return path

    def _users_1_1(self) -> Rows:
        roles = {r["userSourcedId"]: r for r in self.rows["roles"]}
        told = {"principal": "administrator"}
        found = []
        for row in self.rows["users"]:
            role = roles.get(row["sourcedId"], {})
            name = role.get("role", "")
            found.append(
                {k: v for k, v in row.items() if k in USERS_1_1.split(",")}
                | {"role": told.get(name, name), "orgSourcedIds": role.get("orgSourcedId", "")}
            )
        return found
