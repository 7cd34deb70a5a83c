"""Where the truth is known: a rule's page says what made-up schools showed, and nothing of an older rule."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client

from tests.proofs.truths import CASES
from tests.village import Village
from waypost.measures.registry import SIGNALS
from waypost.readings import known

SignedIn = Callable[[object], Client]


def test_every_rule_with_a_truth_has_figures_of_its_version_and_of_more_than_one_group() -> None:
    kept = json.loads(known.FILE.read_text())
    worries = {name for name, signal in SIGNALS.items() if not signal.about.good_news}
    assert set(kept["rules"]) == set(CASES) == worries, "a page with known truth for each rule"
    for signal, rule in kept["rules"].items():
        assert rule["version"] == SIGNALS[signal].about.version, (
            f"{signal} changed: python -m tests.proofs.known"
        )
        assert {"female", "male"} <= set(rule["groups"])
        assert sum(g["judged"] for g in rule["groups"].values()) == rule["all"]["judged"]
        assert sum(g["true"] for g in rule["groups"].values()) == rule["all"]["true"]


@pytest.mark.parametrize("signal", CASES)
def test_its_page_names_the_seed_what_is_true_and_the_figures_to_everybody(
    village: Village, signed_in: SignedIn, signal: str
) -> None:
    kept = json.loads(known.FILE.read_text())
    figures = kept["rules"][signal]["all"]
    told = known.known(signal)
    assert told is not None
    assert str(kept["seeds"][0]) in told.tried
    listed = {"away", "asked_for_help", "not_talked_with", "off_pace"}
    assert ("by definition" in told.truth) is (signal in listed)
    assert told.sentences[0].startswith(
        f"Of {figures['judged']} signals {round(100 * figures['true'] / figures['judged'])}"
    )
    assert [r.name for r in told.rows] == ["All", "Girls", "Boys"]
    for person in (village.ada, village.mia, village.rosa):
        page = signed_in(person).get(f"/how-we-know/{signal}/").content.decode()
        assert "Where the truth is known" in page
        assert "made-up school" in page


def test_of_a_rule_that_changed_nothing_is_shown(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    older = json.loads(known.FILE.read_text())
    older["rules"]["stuck"]["version"] -= 1
    monkeypatch.setattr(known, "_kept", lambda: older)
    assert known.known("stuck") is None


def test_a_group_without_a_case_has_a_dash_and_no_nought(village: Village) -> None:
    empty = {"signals": 0, "judged": 0, "true": 0, "false_per_100_weeks": None, "found": [[15, 0, 0]]}
    row = known._row("Nobody", empty)
    assert (row.right, row.found, row.false) == ("", "", "")
