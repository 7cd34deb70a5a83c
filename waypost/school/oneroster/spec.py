"""OneRoster CSV 1.2 and 1.1 as far as Waypost reads it: files, columns, what must be there, which words are allowed.

Source: IMS OneRoster 1.2 CSV Binding (2022), tables of section 4; 1.1 CSV (2017). In 1.2 roles stand in roles.csv; in 1.1
role and orgSourcedIds stand in users.csv. `agentSourcedIds` is in users.csv in both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "id", "ids", "date", "flag", "choice", "words", "mail"]


@dataclass(frozen=True, slots=True)
class Column:
    """`needed`: the column must be there and every cell filled. `points_to`: the file whose sourcedId it names."""

    name: str
    kind: Kind = "text"
    needed: bool = False
    limit: int = 255
    choices: frozenset[str] = frozenset()
    points_to: str = ""


@dataclass(frozen=True, slots=True)
class File:
    name: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ORG_TYPES = words("department school district local state national")
SESSION_TYPES = words("gradingPeriod semester schoolYear term")
CLASS_TYPES = words("homeroom scheduled")
GUARDIANS = words("guardian parent relative")
STAFF_ROLES = words(
    "teacher aide proctor counselor principal administrator districtAdministrator siteAdministrator systemAdministrator"
)
ROLES = STAFF_ROLES | GUARDIANS | {"student"}
STATUS = words("active tobedeleted inactive")
ID = Column("sourcedId", "id", needed=True)
SEXES = words("male female unspecified other")
RACES = (
    "americanIndianOrAlaskaNative",
    "asian",
    "blackOrAfricanAmerican",
    "nativeHawaiianOrOtherPacificIslander",
    "white",
    "demographicRaceTwoOrMoreRaces",
    "hispanicOrLatinoEthnicity",
)


def _file(name: str, *columns: Column) -> File:
    return File(name, (ID, Column("status", "choice", choices=STATUS), *columns))


def _choice(name: str, choices: frozenset[str], *, needed: bool = True) -> Column:
    return Column(name, "choice", needed=needed, choices=choices)


def _ref(name: str, to: str, *, needed: bool = False) -> Column:
    return Column(name, "id", needed=needed, points_to=to)


def _refs(name: str, to: str, *, needed: bool = False) -> Column:
    return Column(name, "ids", needed=needed, points_to=to)


ORGS = _file(
    "orgs",
    Column("name", needed=True),
    _choice("type", ORG_TYPES),
    Column("identifier"),
    _ref("parentSourcedId", "orgs"),
)
SESSIONS = _file(
    "academicSessions",
    Column("title", needed=True),
    _choice("type", SESSION_TYPES),
    Column("startDate", "date", needed=True),
    Column("endDate", "date", needed=True),
    _ref("parentSourcedId", "academicSessions"),
)
COURSES = _file(
    "courses",
    Column("title", needed=True),
    Column("subjects", "words", limit=120),
    _ref("orgSourcedId", "orgs", needed=True),
)
CLASSES = _file(
    "classes",
    Column("title", needed=True),
    Column("grades", "words", limit=64),
    _ref("courseSourcedId", "courses"),
    _choice("classType", CLASS_TYPES),
    _ref("schoolSourcedId", "orgs", needed=True),
    _refs("termSourcedIds", "academicSessions"),
    Column("subjects", "words", limit=120),
    Column("periods", "words", limit=120),
)
USERS = _file(
    "users",
    Column("enabledUser", "flag"),
    Column("username", limit=150),
    Column("givenName", needed=True, limit=120),
    Column("familyName", limit=120),
    Column("preferredGivenName", limit=120),
    Column("email", "mail", limit=254),
    Column("grades", "words", limit=16),
    _refs("agentSourcedIds", "users"),
)
#: 1.1 has these in users.csv.
USERS_1_1 = File(
    "users", (*USERS.columns, _choice("role", ROLES), _refs("orgSourcedIds", "orgs", needed=True))
)
ROLES_FILE = _file(
    "roles",
    _ref("userSourcedId", "users", needed=True),
    _choice("roleType", words("primary secondary"), needed=False),
    _choice("role", ROLES),
    Column("beginDate", "date"),
    Column("endDate", "date"),
    _ref("orgSourcedId", "orgs", needed=True),
)
ENROLLMENTS = _file(
    "enrollments",
    _ref("classSourcedId", "classes", needed=True),
    _ref("userSourcedId", "users", needed=True),
    _choice("role", ROLES),
    Column("primary", "flag"),
    Column("beginDate", "date"),
    Column("endDate", "date"),
)
DEMOGRAPHICS = _file(
    "demographics",
    Column("birthDate", "date"),
    _choice("sex", SEXES, needed=False),
    *(Column(name, "flag") for name in RACES),
)

#: In the order in which one names another.
ALL = (ORGS, SESSIONS, COURSES, CLASSES, USERS, ROLES_FILE, ENROLLMENTS, DEMOGRAPHICS)
FILES = {f.name: f for f in ALL}
IGNORED = words(
    "userProfiles userResources resources classResources courseResources categories lineItems results scoreScales "
    "lineItemLearningObjectiveIds lineItemScoreScales resultLearningObjectiveIds resultScoreScales"
)
VERSIONS = words("1.1 1.2 1.2.1")


def file_of(name: str, version: str) -> File:
    """The columns of a file in a version."""
    return USERS_1_1 if name == "users" and version == "1.1" else FILES[name]
