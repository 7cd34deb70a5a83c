"""Results of a round, in words: from its release alone. Comments after the close, from ten on, in no order."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from math import hypot

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waypost.measures import words_apart
from waypost.trust.access import ReadBook
from waypost.trust.models import ReleaseCell
from waypost.trust.releases.service import shown
from waypost.web import say

from .. import bank
from ..access.surveys import RUN_SURVEY
from ..models import Coded, ItemVersion, People, Said, State, Theme, Wave
from ..services.surveys import K
from .surveys import questions_of

ALL, ANSWERED, AUDIENCE = "all", "answered", "survey"
TURNOUT = 0.6  # below it no change is named (MEASURES.md)
COMPARE = 0.7  # ICC(2) from which groups may stand side by side
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
class ScaleResult:
    title: str
    questions: list[str]
    told: Told | None  # None: too few, or hidden so that nobody can be worked out
    groups: list[tuple[str, Told]]
    apart: str  # may groups be set side by side? a sentence, or ""
    change: str
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
        questions=[v.text for v in versions],
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


def _change(slug: str, versions: list[ItemVersion], cells: Cells, before: tuple[Wave, Cells] | None) -> str:
    """Higher, lower or can't tell, beside the round before; never over other words or with few answers."""
    if before is None:
        return ""
    wave, earlier = before
    asked = {s: vs for s, _t, vs in scales_asked(wave)}
    if slug not in asked:
        return _("Not asked last time.")
    if {v.pk for v in asked[slug]} != {v.pk for v in versions}:
        return _("Asked in other words last time: not compared.")
    if not (_enough(cells) and _enough(earlier)):
        return _("Too few answered to tell a change (fewer than 60 in 100).")
    paired = cells.get((ALL, f"change={slug}"))
    if paired is not None and paired.shown and paired.value is not None and paired.low is not None:
        return _verdict(8 * paired.value - 4, 8 * paired.low - 4, 8 * (paired.high or 1) - 4, True)
    now, then = cells.get((ALL, slug)), earlier.get((ALL, slug))
    ends = [_ends(c) for c in (now, then)]
    if ends[0] is None or ends[1] is None:
        return _("A change can't be told.")
    (value, half), (old, old_half) = ends  # type: ignore[misc]
    wide = hypot(half, old_half)
    return _verdict(value - old, value - old - wide, value - old + wide, False)


def _enough(cells: Cells) -> bool:
    cell = cells.get((ALL, ANSWERED))
    if cell is None or not cell.shown:
        return False
    return cell.words.startswith(">") if cell.value is None else cell.value >= TURNOUT


def _ends(cell: ReleaseCell | None) -> tuple[float, float] | None:
    if cell is None or not cell.shown or cell.value is None or cell.low is None or cell.high is None:
        return None
    return 1 + 4 * cell.value, 2 * (cell.high - cell.low)


def _verdict(value: float, low: float, high: float, paired: bool) -> str:
    if low > 0:
        said = _("Higher than last time, by %(value)s (between %(low)s and %(high)s).")
    elif high < 0:
        said = _("Lower than last time, by %(value)s (between %(low)s and %(high)s).")
    else:
        return _("No change that can be told from chance.")
    small, large = sorted((abs(low), abs(high)))
    text = said % {"value": number(abs(value)), "low": number(small), "high": number(large)}
    more = (
        _("The same people, both times.")
        if paired
        else _("All who answered, each time; that can have other reasons.")
    )
    return f"{text} {more}"


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


# -- comments ----------------------------------------------------------------------------------------------------------
def comments_of(wave: Wave) -> list[tuple[ItemVersion, list[Said]]]:
    """Comments to each question in words, from ten on, by their random ids: nothing tells in which order they came."""
    if wave.state != State.CLOSED:
        return []
    found: dict[int, list[Said]] = defaultdict(list)
    for row in Said.objects.filter(wave=wave).select_related("version").order_by("id"):
        found[row.version_id].append(row)
    return [(rows[0].version, rows) for _pk, rows in sorted(found.items()) if len(rows) >= K]


@dataclass(frozen=True, slots=True)
class ThemeLine:
    theme: Theme
    told: str
    agreement: str


def themes_of(wave: Wave) -> list[ThemeLine]:
    """Themes with how many comments they stand in (from ten on), and how far two readers agree."""
    codes: list[tuple[object, int | None, int]] = list(
        Coded.objects.filter(said__wave=wave).values_list("said_id", "theme_id", "by")
    )
    readers = Counter(by for _, theme, by in codes if theme is None)
    lines = []
    for theme in Theme.objects.filter(wave=wave).order_by("name"):
        by_reader: dict[int, set[object]] = defaultdict(set)
        for said, code, by in codes:
            if code == theme.pk:
                by_reader[by].add(said)
        some = set().union(*by_reader.values()) if by_reader else set()
        told = (
            ngettext("in %(n)d comment", "in %(n)d comments", len(some)) % {"n": len(some)}
            if len(some) >= K
            else _("in fewer than ten comments")
        )
        lines.append(ThemeLine(theme, told, _agreement(theme, codes, readers)))
    return lines


def _agreement(theme: Theme, codes: list[tuple[object, int | None, int]], readers: Counter[int]) -> str:
    """Krippendorff's alpha of the two who read most; a sentence where it can't be told."""
    from waypost.measures import agreement  # numpy: only where two have read

    if len(readers) < 2:
        return _("one reader so far")
    first, second = [by for by, _ in readers.most_common(2)]
    read = {by: {s for s, t, b in codes if t is None and b == by} for by in (first, second)}
    found = {by: {s for s, t, b in codes if t == theme.pk and b == by} for by in (first, second)}
    both = sorted(read[first] & read[second], key=str)
    table = [[float(s in found[by]) for s in both] for by in (first, second)]
    got = agreement.alpha(table, levels=False)
    if got.value is None:
        return _("too few comments read by both to tell how far they agree")
    return _("two readers, Krippendorff's alpha %(value)s") % {"value": f"{got.value:.2f}"}


def words_of(wave: Wave) -> list[tuple[ItemVersion, list[str]]]:
    """For each question the words that stand out against the other answers in words, each used by ten people or more."""
    by_question = [(v, [words_apart.Comment(s.pk, s.text) for s in rows]) for v, rows in comments_of(wave)]
    limits = words_apart.WordSettings(students_needed=K)
    found = []
    for version, here in by_question:
        there = [c for other, rows in by_question if other.pk != version.pk for c in rows]
        told = words_apart.distinctive(here, there, limits)
        if told.words:
            found.append((version, [w.word for w in told.words]))
    return found


def alike(rows: list[Said]) -> list[list[Said]]:
    """Comments that say nearly the same, grouped; those that stand alone are left out."""
    groups = words_apart.alike([row.text for row in rows])
    return [[rows[n] for n in places] for places in groups if len(places) > 1]


def released(wave: Wave) -> list[ReleaseCell]:
    """The cells of a round that may be shown."""
    if wave.state != State.CLOSED:
        return []
    return [c for c in shown(wave.name, str(wave.number), AUDIENCE) if c.shown]
