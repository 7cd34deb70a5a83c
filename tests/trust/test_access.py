"""Every rule answers for the object and for the query: over the whole village, both say the same."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from tests.village import Village
from waypost.trust import readlog
from waypost.trust.access import NOBODY, ReadBook, Rule, Who
from waypost.trust.rules import READ_THE_LOG
from waypost.trust.who import who_is

ROOMS = ("trust.rules", "school.access", "skills.access", "evidence.access", "readings.access", "care.access")


def rules() -> list[Rule[Any]]:
    found: dict[int, Rule[Any]] = {}
    for room in ROOMS:
        module = importlib.import_module(f"waypost.{room}")
        found.update((id(v), v) for v in vars(module).values() if isinstance(v, Rule))
    return list(found.values())


def everybody(village: Village) -> list[tuple[str, Who]]:
    people = [(p.given_name, who_is(village.account(p))) for p in village.people()]
    return [*people, ("stranger", who_is(village.stranger)), ("nobody", NOBODY)]


def test_there_are_rules_to_hold_against_each_other() -> None:
    assert len(rules()) >= 8


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.name)
def test_object_and_query_agree_for_everybody(village: Village, rule: Rule[Any]) -> None:
    model = rule.rows(NOBODY).model
    things = list(model._default_manager.all()[:200])
    for name, who in everybody(village):
        by_query = set(rule.rows(who).values_list("pk", flat=True))
        by_object = {t.pk for t in things if rule.may(who, t)}
        assert by_query & {t.pk for t in things} == by_object, f"{rule.name} for {name}"


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.name)
def test_each_rule_has_a_name_and_a_sentence_and_nobody_sees_nothing(
    village: Village, rule: Rule[Any]
) -> None:
    assert rule.name.count(".") >= 2
    assert len(rule.sentence) > 10
    assert not rule.rows(NOBODY).exists()


@pytest.mark.django_db
def test_nothing_restricted_is_shown_to_borrowed_eyes(village: Village) -> None:
    own = who_is(village.account(village.priya))
    borrowed = who_is(village.account(village.priya), viewing_as=1)
    readlog.record(ReadBook(own, page="x", read={village.mia.pk}))
    assert READ_THE_LOG.scoped(ReadBook(own)).count() == 1
    assert READ_THE_LOG.scoped(ReadBook(borrowed)).count() == 0
