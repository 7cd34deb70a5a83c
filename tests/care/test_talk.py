"""A student asks to talk: the clock, who is told next, who never learns of it, and what stays on the screen (TRUST 3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from tests.agree import seen_by
from tests.homes.makers import signal
from tests.village import NOW, Village
from waypost.care import adults, hours, owners
from waypost.care.access import ACT_ON_SIGNAL, ANSWER_TALK, OWN_TALK
from waypost.care.models import Away, TalkRequest, TalkTold
from waypost.care.services import signals
from waypost.care.services import talk as services
from waypost.evidence import stream
from waypost.readings import projector
from waypost.readings.access import SEE_EPISODE
from waypost.readings.models import Episode
from waypost.school import clock
from waypost.school.models import Person
from waypost.trust import outbox
from waypost.trust.models import Outgoing, Role, RoleGrant
from waypost.trust.who import who_is

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
CANARY = "Zuzana took my lunch again"


def ask(village: Village, who: Person | None = None, **more: object) -> TalkRequest:
    given: dict[str, object] = {"once": uuid4(), "words": CANARY, **more}
    return services.ask(village.mia.pk, (who or village.ada).pk, **given)  # type: ignore[arg-type]


def told(asked: TalkRequest) -> list[int]:
    return list(
        TalkTold.objects.filter(request=asked).order_by("at", "pk").values_list("adult_id", flat=True)
    )


def at(hour: float, day: int = 23) -> datetime:
    """A time of day at the school (Berlin, winter)."""
    return datetime(2026, 11, day, tzinfo=UTC) + timedelta(hours=hour - 1)


def test_a_student_chooses_among_own_teachers_home_adult_and_counsellors(village: Village) -> None:
    around = {(a.person.pk, a.part) for a in adults.around(village.mia.pk)}
    assert around == {(village.ada.pk, "home"), (village.cora.pk, "counsellor")}
    with pytest.raises(services.Refused):
        ask(village, village.ben)


def test_it_is_told_to_evidence_with_the_adult_and_without_a_word(village: Village) -> None:
    ask(village)
    payload = stream.read_after(0, 10)[-1].payload.decode()
    assert "asked-for-help" in payload
    assert f'"{village.ada.pk}"' in payload
    assert CANARY not in payload
    projector.catch_up(100)
    episode = Episode.objects.get(signal="asked_for_help")
    assert owners.of([episode]).owner(episode) == village.ada.pk


def test_sent_twice_it_is_one_request(village: Village) -> None:
    once = uuid4()
    assert ask(village, once=once) == ask(village, once=once)
    assert (TalkRequest.objects.count(), len(stream.read_after(0, 10))) == (1, 1)


@pytest.mark.parametrize(
    ("asked_at", "due"),
    [
        (at(8.5), at(10.5)), (at(15), at(9, 24)), (at(20), at(10, 24)), (at(6), at(10)),
        (at(15, 27), at(9, 30)), (at(12, 28), at(10, 30)),  # Friday afternoon, Saturday
    ],
)  # fmt: skip
def test_the_clock_counts_school_hours(village: Village, asked_at: datetime, due: datetime) -> None:
    assert hours.after(asked_at, 2) == due


def test_unread_it_goes_to_the_home_adult_a_counsellor_and_the_deputies(village: Village) -> None:
    asked = ask(village, village.cora)
    steps = [
        (at(9), [village.cora.pk]),
        (at(10.1), [village.cora.pk, village.ada.pk]),
        (at(11.9), [village.cora.pk, village.ada.pk]),
        (at(12.2), [village.cora.pk, village.ada.pk, village.sam.pk]),
        (at(15.9), [village.cora.pk, village.ada.pk, village.sam.pk]),
    ]
    for moment, expected in steps:
        with clock.held_at(moment):
            services.tick()
            assert told(asked) == expected, moment


def test_the_signal_follows_the_request_to_the_next_adult_but_not_to_the_deputies(village: Village) -> None:
    asked = ask(village, village.cora)
    projector.catch_up(100)
    episode = Episode.objects.get(signal="asked_for_help")
    with clock.held_at(at(10.1)):
        services.tick()
        assert owners.of([episode]).owner(episode) == village.ada.pk
    with clock.held_at(at(13)):
        services.tick()
        assert told(asked)[-1] == village.sam.pk
        assert owners.of([episode]).owner(episode) == village.ada.pk


def test_read_it_stays_where_it_is_and_the_student_sees_who_has_read_it(
    village: Village, signed_in: SignedIn
) -> None:
    asked = ask(village)
    assert b"Okafor has read it" not in signed_in(village.mia).get("/care/talk/").content
    page = signed_in(village.ada).get(f"/care/talks/{asked.pk}/")
    assert CANARY in page.content.decode()
    asked.refresh_from_db()
    assert asked.read_at is None, "to look is not to say so"
    signed_in(village.ada).post(f"/care/talks/{asked.pk}/", {"read": "1"})
    assert "Ada Okafor has read it" in signed_in(village.mia).get("/care/talk/").content.decode()
    with clock.held_at(at(15)):
        assert services.tick() == 0


@pytest.mark.parametrize("how", ["away", "account closed", "role ended", "left"])
def test_an_adult_who_is_not_there_is_skipped_at_once(village: Village, how: str) -> None:
    asked = ask(village, village.cora)
    day = date(2026, 11, 23)
    if how == "away":
        services.away(village.cora.pk, day, day)
    elif how == "account closed":
        account = village.account(village.cora)
        account.is_active = False
        account.save()
    elif how == "role ended":
        RoleGrant.objects.filter(account__person_id=village.cora.pk).update(until=NOW)
    else:
        Person.objects.filter(pk=village.cora.pk).update(left=day - timedelta(days=1))
    assert services.tick() == 1
    assert told(asked) == [village.cora.pk, village.ada.pk]
    assert village.cora.pk not in {a.person.pk for a in adults.around(village.mia.pk)}


def test_not_this_person_is_never_told_and_does_not_see_the_signal(village: Village) -> None:
    asked = ask(village, village.cora, kept_from=[village.ada.pk])
    with clock.held_at(at(10.1)):
        services.tick()
    assert told(asked) == [village.cora.pk, village.sam.pk], "the home adult is passed over"
    episode = signal(village.mia, "asked_for_help")
    other = signal(village.mia, "gone_quiet")
    for rule in (SEE_EPISODE, ACT_ON_SIGNAL):
        assert list(rule.rows(who_is(village.account(village.ada)))) == [other]
        assert not rule.may(who_is(village.account(village.ada)), episode)
        assert rule.rows(who_is(village.account(village.cora))).count() == 2
    signals.talked_with(village.mia, village.cora)
    assert SEE_EPISODE.rows(who_is(village.account(village.ada))).count() == 2, "it ends with the request"


def test_a_talk_with_somebody_else_does_not_end_what_waits_for_the_one_who_was_asked(
    village: Village,
) -> None:
    asked = ask(village, village.cora)
    signals.talked_with(village.mia, village.ada)
    asked.refresh_from_db()
    assert asked.ended is None
    signals.talked_with(village.mia, village.cora)
    asked.refresh_from_db()
    assert (asked.ended, asked.read_by) == (NOW, village.cora.pk)


def test_taken_back_nobody_is_told_further_and_evidence_no_longer_counts_it(village: Village) -> None:
    asked = ask(village, village.cora)
    projector.catch_up(100)
    services.take_back(asked)
    projector.catch_up(100)
    assert Episode.objects.get(signal="asked_for_help").state == "ended"
    with clock.held_at(at(15)):
        assert services.tick() == 0
    assert not ANSWER_TALK.rows(who_is(village.account(village.cora))).exists()


def test_only_who_was_told_and_the_student_read_it(village: Village) -> None:
    asked = ask(village, village.ada)
    assert seen_by(village, ANSWER_TALK, asked) == {"ada"}
    assert seen_by(village, OWN_TALK, asked) == {"mia"}


def test_after_asking_the_screen_says_nothing_of_it(village: Village, signed_in: SignedIn) -> None:
    client = signed_in(village.mia)
    page = client.get("/care/talk/")
    assert page["Cache-Control"] == "no-store, private"
    once = page.context["form"]["once"].value()
    answer = client.post("/care/talk/", {"once": once, "adult": village.ada.pk, "words": CANARY}, follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain == [("/care/done/", 302)]
    assert "Ada" not in text
    assert CANARY not in text
    assert CANARY not in client.get("/care/talk/").content.decode(), "what was written isn't read back"


def test_an_invalid_form_keeps_what_was_chosen_and_says_what_is_missing(
    village: Village, signed_in: SignedIn
) -> None:
    client = signed_in(village.mia)
    data = {"once": uuid4(), "adult": village.ada.pk, "kept_from": [village.ada.pk], "words": "hm"}
    page = client.post("/care/talk/", data)
    assert "the same person" in page.content.decode()
    assert TalkRequest.objects.count() == 0


def test_mail_goes_to_who_was_told_and_says_nothing(village: Village) -> None:
    ask(village, village.ada)
    with clock.held_at(at(7)):
        pass
    assert outbox.deliver() == 1
    (sent,) = mail.outbox
    assert sent.to == ["ada@willow.example"]
    assert CANARY not in sent.body + sent.subject
    assert "Mia" not in sent.body + sent.subject


def test_a_request_that_was_read_meanwhile_sends_no_mail(village: Village) -> None:
    asked = ask(village, village.ada)
    services.read(asked, village.ada.pk)
    assert outbox.deliver() == 0
    assert Outgoing.objects.get().outcome == "no longer"


def test_a_day_away_can_be_taken_back_by_its_owner_alone(village: Village, signed_in: SignedIn) -> None:
    day = date(2026, 11, 24)
    row = services.away(village.ada.pk, day, day)
    assert signed_in(village.cora).post(f"/care/away/{row.pk}/end/").status_code == 404
    signed_in(village.ada).post(f"/care/away/{row.pk}/end/")
    assert not Away.objects.exists()


def test_a_role_given_meanwhile_counts_at_once(village: Village) -> None:
    asked = ask(village, village.cora)
    RoleGrant.objects.create(account=village.account(village.ben), role=Role.SAFEGUARDING, since=NOW)
    with clock.held_at(at(10.1)):
        services.tick()
    with clock.held_at(at(13)):
        services.tick()
    assert set(told(asked)[2:]) == {village.sam.pk, village.ben.pk}, "all deputies at once"
