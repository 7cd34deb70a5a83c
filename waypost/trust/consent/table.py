"""Who must say yes to what: purpose by age band by country, as one table (TRUST 14).

Bands: a *child* is below the age at which the country lets a young person answer alone for own data, a *teen* between
that and coming of age, an *adult* from then on. A student without a birth date is a child.

| purpose | without an answer | child | teen | adult |
|---|---|---|---|---|
| publish (a story, a photo, a display outside the class) | no | guardian and student | guardian and student | student |
| partner (named data to an organization outside) | no | guardian | guardian and student | student |
| survey-sensitive (an item of a protected area) | yes, after notice | guardian or student may object | the same | student |
| survey (named or confidential) | yes | the same | the same | student |
| trial (comparing two ways of teaching) | yes | the same | the same | student |
| directory (name on public lists and displays) | yes | the same | the same | student |

In every row one no of somebody who is asked outranks any yes: two guardians who disagree are a no, and a child's no
outranks a guardian's yes. The ages are presets: the school sets another where its lawyer says so.
Sources: GDPR Art. 8 and the national acts for the age of own consent; COPPA (16 CFR 312) for the US; FERPA 34 CFR 99.5
and PPRA 20 U.S.C. 1232h for the eligible student of 18.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Band(StrEnum):
    CHILD = "child"
    TEEN = "teen"
    ADULT = "adult"


GUARDIAN, STUDENT = "guardian", "student"
BOTH = frozenset({GUARDIAN, STUDENT})
HOME = frozenset({GUARDIAN})
SELF = frozenset({STUDENT})


@dataclass(frozen=True, slots=True)
class Purpose:
    """One line of the table. `must` says whose yes is needed where silence is no; `may` whose no counts."""

    name: str
    opt_in: bool
    must: dict[Band, frozenset[str]]
    may: dict[Band, frozenset[str]]


def _opt_in(name: str, child: frozenset[str], teen: frozenset[str]) -> Purpose:
    must = {Band.CHILD: child, Band.TEEN: teen, Band.ADULT: SELF}
    return Purpose(name, True, must, {Band.CHILD: BOTH, Band.TEEN: BOTH, Band.ADULT: SELF})


def _opt_out(name: str) -> Purpose:
    nobody: frozenset[str] = frozenset()
    return Purpose(
        name, False, dict.fromkeys(Band, nobody), {Band.CHILD: BOTH, Band.TEEN: BOTH, Band.ADULT: SELF}
    )


PURPOSES: dict[str, Purpose] = {
    p.name: p
    for p in (
        _opt_in("publish", BOTH, BOTH),
        _opt_in("partner", HOME, BOTH),
        _opt_out("survey-sensitive"),
        _opt_out("survey"),
        _opt_out("trial"),
        _opt_out("directory"),
    )
}

OF_AGE = 18
#: Country -> age from which a young person answers alone for own data.
OWN_DATA = {
    "AT": 14, "BE": 13, "BG": 14, "CY": 14, "CZ": 15, "DE": 16, "DK": 13, "EE": 13, "ES": 14, "FI": 13, "FR": 15,
    "GB": 13, "GR": 15, "HR": 16, "HU": 16, "IE": 16, "IT": 14, "LT": 14, "LU": 16, "LV": 13, "MT": 13, "NL": 16,
    "PL": 16, "PT": 13, "RO": 16, "SE": 13, "SI": 15, "SK": 16, "US": 13,
}  # fmt: skip
ELSEWHERE = 16  # the strictest of the presets

#: Audiences that lie in each other, from narrow to wide; a yes to the wide is one to the narrow, a no the other way.
NESTED = ("class", "school", "families", "public")


def own_data_at(country: str) -> int:
    """The preset of a country ("DE"): from this age on a young person answers alone for own data."""
    return OWN_DATA.get(country.upper(), ELSEWHERE)


def band_of(age: int | None, country: str, of_age: int = OF_AGE, own_data: int | None = None) -> Band:
    """The band of somebody of this age (None: not known) in a country; `own_data` where the school set another age."""
    if age is None or age < min(own_data or own_data_at(country), of_age):
        return Band.CHILD
    return Band.TEEN if age < of_age else Band.ADULT


def covers(said: str, asked: str, *, yes: bool) -> bool:
    """Does an answer about the audience `said` hold for `asked`? "" said is for all; "" asked is the widest.

    One single thing is named "kind:id" ("story:7"): a yes to all is none to that, everybody is asked about it itself
    (TRUST 19); a no to all is one.

    >>> covers("public", "school", yes=True), covers("school", "public", yes=True), covers("school", "public", yes=False)
    (True, False, True)
    >>> covers("", "placement:3", yes=True), covers("", "placement:3", yes=False)
    (False, True)
    """
    if said == asked:
        return True
    if said == "":
        return not yes or ":" not in asked
    if asked == "":
        return not yes  # somebody who said no to a part didn't say yes to all
    if said in NESTED and asked in NESTED:
        wider = NESTED.index(said) >= NESTED.index(asked)
        return wider if yes else not wider
    return False
