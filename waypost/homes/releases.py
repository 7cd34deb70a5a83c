"""The figures about groups that this version lets out: once a term, for school, year and class; nothing finer, nothing else.

Places: "school", "school/<year>", "school/<year>/<homeroom>". A student stands in exactly one homeroom, so that cells add up.
Columns: "secure" (of the skills with enough evidence), "talked" (a conversation in the last 20 school days), "feedback" (on
work, with a reason, in as many; only where the school notes any), "celebrated" (by somebody, in as many), for the whole school each also by "/sex=..." for the equity page of the leader (by class as well, the few of a kind in a class would
cost the figures of all). All are means over students of a value between 0 and 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from waypost.community import periods, profile, standing
from waypost.community.profile import figure_of
from waypost.learning.queries.feedback import got_feedback
from waypost.readings.models import Reading
from waypost.recognition.queries import celebrated
from waypost.school import clock
from waypost.school.models import AcademicSession, Demographics
from waypost.trust.models import ReleaseCell
from waypost.trust.releases.service import compute_release, shown
from waypost.trust.releases.suppress import Place

NAME = profile.PLAIN_FIGURES
COLUMNS = ("secure", "talked", "feedback", "celebrated")
SCHOOL = standing.SCHOOL
RECENT = 20  # school days


def period() -> str:
    """The key of the term that goes on (or of the last one)."""
    found = _term()
    return f"{found.start.year} {found.title}"[:40] if found else str(clock.today().year)


def period_in_words() -> str:
    """The same for people: "Autumn term 2026"."""
    found = _term()
    if found is None:
        return str(clock.today().year)
    year = str(found.start.year)
    return found.title if year in found.title else f"{found.title} {year}"


def _term() -> AcademicSession | None:
    terms = AcademicSession.objects.filter(kind__in=["term", "semester"], start__lte=clock.today())
    return terms.order_by("-start").first()


def current() -> list[ReleaseCell]:
    """What may be shown now; empty until the first release of the term."""
    return shown(NAME, period())


def columns(cells: Iterable[ReleaseCell]) -> list[str]:
    """The columns that this school has, in their order."""
    have = {c.column.partition("/")[0] for c in cells}
    return [column for column in COLUMNS if column in have]


def make() -> int:
    """Let the figures of this term out (again); returns how many cells were looked at. Run by the nightly job once a week."""
    places = standing.places()
    values = {
        "secure": _secure(places), "talked": _talked(places), "feedback": got_feedback(places), "celebrated": celebrated(places),
    }  # fmt: skip
    sex = sex_of(places)
    groups: dict[Place, dict[int, float]] = defaultdict(dict)
    for column, of in values.items():
        for person, value in of.items():
            for line in _lines(places[person]):
                groups[line, column][person] = value
            if sex.get(person):
                groups[SCHOOL, f"{column}/sex={sex[person]}"][person] = value
    table = {place: figure_of(v) for place, v in groups.items() if v}
    if table:
        compute_release(NAME, period(), table, beside=[profile.name_of(p) for p in periods.begun()])
    return len(table)


def _lines(line: str) -> Iterable[str]:
    parts = line.split("/")
    return ("/".join(parts[: n + 1]) for n in range(len(parts)))


def _secure(people: Iterable[int]) -> dict[int, float]:
    """Share of a student's skills that are secure, of those with enough evidence (at least three)."""
    known: dict[int, list[str]] = defaultdict(list)
    rows = Reading.objects.filter(measure="mastery").exclude(subject=0).exclude(state="not_enough")
    for person, state in rows.values_list("person_id", "state"):
        known[person].append(state)
    wanted = set(people)
    return {
        person: sum(s in {"secure", "due_for_a_look"} for s in states) / len(states)
        for person, states in known.items()
        if person in wanted and len(states) >= 3
    }


def _talked(people: Iterable[int]) -> dict[int, float]:
    rows = Reading.objects.filter(measure="conversations", subject=0).values_list("person_id", "value")
    since = dict(rows)
    return {p: float((v := since.get(p)) is not None and v < RECENT) for p in people}


def sex_of(people: Iterable[int]) -> dict[int, str]:
    rows = Demographics.objects.filter(person__in=list(people)).values_list("person_id", "values")
    return {person: str(values.get("sex") or "") for person, values in rows}
