"""Who of the village sees a thing by a rule, asked both ways: by the row and by the list."""

from __future__ import annotations

from typing import Any

from waypost.trust.access import Rule, Who
from waypost.trust.who import who_is

from .village import Village

#: Everybody of the village who has an account and a role, by the name of their field.
EVERYBODY = (
    "ada", "ben", "tom", "mia", "leo", "noor", "far_kid", "rosa", "paul", "lena", "cora", "sam", "priya", "adam", "petra",
)  # fmt: skip


def who(village: Village, name: str) -> Who:
    return who_is(village.account(getattr(village, name)))


def seen_by(village: Village, rule: Rule[Any], thing: Any) -> set[str]:
    """Who finds it in the list; fails where the rule says something else of the thing itself."""
    asking = {name: who(village, name) for name in EVERYBODY}
    listed = {name for name, asks in asking.items() if rule.rows(asks).filter(pk=thing.pk).exists()}
    assert listed == {name for name, asks in asking.items() if rule.may(asks, thing)}, rule.name
    return listed
