"""Which cells of a family of tables may be shown, and how. Pure: figures in, outcomes out.

A line is a place in a fixed hierarchy ("school/7/Mathematics 7B"), a column a measure, or a measure with one attribute
("sure/sex=f" under "sure"). A cell's children are those one step below it on either way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .bounds import System, Told

Place = tuple[str, str]  # (line, column)
People = frozenset[int]

#: How much narrower than the whole scale (0 to 1) what can be worked out may be: about one person, and about a hidden
#: cell of fewer people than the threshold.
PERSON_TOLERANCE = 0.11  # rounding to whole hundredths, and the words for nearly none and nearly all
CELL_TOLERANCE = 0.5
#: The reckoning here is linear; who knows that values are yes or no, and reads the intervals, gets further. So much more is
#: kept back about a hidden cell: of 24 schools that chance made up, an attacker got past the tolerance in two without it (to
#: 0.40), in none with it, and about no single person in any. It hides 3 % of the cells of small schools.
CELL_MARGIN = 0.15
ROUNDING = 0.005
EXACT_UNDER = 100  # people: a whole hundredth of fewer yes and no is one count and no other


@dataclass(frozen=True, slots=True)
class Figure:
    """What a cell would say: the mean of its members' values, each between 0 and 1, and (where there is one) how sure.

    Who makes the figure rounds `low` and `high` outwards: an exact interval would tell how far apart the values lie.
    """

    members: frozenset[int]
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a cell says. Hidden: `shown` is False and nothing else is told. In words: `value` is None."""

    shown: bool
    value: float | None = None
    words: str = ""
    band: str = ""


def suppress(
    table: Mapping[Place, Figure],
    threshold: int,
    before: Sequence[Told] = (),
    kept_back: Mapping[str, Sequence[People]] | None = None,
) -> dict[Place, Outcome]:
    """Hide what must be hidden in the whole family at once.

    `before`: figures of earlier releases of the same kinds. They are remembered; where they contradict today's (values
    have moved on) the older ones are left out of the reckoning. `kept_back`: column -> small
    groups that other releases hide: this one has no cell for them, and might tell of them all the same.
    """
    hidden = {place for place, figure in table.items() if len(figure.members) < threshold}
    lost: dict[str, People] = {}
    while True:
        _complete(table, hidden, threshold)
        more = _give_away(table, hidden, threshold, before, kept_back or {}, lost)
        if more is None:
            break
        hidden.add(more)
    return {p: Outcome(False) if p in hidden else said(f, threshold) for p, f in table.items()}


def said(figure: Figure, threshold: int) -> Outcome:
    """A shown cell: whole hundredths, or words where nearly all or nearly none would tell about each."""
    n, edge = len(figure.members), 1 / threshold
    if figure.value >= 1 - edge:
        return Outcome(True, None, f">= {round(100 * (1 - edge))} %", band(n))
    if figure.value <= edge:
        return Outcome(True, None, f"<= {round(100 * edge)} %", band(n))
    return Outcome(True, round(figure.value, 2), "", band(n))


def told(figure: Figure, threshold: int, column: str = "", batch: int = 0) -> Told:
    """What a shown cell gives away: an interval in which the mean lies.

    Of few people the whole hundredth is the mean itself to whoever knows that each value is yes or no, so it counts as told.
    """
    outcome, edge = said(figure, threshold), 1 / threshold
    if outcome.value is None:
        low, high = (1 - edge, 1.0) if outcome.words.startswith(">") else (0.0, edge)
    elif len(figure.members) < EXACT_UNDER:
        low = high = figure.value
    else:
        low, high = max(0.0, outcome.value - ROUNDING), min(1.0, outcome.value + ROUNDING)
    return Told(figure.members, low, high, column, batch)


def band(n: int) -> str:
    """n in bands."""
    for low, high in ((1, 4), (5, 9), (10, 19), (20, 49), (50, 99), (100, 199), (200, 499)):
        if n <= high:
            return f"{low}-{high}"
    return "500+"


def _families(places: Iterable[Place]) -> dict[tuple[Place, str], list[Place]]:
    """Children of each cell, apart by way: down the hierarchy, and into an attribute."""
    known = set(places)
    found: dict[tuple[Place, str], list[Place]] = defaultdict(list)
    for line, column in sorted(known):
        above = (line.rpartition("/")[0], column)
        whole = (line, column.rpartition("/")[0])
        if above[0] and above in known:
            found[above, "line"].append((line, column))
        if whole[1] and whole in known:
            attribute = column.rpartition("/")[2].partition("=")[0]
            found[whole, attribute].append((line, column))
    return found


def _complete(table: Mapping[Place, Figure], hidden: set[Place], threshold: int) -> None:
    """Hide further cells until each hidden set below a shown cell holds enough people and at least two cells."""
    families = _families(table)
    changed = True
    while changed:
        changed = False
        for (parent, _way), children in families.items():
            if parent in hidden or not hidden.intersection(children):
                continue
            more = _next_in(table, hidden, parent, children, threshold)
            if more is not None:
                hidden.add(more)
                changed = True


def _next_in(
    table: Mapping[Place, Figure], hidden: set[Place], parent: Place, children: list[Place], threshold: int
) -> Place | None:
    shown = [c for c in children if c not in hidden]
    if not shown:
        return None
    rest = table[parent].members.difference(*(table[c].members for c in shown))
    few = 0 < len(rest) < threshold
    alone = sum(c in hidden and bool(table[c].members) for c in children) == 1
    return min(shown, key=lambda c: (len(table[c].members), c)) if few or alone else None


def _give_away(
    table: Mapping[Place, Figure],
    hidden: set[Place],
    threshold: int,
    before: Sequence[Told],
    kept_back: Mapping[str, Sequence[People]],
    lost: dict[str, People],
) -> Place | None:
    """A shown cell that, with the others, tells too much about somebody; None when none does.

    `lost`: column -> people about whom the older figures alone tell too much (filled here): nothing is saved by hiding.
    """
    for column in sorted({c.partition("/")[0] for _, c in table}):
        here = {p: f for p, f in table.items() if p[1].partition("/")[0] == column}
        shown = {p: told(f, threshold) for p, f in here.items() if p not in hidden}
        small = [f.members for p, f in here.items() if p in hidden and 0 < len(f.members) < threshold]
        earlier = [b for b in before if b.column in {"", column}]
        small += [g for g in kept_back.get(column, ()) if not _too_narrow(earlier, [g], frozenset(), of=g)]
        if not shown:
            continue
        for past in _ever_less(earlier):
            found = _too_narrow([*shown.values(), *past], small, lost.get(column, frozenset()))
            if found and column not in lost and not any(t.members & found for t in shown.values()):
                lost[column] = _all_narrow(past)
                found = _too_narrow([*shown.values(), *past], small, lost[column])
            if found is not None:
                break
        if found:
            return _to_hide(table, shown, past, found)
    return None


def _to_hide(
    table: Mapping[Place, Figure], shown: Mapping[Place, Told], past: Sequence[Told], found: People
) -> Place:
    """The smallest cell with these people; else the smallest without which nothing is told of them any more (it tells
    of them beside an older figure)."""
    by_size = sorted(shown, key=lambda p: (len(table[p].members), p))
    inside = next((p for p in by_size if table[p].members & found), None)
    if inside is not None:
        return inside
    for place in by_size:
        rest = [t for p, t in shown.items() if p != place]
        if not _too_narrow([*rest, *past], [], frozenset(), of=found):
            return place
    return by_size[0]


def _ever_less(earlier: Sequence[Told]) -> Iterable[list[Told]]:
    """All of them, then without the older half of the batches, and so on: at last none."""
    kept = list(earlier)
    while kept:
        yield kept
        batches = sorted({t.batch for t in kept})
        edge = batches[len(batches) // 2] if len(batches) > 1 else batches[0] + 1
        kept = [t for t in kept if t.batch >= edge]
    yield []


def _too_narrow(
    figures: Sequence[Told], small: Sequence[People], lost: People, of: People = frozenset()
) -> People | None:
    """People about whom too much can be worked out (`of`: only among these); empty when nobody; None when the figures
    contradict each other."""
    if not figures:
        return frozenset()
    system = System(figures, small)
    for n, part in enumerate(system.parts):
        if part <= lost or (of and not part & of):
            continue
        bounds = system.of_person(n)
        if bounds is None:
            return None
        if bounds[1] - bounds[0] < 1 - PERSON_TOLERANCE:
            return part
    for members in small:
        bounds = system.of_group(members)
        if (
            bounds is not None
            and bounds[1] - bounds[0] < 1 - CELL_TOLERANCE + CELL_MARGIN
            and not members & lost
        ):
            return members
    return frozenset()


def _all_narrow(figures: Sequence[Told]) -> People:
    """Everybody about whom these figures tell too much."""
    lost: People = frozenset()
    while more := _too_narrow(figures, [], lost):
        lost |= more
    return lost
