"""What people do about a signal: answers, who has it, planned steps, overrulings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from tests.homes.makers import signal, skill
from tests.village import NOW, Village
from waypost.care import overruled
from waypost.care.models import Answer, FollowUp, Overruling, SignalAnswer, Taking
from waypost.care.services import signals as services
from waypost.evidence.models import Statement
from waypost.school import clock

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]


def test_wrong_ends_the_signal_and_silences_it_for_twenty_school_days(village: Village) -> None:
    one = signal(village.leo, "gone_quiet")
    services.answer(one, Answer.WRONG, village.ada, None, "He was on a trip")
    one.refresh_from_db()
    assert (one.state, one.ended_by) == ("ended", "person")
    assert one.silent_until is not None
    assert one.silent_until > date(2026, 12, 15)
    assert SignalAnswer.objects.get().reason == "He was on a trip"


def test_already_doing_takes_it_so_that_the_others_see_who_has_it(village: Village) -> None:
    one = signal(village.leo, "gone_quiet")
    services.answer(one, Answer.ALREADY, village.ada, None)
    assert Taking.objects.get(ended=None).adult_id == village.ada.pk


def test_of_two_who_take_it_the_first_has_it_and_the_second_reads_who(village: Village) -> None:
    one = signal(village.leo, "gone_quiet")
    services.take(one, village.ada, None)
    with pytest.raises(services.AlreadyTaken, match="Ada Okafor has it already"):
        services.take(one, village.cora, None)
    assert Taking.objects.filter(ended=None).count() == 1


def test_taking_twice_is_taking_once(village: Village) -> None:
    one = signal(village.leo, "gone_quiet")
    assert services.take(one, village.ada, None) == services.take(one, village.ada, None)


def test_what_lies_untouched_for_more_than_five_school_days_returns(village: Village) -> None:
    services.take(signal(village.leo, "gone_quiet"), village.ada, None)
    with clock.held_at(NOW + timedelta(days=4)):
        assert services.return_untouched() == 0
    with clock.held_at(NOW + timedelta(days=8)):
        assert services.return_untouched() == 1
    assert Taking.objects.get().why_ended == "returned"


def test_a_talk_with_the_student_keeps_it_with_whoever_has_it(village: Village) -> None:
    services.take(signal(village.leo, "gone_quiet"), village.ada, None)
    with clock.held_at(NOW + timedelta(days=7)):
        services.talked_with(village.leo, village.ada)
    with clock.held_at(NOW + timedelta(days=8)):
        assert services.return_untouched() == 0


def test_a_plan_takes_the_signal_and_finishing_it_keeps_what_came_of_it(village: Village) -> None:
    one = signal(village.leo, "gone_quiet")
    made = services.plan(village.leo.pk, "  Call home ", date(2026, 11, 24), village.ada, one, None)
    assert made.what == "Call home"
    assert Taking.objects.get(ended=None).adult_id == village.ada.pk
    services.finish(made, "He was ill", village.ada)
    made.refresh_from_db()
    assert (made.done, made.outcome) == (NOW, "He was ill")


def test_finishing_twice_changes_nothing_the_second_time(village: Village) -> None:
    made = services.plan(village.leo.pk, "Call home", date(2026, 11, 24), village.ada, None, None)
    services.finish(made, "He was ill", village.ada)
    services.finish(made, "Something else", village.ada)
    assert FollowUp.objects.get().outcome == "He was ill"


def test_plans_of_the_same_words_at_another_time_are_another_step(village: Village) -> None:
    first = services.plan(village.leo.pk, "Call home", date(2026, 11, 24), village.ada, None, None)
    with clock.held_at(NOW + timedelta(minutes=1)):
        services.plan(village.mia.pk, "Call home", date(2026, 11, 24), village.ada, None, None)
    services.finish(first, "", village.ada)
    assert FollowUp.objects.filter(done=None).count() == 1


def test_a_group_is_planned_for_all_or_for_nobody(village: Village) -> None:
    what = skill()
    mine, taken = signal(village.leo, "stuck", what.pk), signal(village.mia, "stuck", what.pk)
    services.take(taken, village.cora, None)
    with pytest.raises(services.AlreadyTaken):
        services.plan_together([mine, taken], "Fold paper", date(2026, 11, 24), village.ada, None)
    assert FollowUp.objects.count() == 0


def test_an_overruling_goes_into_the_stream_with_ids_only_and_its_reason_stays_in_the_room(
    village: Village,
) -> None:
    made = services.overrule(
        village.leo, skill(), village.ada, level="4", reason="Explained it to the class", with_student=False
    )
    raw = bytes(Statement.objects.get(id=made.statement_id).payload).decode()
    assert "Explained" not in raw
    assert "Leo" not in raw
    assert "Okafor" not in raw


@pytest.mark.parametrize(
    ("level", "together", "sentence"),
    [
        ("4", False, "A teacher sees it: secure."),
        ("1", False, "A teacher sees it: not yet."),
        ("4", True, "A teacher and the student see it: secure."),
    ],
)
def test_both_pages_say_what_a_person_saw_why_and_in_which_role(
    village: Village, signed_in: SignedIn, level: str, together: bool, sentence: str
) -> None:
    what = skill()
    one = signal(village.leo, "stuck", what.pk)
    services.overrule(village.leo, what, village.ada, level=level, reason="Showed me", with_student=together)
    seen = overruled.of(village.leo.pk)[what.pk]
    assert (seen.sentence, seen.reason) == (sentence, "Showed me")
    page = signed_in(village.ada).get(f"/care/signals/{one.pk}/").content.decode()
    assert sentence in page
    assert "Showed me" in page


def test_a_later_word_outranks_an_earlier_and_one_taken_back_is_gone(village: Village) -> None:
    what = skill()
    services.overrule(village.leo, what, village.ada, level="4", reason="First", with_student=False)
    with clock.held_at(NOW + timedelta(hours=1)):
        later = services.overrule(
            village.leo, what, village.cora, level="1", reason="Then", with_student=False
        )
    assert overruled.of(village.leo.pk)[what.pk].sentence == "A counsellor sees it: not yet."
    Overruling.objects.filter(pk=later.pk).update(taken_back=NOW)
    assert overruled.of(village.leo.pk)[what.pk].reason == "First"


def test_an_answer_that_is_none_is_refused_in_words(village: Village, signed_in: SignedIn) -> None:
    one = signal(village.leo, "gone_quiet")
    response = signed_in(village.ada).post(f"/care/signals/{one.pk}/answer/", {"answer": "perhaps"})
    assert (response.status_code, response.content) == (400, b"Choose one of the answers on the card.")


def test_nobody_answers_for_a_student_of_somebody_else(village: Village, signed_in: SignedIn) -> None:
    mine, foreign = signal(village.leo, "gone_quiet"), signal(village.noor, "gone_quiet")
    client = signed_in(village.ada)
    assert client.post(f"/care/signals/{foreign.pk}/answer/", {"answer": "useful"}).status_code == 404
    client.post(f"/care/signals/{mine.pk}/answer/", {"answer": "useful", "also": [foreign.pk]})
    assert not SignalAnswer.objects.filter(episode_id=foreign.pk).exists()


def test_after_an_answer_one_goes_nowhere_but_into_this_instance(
    village: Village, signed_in: SignedIn
) -> None:
    one = signal(village.leo, "gone_quiet")
    response = signed_in(village.ada).post(
        f"/care/signals/{one.pk}/answer/", {"answer": "useful", "next": "https://evil.example/"}
    )
    assert response["Location"] == "/"


def test_a_plan_for_a_day_that_is_gone_is_refused_beside_the_field(
    village: Village, signed_in: SignedIn
) -> None:
    one = signal(village.leo, "gone_quiet")
    page = signed_in(village.ada).post(f"/care/signals/{one.pk}/plan/", {"what": "Call", "due": "2026-11-20"})
    assert "Choose today or a later day." in page.content.decode()
    assert FollowUp.objects.count() == 0
