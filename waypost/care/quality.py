"""What staff say of each rule: let out once a night as a release (TRUST 2), never counted live. The backtest beside it
(`measures.quality`) is never mixed with it.

An exact count that moves from one day to the next would tell whose signal was raised, and what the one adult said who
answered it. So: means over students, at least ten of them, answered by at least five adults.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor

from django.core.cache import cache
from django.utils.translation import gettext as _

from waypost.measures.intervals import wilson
from waypost.measures.quality import DEFAULT
from waypost.readings.models import Episode
from waypost.school import clock
from waypost.trust.models import Release, ReleaseCell
from waypost.trust.releases.service import TEAM_THRESHOLD, compute_release, shown
from waypost.trust.releases.suppress import Figure, Place
from waypost.web import say

from .models import Answer, SignalAnswer

HELPED = (Answer.USEFUL, Answer.ALREADY)
NAME, WHOLE = "rules-said", "school"
USEFUL, ANSWERED = "useful", "answered"
KEPT_FOR = 60  # seconds


@dataclass(frozen=True, slots=True)
class Rate:
    """What was let out about one rule; None: too few students or adults."""

    signal: str
    useful: ReleaseCell | None = None
    answered: ReleaseCell | None = None

    @property
    def short(self) -> str:
        """ "useful in 85 % of answered cases"; "" where nothing may be told."""
        if self.useful is None:
            return ""
        return _("useful in %(share)s of answered cases") % {"share": _share(self.useful)}

    @property
    def retire(self) -> bool:
        """Do the answers propose to retire it? Read off what was let out, so that it tells nothing beyond: the band is
        of at least so many students as answers are asked for. The staff propose, a leader decides."""
        told = self.useful
        if told is None or int(told.band.partition("-")[0].rstrip("+")) < DEFAULT.retire_after:
            return False
        return told.high < DEFAULT.retire_below if told.high is not None else told.words.startswith("<=")

    @property
    def worth(self) -> float:
        """For putting the most useful first: as it was told, no finer."""
        if self.useful is None:
            return -1.0
        told = self.useful.value
        return told if told is not None else float(self.useful.words.startswith(">="))

    @property
    def sentence(self) -> str:
        """What staff say, with its interval, and how many were answered at all."""
        if self.useful is None:
            return _("Too few answers from staff to say.")
        said = _("Staff found it useful in %(share)s of answered cases (%(band)s students).") % {
            "share": _share(self.useful),
            "band": self.useful.band,
        }
        if self.useful.low is not None and self.useful.high is not None:
            said += " " + _("Of all such cases between %(low)s and %(high)s, 95 %% sure.") % {
                "low": say.percent(self.useful.low),
                "high": say.percent(self.useful.high),
            }
        if self.answered is not None:
            said += " " + _("Answered were %(share)s.") % {"share": _share(self.answered)}
        return said


@dataclass(frozen=True, slots=True)
class _Said:
    """One signal: whose, whether an answer counts, whether it helped, and who said so."""

    person: int
    answered: bool
    helped: bool
    adults: frozenset[int]


def make() -> int:
    """Let out what staff say, rule by rule. Run by the nightly job; returns how many rules had answers of five adults."""
    said = _said()
    table: dict[Place, Figure] = {}
    for signal, rows in said.items():
        if len(frozenset().union(*(r.adults for r in rows))) >= TEAM_THRESHOLD:
            table |= _cells(signal, rows)
    if table:
        compute_release(NAME, f"{clock.today():%Y-%m}", table)
    cache.delete(NAME)
    return len(table) // 2


def rates() -> dict[str, Rate]:
    """What was let out last, by rule (no adult and no student is named here)."""
    kept: dict[str, Rate] | None = cache.get(NAME)
    if kept is not None:
        return kept
    last = Release.objects.filter(name=NAME, audience="leader").order_by("-made").first()
    cells = {c.column: c for c in shown(NAME, last.period) if c.shown} if last else {}
    names = {column.partition(": ")[0] for column in cells}
    found = {
        name: Rate(name, cells.get(f"{name}: {USEFUL}"), cells.get(f"{name}: {ANSWERED}")) for name in names
    }
    cache.set(NAME, found, KEPT_FOR)
    return found


def rate(signal: str) -> Rate | None:
    return rates().get(signal)


def _said() -> dict[str, list[_Said]]:
    answers: dict[int, list[tuple[str, int]]] = defaultdict(list)
    counted = SignalAnswer.objects.filter(taken_back=None).exclude(answer=Answer.LATER).order_by("pk")
    for episode, answer, by in counted.values_list("episode_id", "answer", "by"):
        answers[episode].append((answer, by))
    found: dict[str, list[_Said]] = defaultdict(list)
    for pk, signal, person in Episode.objects.order_by("pk").values_list("pk", "signal", "person_id"):
        mine = answers.get(pk, [])
        helped = any(answer in HELPED for answer, _by in mine)
        found[signal].append(_Said(person, bool(mine), helped, frozenset(by for _answer, by in mine)))
    return found


def _cells(signal: str, rows: list[_Said]) -> Mapping[Place, Figure]:
    """Each student weighs the same, however many signals there were about one."""
    useful, answered = defaultdict(list), defaultdict(list)
    for r in rows:
        answered[r.person].append(r.answered)
        if r.answered:
            useful[r.person].append(r.helped)
    value = _mean(useful)
    low, high = wilson(min(value, 1.0) * len(useful), len(useful))
    return {
        (WHOLE, f"{signal}: {USEFUL}"): Figure(
            frozenset(useful), value, floor(low * 20) / 20, ceil(high * 20) / 20
        ),
        (WHOLE, f"{signal}: {ANSWERED}"): Figure(frozenset(answered), _mean(answered)),
    }


def _mean(by: Mapping[int, list[bool]]) -> float:
    return sum(sum(v) / len(v) for v in by.values()) / len(by)


def _share(cell: ReleaseCell) -> str:
    kind, _sep, bound = cell.words.partition(" ")
    if not bound:
        return say.percent(cell.value)
    return (_("%(share)s or more") if kind == ">=" else _("%(share)s or less")) % {"share": bound}
