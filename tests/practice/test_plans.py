"""A plan is fixed before anything is seen: nobody changes it afterwards, and a change behind Waypost's back shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from tests.village import Village
from waypost.practice import drawing, locks, study
from waypost.practice.models import LockedPlan, Result, Said, Trial, TrialClass
from waypost.practice.plan import NEVER, Design, Plan
from waypost.practice.queries import story
from waypost.practice.services import Refused, strategies, together, trials
from waypost.school import clock
from waypost.trust import doctor
from waypost.trust.models import Act

from .conftest import DRAFT, describe, lock, plan

SignedIn = Callable[[object], Client]


def behind_its_back(sql: str) -> None:
    """Somebody with the database's own password takes the guard away and writes."""
    locks.let_plans(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    locks.keep_plans(connection)


def test_a_strategy_sent_twice_is_one_and_its_changes_are_kept_with_why(village: Village) -> None:
    once, wording = uuid4(), strategies.Wording("Examples first", "Show one.")
    first = strategies.describe(village.willow.pk, wording, by=village.ada.pk, once=once)
    assert strategies.describe(village.willow.pk, wording, by=village.ada.pk, once=once) == first
    strategies.change(
        first,
        replace(wording, what="Show two."),
        tags="",
        because="One was not enough",
        by=village.ada.pk,
        seen=1,
    )
    with pytest.raises(Refused, match="meanwhile"):
        strategies.change(first, wording, tags="", because="back", by=village.ada.pk, seen=1)
    assert [v.what for v in first.versions.order_by("number")] == ["Show one.", "Show two."]


def test_the_last_who_looks_after_a_strategy_cant_leave_it_alone(village: Village) -> None:
    strategy = describe(village)
    with pytest.raises(Refused):
        strategies.leave(strategy, village.ada.pk)
    strategies.join(strategy, village.ben.pk)
    strategies.leave(strategy, village.ada.pk)
    assert list(strategy.owners.filter(until=None).values_list("person_id", flat=True)) == [village.ben.pk]


def test_a_plan_is_locked_only_when_each_class_has_answered_and_before_its_first_week(
    village: Village,
) -> None:
    trial = plan(village)
    with pytest.raises(Refused, match="not said yet"):
        trials.lock(trial, by=village.ada.pk, account_id=None)
    trials.answer(TrialClass.objects.get(trial=trial, said=Said.ASKED), False, by=village.ben.pk)
    with pytest.raises(Refused, match="At least two"):
        trials.lock(trial, by=village.ada.pk, account_id=None)
    late = plan(village, first=clock.today())
    with pytest.raises(Refused, match="has begun"):
        lock(village, late)


def test_a_class_that_is_asked_again_after_a_change_has_to_say_yes_again(village: Village) -> None:
    trial = plan(village)
    bens = TrialClass.objects.get(trial=trial, class_id=village.maths_7a.pk)
    trials.answer(bens, True, by=village.ben.pk)
    draft = replace(DRAFT, classes=(village.maths_7a.pk, village.maths_7b.pk), weeks=12)
    trials.redraft(trial, draft, by=village.ada.pk, own={village.maths_7b.pk})
    said = dict(trial.classes.values_list("class_id", "said"))
    assert said == {village.maths_7a.pk: Said.ASKED, village.maths_7b.pk: Said.YES}


def test_a_locked_plan_takes_no_changes_from_the_room(village: Village) -> None:
    trial = plan(village)
    lock(village, trial)
    with pytest.raises(Refused, match="locked"):
        trials.redraft(trial, replace(DRAFT, classes=(1, 2)), by=village.ada.pk, own=())
    with pytest.raises(Refused, match="locked"):
        trials.lock(trial, by=village.ada.pk, account_id=None)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE practice_lockedplan SET plan = '{}'",
        "DELETE FROM practice_lockedplan",
        "UPDATE practice_lockedplan SET chain = ''",
    ],
)
def test_the_database_itself_refuses_to_change_a_locked_plan(village: Village, sql: str) -> None:
    lock(village, plan(village))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert locks.changed() == {}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE practice_lockedplan SET plan = REPLACE(plan, '\"smallest\": 0.1', '\"smallest\": 0.3')",
        "UPDATE practice_lockedplan SET at = '2026-11-01 08:00:00+00:00'",
        "DELETE FROM practice_lockedplan",
    ],
)
def test_a_change_behind_its_back_is_found_said_on_the_page_and_by_doctor(
    village: Village, signed_in: SignedIn, sql: str
) -> None:
    trial = plan(village)
    lock(village, trial)
    assert not [p for p in doctor.examine() if p.sentence.startswith("Trial ")]
    behind_its_back(sql)
    assert set(locks.changed()) == {trial.pk}
    assert [p.grave for p in doctor.examine() if p.sentence.startswith(f"Trial {trial.pk}:")] == [True]
    page = signed_in(village.ada).get(f"/practice/trials/{trial.pk}/").content.decode()
    assert "can&#x27;t be trusted" in page or "can't be trusted" in page


def test_a_plan_written_anew_with_its_chain_is_found_by_the_book_of_acts(village: Village) -> None:
    """Somebody who even has the key has to rewrite the book of acts, too, whose heads are kept apart."""
    trial = plan(village)
    row = lock(village, trial)
    row.plan = row.plan.replace('"smallest": 0.1', '"smallest": 0.3')
    forged = locks.chain.link("", locks.content(row))
    behind_its_back(f"UPDATE practice_lockedplan SET plan = '{row.plan}', chain = '{forged}'")
    assert set(locks.changed()) == {trial.pk}
    assert Act.objects.get(verb=locks.ACT).detail["chain"] != forged


def test_a_changed_plan_has_no_result(village: Village) -> None:
    row = lock(village, plan(village))
    behind_its_back("UPDATE practice_lockedplan SET plan = REPLACE(plan, '\"weeks\": 6', '\"weeks\": 4')")
    with clock.held_at(datetime(2027, 3, 1, 12, tzinfo=UTC)):
        assert study.daily() == 0
    assert not Result.objects.filter(trial=row.trial).exists()


def test_nobody_peeks_before_the_last_day_is_over(village: Village) -> None:
    row = lock(village, plan(village))
    last = Plan.read(row.plan).last
    with clock.held_at(datetime(last.year, last.month, last.day, 20, tzinfo=UTC)):
        assert study.make(row) is None
    with clock.held_at(datetime(last.year, last.month, last.day, 20, tzinfo=UTC) + timedelta(days=1)):
        assert study.daily() == 1
        assert study.daily() == 0
    assert Result.objects.get().state == "cant_tell"


def test_a_trial_that_was_broken_off_never_gets_a_result(village: Village) -> None:
    trial = plan(village)
    lock(village, trial)
    with pytest.raises(Refused):
        trials.break_off(trial, " ")
    trials.break_off(trial, "The tablets were stolen")
    with clock.held_at(datetime(2027, 3, 1, 12, tzinfo=UTC)):
        assert study.daily() == 0


def test_anybody_can_draw_the_lots_again_from_the_seed(village: Village) -> None:
    found = Plan.read(lock(village, plan(village), seed="willow").plan)
    again = drawing.shuffled(drawing.steps(2, 6, 2), "willow")
    assert found.starts == again
    assert sorted(again) == [2, 4]
    assert found.classes == (village.maths_7a.pk, village.maths_7b.pk)


def test_the_lottery_is_fair() -> None:
    first = [drawing.shuffled((0, 0, 1, 1), str(n))[0] for n in range(2000)]
    assert 0.46 < sum(first) / 2000 < 0.54


@pytest.mark.parametrize(
    ("design", "starts", "weeks", "expected"),
    [
        (Design.PHASE_IN, (1, 3), 4, ["0111", "0001"]),
        (Design.TURNS, (0, 1), 6, ["110011", "001100"]),
        (Design.MATCHED, (0, NEVER), 3, ["111", "000"]),
    ],
)
def test_when_a_class_has_the_strategy(
    design: Design, starts: tuple[int, ...], weeks: int, expected: list[str]
) -> None:
    values = {k: v for k, v in DRAFT.values().items() if k != "with_it"}
    found = Plan.from_values(
        {
            **values,
            "design": design,
            "classes": (1, 2),
            "starts": starts,
            "weeks": weeks,
            "version": 1,
            "seed": "",
        }
    )
    assert ["".join(str(int(found.treated(p, w))) for w in range(weeks)) for p in range(2)] == expected
    assert Plan.read(found.text()) == found


def test_a_decision_waits_for_the_end_and_the_story_tells_the_whole_cycle(
    village: Village, signed_in: SignedIn
) -> None:
    strategy = describe(village)
    trial = plan(village, strategy)
    lock(village, trial)
    with pytest.raises(Refused):
        trials.decide(trial, "keep", "so", by=village.ada.pk, once=uuid4())
    with clock.held_at(datetime(2027, 3, 1, 12, tzinfo=UTC)):
        study.daily()
        trial.refresh_from_db()
        shared = together.Words("Shorter is enough", "Two minutes do", tags="")
        together.share(village.willow.pk, shared, by=village.ben.pk, once=uuid4(), strategy=strategy)
        trials.decide(trial, "adapt", "Too long for a lesson", by=village.ada.pk, once=uuid4())
        page = signed_in(village.ben).get(f"/practice/{strategy.pk}/").content.decode()
    places = [
        page.index(w)
        for w in (
            "Described",
            "A trial is planned",
            "Plan locked",
            "The trial begins",
            "What came out",
            "Shorter is enough",
            "Too long for a lesson",
        )
    ]
    assert places == sorted(places)
    assert LockedPlan.objects.count() == 1


@pytest.mark.parametrize(
    "sql",
    ["UPDATE practice_lockedplan SET at = '2026-11-01 08:00:00+00:00'", "DELETE FROM practice_lockedplan"],
)
def test_no_page_tells_a_result_whose_plan_was_changed_afterwards(
    village: Village, signed_in: SignedIn, sql: str
) -> None:
    """In the list, on the leader's page and in the story, as on the trial's own page."""
    strategy = describe(village)
    trial = plan(village, strategy)
    lock(village, trial)
    pages = ("/practice/", f"/practice/{strategy.pk}/", "/how-we-are-doing/", f"/practice/trials/{trial.pk}/")
    with clock.held_at(datetime(2027, 3, 1, 12, tzinfo=UTC)):
        study.daily()
        came_out = story.result_of(Trial.objects.get(pk=trial.pk), ())
        assert came_out is not None
        lena = signed_in(village.lena)
        for path in pages:
            assert came_out.verdict in unescape(lena.get(path).content.decode()), path
        behind_its_back(sql)
        for path in pages:
            page = unescape(lena.get(path).content.decode())
            assert came_out.verdict not in page, path
            assert "plan can't be trusted" in page, path
            assert "being planned" not in page, path
        if sql.startswith("DELETE"):
            assert "its locked plan is gone" in unescape(
                lena.get(f"/practice/{strategy.pk}/").content.decode()
            )
            with pytest.raises(Refused, match="can't be trusted"):
                lock(village, trial)


def test_doctor_tells_when_the_guard_is_gone(village: Village) -> None:
    assert locks.guarded()
    locks.let_plans(connection)
    assert not locks.guarded()
    assert [p for p in doctor.examine() if "no longer refuses" in p.sentence]
    locks.keep_plans(connection)
    assert locks.guarded()
