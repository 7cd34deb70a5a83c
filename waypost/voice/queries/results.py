"""Results of a round, in words: from its release alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import hypot

from django.utils.translation import gettext as _

from waypost.trust.access import ReadBook
from waypost.trust.models import ReleaseCell
from waypost.trust.releases.service import shown
from waypost.web import say

from .. import bank
from ..access.surveys import RUN_SURVEY
from ..models import ItemVersion, People, State, Wave
from .comments import comments_of
from .surveys import questions_of

ALL, ANSWERED, AUDIENCE = "all", "answered", "survey"
TURNOUT = 0.6  # below it no change is named (MEASURES.md)
COMPARE = 0.7  # ICC(2) from which groups may stand side by side
#: The parts of a question's answers in their order, and where the bar ends when a part is told in words alone.
PARTS = ("no", "half", "yes")
NEARLY_ALL, HARDLY_ANY = 0.95, 0.05
Cells = dict[tuple[str, str], ReleaseCell]


def number(value: float) -> str:
    """With one decimal, as the reader writes it."""
    return say.number(value, 1)


@dataclass(frozen=True, slots=True)
class Told:
    """A released mean on the five answers, as numbers and in words. `value` None: nearly all said the same."""

    value: float | None
    low: float | None
    high: float | None
    words: str
    band: str

    @property
    def shares(self) -> tuple[float | None, ...]:
        """Value, low and high between the two ends, for the picture."""
        return tuple(None if v is None else (v - 1) / 4 for v in (self.value, self.low, self.high))

    @property
    def sentence(self) -> str:
        """ "3.8 of 5, between 3.6 and 4.0": for the eye and the ear."""
        if self.value is None or self.low is None or self.high is None:
            return ""
        numbers = {"value": number(self.value), "low": number(self.low), "high": number(self.high)}
        return _("%(value)s of 5, between %(low)s and %(high)s") % numbers


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and which parts of those who answered it said no, half and yes; `said` "": can't be told."""

    text: str
    parts: tuple[float, ...] = ()  # for the picture
    said: str = ""
    groups: list[tuple[str, str]] = field(default_factory=list)  # group, and which part of it said yes


@dataclass(frozen=True, slots=True)
class Change:
    """What is said of the round before, and (`basis`) whether the same people stand behind both or two groups."""

    words: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class ScaleResult:
    title: str
    questions: list[Asked]
    told: Told | None  # None: too few, or hidden so that nobody can be worked out
    groups: list[tuple[str, Told]]
    apart: str  # may groups be set side by side? a sentence, or ""
    change: Change | None  # None: there was no round before
    trust: str  # how far the questions hang together


@dataclass(frozen=True, slots=True)
class Missing:
    """Which part of those asked has answered, by group."""

    whole: str
    groups: list[tuple[str, str]]
    hidden: int
    few: bool


@dataclass(frozen=True, slots=True)
class Results:
    wave: Wave
    ready: bool
    scales: list[ScaleResult] = field(default_factory=list)
    missing: Missing | None = None
    comments: int = 0


def results_of(reads: ReadBook, pk: int) -> Results:
    """Raises Http404 where this person doesn't run the survey."""
    wave = RUN_SURVEY.get(reads, pk=pk)
    if wave.state != State.CLOSED or wave.figures_made is None:
        return Results(wave, False)
    return Results(
        wave=wave,
        ready=True,
        scales=scales_told(wave),
        missing=_missing(_cells(wave)),
        comments=sum(len(texts) for _, texts in comments_of(wave)),
    )


def school_scale(slug: str) -> list[ReleaseCell]:
    """The released means of a scale over the whole school's students, newest first, of one survey: for the charter."""
    rows = Wave.objects.filter(
        survey__klass_id=None, survey__people=People.PUPILS, state=State.CLOSED, figures_made__isnull=False
    )
    found: list[ReleaseCell] = []
    survey = None
    for wave in rows.select_related("survey").order_by("-closes_on", "-number"):
        cell = _cells(wave).get((ALL, slug))
        if cell is not None and cell.shown and survey in {None, wave.survey_id}:
            survey = wave.survey_id
            found.append(cell)
    return found[:2]


def scales_told(wave: Wave) -> list[ScaleResult]:
    """Each scale of a closed round, in the order asked: what its release says."""
    cells, before = _cells(wave), _before(wave)
    return [_scale(title, slug, versions, cells, before) for slug, title, versions in scales_asked(wave)]


def _cells(wave: Wave) -> Cells:
    return {(c.line, c.column): c for c in shown(wave.name, str(wave.number), AUDIENCE)}


def _before(wave: Wave) -> tuple[Wave, Cells] | None:
    row = (
        wave.survey.waves.filter(number__lt=wave.number, state=State.CLOSED, figures_made__isnull=False)
        .select_related("survey")
        .order_by("-number")
        .first()
    )
    return (row, _cells(row)) if row is not None else None


def scales_asked(wave: Wave) -> list[tuple[str, str, list[ItemVersion]]]:
    """(column, title, questions) of each scale of a round, in the order asked; an own question stands for itself."""
    found: dict[str, list[ItemVersion]] = {}
    for version in questions_of(wave):
        if not version.item.words:
            own = version.item.scale == bank.OWN
            found.setdefault(f"own-{version.pk}" if own else version.item.scale, []).append(version)
    return [
        (slug, str(bank.BY_SLUG[slug].title) if slug in bank.BY_SLUG else versions[0].text, versions)
        for slug, versions in found.items()
    ]


def _scale(
    title: str, slug: str, versions: list[ItemVersion], cells: Cells, before: tuple[Wave, Cells] | None
) -> ScaleResult:
    groups = [
        (line.partition("/")[2], told)
        for (line, column), cell in sorted(cells.items())
        if column == slug and line != ALL and (told := _told(cell)) is not None
    ]
    whole = cells.get((ALL, slug))
    return ScaleResult(
        title=title,
        questions=[_parts(cells, v) for v in versions],
        told=_told(whole) if whole is not None else None,
        groups=groups,
        apart=_apart(cells.get((ALL, f"icc={slug}"))) if len(groups) > 1 else "",
        change=_change(slug, versions, cells, before),
        trust=_trust(cells, slug, len(versions)),
    )


def _told(cell: ReleaseCell) -> Told | None:
    if not cell.shown:
        return None
    if cell.value is None:
        top = cell.words.startswith(">")
        said = _("nearly all say: fully true") if top else _("nearly all say: not true")
        return Told(None, None, None, said, cell.band)
    value = 1 + 4 * cell.value
    low, high = (None if v is None else 1 + 4 * v for v in (cell.low, cell.high))
    return Told(value, low, high, str(bank.ANSWERS[min(5, max(1, round(value)))]), cell.band)


def _parts(cells: Cells, version: ItemVersion) -> Asked:
    """ "62 in 100 mostly or fully true, 26 half true, 12 not or a little true"."""
    found = {name: cell for name in PARTS if (cell := _shown(cells, ALL, name, version)) is not None}
    told = {name: _part(cell) for name, cell in found.items()}
    texts = {
        "no": _("not or a little true: %(part)s"),
        "half": _("half true: %(part)s"),
        "yes": _("mostly or fully true: %(part)s"),
    }
    return Asked(
        version.text,
        tuple(told[name][0] for name in PARTS) if len(told) == len(PARTS) else (),
        " · ".join(texts[name] % {"part": told[name][1]} for name in PARTS if name in told),
        [
            (line.partition("/")[2], _part(cell)[1])
            for line, column in sorted(cells)
            if line != ALL
            and column == f"yes={version.pk}"
            and (cell := _shown(cells, line, "yes", version)) is not None
        ],
    )


def _shown(cells: Cells, line: str, name: str, version: ItemVersion) -> ReleaseCell | None:
    cell = cells.get((line, f"{name}={version.pk}"))
    return cell if cell is not None and cell.shown else None


def _part(cell: ReleaseCell) -> tuple[float, str]:
    if cell.value is None:
        all_but = cell.words.startswith(">")
        return (NEARLY_ALL, _("nearly all")) if all_but else (HARDLY_ANY, _("hardly anybody"))
    return cell.value, say.in_hundred(cell.value)


def _apart(cell: ReleaseCell | None) -> str:
    if cell is None or not cell.shown:
        return _("Whether the groups differ can't be told.")
    near = (cell.value if cell.value is not None else float(cell.words.startswith(">"))) >= COMPARE
    if near:
        return _("The groups differ by more than chance would bring about.")
    return _(
        "The differences between the groups are no larger than chance would bring about. Don't compare them."
    )


def _trust(cells: Cells, slug: str, questions: int) -> str:
    """How far the questions hang together, with the numbers for those who know them."""
    if questions < 2:
        return _("A single question.")
    cell = cells.get((ALL, f"alpha={slug}"))
    if cell is None or not cell.shown:
        return _("Fewer than a hundred full answers: how far the questions hang together can't be told.")
    said = [_("alpha %(value)s") % {"value": _number(cell)}]
    omega = cells.get((ALL, f"omega={slug}"))
    said.append(
        _("omega %(value)s") % {"value": _number(omega)}
        if omega is not None and omega.shown
        else _("omega can't be computed")
    )
    return ", ".join(said)


def _number(cell: ReleaseCell) -> str:
    if cell.value is None:
        return ">= .90" if cell.words.startswith(">") else "<= .10"
    span = f" ({cell.low:.2f}–{cell.high:.2f})" if cell.low is not None and cell.high is not None else ""
    return f"{cell.value:.2f}{span}"


def _change(
    slug: str, versions: list[ItemVersion], cells: Cells, before: tuple[Wave, Cells] | None
) -> Change | None:
    """Higher, lower or can't tell, beside the round before; never over other words or with few answers."""
    if before is None:
        return None
    wave, earlier = before
    asked = {s: vs for s, _t, vs in scales_asked(wave)}
    if slug not in asked:
        return Change(_("Not asked last time."))
    if {v.pk for v in asked[slug]} != {v.pk for v in versions}:
        return Change(_("Asked in other words last time: not compared."))
    if not (_enough(cells) and _enough(earlier)):
        return Change(_("Too few answered to tell a change (fewer than 60 in 100)."))
    paired = cells.get((ALL, f"change={slug}"))
    if paired is not None and paired.shown and paired.value is not None and paired.low is not None:
        said = _verdict(8 * paired.value - 4, 8 * paired.low - 4, 8 * (paired.high or 1) - 4)
        return Change(said, _("This compares the same people: those who answered both times."))
    now, then = cells.get((ALL, slug)), earlier.get((ALL, slug))
    ends = [_ends(c) for c in (now, then)]
    if ends[0] is None or ends[1] is None:
        return Change(_("A change can't be told."))
    (value, half), (old, old_half) = ends  # type: ignore[misc]
    wide = hypot(half, old_half)
    return Change(_verdict(value - old, value - old - wide, value - old + wide), _two_groups(wave))


def _two_groups(wave: Wave) -> str:
    """That a change is no change of people, and why they aren't paired."""
    groups = _(
        "This compares two groups, not the same people: all who answered last time, and all who answered this time. "
        "Who came or went can be a reason, too."
    )
    why = (
        _("Answers without a name can't be paired, so a small change stays unseen.")
        if wave.anonymous
        else _("Of the same people it isn't told: few answered only once, and theirs could be worked out.")
    )
    return f"{groups} {why}"


def _verdict(value: float, low: float, high: float) -> str:
    small, large = sorted((abs(low), abs(high)))
    if low > 0:
        said = _("Higher than last time, by %(value)s (between %(low)s and %(high)s).")
    elif high < 0:
        said = _("Lower than last time, by %(value)s (between %(low)s and %(high)s).")
    else:
        said = _("No change that can be told from chance: between %(low)s lower and %(high)s higher.")
        small, large = abs(low), abs(high)
    return said % {"value": number(abs(value)), "low": number(small), "high": number(large)}


def _enough(cells: Cells) -> bool:
    cell = cells.get((ALL, ANSWERED))
    if cell is None or not cell.shown:
        return False
    return cell.words.startswith(">") if cell.value is None else cell.value >= TURNOUT


def _ends(cell: ReleaseCell | None) -> tuple[float, float] | None:
    if cell is None or not cell.shown or cell.value is None or cell.low is None or cell.high is None:
        return None
    return 1 + 4 * cell.value, 2 * (cell.high - cell.low)


def _missing(cells: Cells) -> Missing | None:
    whole = cells.get((ALL, ANSWERED))
    if whole is None:
        return None
    groups = [
        (line.partition("/")[2], c)
        for (line, col), c in sorted(cells.items())
        if col == ANSWERED and line != ALL
    ]
    return Missing(
        whole=_answered(whole),
        groups=[(name, _answered(c)) for name, c in groups if c.shown],
        hidden=sum(not c.shown for _, c in groups),
        few=whole.shown and not _enough(cells),
    )


def _answered(cell: ReleaseCell) -> str:
    if not cell.shown:
        return _("can't be told")
    if cell.value is None:
        return _("nearly all answered") if cell.words.startswith(">") else _("nearly nobody answered")
    return _("%(n)s in 100 answered") % {"n": round(100 * cell.value)}


@dataclass(frozen=True, slots=True)
class Row:
    """A cell that was let out, with what its column means."""

    cell: ReleaseCell
    about: str


def released(wave: Wave) -> list[Row]:
    """The cells of a round that may be shown."""
    if wave.state != State.CLOSED:
        return []
    titles = {slug: title for slug, title, _versions in scales_asked(wave)}
    titles |= {str(v.pk): v.text for _s, _t, versions in scales_asked(wave) for v in versions}
    cells = [c for c in shown(wave.name, str(wave.number), AUDIENCE) if c.shown]
    return [Row(c, titles.get(c.column.rpartition("=")[2], "")) for c in cells]
