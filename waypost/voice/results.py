"""What came of a round, worked out once after its close and let out as one release; pages read nothing else.

Lines: "all", and below it the one grouping that was chosen ("all/7B"). Columns: a scale (mean as a share of the way
from "not true" to "fully true"), "answered" (share of those asked), "alpha=", "omega=", "icc=" and "change=" of a scale,
"yes=", "half=" and "no=" of a question (PARTS): told for everybody together, "yes=" by group, too. Each round is a release of its own: its answers are other values than last time's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import special

from waypost.measures import scales
from waypost.school import clock
from waypost.trust import keys
from waypost.trust.releases import Figure, compute_release
from waypost.trust.releases.suppress import Place

from . import asked, bank
from .models import Answer, ItemVersion, Numbers, State, Wave
from .services.answers import unpacked
from .services.surveys import K

ALL = "all"
ANSWERED = "answered"
AUDIENCE = "survey"
#: What is told of each question: which part of those who answered it said this.
PARTS = {"no": (1, 2), "half": (3,), "yes": (4, 5)}
#: Between which values from 0 to 1 an answer of each part lies.
REACH = {"no": (0.0, 0.25), "half": (0.5, 0.5), "yes": (0.75, 1.0)}
YES = "yes"
FEW = 1 / K  # up to this part nobody is told how many it was
STEP = 0.025  # half-widths are rounded up to a tenth of a step of five
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Answers:
    """The answers of a round as columns: who is 0 where nobody knows; scores (answers, questions), NaN: left out."""

    who: NDArray[np.int64]
    units: list[str]
    versions: list[ItemVersion]
    scores: Floats

    @cached_property
    def scales(self) -> dict[str, list[int]]:
        """Scale -> places of its questions; a question of somebody's own stands for itself."""
        found: dict[str, list[int]] = defaultdict(list)
        for n, version in enumerate(self.versions):
            own = version.item.scale == bank.OWN
            found[f"own-{version.pk}" if own else version.item.scale].append(n)
        return dict(found)

    def values(self, scale: str) -> Floats:
        """One value of 1 to 5 an answer; NaN where too little was answered."""
        return scales.values(self.scores[:, self.scales[scale]])


def answers_of(wave: Wave) -> Answers:
    versions = [q.version for q in wave.questions.select_related("version__item") if not q.version.item.words]
    place = {v.pk: n for n, v in enumerate(versions)}
    rows: list[tuple[int, str, Mapping[int, int]]]
    if wave.anonymous:
        rows = [
            (0, r.unit, {int(k): v for k, v in r.scores.items()})
            for r in Numbers.objects.filter(wave=wave).order_by("id")
        ]
    else:
        opened = [
            (a.person_id, *unpacked(keys.unseal(a.sealed)))
            for a in Answer.objects.filter(wave=wave).order_by("person_id")
        ]
        rows = [(who, unit, given.scores) for who, given, unit in opened]
    scores = np.full((len(rows), len(versions)), np.nan)
    for n, (_, _, said) in enumerate(rows):
        for version, value in said.items():
            scores[n, place[version]] = value
    return Answers(np.array([r[0] for r in rows], np.int64), [r[1] for r in rows], versions, scores)


def make(wave: Wave) -> int:
    """Let the results of a closed round out; how many cells were looked at. Does nothing a second time."""
    if wave.state != State.CLOSED or wave.figures_made is not None:
        return 0
    found = answers_of(wave)
    members = _members(wave, found)
    table = (
        _turnout(wave)
        | _means(wave, found, members)
        | _shares(wave, found, members)
        | _reliability(found, members)
        | _change(wave, found)
    )
    if table:
        compute_release(wave.name, str(wave.number), table, audience=AUDIENCE, threshold=K)
    Wave.objects.filter(pk=wave.pk).update(figures_made=clock.now())
    return len(table)


def _line(unit: str) -> str:
    return f"{ALL}/{unit}" if unit else ALL


def _lines(unit: str) -> Iterable[str]:
    return (ALL, _line(unit)) if unit else (ALL,)


def _turnout(wave: Wave) -> dict[Place, Figure]:
    """Share of those asked who answered; who objects by now is not counted as missing."""
    rows = list(wave.invited.values_list("person_id", "unit", "answered"))
    out = asked.objecting(wave.survey, [p for p, _, _ in rows])
    groups: dict[str, dict[int, bool]] = defaultdict(dict)
    for person, unit, answered in rows:
        if person not in out or answered:
            for line in _lines(unit):
                groups[line][person] = answered
    return {(line, ANSWERED): Figure(frozenset(g), sum(g.values()) / len(g)) for line, g in groups.items()}


def _members(wave: Wave, found: Answers) -> dict[str, frozenset[int]]:
    """Line -> who answered, as the groups were kept: of anonymous answers only that they are among these."""
    kept = set(found.units)
    groups: dict[str, set[int]] = defaultdict(set)
    for person, unit in wave.invited.filter(answered=True).values_list("person_id", "unit"):
        for line in _lines(unit if unit in kept else ""):
            groups[line].add(person)
    return {line: frozenset(people) for line, people in groups.items()}


def _means(wave: Wave, found: Answers, members: Mapping[str, frozenset[int]]) -> dict[Place, Figure]:
    table: dict[Place, Figure] = {}
    for scale in found.scales:
        values = found.values(scale)
        for line in members:
            here = np.array([line == ALL or _line(u) == line for u in found.units], bool)
            known = here & ~np.isnan(values)
            if known.sum() < K:
                continue
            people = members[line] if wave.anonymous else frozenset(found.who[known].tolist())
            table[line, scale] = _mean((values[known] - bank.LOWEST) / 4, people)
    return table


def _shares(wave: Wave, found: Answers, members: Mapping[str, frozenset[int]]) -> dict[Place, Figure]:
    """Of each question from ten answers on: which parts of those who answered it said yes, half and no.

    By group only "yes" is told; and nothing of a scale's questions where its mean beside them would tell more than both.
    """
    table: dict[Place, Figure] = {}
    for scale, places in found.scales.items():
        for line in members:
            here = np.array([line == ALL or _line(u) == line for u in found.units], bool)
            told = {n: _parts(found.scores[here, n], line == ALL) for n in places}
            if _tells_more(found.values(scale)[here], list(told.values())):
                continue
            for n, parts in told.items():
                known = here & ~np.isnan(found.scores[:, n])
                people = members[line] if wave.anonymous else frozenset(found.who[known].tolist())
                for name, part in parts.items():
                    table[line, f"{name}={found.versions[n].pk}"] = Figure(people, part)
    return table


def _parts(scores: Floats, whole: bool) -> dict[str, float]:
    """Which parts are told of these answers to one question; {} of fewer than ten.

    Three parts are one whole: where one is hardly anybody, fewer than ten, the other two would tell how many (it may be
    nobody). Then the largest is told alone.
    """
    known = scores[~np.isnan(scores)]
    if len(known) < K:
        return {}
    parts = {name: float(np.isin(known, meant).mean()) for name, meant in PARTS.items()}
    if not whole:
        return {YES: parts[YES]}
    least = min(parts.values())
    if least > FEW or round(least * len(known)) >= K:
        return parts
    most = max(parts, key=lambda name: parts[name])
    return {most: parts[most]}


def _tells_more(values: Floats, questions: Iterable[Mapping[str, float]]) -> bool:
    """Do the mean of a scale and the parts of its questions together leave hardly more than one way to have answered?

    From the parts follows between which ends the mean must lie. Where it lies on one (everybody who said no said "not true",
    everybody who said yes "mostly true"), all of them are known; so it must lie one person's step from either.
    """
    values = values[~np.isnan(values)]
    if len(values) < K:
        return False
    ends = np.mean([_ends(parts) for parts in questions], axis=0)
    mean, step = float((values.mean() - bank.LOWEST) / 4), 0.5 / len(values)
    return bool(mean < ends[0] + step or mean > ends[1] - step)


def _ends(parts: Mapping[str, float]) -> tuple[float, float]:
    """Least and greatest mean (0 to 1) of answers with these parts; what isn't told may be anything but what is."""
    if not parts:
        return 0.0, 1.0
    if len(parts) == len(PARTS):  # each can be worked out
        return sum(p * REACH[n][0] for n, p in parts.items()), sum(p * REACH[n][1] for n, p in parts.items())
    ((name, part),) = parts.items()
    others = [reach for other, reach in REACH.items() if other != name]
    # Told in words, "nearly all" or "hardly anybody", it may be any part of that kind.
    span = (1 - FEW, 1.0) if part >= 1 - FEW else (0.0, FEW) if part <= FEW else (part, part)
    low = min(p * REACH[name][0] + (1 - p) * min(o[0] for o in others) for p in span)
    return low, max(p * REACH[name][1] + (1 - p) * max(o[1] for o in others) for p in span)


def _mean(values: Floats, members: frozenset[int]) -> Figure:
    """Mean of values between 0 and 1 with a t interval, its half-width rounded up."""
    n, mean = len(values), float(values.mean())
    half = float(special.stdtrit(n - 1, 0.975)) * float(values.std(ddof=1)) / n**0.5
    half = STEP * float(np.ceil(half / STEP + 1e-9))
    return Figure(members, mean, max(0.0, round(mean - half, 3)), min(1.0, round(mean + half, 3)))


def _reliability(found: Answers, members: Mapping[str, frozenset[int]]) -> dict[Place, Figure]:
    """Alpha and omega of each scale from a hundred answers on, and whether groups can be told apart."""
    table: dict[Place, Figure] = {}
    people = members.get(ALL, frozenset())
    for scale, places in found.scales.items():
        part = found.scores[:, places]
        if len(places) > 1:
            for name, of in (("alpha", scales.alpha), ("omega", scales.omega)):
                got = of(part)
                if got.value is not None:
                    table[ALL, f"{name}={scale}"] = Figure(
                        people, _inside(got.value), _in(got.low), _in(got.high)
                    )
        if len(set(found.units)) > 1:
            apart = scales.class_means(found.values(scale), found.units)
            if apart.reliable is not None:
                table[ALL, f"icc={scale}"] = Figure(people, _inside(apart.reliable))
    return table


def _inside(value: float) -> float:
    return min(1.0, max(0.0, float(value)))


def _in(value: float | None) -> float | None:
    return None if value is None else _inside(value)


def _change(wave: Wave, found: Answers) -> dict[Place, Figure]:
    """Change of those who answered in both rounds, where who is who is known and nobody can be worked out from it.

    Told only when those who answered in one round alone are nobody or ten and more: else their values would be
    what is left of three means. Everywhere else the page compares the two released means, unpaired and wider.
    """
    before = before_of(wave)
    if wave.anonymous or before is None:
        return {}
    earlier, table = answers_of(before), {}
    for scale, places in found.scales.items():
        if scale not in earlier.scales or not _same(found, places, earlier, earlier.scales[scale]):
            continue
        now = _by_person(found, scale)
        then = _by_person(earlier, scale)
        both = sorted(now.keys() & then.keys())
        alone = (len(now) - len(both), len(then) - len(both))
        if len(both) < K or any(0 < n < K for n in alone):
            continue
        differences = np.array([now[p] - then[p] for p in both])
        table[ALL, f"change={scale}"] = _mean((differences + 4) / 8, frozenset(both))
    return table


def before_of(wave: Wave) -> Wave | None:
    """The round before, if it was closed and read."""
    return (
        wave.survey.waves.filter(number__lt=wave.number, state=State.CLOSED)
        .select_related("survey")
        .order_by("-number")
        .first()
    )


def _same(a: Answers, places: list[int], b: Answers, other: list[int]) -> bool:
    """Were the same words asked?"""
    return {a.versions[n].pk for n in places} == {b.versions[n].pk for n in other}


def _by_person(found: Answers, scale: str) -> dict[int, float]:
    pairs = zip(found.who.tolist(), found.values(scale).tolist(), strict=True)
    return {who: value for who, value in pairs if not np.isnan(value)}
