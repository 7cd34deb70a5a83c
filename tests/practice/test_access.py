"""Staff of a school read its strategies; those who look after one plan and decide; families and students read what is tried."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.agree import EVERYBODY, seen_by
from tests.village import Village
from waypost.practice.access.trials import (
    BE_IN_TRIAL,
    JOIN_TRIAL,
    MARK_TRIAL,
    OWN_STRATEGY,
    OWN_TRIAL,
    SEE_STRATEGY,
    SEE_STUDENT_VIEW,
    SEE_TRIAL,
)
from waypost.practice.models import StudentView, TrialClass
from waypost.practice.services import trials
from waypost.school import clock
from waypost.trust.who import who_is

from .conftest import lock, plan

SignedIn = Callable[[object], Client]
STAFF = {"ada", "ben", "lena", "cora"}
CANARY = "The seventh bell rang twice"
RUNNING = datetime(2026, 12, 9, 9, tzinfo=UTC)


def test_object_and_query_agree_for_everybody(village: Village) -> None:
    trial = plan(village)
    lock(village, trial)
    bens = TrialClass.objects.get(trial=trial, class_id=village.maths_7a.pk)
    adas = TrialClass.objects.get(trial=trial, class_id=village.maths_7b.pk)
    trials.student_says(trial, village.mia.pk, village.maths_7b.pk, "helped", CANARY)
    view = StudentView.objects.get()
    expected = [
        (SEE_STRATEGY, trial.strategy, STAFF), (OWN_STRATEGY, trial.strategy, {"ada"}), (SEE_TRIAL, trial, STAFF),
        (OWN_TRIAL, trial, {"ada"}), (JOIN_TRIAL, bens, {"ben"}), (MARK_TRIAL, adas, {"ada"}), (BE_IN_TRIAL, bens, {"noor"}),
        (BE_IN_TRIAL, adas, {"mia", "leo", "rosa"}), (SEE_STUDENT_VIEW, view, {"ada", "mia"}),
    ]  # fmt: skip
    for rule, thing, may in expected:
        assert seen_by(village, rule, thing) == may, (rule.name, thing)


def test_an_unlocked_trial_is_nothing_to_students_and_families(village: Village) -> None:
    trial = plan(village)
    for row in TrialClass.objects.filter(trial=trial):
        trials.answer(row, True, by=village.ben.pk)
    for person in ("mia", "rosa", "noor"):
        assert not BE_IN_TRIAL.rows(who_is(village.account(getattr(village, person)))).exists()


def test_what_a_student_wrote_reaches_the_teachers_of_the_class_alone(
    village: Village, signed_in: SignedIn
) -> None:
    trial = plan(village)
    lock(village, trial)
    with clock.held_at(RUNNING):
        row = TrialClass.objects.get(trial=trial, class_id=village.maths_7b.pk)
        sent = signed_in(village.mia).post(
            f"/practice/tried/{row.pk}/", {"helped": "hindered", "words": CANARY}
        )
        assert sent.status_code == 302
        pages = [
            f"/practice/trials/{trial.pk}/",
            f"/practice/{trial.strategy_id}/",
            "/practice/",
            "/today/",
            f"/practice/tried/{row.pk}/",
        ]
        found = {
            person
            for person in EVERYBODY
            for address in pages
            if CANARY in signed_in(getattr(village, person)).get(address).content.decode()
        }
    assert found == {"ada", "mia"}


@pytest.mark.parametrize(
    ("person", "status"), [("ben", 404), ("lena", 404), ("tom", 404), ("mia", 403), ("adam", 403)]
)
@pytest.mark.parametrize("page", ["lock/", "plan/", "end/", "decide/"])
def test_only_those_who_look_after_it_lock_change_end_and_decide(
    village: Village, signed_in: SignedIn, person: str, status: int, page: str
) -> None:
    trial = plan(village)
    address = f"/practice/trials/{trial.pk}/{page}"
    assert signed_in(getattr(village, person)).get(address).status_code == status
    assert signed_in(getattr(village, person)).post(address).status_code == status


def test_a_student_who_said_no_is_not_asked_and_not_counted(village: Village, signed_in: SignedIn) -> None:
    from waypost.practice import study
    from waypost.practice.plan import Plan
    from waypost.trust import consent

    trial = plan(village)
    row = lock(village, trial)
    everybody = study.students(Plan.read(row.plan))
    assert village.mia.pk in everybody
    consent.give(village.mia.pk, "trial", yes=False, giver_id=village.rosa.pk, text=None)
    assert set(everybody) - set(study.students(Plan.read(row.plan))) == {village.mia.pk}
    with clock.held_at(RUNNING):
        mine = TrialClass.objects.get(trial=trial, class_id=village.maths_7b.pk)
        page = signed_in(village.mia).get(f"/practice/tried/{mine.pk}/").content.decode()
    assert "How do you find it" not in page


def test_a_week_is_said_in_one_tap_on_today_and_is_nobody_elses(
    village: Village, signed_in: SignedIn
) -> None:
    trial = plan(village)
    lock(village, trial)
    row = TrialClass.objects.get(trial=trial, class_id=village.maths_7b.pk)
    with clock.held_at(RUNNING):
        ada = signed_in(village.ada)
        today = ada.get("/today/").content.decode()
        assert "Worked examples first" in today
        form = today.partition(f'action="/practice/classes/{row.pk}/used/"')[2].partition("</form>")[0]
        assert form.count("<button") == 3
        assert form.count("<input") == form.count('type="hidden"'), "a button is all there is to tap"
        assert (
            ada.post(f"/practice/classes/{row.pk}/used/", {"used": "partly", "next": "/today/"}).headers[
                "Location"
            ]
            == "/today/"
        )
        assert "Worked examples first" not in ada.get("/today/").content.decode()
        assert (
            signed_in(village.ben).post(f"/practice/classes/{row.pk}/used/", {"used": "no"}).status_code
            == 404
        )
        page = signed_in(village.lena).get(f"/practice/trials/{trial.pk}/").content.decode()
    assert "only of five adults or more together" in page, (
        "while it goes on each tap would tell of one teacher"
    )
    assert trial.fidelity.get().used == "partly"


def test_a_teacher_says_yes_or_no_for_the_own_class_only(village: Village, signed_in: SignedIn) -> None:
    trial = plan(village)
    row = TrialClass.objects.get(trial=trial, class_id=village.maths_7a.pk)
    assert "Ada Okafor asks Mathematics 7A" in signed_in(village.ben).get("/today/").content.decode()
    assert signed_in(village.ada).post(f"/practice/classes/{row.pk}/answer/", {"yes": "1"}).status_code == 404
    signed_in(village.ben).post(f"/practice/classes/{row.pk}/answer/", {"yes": "1"})
    row.refresh_from_db()
    assert (row.said, row.said_by) == ("yes", village.ben.pk)


def test_a_strategy_is_described_planned_and_locked_by_its_pages(
    village: Village, signed_in: SignedIn
) -> None:
    ada = signed_in(village.ada)
    once = "6a7ad25c-5b3e-4a90-8e3e-8b9d3f1a7c11"
    made = ada.post(
        "/practice/new/",
        {"once": once, "title": "Silent start", "what": "Five quiet minutes", "tags": "calm"},
    )
    strategy = made.headers["Location"]
    form = {
        "once": once, "design": "phase_in", "classes": [village.maths_7a.pk, village.maths_7b.pk], "outcome": "first_tries",
        "expect": "More right", "smallest": "0.2", "first": "2026-12-02", "weeks": 8, "waves": 2, "block": 2, "ethics": "None",
    }  # fmt: skip
    refused = ada.post(f"{strategy}trials/new/", form)
    assert refused.status_code == 200  # that no support is withheld has to be said
    trial = ada.post(f"{strategy}trials/new/", {**form, "nothing_withheld": "on"}).headers["Location"]
    page = ada.get(trial).content.decode()
    assert "We can" not in page
    assert "whatever comes out" in page
    signed_in(village.ben).post(
        f"/practice/classes/{TrialClass.objects.get(class_id=village.maths_7a.pk).pk}/answer/", {"yes": "1"}
    )
    assert ada.get(f"{trial}lock/").status_code == 200
    ada.post(f"{trial}lock/")
    page = ada.get(trial).content.decode()
    assert "Nobody can change it since" in page
    assert "begins in week" in page
