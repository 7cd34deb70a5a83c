"""Each rule against made-up schools whose truth is known: the figures that "How we know" shows.

`python -m tests.proofs.known 11 12 13 [FOLDER]` lives through the schools of these seeds (a minute or two each) and writes
`waypost/readings/known_truth.json`; `make proof` does so again and holds the file against what it finds.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import waypost.readings
from waypost.measures.quality import Backtest, Onset, Raised, backtest, figures_of
from waypost.measures.registry import SIGNALS

from . import terms
from .truths import ALSO_RIGHT, CASES, Case

PAGE = Path(waypost.readings.__file__).parent / "known_truth.json"
SCHOOL = 10_000  # students' numbers of one school lie below this


def figures(lived: Sequence[terms.Term], signal: str, group: str | None = None) -> Backtest:
    """One rule over several schools; of one group of students, or of all."""
    raised: list[Raised] = []
    onsets: list[Onset] = []
    days = 0
    for number, term in enumerate(lived):
        cases = [c for c in CASES[signal](term.files) if group in (None, term.group(c.student))]
        ids = _Ids(number)
        onsets += [Onset(ids.of(c.student), ids.of(c.skill), term.place(c.first)) for c in cases]
        right = [*cases, *(ALSO_RIGHT[signal](term.files) if signal in ALSO_RIGHT else [])]
        said = [s for s in term.of(signal) if group in (None, term.group(s.student))]
        raised += [_raised(term, s, right, ids) for s in said]
        days += term.student_days(group)
    return backtest(raised, onsets, days)


def _raised(term: terms.Term, said: terms.Said, cases: list[Case], ids: _Ids) -> Raised:
    """True if a case of that student and skill covers its day; its end is when the case was over."""
    skill = said.skill if any(c.skill for c in cases) else ""
    mine = [c for c in cases if (c.student, c.skill) == (said.student, skill) and c.covers(said.opened)]
    last = mine[0].last if mine else None
    return Raised(
        ids.of(said.student), ids.of(skill), term.place(said.opened), bool(mine), term.place(last) if last else None
    )  # fmt: skip


class _Ids:
    """Names of one school as numbers that no other school has."""

    def __init__(self, school: int) -> None:
        self.school = school
        self.known: dict[str, int] = {}

    def of(self, name: str) -> int:
        return self.school * SCHOOL + self.known.setdefault(name, len(self.known) + 1) if name else 0


def page(lived: Sequence[terms.Term]) -> dict[str, Any]:
    """As it is stored."""
    groups = sorted({g for t in lived for g in t.truth["groups"].values()})
    return {
        "seeds": [t.truth["seed"] for t in lived],
        "students": sum(len(t.truth["homerooms"]) for t in lived),
        "school_days": sum(len(t.days) for t in lived),
        "rules": {
            signal: {
                "version": SIGNALS[signal].about.version,
                "all": _rounded(figures_of(figures(lived, signal))),
                "groups": {g: _rounded(figures_of(figures(lived, signal, g))) for g in groups},
            }
            for signal in CASES
        },
    }


def _rounded(found: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in found.items()}


def main(seeds: list[int], folder: Path) -> None:
    lived = [
        terms.Term(folder / str(seed)) if (folder / str(seed)).exists() else terms.live_through(folder / str(seed), seed)
        for seed in seeds
    ]  # fmt: skip
    PAGE.write_text(json.dumps(page(lived), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    numbers = [int(a) for a in sys.argv[1:] if a.isdigit()]
    places = [Path(a) for a in sys.argv[1:] if not a.isdigit()]
    with tempfile.TemporaryDirectory(prefix="waypost-known-") as made:
        main(numbers, places[0] if places else Path(made))
