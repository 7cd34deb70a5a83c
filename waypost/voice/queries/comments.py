"""Comments of a round after its close: from ten on, in no order, with the themes that readers find in them; and quotes."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waypost.measures import words_apart
from waypost.trust.access import ReadBook

from ..access.surveys import READ_QUOTES, RUN_SURVEY
from ..models import Coded, ItemVersion, Quote, Said, State, Theme, Wave
from ..services.quoting import may_be_quoted
from ..services.surveys import K


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


# -- quotes ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Candidate:
    """A comment that may be shown to those who were asked; `shown`: somebody who runs the survey chose it."""

    said: Said
    shown: bool


@dataclass(frozen=True, slots=True)
class Quotes:
    """What is quoted, by question. `choosing`: the reader runs the survey, and chooses among `candidates`."""

    wave: Wave
    shown: list[tuple[ItemVersion, list[Said]]]
    choosing: bool
    candidates: list[tuple[ItemVersion, list[Candidate]]]


def quotes_of(reads: ReadBook, pk: int) -> Quotes:
    """Raises Http404 where this person neither runs the survey nor hears what came of it."""
    wave: Wave = READ_QUOTES.get(reads, pk=pk)
    choosing = RUN_SURVEY.rows(reads.who).filter(pk=wave.pk).exists()
    chosen = _chosen(wave)
    found: dict[int, list[Candidate]] = defaultdict(list)
    for said in may_be_quoted(wave) if choosing else []:
        found[said.version_id].append(Candidate(said, said.pk in chosen))
    candidates = [(rows[0].said.version, rows) for _pk, rows in sorted(found.items())]
    return Quotes(wave, shown_quotes(wave), choosing, candidates)


def shown_quotes(wave: Wave) -> list[tuple[ItemVersion, list[Said]]]:
    """The chosen quotes by question, by their random ids; each is held against today's rule once more."""
    chosen, found = _chosen(wave), defaultdict(list)
    for said in may_be_quoted(wave) if chosen else []:
        if said.pk in chosen:
            found[said.version_id].append(said)
    return [(rows[0].version, rows) for _pk, rows in sorted(found.items())]


def _chosen(wave: Wave) -> set[UUID]:
    return set(Quote.objects.filter(said__wave=wave).values_list("said_id", flat=True))
