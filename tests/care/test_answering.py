"""Signals' answering: one owner always, taken once however two adults race, given back, answered once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client

from tests.homes.makers import signal
from tests.village import NOW, Village
from tests.village import build as build_village
from waypost.care import nightly, owners
from waypost.care.models import SignalAnswer, Taking
from waypost.care.services import signals as services
from waypost.school import clock
from waypost.school.models import HomeAdult, Person

SignedIn = Callable[[object], Client]


@pytest.mark.django_db
def test_each_signal_has_one_owner_even_when_the_home_adult_has_left(village: Village) -> None:
    one = signal(village.leo, "gone_quiet")
    assert owners.of([one]).owner(one) == village.ada.pk
    Person.objects.filter(pk=village.ada.pk).update(active=False)
    assert owners.of([one]).owner(one) == village.cora.pk
    HomeAdult.objects.filter(student=village.leo).delete()
    assert owners.of([one]).owner(one) == village.cora.pk


@pytest.mark.django_db
def test_a_signal_without_a_home_adult_stands_on_the_counsellors_today(
    village: Village, signed_in: SignedIn
) -> None:
    signal(village.leo, "gone_quiet")
    HomeAdult.objects.filter(student=village.leo).delete()
    page = signed_in(village.cora).get("/today/").content.decode()
    assert "Leo" in page
    assert "no home adult now" in page
    assert "you are the home adult" not in page


@pytest.mark.django_db
def test_a_second_tap_on_the_same_answer_is_the_first_one(village: Village, signed_in: SignedIn) -> None:
    one = signal(village.leo, "gone_quiet")
    for _ in range(2):
        signed_in(village.ada).post(f"/care/signals/{one.pk}/answer/", {"answer": "already doing"})
    assert SignalAnswer.objects.count() == Taking.objects.count() == 1


@pytest.mark.django_db
def test_who_is_too_late_reads_who_has_it_and_no_thanks(village: Village, signed_in: SignedIn) -> None:
    one = signal(village.leo, "gone_quiet")
    services.take(one, village.ada, None)
    page = signed_in(village.cora).post(
        f"/care/signals/{one.pk}/answer/", {"answer": "already doing"}, follow=True
    )
    text = page.content.decode()
    assert "Ada Okafor has it already." in text
    assert "Noted: you have it." not in text
    assert not SignalAnswer.objects.exists()


@pytest.mark.django_db
def test_it_is_taken_and_given_back_on_its_page(village: Village, signed_in: SignedIn) -> None:
    one = signal(village.leo, "gone_quiet")
    cora = signed_in(village.cora)
    assert "I take it" in cora.get(f"/care/signals/{one.pk}/").content.decode()
    cora.post(f"/care/signals/{one.pk}/take/")
    assert owners.of([one]).owner(one) == village.cora.pk
    assert "Give it back" in cora.get(f"/care/signals/{one.pk}/").content.decode()
    assert "Give it back" not in signed_in(village.ada).get(f"/care/signals/{one.pk}/").content.decode()
    cora.post(f"/care/signals/{one.pk}/give-back/")
    assert owners.of([one]).owner(one) == village.ada.pk


@pytest.mark.django_db
def test_what_lies_untouched_returns_in_the_night(village: Village) -> None:
    services.take(signal(village.leo, "gone_quiet"), village.cora, None)
    with clock.held_at(NOW + timedelta(days=8)):
        assert nightly.run()["returned"] == 1


@pytest.mark.django_db
def test_a_parent_on_the_staff_does_not_act_on_the_own_childs_signal(
    village: Village, signed_in: SignedIn
) -> None:
    from waypost.school.models import GuardianLink

    one = signal(village.noor, "gone_quiet")
    GuardianLink.objects.create(student=village.noor, guardian=village.ada, state="confirmed", see=True)
    answer = signed_in(village.ada).post(f"/care/signals/{one.pk}/answer/", {"answer": "wrong"})
    assert answer.status_code == 404
    assert not SignalAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_adults_at_the_same_moment_one_has_it_and_the_other_reads_who() -> None:
    with clock.held_at(NOW):
        village = build_village()
        one = signal(village.leo, "gone_quiet")
    start, said = threading.Barrier(2), []

    def tap(who: Person) -> None:
        try:
            start.wait()
            services.take(one, who, None)
            said.append(f"{who.given_name} has it")
        except services.AlreadyTaken as taken:
            said.append(str(taken))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=tap, args=(p,)) for p in (village.ada, village.cora)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    holder = Person.objects.get(pk=Taking.objects.get(ended=None).adult_id)
    assert sorted(said) == sorted([f"{holder.given_name} has it", f"{holder.name} has it already."])


@pytest.mark.django_db
def test_a_step_that_is_overdue_says_so_on_today(village: Village, signed_in: SignedIn) -> None:
    services.plan(village.leo.pk, "Call home", (NOW - timedelta(days=3)).date(), village.ada, None, None)
    assert "was due" in signed_in(village.ada).get("/today/").content.decode()
    with clock.held_at(NOW - timedelta(days=3)):
        assert "was due" not in signed_in(village.ada).get("/today/").content.decode()
