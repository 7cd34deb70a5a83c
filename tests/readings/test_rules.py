"""A rule's two figures on its page, and the school's right to retire it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from tests.village import NOW, Village
from waypost.measures.quality import Onset, Raised
from waypost.measures.replay import QUIET, STUCK, Told
from waypost.readings import backtests, projector, rule_words, rules
from waypost.readings.models import Episode, RuleTest
from waypost.readings.rebuild import verify
from waypost.school import clock
from waypost.school.models import Attendance
from waypost.trust.models import Act, ReleaseCell
from waypost.trust.refusal import Refused

from . import makers

SignedIn = Callable[[object], Client]


@pytest.fixture
def away(village: Village) -> Village:
    """Mia missed the last three school days: one signal is open."""
    makers.send(*makers.days_of_work(village.mia, 3))
    for day in (18, 19, 20):
        Attendance.objects.create(student=village.mia, day=date(2026, 11, day), status="absent")
    projector.catch_up()
    assert live() == 1
    return village


def live() -> int:
    return Episode.objects.filter(signal="away").exclude(state="ended").count()


def test_a_retired_rule_ends_what_is_open_with_that_reason_and_raises_nothing(away: Village) -> None:
    rules.retire("away", "Attendance has its own office here.", away.account(away.lena).pk)
    episode = Episode.objects.get(signal="away")
    assert (episode.state, episode.ended_by) == ("ended", "person")
    assert episode.history.order_by("-pk").values_list("kind", "detail__why").first() == (
        "ended",
        "rule retired",
    )
    with clock.held_at(NOW + timedelta(days=1)):
        projector.catch_up()
        assert live() == 0
        assert verify() == []


def test_a_rule_that_comes_back_raises_what_it_sees(away: Village) -> None:
    account = away.account(away.lena).pk
    rules.retire("away", "We try without.", account)
    projector.catch_up()
    rules.bring_back("away", "We missed it.", account)
    projector.catch_up()
    assert live() == 1
    assert verify() == []
    verbs = (
        Act.objects.filter(verb__startswith="readings.rule").order_by("pk").values_list("verb", "actor_id")
    )
    assert list(verbs) == [("readings.rule.retire", account), ("readings.rule.bring_back", account)]


@pytest.mark.parametrize("change", [rules.retire, rules.bring_back])
@pytest.mark.parametrize(("name", "reason"), [("away", "  "), ("no such rule", "why not")])
def test_a_decision_needs_a_rule_and_a_reason(
    village: Village, change: Callable[..., object], name: str, reason: str
) -> None:
    with pytest.raises(Refused):
        change(name, reason, None)


def test_the_same_decision_twice_is_refused(village: Village) -> None:
    with pytest.raises(Refused):
        rules.bring_back("away", "It was never gone.", None)
    rules.retire("away", "We try without.", None)
    with pytest.raises(Refused):
        rules.retire("away", "Again.", None)


def test_a_leader_retires_a_rule_on_its_page_and_a_teacher_reads_why(
    away: Village, signed_in: SignedIn
) -> None:
    leader, teacher, student = signed_in(away.lena), signed_in(away.ada), signed_in(away.mia)
    assert "Retire this rule" in leader.get("/how-we-know/away/").content.decode()
    assert "Retire this rule" not in teacher.get("/how-we-know/away/").content.decode()
    assert leader.post("/how-we-know/away/decide/", {"reason": ""}).status_code == 200
    assert live() == 1
    assert leader.post("/how-we-know/away/decide/", {"reason": "We have an office."}).status_code == 302
    assert live() == 0
    assert "We have an office." in teacher.get("/how-we-know/away/").content.decode()
    told = student.get("/how-we-know/away/").content.decode()
    assert "This rule is retired here" in told
    assert "We have an office." not in told
    assert leader.post("/how-we-know/away/decide/", {"reason": "It is missed."}).status_code == 302
    assert rules.retirement("away") is None


def test_retiring_is_proposed_to_staff_and_to_nobody_else(
    village: Village, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "waypost.readings.quality._installed", lambda name: SimpleNamespace(sentence="", retire=True)
    )
    words = "Talk about retiring this rule"
    assert words in signed_in(village.ada).get("/how-we-know/stuck/").content.decode()
    assert words not in signed_in(village.mia).get("/how-we-know/stuck/").content.decode()


def test_of_three_students_nothing_is_told(village: Village) -> None:
    makers.send(*makers.days_of_work(village.mia, 6))
    projector.catch_up()
    assert backtests.make() == 2
    assert RuleTest.objects.count() == 2
    assert not ReleaseCell.objects.filter(release__name="rules", shown=True).exists()
    found = rule_words.tested(STUCK, groups=True)
    assert found.why_not
    assert found.sentences == found.groups == []


def test_it_is_made_once_a_week_and_when_the_rule_has_changed(village: Village) -> None:
    assert backtests.make() == 2
    assert backtests.make() == 0
    with clock.held_at(NOW + timedelta(days=7)):
        assert backtests.make() == 2
        RuleTest.objects.filter(signal=QUIET).update(version="an older rule")
        assert backtests.make() == 1


def played(girls: int, boys: int) -> backtests.Played:
    """Two signals a student, one of which came true for every second; each of those should have been found, on its day."""
    groups = dict.fromkeys(range(girls), "sex=female") | {100 + n: "sex=male" for n in range(boys)}
    told = Told()
    for n, group in groups.items():
        told.raised += [
            Raised(n, 7, 10, n % 2 == 0, 20 if n % 2 == 0 else None, group),
            Raised(n, 8, 30, False, None, group),
        ]
        told.onsets += [Onset(n, 7, 8, group)] if n % 2 == 0 else []
    days = backtests.school_days_gone()
    here = {"": 40 * len(groups), "sex=female": 40 * girls, "sex=male": 40 * boys}
    return backtests.Played({STUCK: told, QUIET: Told()}, groups, here, days)


def test_figures_stand_in_plain_words_and_by_group_for_a_leader_alone(
    village: Village, signed_in: SignedIn
) -> None:
    both = played(30, 30)
    backtests._store(STUCK, both)
    backtests.release(both)
    told = rule_words.tested(STUCK, groups=True)
    assert "Of the signals that could be judged, 25 % came true (between 18 % and 33 %" in told.sentences[1]
    assert "90 % or more of such cases were found within 15 school days." in " ".join(told.sentences)
    assert "two school days" in " ".join(told.sentences)  # from onset to signal
    assert [(g.name, g.true, g.found, g.wrongly) for g in told.groups] == [
        ("Girls", "25 %", "90 % or more", "90 % or more"),
        ("Boys", "25 %", "90 % or more", "90 % or more"),
    ]
    assert rule_words.tested(STUCK, groups=False).groups == []
    leader = signed_in(village.lena).get("/how-we-know/stuck/").content.decode()
    teacher = signed_in(village.ada).get("/how-we-know/stuck/").content.decode()
    assert "Named wrongly" in leader
    assert "25 % came true" in teacher
    assert "Named wrongly" not in teacher


def test_groups_are_left_out_where_they_would_hide_the_whole(village: Village) -> None:
    """Thirty girls of thirty-four students: the girls beside the whole would tell about four."""
    few = played(30, 4)
    backtests._store(STUCK, few)
    backtests.release(few)
    told = rule_words.tested(STUCK, groups=True)
    assert told.groups == []
    assert any("25 % came true" in s for s in told.sentences)


def test_a_rule_that_foretells_nothing_says_so(village: Village) -> None:
    assert "foretells nothing" in rule_words.tested("away", groups=True).why_not


def test_nearly_none_stands_in_words_alone_and_names_no_count(village: Village) -> None:
    """One of forty came true: a count would tell about one student."""
    many = played(20, 20)
    many.told[STUCK].raised[:] = [
        Raised(n, 7, 10, n == 0, 20 if n == 0 else None, group) for n, group in many.groups.items()
    ]
    backtests._store(STUCK, many)
    backtests.release(many)
    said = " ".join(rule_words.tested(STUCK, groups=True).sentences)
    assert "Of the signals that could be judged, 10 % or less came true." in said
    assert "95 % sure" not in said
    assert "before everybody could see it" not in said
