"""May one student reach another? A room that lets students keep away from each other says so here; whoever delivers
something of one to another (thanks, a note) asks here, and tells nobody of a no (TRUST 28)."""

from __future__ import annotations

from collections.abc import Callable

KeepsAway = Callable[[int, int], bool]
_rules: list[KeepsAway] = []


def add(rule: KeepsAway) -> None:
    """`rule(giver, receiver)`: doesn't the receiver want to hear from the giver? Person ids."""
    if rule not in _rules:
        _rules.append(rule)


def may_reach(giver_id: int, receiver_id: int) -> bool:
    return not any(rule(giver_id, receiver_id) for rule in _rules)
