"""The success profile: each indicator of the adopted charter, let out once a half-term as a release (TRUST 2), and how
this half-term compares with an earlier one whoever's weights one takes.

Lines "school" and "school/<year>"; columns a figure, and for the whole school "figure/sex=...". Each half-term is a
family of its own. Who stands behind the shares of weights are the sheets of the charter, never people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from math import ceil

import numpy as np
from scipy import special

from waypost.measures import weights
from waypost.measures.intervals import wilson
from waypost.school import clock
from waypost.school import queries as school
from waypost.school.models import Demographics
from waypost.trust.models import ReleaseCell
from waypost.trust.releases import Figure, compute_release, shown
from waypost.trust.releases.suppress import PERSON_TOLERANCE, Place

from . import standing
from .figures import sheets_of, standing_for
from .measured import MEASURED
from .models import Charter, CharterState, Kept
from .periods import Period, begun, earlier, now
from .services.sharing import K

AUDIENCE = "leader"
SCHOOL, BETTER, WHOLE, ANYBODY, PERSONS = "school", "better", "charter", "anybody", "persons"
PLAIN_FIGURES = "how-we-are-doing"  # the leader's release by class, which tells of "secure" and "talked", too
STEP, COARSE, MANY = 0.01, 0.025, 100  # intervals are rounded outwards, those of few people more
Z = 1.959964


_scales: Callable[[str], list[ReleaseCell]] = lambda slug: []  # noqa: E731


def lend_scales(ask: Callable[[str], list[ReleaseCell]]) -> None:
    """The room of surveys lends, through a package above, the released figures of the whole school: newest first."""
    global _scales
    _scales = ask


def scale_cells(slug: str) -> list[ReleaseCell]:
    return _scales(slug)


def name_of(period: Period) -> str:
    return f"profile {period.key}"


def weights_name(charter: Charter, period: Period) -> str:
    return f"{charter.name} {period.key}"


def cells_of(period: Period) -> list[ReleaseCell]:
    """What may be shown of a half-term; [] before its first release."""
    return shown(name_of(period), period.key, AUDIENCE)


def weights_of(charter: Charter, period: Period) -> list[ReleaseCell]:
    return shown(weights_name(charter, period), period.key, AUDIENCE)


def make() -> int:
    """Let this half-term's figures out (again); how many cells were looked at. Run by the nightly job, at most weekly."""
    charter = Charter.objects.filter(state=CharterState.ADOPTED).first()
    period = now()
    if charter is None or period is None or not due(period):
        return 0
    table = _table(charter)
    if table:
        others = [name_of(p) for p in begun() if p.key != period.key]
        compute_release(
            name_of(period),
            period.key,
            table,
            audience=AUDIENCE,
            threshold=K,
            beside=[PLAIN_FIGURES, *others],
            kept_back=_small_rooms(table),
        )
        _robust(charter, period)
    return len(table)


def due(period: Period) -> bool:
    latest = max((c.made for c in cells_of(period)), default=None)
    return latest is None or (clock.now() - latest).days >= 7


def _table(charter: Charter) -> dict[Place, Figure]:
    students = {p.pk: p for p in school.active_students()}
    sex = _sex(students)
    groups: dict[Place, dict[int, float]] = defaultdict(dict)
    wanted = charter.indicators.filter(state=Kept.SHOWN).exclude(figure="").values_list("figure", flat=True)
    for slug in sorted(set(wanted)):
        figure = MEASURED.get(slug)
        for person, value in (figure.values() if figure and figure.values else {}).items():
            if person not in students:
                continue
            grade = (students[person].grade or "-").replace("/", "-")
            groups[SCHOOL, slug][person] = value
            groups[f"{SCHOOL}/{grade}", slug][person] = value
            if sex.get(person):
                groups[SCHOOL, f"{slug}/sex={sex[person]}"][person] = value
    return {place: figure_of(values) for place, values in groups.items()}


def _small_rooms(table: Mapping[Place, Figure]) -> dict[str, list[frozenset[int]]]:
    """Homerooms too small for a figure: the leader's page hides them, and the year above would tell of them here."""
    rooms: dict[str, set[int]] = defaultdict(set)
    for person, line in standing.places().items():
        rooms[line].add(person)
    found: dict[str, list[frozenset[int]]] = defaultdict(list)
    for (line, column), figure in table.items():
        if line == SCHOOL and "/" not in column:
            groups = (figure.members & room for room in rooms.values())
            found[column] = [group for group in groups if 0 < len(group) < K]
    return found


def figure_of(values: Mapping[int, float], half: float | None = None) -> Figure:
    """The mean with its 95 % interval, never narrower than it is: Wilson's for yes and no, else Student's t, or `half` to
    each side where a measure knows more of the error than the spread of the values tells.

    The interval is worked out from the mean as it is told, in whole hundredths, and from the spread in steps: it gives
    away nothing finer about the mean, and not how near to it each of a few people must be (TRUST 2).
    """
    found = np.array(list(values.values()), np.float64)
    n, mean = len(found), float(found.mean())
    if n < 2:
        return Figure(frozenset(values), mean)
    about, step = round(mean, 2), STEP if n >= MANY else COARSE
    if set(np.unique(found)) <= {0.0, 1.0}:
        low, high = _of_shares(about, n)
        low, high = about - _outward(about - low, step), about + _outward(high - about, step)
    else:
        t = float(special.stdtrit(n - 1, 0.975))
        own = t * float(found.std(ddof=1)) / n**0.5 if half is None else half
        half = max(own + STEP / 2, _loose(about, n, t))
        low, high = about - _outward(half, step), about + _outward(half, step)
    return Figure(frozenset(values), mean, max(0.0, round(low, 3)), min(1.0, round(high, 3)))


def _of_shares(about: float, n: int) -> tuple[float, float]:
    """Wilson's interval around every share that is told as `about`."""
    least, most = max(0.0, about - STEP / 2), min(1.0, about + STEP / 2)
    return wilson(least * n, n)[0], wilson(most * n, n)[1]


def _loose(about: float, n: int, t: float) -> float:
    """The least half width that leaves each value open: nobody lies further from the mean than s(n - 1)/sqrt(n)
    (Samuelson 1968, Journal of the American Statistical Association 63, 1522-1525), and s stands behind the half width."""
    return t * (max(about, 1 - about) - PERSON_TOLERANCE / 2) / (n - 1)


def _outward(half: float, step: float) -> float:
    return step * ceil(half / step - 1e-9)


def _sex(people: Iterable[int]) -> dict[int, str]:
    rows = Demographics.objects.filter(person__in=list(people)).values_list("person_id", "values")
    return {person: str(values.get("sex") or "") for person, values in rows}


def _robust(charter: Charter, period: Period) -> None:
    """In how many weightings is this half-term better than the earlier one? Over the indicators that both tell of."""
    before = earlier(period)
    if before is None:
        return
    then, here = _school(before), _school(period)
    for slug, figure in MEASURED.items():
        scale = scale_cells(slug) if figure.values is None else []
        if len(scale) > 1:
            here[slug], then[slug] = scale[0], scale[1]
    rows = [
        i
        for i in charter.indicators.filter(state=Kept.SHOWN).order_by("pk")
        if i.figure in then and i.figure in here and i.worthwhile
    ]
    sheets = sheets_of(charter, [i.pk for i in rows]) if len(rows) > 1 else {}
    if not sheets:
        return
    change = [_value(here[i.figure]) - _value(then[i.figure]) for i in rows]
    error = [(_error(here[i.figure]) ** 2 + _error(then[i.figure]) ** 2) ** 0.5 for i in rows]
    try:
        found = weights.robustness(change, error, [i.worthwhile or 1.0 for i in rows], sheets)
    except ValueError:  # nobody gave these indicators a point
        return
    members = standing_for(charter, sheets)
    everybody: frozenset[int] = frozenset().union(*members.values())
    table = {(f"whose-{g}", BETTER): Figure(members[g], share) for g, share in found.groups.items()}
    for line, share in ((WHOLE, found.charter), (PERSONS, found.persons), (ANYBODY, found.anybody)):
        table[line, BETTER] = Figure(everybody, share)
    compute_release(weights_name(charter, period), period.key, table, audience=AUDIENCE, threshold=K)


def _school(period: Period) -> dict[str, ReleaseCell]:
    """Figures of the whole school that are shown, as numbers or in words."""
    return {c.column: c for c in cells_of(period) if c.line == SCHOOL and c.shown}


def bounds(cell: ReleaseCell) -> tuple[float, float]:
    """What a shown cell says at least and at most; "90 % or more" is anything between that and all."""
    if cell.value is None:
        return (0.9, 1.0) if cell.words.startswith(">") else (0.0, 0.1)
    return (cell.value if cell.low is None else cell.low, cell.value if cell.high is None else cell.high)


def _value(cell: ReleaseCell) -> float:
    return cell.value if cell.value is not None else sum(bounds(cell)) / 2


def _error(cell: ReleaseCell) -> float:
    """Standard error, back from what was let out: never narrower than that."""
    low, high = bounds(cell)
    return (high - low) / (2 * Z)
