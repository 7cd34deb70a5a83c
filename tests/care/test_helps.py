"""Planned help: a question asked beforehand, sessions in two taps, an honest look, and an adult who goes on with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import numpy as np
import pytest
from django.test import Client

from tests.homes.makers import signal, skill
from tests.village import NOW, Village
from waypost.care import adults_of, effects, library
from waypost.care.access import SEE_HELPED, SEE_INTERVENTION, WORK_ON_INTERVENTION
from waypost.care.models import Approach, FollowUp, Handover, Helped, Intervention, Present, Session, Taking
from waypost.care.services import interventions as services
from waypost.care.services import leaving, signals
from waypost.care.services.interventions import Plan
from waypost.evidence.models import Statement
from waypost.readings.outcomes import Point
from waypost.school import clock
from waypost.school.models import HomeAdult, Person
from waypost.trust.models import Act, RoleGrant
from waypost.trust.who import who_is

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
CANARY = "Zuzana folds paper"
TODAY = NOW.date()


def plan(village: Village, *students: Person, **more: object) -> Intervention:
    wanted = Plan(
        what=CANARY, outcome="days_worked", begins=TODAY, review=TODAY + timedelta(weeks=6), why=CANARY
    )
    defaults: dict[str, object] = {"once": uuid4()}
    return services.plan(wanted, students or (village.leo,), village.ada, **{**defaults, **more})  # type: ignore[arg-type]


def form(village: Village, **more: object) -> dict[str, object]:
    return {
        "once": str(uuid4()), "students": [village.leo.pk], "what": CANARY, "a_week": "2", "outcome": "days_worked",
        "begins": "2026-11-23", "review": "2027-01-11", **more,
    }  # fmt: skip


def test_help_is_planned_once_takes_its_signal_and_tells_ids_alone(
    village: Village, signed_in: SignedIn
) -> None:
    one = signal(village.leo, "gone_quiet")
    ada, sent = signed_in(village.ada), form(village, signal=one.pk)
    page = ada.get(f"/care/help/new/?signal={one.pk}").content.decode()
    assert f'value="{village.leo.pk}" id="id_students_' in page
    assert "For 1 student" in page
    for _ in range(2):
        assert ada.post("/care/help/new/", sent).status_code == 302
    made = Intervention.objects.get()
    assert (made.owner_id, made.outcome) == (village.ada.pk, "days_worked")
    assert Helped.objects.get().episode_id == one.pk
    assert Taking.objects.get(ended=None).adult_id == village.ada.pk
    raw = bytes(Statement.objects.get().payload).decode()
    assert "urn:waypost:verb:help-begun" in raw
    assert "Zuzana" not in raw
    assert "Leo" not in raw


def test_of_two_adults_who_plan_on_one_signal_the_second_reads_who_has_it_and_plans_nothing(
    village: Village, signed_in: SignedIn
) -> None:
    one = signal(village.leo, "gone_quiet")
    signals.take(one, village.ada, None)
    page = signed_in(village.cora).post("/care/help/new/", form(village, signal=one.pk))
    assert "Ada Okafor has it already" in page.content.decode()
    assert not Intervention.objects.exists()
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"what": ""}, "Choose something out of the library, or write what you do."),
        ({"review": "2026-11-23"}, "Choose a day after it begins."),
        ({"students": []}, "This field is required."),
        ({"outcome": "mastery"}, "not one of the available choices"),
    ],
)
def test_a_plan_without_a_question_or_a_day_is_refused(
    village: Village, signed_in: SignedIn, more: dict[str, object], said: str
) -> None:
    page = signed_in(village.ada).post("/care/help/new/", form(village, **more)).content.decode()
    assert said in page
    assert not Intervention.objects.exists()


def test_nobody_plans_help_for_a_student_of_somebody_else(village: Village, signed_in: SignedIn) -> None:
    signed_in(village.ada).post("/care/help/new/", form(village, students=[village.noor.pk]))
    assert not Intervention.objects.exists()


def test_a_session_is_held_in_two_taps_and_noting_it_twice_counts_nobody_twice(
    village: Village, signed_in: SignedIn
) -> None:
    made = plan(village, village.leo, village.mia)
    ada = signed_in(village.ada)
    page = ada.get(f"/care/help/{made.pk}/session/").content.decode()
    assert page.count(" checked") == 2, "everybody is ticked: the second tap keeps it"
    for _ in range(2):
        ada.post(f"/care/help/{made.pk}/session/", {"day": "2026-11-23", "present": [village.leo.pk]})
    assert Session.objects.count() == Present.objects.count() == 1
    ada.post(
        f"/care/help/{made.pk}/session/", {"day": "2026-11-23", "present": [village.mia.pk, village.leo.pk]}
    )
    assert Present.objects.count() == 2
    assert Statement.objects.filter(verb__iri="urn:waypost:verb:supported").count() == 2
    assert (
        "Choose today or an earlier day."
        in ada.post(f"/care/help/{made.pk}/session/", {"day": "2026-11-24"}).content.decode()
    )


def test_of_the_students_in_it_each_adult_sees_the_own_ones(village: Village, signed_in: SignedIn) -> None:
    made = plan(village, village.leo, village.noor, once=UUID(int=1))
    page = signed_in(village.ada).get(f"/care/help/{made.pk}/").content.decode()
    assert "Leo Park" in page
    assert "Noor" not in page
    assert "1 other student is in it" in page
    for name, sees, works in (("ada", True, False), ("ben", True, False), ("cora", True, True), ("lena", True, True),
                              ("tom", False, False), ("leo", False, False), ("rosa", False, False), ("adam", False, False)):  # fmt: skip
        asks = who_is(village.account(getattr(village, name)))
        for rule, expected in ((SEE_INTERVENTION, sees), (WORK_ON_INTERVENTION, works)):
            assert rule.rows(asks).filter(pk=made.pk).exists() is expected, (name, rule.name)
            assert bool(rule.may(asks, made)) is expected
    assert {h.person_id for h in SEE_HELPED.rows(who_is(village.account(village.ada)))} == {village.leo.pk}


def test_stop_ends_it_keep_looks_again_later_and_change_leads_to_a_new_plan(
    village: Village, signed_in: SignedIn
) -> None:
    ada = signed_in(village.ada)
    kept, stopped, changed = (plan(village) for _ in range(3))
    ada.post(f"/care/help/{kept.pk}/look-again/", {"decided": "keep", "review": "2027-02-01"})
    ada.post(f"/care/help/{stopped.pk}/look-again/", {"decided": "stop", "learnt": CANARY})
    answer = ada.post(f"/care/help/{changed.pk}/look-again/", {"decided": "change"})
    assert answer["Location"] == f"/care/help/new/?student={village.leo.pk}"
    for one in (kept, stopped, changed):
        one.refresh_from_db()
    assert (kept.ended, kept.review) == (None, date(2027, 2, 1))
    assert (stopped.ended, stopped.learnt) == (TODAY, CANARY)
    assert changed.ended == TODAY
    assert Helped.objects.get(intervention=stopped).verdict == "picture_only"


def test_what_is_overdue_stands_on_today_until_it_is_decided(village: Village, signed_in: SignedIn) -> None:
    made = plan(village)
    Intervention.objects.filter(pk=made.pk).update(review=TODAY - timedelta(days=2))
    ada = signed_in(village.ada)
    assert "to be looked at since" in ada.get("/today/").content.decode()
    ada.post(f"/care/help/{made.pk}/look-again/", {"decided": "stop"})
    assert CANARY not in ada.get("/today/").content.decode()


def test_handing_over_is_only_to_whoever_works_with_all_of_them_and_takes_the_signals_along(
    village: Village, signed_in: SignedIn
) -> None:
    one = signal(village.leo, "gone_quiet")
    made = plan(village, village.leo, signals={village.leo.pk: one})
    assert [p.given_name for p in adults_of.all_of([village.leo.pk], besides=village.ada.pk)] == [
        "Cora",
        "Lena",
    ]
    address = f"/care/help/{made.pk}/hand-over/"
    signed_in(village.ada).post(address, {"to": village.ben.pk})
    assert not Handover.objects.exists()
    signed_in(village.ada).post(address, {"to": village.cora.pk, "words": "He likes to draw"})
    made.refresh_from_db()
    assert made.owner_id == village.cora.pk
    assert Taking.objects.get(ended=None).adult_id == village.cora.pk
    assert Taking.objects.exclude(ended=None).get().why_ended == "handed over"


# -- before and after -------------------------------------------------------------------------------------------------
def points(first: date, values: list[float]) -> list[Point]:
    return [Point(first + timedelta(weeks=n), v, 5) for n, v in enumerate(values)]


MONDAY = date(2026, 8, 31)


def test_the_week_in_which_the_trouble_began_is_no_baseline_nor_is_anything_after_it() -> None:
    found = effects.compare(
        points(MONDAY, [4, 5, 4, 5, 4, 0, 0, 5, 5, 5, 5, 5]),
        trigger=date(2026, 10, 7),  # Wednesday of the sixth week
        begins=date(2026, 10, 20),  # Tuesday of the eighth
    )
    assert [v for _day, v in found.before] == [4, 5, 4, 5, 4]
    assert [v for _day, v in found.between] == [0, 0, 5]
    assert [v for _day, v in found.after] == [5, 5, 5, 5]
    assert found.verdict == "too_few"


def test_a_week_without_school_is_named_so_that_a_gap_accuses_nobody(village: Village) -> None:
    made = plan(village)
    helped = Helped.objects.get()
    told = [Point(date(2026, 10, 12), 4, 5), Point(date(2026, 10, 26), 3, 5)]  # the holiday lies between
    line = effects._line(told, made, helped)
    assert [w.rest for w in line.weeks[:3]] == ["", "holiday", ""]
    assert (line.start, line.start_label) == (TODAY, "help began")


def test_no_words_ever_say_that_it_helped() -> None:
    verdicts = ("picture_only", "too_few", "higher_afterwards", "lower_afterwards", "no_clear_change")
    said = [effects.sentence(v) for v in verdicts]
    assert len(set(said)) == 5
    assert not [s for s in said if "help" in s.lower() or "work" in s.lower()]
    assert all("other reasons" in effects.sentence(v) for v in ("higher_afterwards", "lower_afterwards"))


def test_useless_help_that_starts_at_the_worst_is_not_said_to_be_followed_by_higher_weeks_more_often_than_chance() -> (
    None
):
    """2,000 students whose weeks come from one and the same distribution; help starts after the two worst weeks in a row.

    Chance of a one-sided verdict: 2.5 %, and the interval is rather wide. With the worst weeks as baseline it is far more.
    """
    rng = np.random.default_rng(20261124)
    honest = naive = 0
    for _student in range(2_000):
        weeks = rng.binomial(5, 0.6, 20).astype(float)
        sums = weeks[6:12] + weeks[7:13]
        worst = 6 + int(np.argmin(sums))
        told = points(MONDAY, weeks.tolist())
        begins = MONDAY + timedelta(weeks=worst + 2)
        honest += (
            effects.compare(told, MONDAY + timedelta(weeks=worst), begins).verdict == "higher_afterwards"
        )
        naive += effects.compare(told[worst - 3 :], None, begins).verdict == "higher_afterwards"
    assert honest / 2_000 <= 0.035
    assert naive > 1.5 * honest


def test_the_trigger_is_the_earliest_day_that_a_reason_names_and_never_later_than_two_weeks_before(
    village: Village,
) -> None:
    one = signal(village.leo, "gone_quiet", days=4)
    one.reasons = [{"code": "no_trace_since", "params": {"since": date(2026, 10, 28).toordinal(), "days": 3}}]
    assert services.trigger_of(one) == date(2026, 10, 28)
    other = signal(village.leo, "stuck", skill().pk, days=4)
    other.reasons = [{"code": "stuck_tries", "params": {"tries": 14, "days": 3}}]
    assert services.trigger_of(other) == date(2026, 11, 5)  # ten school days before Thursday 19 November


# -- the library ------------------------------------------------------------------------------------------------------
def test_the_library_tells_what_happened_only_from_five_students_on(
    village: Village, signed_in: SignedIn
) -> None:
    from tests.homes.makers import classmates

    ada = signed_in(village.ada)
    ada.post("/care/help/new/", form(village, keep="on"))
    approach = Approach.objects.get(title=CANARY)
    others = classmates(village, 8)
    for n, student in enumerate(others[:4]):
        _used(village, approach, student, "higher_afterwards" if n else "no_clear_change")
    library.make()
    assert "Not used often enough here to tell." in ada.get("/care/help/library/").content.decode()
    for student in others[4:]:
        _used(village, approach, student, "no_clear_change")
    with clock.held_at(NOW + timedelta(days=31)):
        library.make()
        page = ada.get("/care/help/library/").content.decode()
    assert "higher afterwards: 38 % of" in page.replace("\xa0", " ") or "higher afterwards: 38% of" in page


def _used(village: Village, approach: Approach, student: Person, verdict: str) -> None:
    made = services.plan(
        Plan(CANARY, "days_worked", TODAY, TODAY + timedelta(weeks=6), approach=approach),
        [student], village.ada, once=uuid4(),
    )  # fmt: skip
    services.decide(made, "stop", village.ada, verdicts={student.pk: verdict})


# -- an adult who leaves ----------------------------------------------------------------------------------------------
def _open_things(village: Village) -> Intervention:
    from waypost.care.services import checkins, notes

    signals.take(signal(village.leo, "gone_quiet"), village.cora, None)
    signals.plan(village.leo.pk, "Call home", TODAY, village.cora, None, None)
    checkins.plan(village.leo, village.cora, TODAY, by=village.cora)
    notes.jot(village.leo, village.cora, CANARY, once=uuid4())
    wanted = Plan(CANARY, "days_worked", TODAY, TODAY + timedelta(weeks=6))
    return services.plan(wanted, [village.leo], village.cora, once=uuid4())


def test_what_a_leaver_had_goes_to_the_home_adult_and_the_signal_returns_to_its_owner(
    village: Village,
) -> None:
    from waypost.care.models import CheckIn, Jotting

    made = _open_things(village)
    assert leaving.pass_on() == 0, "nobody has left"
    Person.objects.filter(pk=village.cora.pk).update(active=False)
    assert leaving.pass_on() == 4
    made.refresh_from_db()
    assert made.owner_id == village.ada.pk
    assert FollowUp.objects.get().owner_id == village.ada.pk
    assert CheckIn.objects.get().adult_id == village.ada.pk
    assert Taking.objects.get().why_ended == "returned"
    assert not Jotting.objects.exists(), "a jotting is handed to nobody"
    assert Act.objects.get(verb="care.passed_on").detail == {"things": 4}
    assert leaving.pass_on() == 0


def test_where_the_home_adult_left_too_a_counsellor_or_leader_goes_on(village: Village) -> None:
    signals.plan(village.leo.pk, "Call home", TODAY, village.ada, None, None)
    RoleGrant.objects.filter(account=village.account(village.ada)).update(until=NOW)
    leaving.pass_on()
    assert FollowUp.objects.get().owner_id == village.cora.pk
    RoleGrant.objects.filter(account=village.account(village.cora)).update(until=NOW)
    leaving.pass_on()
    assert FollowUp.objects.get().owner_id == village.lena.pk


def test_a_student_of_another_school_is_not_passed_on_to_adults_of_this_one(village: Village) -> None:
    HomeAdult.objects.filter(student=village.far_kid).delete()
    signals.plan(village.far_kid.pk, "Call home", TODAY, village.tom, None, None)
    Person.objects.filter(pk=village.tom.pk).update(active=False)
    assert leaving.pass_on() == 0
    assert FollowUp.objects.get().owner_id == village.tom.pk
