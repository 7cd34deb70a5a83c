"""The numbers of a rule or a measure are defaults: a leader chooses others after seeing what they would have changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.village import HOME_PAGE, NOW, Village
from waypost.measures.protocol import Verdict
from waypost.measures.registry import MEASURES, SIGNALS
from waypost.measures.settings import open_fields, with_numbers
from waypost.readings import jobs, numbers, panel, projector, would_change
from waypost.readings.models import Episode, Reading, RuleNumbers
from waypost.readings.rebuild import verify
from waypost.school import clock
from waypost.school.models import Attendance
from waypost.trust.models import Act
from waypost.trust.refusal import Refused

from . import makers

SignedIn = Callable[[object], Client]
TWO_DAYS = {"in_a_row": 2}


@pytest.fixture
def away(village: Village, monkeypatch: pytest.MonkeyPatch) -> Village:
    """Mia missed the last two school days: by the shipped numbers nothing is said."""
    monkeypatch.setattr(type(jobs.look_back), "enqueue", lambda self, pk: None)
    makers.send(*makers.days_of_work(village.mia, 3))
    for day in (19, 20):
        Attendance.objects.create(student=village.mia, day=date(2026, 11, day), status="absent")
    projector.catch_up()
    assert live() == 0
    return village


def live() -> int:
    return Episode.objects.filter(signal="away").exclude(state="ended").count()


def chosen(values: dict[str, Any], why: str = "Two days are long here.") -> RuleNumbers:
    row = numbers.propose("away", values, why, None)
    jobs.look_back.call(row.pk)
    row.refresh_from_db()
    return row


def test_what_they_would_have_changed_is_told_in_bands_before_anybody_decides(away: Village) -> None:
    found = chosen(TWO_DAYS).found
    assert (found["before"], found["after"], found["only_before"], found["only_after"]) == (
        "0", "1–4", "0", "1–4",
    )  # fmt: skip
    projector.catch_up()
    assert live() == 0, "looking back changes nothing"


def test_once_in_force_every_student_is_read_by_them_and_a_rebuild_says_the_same(away: Village) -> None:
    numbers.put_in_force(chosen(TWO_DAYS), None)
    projector.catch_up()
    assert live() == 1
    assert verify() == []
    numbers.put_in_force(chosen({"in_a_row": 3}, "Back again."), None)
    with clock.held_at(NOW + timedelta(days=1)):
        projector.catch_up()
        assert live() == 1, "what was raised stays until what ends it"
        assert verify() == []
    assert numbers.in_force() == {}
    verbs = Act.objects.filter(verb__startswith="readings.numbers").values_list("verb", flat=True)
    assert sorted(set(verbs)) == ["readings.numbers.propose", "readings.numbers.put_in_force"]


def test_what_was_dropped_or_decided_is_not_put_in_force(away: Village) -> None:
    row = chosen(TWO_DAYS)
    numbers.drop(row, None)
    with pytest.raises(Refused):
        numbers.put_in_force(row, None)
    assert numbers.in_force() == {}


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"in_a_row": 3}, "These are in force."),
        ({"in_a_row": 1}, "Out of bounds."),
        ({"in_a_row": 2.5}, "No whole number."),
        ({"clear_missed": 2}, "Not open."),
        (TWO_DAYS, "  "),
    ],
)
def test_a_proposal_needs_other_numbers_within_their_bounds_and_a_reason(
    away: Village, values: dict[str, Any], why: str
) -> None:
    with pytest.raises(Refused):
        numbers.propose("away", values, why, None)
    assert not RuleNumbers.objects.exists()


def test_five_looks_in_a_week_are_enough(away: Village) -> None:
    for n in (2, 4, 5, 6, 7):
        numbers.drop(chosen({"in_a_row": n}), None)
    with pytest.raises(Refused, match="Five proposals"):
        numbers.propose("away", {"in_a_row": 8}, "Once more.", None)


@pytest.mark.parametrize("name", sorted(n for n, s in SIGNALS.items() if open_fields(s.settings)))
def test_every_rule_may_be_made_with_both_ends_of_each_number(name: str) -> None:
    rule = SIGNALS[name]
    for one in open_fields(rule.settings):
        for end in ("low", "high"):
            assert one.metadata["low"] <= one.default <= one.metadata["high"]
            made = numbers.adjusted(rule, {one.name: one.metadata[end]})
            assert made.settings == replace(rule.settings, **{one.name: one.metadata[end]})
    with pytest.raises(ValueError, match="no number"):
        with_numbers(rule.settings, {"nothing": 1})


def test_looking_back_opens_as_signals_do() -> None:
    def said(position: str) -> list[Verdict]:
        return [Verdict(signal="away", subject=0, position=position)]

    spells = would_change.Spells()
    for verdicts, counts in [
        (said("raise"), False), (said("raise"), True), (said("hold"), True), (said("suspend"), True), ([], True),
        (said("hold"), True), (said("raise"), True), (said("clear"), True), (said("raise"), True),
    ]:  # fmt: skip
        spells.day(verdicts, counts=counts)
    assert spells.opened == 2, "one went on from before, one opened twice"


def test_a_leader_chooses_on_the_rules_page_and_everybody_sees_what_counts(
    away: Village, signed_in: SignedIn
) -> None:
    leader, teacher, student = signed_in(away.lena), signed_in(away.ada), signed_in(away.mia)
    page = "/how-we-know/away/"
    assert "Choose other numbers" in leader.get(page).content.decode()
    assert "Choose other numbers" not in teacher.get(page).content.decode()
    wrong = leader.post(page + "numbers/", {"in_a_row": 99, "share": 0.1, "reason": "x"})
    assert "less than or equal to 10" in wrong.content.decode()
    sent = leader.post(page + "numbers/", {"in_a_row": 2, "share": 0.1, "reason": "Two days are long here."})
    assert sent.status_code == 302
    assert "Looking back" in leader.get(sent["Location"]).content.decode()
    jobs.look_back.call(RuleNumbers.objects.get().pk)
    seen = leader.get(sent["Location"]).content.decode()
    assert "Go by these from now on" in seen
    assert "it would have spoken of 1–4 students" in seen
    assert leader.get(page + "numbers/")["Location"] == sent["Location"], "one proposal at a time"
    assert leader.post(sent["Location"], {"decide": "1"}).status_code == 302
    told = teacher.get(page).content.decode()
    assert "chosen here; shipped: 3" in told
    assert "Two days are long here." in told
    assert "Two days are long here." not in student.get(page).content.decode()
    assert teacher.get(page + "numbers/").status_code == 403
    assert leader.get("/how-we-know/asked_for_help/numbers/").status_code == 404


# -- numbers of a measure -----------------------------------------------------------------------------------------------
MORE_TRIES = {"secure_tries": 12}


@pytest.fixture
def fractions(village: Village, monkeypatch: pytest.MonkeyPatch) -> Village:
    """Mia answered eight items right on four days: by the shipped numbers fractions are secure."""
    monkeypatch.setattr(type(jobs.look_back), "enqueue", lambda self, pk: None)
    makers.align(makers.skill(), f"{HOME_PAGE}/fractions")
    makers.send(*(
        makers.answer(village.mia, at=makers.FIRST + timedelta(days=n // 2, minutes=5 * n), item=f"fractions/{n}")
        for n in range(8)
    ))  # fmt: skip
    projector.catch_up()
    assert state() == "secure"
    return village


def state() -> str:
    return Reading.objects.get(measure="mastery", subject=makers.skill().pk).state


def others(values: dict[str, Any]) -> RuleNumbers:
    row = numbers.propose("mastery", values, "Eight tries are few here.", None)
    jobs.look_back.call(row.pk)
    row.refresh_from_db()
    return row


def test_what_a_measure_would_say_otherwise_is_told_in_bands_and_nothing_changes(fractions: Village) -> None:
    found = others(MORE_TRIES).found
    assert {name: found[name] for name in ("changed", "more", "fewer")} == {
        "changed": "1–4", "more": "0", "fewer": "1–4",
    }  # fmt: skip
    projector.catch_up()
    assert state() == "secure"


def test_a_measure_goes_by_the_schools_numbers_growth_with_it_and_a_rebuild_says_the_same(
    fractions: Village,
) -> None:
    numbers.put_in_force(others(MORE_TRIES), None)
    projector.catch_up()
    assert state() == "developing"
    assert verify() == []
    growth = panel.measure_here("growth").settings
    assert growth.secure_tries == 12
    makers.send(*(
        makers.answer(fractions.mia, at=makers.FIRST + timedelta(days=5 + n // 2, minutes=5 * n), item=f"fractions/{10 + n}")
        for n in range(4)
    ))  # fmt: skip
    projector.catch_up()
    assert state() == "secure", "with twelve tries it is, here too"
    assert verify() == []
    numbers.put_in_force(others({"secure_tries": 5}), None)
    projector.catch_up()
    assert numbers.in_force() == {}
    assert verify() == []


@pytest.mark.parametrize("values", [{"secure": 0.9}, {"secure_tries": 4}, {"look_after": 40}, {"nothing": 1}])
def test_numbers_of_a_measure_are_open_within_their_bounds_alone(
    fractions: Village, values: dict[str, Any]
) -> None:
    with pytest.raises(Refused):
        numbers.propose("mastery", values, "Why not.", None)
    with pytest.raises(Refused, match="no numbers"):
        numbers.propose("growth", {"prior": 1.0}, "Why not.", None)


@pytest.mark.parametrize("name", sorted(n for n, m in MEASURES.items() if open_fields(m.settings)))
def test_every_measure_may_be_made_with_both_ends_of_each_number(name: str) -> None:
    for one in open_fields(MEASURES[name].settings):
        for end in ("low", "high"):
            assert one.metadata["low"] <= one.default <= one.metadata["high"]
            settings = with_numbers(MEASURES[name].settings, {one.name: one.metadata[end]})
            made = MEASURES[name].with_settings(settings)  # type: ignore[attr-defined]
            assert made.settings == settings


def test_a_leader_chooses_a_measures_numbers_on_its_page(fractions: Village, signed_in: SignedIn) -> None:
    leader, teacher, student = signed_in(fractions.lena), signed_in(fractions.ada), signed_in(fractions.mia)
    page = "/how-we-know/mastery/"
    assert "Choose other numbers" in leader.get(page).content.decode()
    assert "Choose other numbers" not in teacher.get(page).content.decode()
    form = {"enough_tries": 4, "developing": 0.6, "secure_tries": 12, "secure_days": 2, "look_after": 40}
    sent = leader.post(page + "numbers/", {**form, "reason": "Eight tries are few here."})
    assert sent.status_code == 302
    jobs.look_back.call(RuleNumbers.objects.get().pk)
    assert (
        "1–4 students would have fewer skills that are secure"
        in leader.get(sent["Location"]).content.decode()
    )
    assert leader.post(sent["Location"], {"decide": "1"}).status_code == 302
    told = teacher.get(page).content.decode()
    assert "chosen here; shipped: 5" in told
    assert "Eight tries are few here." in told
    assert "Eight tries are few here." not in student.get(page).content.decode()
    assert teacher.get(page + "numbers/").status_code == 403
    assert leader.get("/how-we-know/growth/numbers/").status_code == 404
