"""What happens at the edges of issue 5: a guardian removed, an address that bounces, two adults at once, a leaver, eighteen."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from tests.homes.makers import signal
from tests.village import NOW, ZONE, Village
from waypost.care import owners
from waypost.care.models import FollowUp, HomeWord, Taking
from waypost.care.services import family, leaving, signals
from waypost.care.services.talk import Refused
from waypost.school import clock
from waypost.school import services as school
from waypost.school.models import GuardianLink, Person
from waypost.trust import outbox
from waypost.trust.models import Account, Role, RoleGrant

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]


@pytest.fixture
def ready(village: Village) -> Village:
    RoleGrant.objects.create(account=village.account(village.ben), role=Role.SAFEGUARDING, since=NOW)
    return village


@pytest.mark.parametrize("how", ["ended", "restricted"])
def test_a_guardian_removed_in_the_middle_of_a_session_is_out_at_the_next_click_and_told_kindly(
    ready: Village, signed_in: SignedIn, how: str
) -> None:
    client = signed_in(ready.rosa)
    assert "Mia" in client.get("/week/").content.decode()
    link = GuardianLink.objects.get(guardian=ready.rosa)
    if how == "ended":
        school.end_guardian(link, ready.account(ready.adam), "moved")
    else:
        school.restrict_guardian(
            link, set(), "AZ 12/26", ready.account(ready.adam), ready.account(ready.lena)
        )
    part = client.get("/week/", headers={"HX-Request": "true"})
    assert (part.status_code, part.content) == (403, b"")
    page = client.get("/week/", follow=True)
    assert page.redirect_chain[0][0].startswith("/sign-in/")
    assert "Your sign-in has ended. Sign in again" in page.content.decode()
    again = signed_in(ready.rosa).get("/week/").content.decode()
    assert "Mia" not in again
    assert "somebody looks at it with you" in again


def test_an_address_that_bounces_gets_no_more_mail_and_the_staff_are_told(
    ready: Village, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bounce(self: object, fail_silently: bool = False) -> int:
        raise smtplib.SMTPRecipientsRefused({"rosa@willow.example": (550, b"no such user")})

    address = f"/care/students/{ready.mia.pk}/family/"
    word = family.tell(ready.mia.pk, ready.rosa.pk, "x", language="en", once=uuid4())
    family.answer(word, ready.ada.pk, "y")
    assert "comes back" not in signed_in(ready.ada).get(address).content.decode()
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", bounce)
        outbox.deliver()
    assert "Mail to this address comes back." in signed_in(ready.ada).get(address).content.decode()
    family.answer(word, ready.ada.pk, "z")
    outbox.deliver()
    assert mail.outbox == []


def test_of_two_adults_who_take_one_signal_the_second_reads_who_has_it(
    ready: Village, signed_in: SignedIn
) -> None:
    one = signal(ready.leo, "gone_quiet")
    signed_in(ready.ada).post(f"/care/signals/{one.pk}/take/")
    page = signed_in(ready.cora).post(f"/care/signals/{one.pk}/take/", follow=True).content.decode()
    assert "Ada Okafor has it already." in page
    assert list(Taking.objects.filter(ended=None).values_list("adult_id", flat=True)) == [ready.ada.pk]
    assert owners.of([one]).owner(one) == ready.ada.pk


def test_what_an_adult_who_leaves_had_open_is_on_the_next_ones_today(
    ready: Village, signed_in: SignedIn
) -> None:
    one = signal(ready.leo, "gone_quiet")
    signals.plan(ready.leo.pk, "Call home", NOW.date(), ready.ada, one, None)
    family.tell(ready.mia.pk, ready.rosa.pk, "late again", language="en", once=uuid4())
    Person.objects.filter(pk=ready.ada.pk).update(active=False)
    Account.objects.filter(person_id=ready.ada.pk).update(is_active=False)
    leaving.pass_on()
    assert FollowUp.objects.get().owner_id == ready.cora.pk
    assert owners.of([one]).owner(one) == ready.cora.pk
    text = signed_in(ready.cora).get("/today/?all=1").content.decode()
    assert "Call home" in text
    assert (
        "late again" in signed_in(ready.cora).get(f"/care/students/{ready.mia.pk}/family/").content.decode()
    )
    assert HomeWord.objects.get().answered is None


@pytest.mark.parametrize("born", [date(2008, 11, 24), date(2008, 2, 29)])
def test_on_the_eighteenth_birthday_the_familys_page_closes_until_the_student_says_yes(
    ready: Village, signed_in: SignedIn, born: date
) -> None:
    Person.objects.filter(pk=ready.mia.pk).update(birth_date=born)
    day = date(2026, 11, 24) if born.day == 24 else date(2026, 3, 1)
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    GuardianLink.objects.filter(guardian=ready.rosa).update(since=date(2026, 1, 1))
    client, place = signed_in(ready.rosa), f"/care/home/{ready.mia.pk}/"
    with clock.held_at(midnight - timedelta(minutes=1)):
        RoleGrant.objects.update(since=midnight - timedelta(days=9))
        assert client.get(place).status_code == 200
    with clock.held_at(midnight):
        assert client.get(place).status_code == 404
        assert "Mia" not in client.get("/week/").content.decode()
        with pytest.raises(Refused):
            family.tell(ready.mia.pk, ready.rosa.pk, "x", language="en", once=uuid4())
        GuardianLink.objects.filter(guardian=ready.rosa).update(agreed=midnight)
        assert client.get(place).status_code == 200


def test_a_restriction_holds_until_two_people_end_it(ready: Village, signed_in: SignedIn) -> None:
    from django.core.exceptions import ValidationError

    link = GuardianLink.objects.get(guardian=ready.rosa)
    adam, lena = ready.account(ready.adam), ready.account(ready.lena)
    school.restrict_guardian(link, {"see"}, "AZ 12/26", adam, lena)
    with pytest.raises(ValidationError, match="A court"):
        school.confirm_guardian(link, {"see", "message"}, adam)
    school.confirm_guardian(link, {"see"}, adam)
    client = signed_in(ready.rosa)
    assert client.get("/week/").status_code == 200
    assert client.get("/care/consents/").status_code == 200
    assert "Ada" not in client.get("/care/messages/").content.decode(), "the right to write is gone"
    assert "Take it" not in client.get(f"/care/home/{ready.mia.pk}/talks/").content.decode()
    school.end_guardian(link, adam, "moved")
    fresh = school.add_guardian(ready.mia, ready.rosa, adam, "back")
    with pytest.raises(ValidationError, match="A court"):
        school.confirm_guardian(fresh, {"see"}, adam)
    with pytest.raises(ValidationError, match="second"):
        school.lift_restriction(fresh, "AZ 3/27", adam, adam)
    school.lift_restriction(fresh, "AZ 3/27", adam, lena)
    school.confirm_guardian(fresh, {"see", "message"}, adam)


def test_the_page_of_a_restriction_asks_a_second_member_of_staff(ready: Village, signed_in: SignedIn) -> None:
    from tests.village import PASSWORD
    from waypost.trust import sessions

    link = GuardianLink.objects.get(guardian=ready.rosa)
    client = signed_in(ready.adam)
    session = client.session
    session[sessions.SINCE] = session[sessions.SEEN] = sessions.moment()
    session["account_authentication_methods"] = [{"method": "password", "at": float(sessions.moment())}]
    session.save()
    form = {"rights": ["see"], "basis": "AZ 12/26", "second": "rosa", "password": PASSWORD}
    place = f"/school/guardians/{link.pk}/court/"
    for second in ("rosa", "adam", "nobody"):
        assert client.post(place, {**form, "second": second}).status_code == 200
        link.refresh_from_db()
        assert link.message, second
    assert client.post(place, {**form, "second": "lena"}).status_code == 302
    link.refresh_from_db()
    assert (link.see, link.message, link.second_by) == (True, False, ready.account(ready.lena).pk)
    assert "A court's restriction stands." in client.get(
        f"/school/guardians/{link.pk}/"
    ).content.decode().replace("&#x27;", "'")
