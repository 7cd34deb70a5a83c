"""On which days students may be asked anything at all. A room that knows of days on which they may not (exam weeks) says so
here; whoever asks something small looks here first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

MayAsk = Callable[[date], bool]
_rules: list[MayAsk] = []


def add(rule: MayAsk) -> None:
    if rule not in _rules:
        _rules.append(rule)


def may_ask(day: date) -> bool:
    return all(rule(day) for rule in _rules)
