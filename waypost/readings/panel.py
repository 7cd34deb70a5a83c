"""The measures and signals in force in this process: which states are folded, which readings rest on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from waypost.measures.protocol import Measure, Signal, owner, readings_for
from waypost.measures.registry import MEASURES, SIGNALS
from waypost.measures.settings import with_numbers as settings_with

from . import numbers
from .models import Parameters, RetiredRule


@dataclass(frozen=True)
class Panel:
    """`folds`: a measure for each kept state. `reads`: every measure, with the name of its state."""

    folds: Mapping[str, Measure]
    reads: tuple[tuple[Measure, str], ...]
    signals: Mapping[str, Signal]
    for_signals: frozenset[str]  # measures that a signal reads
    versions: Mapping[str, str]  # state -> version of measure and parameters
    parameters: Mapping[str, Any]  # measure -> parameters in force

    def version(self, measure: str) -> str:
        return self.versions[measure]


_kept: tuple[Any, Panel] | None = None


def panel() -> Panel:
    """The panel in force; made anew only when parameters or the rules in force have changed."""
    global _kept
    rows = list(
        Parameters.objects.filter(in_force=True).order_by("measure").values_list("measure", "version")
    )
    retired, chosen = retired_rules(), numbers.in_force()
    key = (tuple(rows), tuple(MEASURES), tuple(SIGNALS), retired, chosen)
    if _kept is None or _kept[0] != key:
        _kept = key, _make(retired, chosen)
    return _kept[1]


def with_numbers(name: str, values: Mapping[str, Any]) -> Panel:
    """The panel as it would be if the school chose these numbers for one measure."""
    return _make(retired_rules(), numbers.in_force() | {name: (0, dict(values))})


def measure_here(name: str) -> Measure:
    """A measure as it is in force, with its fit and the numbers that the school chose."""
    return next(measure for measure, _owner in panel().reads if measure.about.name == name)


def retired_rules() -> frozenset[str]:
    """Rules that the school has retired: they raise nothing."""
    return frozenset(RetiredRule.objects.filter(back=None).values_list("signal", flat=True))


def _make(retired: frozenset[str], chosen: Mapping[str, tuple[int, Mapping[str, Any]]]) -> Panel:
    rows = Parameters.objects.filter(in_force=True)
    fitted = {row.measure: (row.version, row.values) for row in rows}
    bound = {
        name: _bind(_numbered(m, chosen.get(owner(m))), fitted.get(owner(m))) for name, m in MEASURES.items()
    }
    reads = tuple((measure, owner(measure)) for measure in bound.values())
    folds = {name: bound[name] for _, name in reads}
    versions = {name: _version(m, fitted.get(name), chosen.get(name)) for name, m in folds.items()}
    signals = {
        name: numbers.adjusted(signal, chosen[name][1]) if name in chosen else signal
        for name, signal in SIGNALS.items()
        if name not in retired
    }
    return Panel(
        folds,
        reads,
        signals,
        readings_for(signals.values(), MEASURES),
        versions,
        {name: values for name, (_, values) in fitted.items()},
    )


def _bind(measure: Measure, fitted: tuple[str, Any] | None) -> Measure:
    """The measure with the parameters in force, its own or those of the measure it rests on (`with_parameters`)."""
    if fitted is None or not hasattr(measure, "with_parameters"):
        return measure
    bound: Measure = measure.with_parameters(fitted[1])
    return bound


def _numbered(measure: Measure, chosen: tuple[int, Mapping[str, Any]] | None) -> Measure:
    """The measure by the numbers that the school chose for the one whose state is kept (`with_settings`)."""
    if chosen is None or not hasattr(measure, "with_settings"):
        return measure
    settings = settings_with(MEASURES[owner(measure)].settings, chosen[1])
    numbered: Measure = measure.with_settings(settings)
    return numbered


def _version(
    measure: Measure, fitted: tuple[str, Any] | None, chosen: tuple[int, Mapping[str, Any]] | None
) -> str:
    """States of another fit or of other numbers are of no use: they are folded anew."""
    return (
        f"{measure.about.version}" + (f"/{fitted[0]}" if fitted else "") + (f"#{chosen[0]}" if chosen else "")
    )
