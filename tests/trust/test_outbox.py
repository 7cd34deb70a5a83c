"""Mail: what it says, when it goes, whether the right still holds, and what happens when it can't (TRUST 26)."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from tests.village import NOW, Village
from waypost.school import clock
from waypost.trust import outbox
from waypost.trust.models import Account, Outgoing

pytestmark = pytest.mark.django_db
allowed: set[int] = set()


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    allowed.clear()
    allowed.update({1, 2, 3})
    outbox.kind("test")(lambda account, thing: thing in allowed)
    yield
    outbox._kinds.pop("test", None)


@pytest.fixture
def ada(village: Village) -> Account:
    return village.account(village.ada)


class Broken:
    """A mail server that answers as it is told."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __call__(self, *args: object, **more: object) -> int:
        raise self.error


def break_mail(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    monkeypatch.setattr("django.core.mail.EmailMessage.send", Broken(error))


def test_several_reasons_are_one_mail_that_names_none(ada: Account) -> None:
    outbox.put(ada.pk, "test", 1)
    outbox.put(ada.pk, "test", 2)
    outbox.put(ada.pk, "test", 2)
    assert Outgoing.objects.count() == 2
    assert outbox.deliver() == 1
    assert outbox.deliver() == 0
    (sent,) = mail.outbox
    assert sent.subject == "Something waits for you"
    assert set(Outgoing.objects.values_list("outcome", flat=True)) == {"sent"}


def test_the_right_is_asked_when_it_goes_out(ada: Account) -> None:
    outbox.put(ada.pk, "test", 1)
    allowed.clear()
    assert outbox.deliver() == 0
    assert Outgoing.objects.get().outcome == "no longer"
    assert mail.outbox == []


def test_a_closed_account_gets_nothing(ada: Account) -> None:
    outbox.put(ada.pk, "test", 1)
    Account.objects.update(is_active=False)
    assert outbox.deliver() == 0


def test_a_student_gets_no_mail_whatever_the_roster_says(village: Village) -> None:
    outbox.put(village.account(village.mia).pk, "test", 1)
    assert outbox.deliver() == 0
    assert Outgoing.objects.get().outcome == "no address"


EVENING = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)  # 08:00 at the school


def test_quiet_hours_hold_back_all_but_what_is_urgent(ada: Account, village: Village) -> None:
    with clock.held_at(EVENING):
        outbox.put(ada.pk, "test", 1)
        outbox.put(village.account(village.cora).pk, "test", 2, urgent=True)
        assert outbox.deliver() == 1
        assert mail.outbox[0].to == ["cora@willow.example"]
    with clock.held_at(MORNING - timedelta(minutes=1)):
        assert outbox.deliver() == 0
    with clock.held_at(MORNING):
        assert outbox.deliver() == 1


def test_what_came_due_before_quiet_hours_and_missed_them_waits_too(ada: Account) -> None:
    outbox.put(ada.pk, "test", 1)
    with clock.held_at(EVENING):
        assert outbox.deliver() == 0
    assert Outgoing.objects.get().due == MORNING


def test_a_server_that_does_not_answer_is_asked_again_later_and_later(
    ada: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_mail(monkeypatch, ConnectionRefusedError())
    outbox.put(ada.pk, "test", 1, urgent=True)
    moment, pauses = NOW, []
    for _ in range(6):
        with clock.held_at(moment):
            outbox.deliver()
        row = Outgoing.objects.get()
        pauses.append((row.due - moment).total_seconds())
        moment = max(row.due, moment)
    assert pauses[:5] == list(outbox.PAUSES)
    assert row.outcome == "given up"


def test_it_goes_out_when_the_server_is_back(ada: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        break_mail(patched, smtplib.SMTPServerDisconnected())
        outbox.put(ada.pk, "test", 1)
        assert outbox.deliver() == 0
    with clock.held_at(NOW + timedelta(minutes=1)):
        assert outbox.deliver() == 1


def test_a_bouncing_address_gets_no_more_until_somebody_mends_it(
    ada: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        break_mail(patched, smtplib.SMTPRecipientsRefused({"ada@willow.example": (550, b"no such user")}))
        outbox.put(ada.pk, "test", 1)
        outbox.deliver()
    assert Outgoing.objects.get().outcome == "refused"
    outbox.put(ada.pk, "test", 2, urgent=True)
    assert outbox.deliver() == 0
    from waypost.trust import doctor

    assert any("comes back" in p.sentence for p in doctor.examine())
    outbox.begin(Account.objects.get(pk=ada.pk))
    outbox.put(ada.pk, "test", 3)
    assert outbox.deliver() == 1


def test_a_mailbox_that_is_full_today_is_tried_again(ada: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    break_mail(monkeypatch, smtplib.SMTPRecipientsRefused({"ada@willow.example": (452, b"full")}))
    outbox.put(ada.pk, "test", 1)
    outbox.deliver()
    assert Outgoing.objects.get().closed is None
    assert Account.objects.get(pk=ada.pk).mail_refused is None


def test_the_link_at_the_foot_ends_mail_with_a_button_and_urgent_mail_still_comes(ada: Account) -> None:
    outbox.put(ada.pk, "test", 1)
    outbox.deliver()
    address = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    path = "/" + address.split("/", 3)[3]
    client = Client()
    for _ in range(3):
        assert client.get(path).status_code == 200
    assert Account.objects.get(pk=ada.pk).mail, "a scanner that looks ends nothing"
    client.post(path)
    assert not Account.objects.get(pk=ada.pk).mail
    outbox.put(ada.pk, "test", 2)
    assert outbox.deliver() == 0
    outbox.put(ada.pk, "test", 3, urgent=True)
    assert outbox.deliver() == 1
    assert client.get("/mail/stop/forged/").status_code == 404


def test_without_a_mail_server_nothing_piles_up(ada: Account, settings) -> None:  # type: ignore[no-untyped-def]
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    outbox.put(ada.pk, "test", 1)
    assert outbox.deliver() == 0
    assert Outgoing.objects.get().outcome == "no address"
    with clock.held_at(NOW + timedelta(days=15)):
        assert outbox.sweep() == 1
