"""The family takes part: what it tells from home, goals it proposes, talks, the week it is told of, paper and phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from tests.trust.test_access import everybody
from tests.village import NOW, Village
from waypost.care import access, feeds
from waypost.care.models import GoalWish, HomeWord, TalkBooked, TalkTime, Way, WeekTold, Wished
from waypost.care.panels import today
from waypost.care.services import family, leaving, weekly
from waypost.care.services.talk import Refused
from waypost.evidence import stream
from waypost.evidence.models import Audience
from waypost.school import clock
from waypost.school import services as school
from waypost.school.models import GuardianLink, Person
from waypost.trust import outbox
from waypost.trust.access import Rule
from waypost.trust.models import Account, Act, Role, RoleGrant
from waypost.trust.who import who_is

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
CANARY = "reads-to-the-cat-canary"
FRIDAY = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)


@pytest.fixture
def ready(village: Village) -> Village:
    """Two people hold the safeguarding role, and Paul is a guardian of Mia, too."""
    RoleGrant.objects.create(account=village.account(village.ben), role=Role.SAFEGUARDING, since=NOW)
    link = GuardianLink.objects.get(guardian=village.paul)
    school.confirm_guardian(link, {"see", "message", "book"}, None)
    return village


def told(v: Village, words: str = CANARY, by: Person | None = None) -> HomeWord:
    return family.tell(v.mia.pk, (by or v.rosa).pk, words, language="es", once=uuid4())


def offered(v: Village, adult: Person | None = None) -> TalkTime:
    family.offer((adult or v.ada).pk, date(2026, 11, 24), time(14), time(14, 30), 15, "room 12")
    return TalkTime.objects.order_by("pk").first() or pytest.fail("nothing is offered")


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


# Who sees what


def test_object_and_query_of_each_rule_agree_for_everybody(ready: Village) -> None:
    told(ready)
    told(ready, by=ready.paul)
    family.wish(ready.mia.pk, ready.rosa.pk, "x", once=uuid4())
    family.book(offered(ready), ready.mia.pk, ready.rosa.pk, once=uuid4())
    offered(ready, ready.cora)
    rules = [
        r for r in vars(access).values() if isinstance(r, Rule) and type(r).__module__.endswith(".family")
    ]
    assert len(rules) == 6
    people = everybody(ready)
    people.append(("eyes", who_is(ready.account(ready.rosa), viewing_as=ready.account(ready.adam).pk)))
    for rule in rules:
        for name, who in people:
            things = rule.rows(who).model._default_manager.all()
            by_object = {t.pk for t in things if rule.may(who, t)}
            assert set(rule.rows(who).values_list("pk", flat=True)) == by_object, (rule.name, name)


@pytest.mark.parametrize(
    ("rule", "readers"),
    [
        ("SEE_HOME_WORD", {"rosa", "ada", "cora"}),
        ("ANSWER_HOME_WORD", {"ada", "cora"}),
        ("SEE_GOAL_WISH", {"rosa", "mia", "ada", "cora", "lena"}),
        ("SEE_TALK_BOOKED", {"rosa", "ada"}),
    ],
)
def test_only_those_whom_it_is_for_see_it(ready: Village, rule: str, readers: set[str]) -> None:
    told(ready)
    family.wish(ready.mia.pk, ready.rosa.pk, "x", once=uuid4())
    family.book(offered(ready), ready.mia.pk, ready.rosa.pk, once=uuid4())
    for name in (
        "ada",
        "ben",
        "tom",
        "mia",
        "leo",
        "rosa",
        "paul",
        "lena",
        "cora",
        "sam",
        "priya",
        "adam",
        "petra",
    ):
        who = who_is(ready.account(getattr(ready, name)))
        assert getattr(access, rule).rows(who).exists() is (name in readers), name


def test_one_guardian_learns_nothing_of_what_another_told_proposed_or_booked(
    ready: Village, signed_in: SignedIn
) -> None:
    told(ready)
    family.wish(ready.mia.pk, ready.rosa.pk, f"{CANARY} goal", once=uuid4())
    family.book(offered(ready), ready.mia.pk, ready.rosa.pk, once=uuid4())
    client = signed_in(ready.paul)
    for place in ("week", f"week/{ready.mia.pk}", f"care/home/{ready.mia.pk}", f"care/home/{ready.mia.pk}/goal", f"care/home/{ready.mia.pk}/talks"):  # fmt: skip
        text = text_of(client, f"/{place}/")
        assert CANARY not in text
        assert "Rosa" not in text
        assert "14:00" not in text, "a time that is taken isn't shown at all"


# From home


def test_what_a_family_tells_is_answered_and_both_are_told_that_something_waits(
    ready: Village, signed_in: SignedIn
) -> None:
    rosa, ada = signed_in(ready.rosa), signed_in(ready.ada)
    once, before = uuid4(), today.stamp()
    for _twice in range(2):
        rosa.post(f"/care/home/{ready.mia.pk}/", {"words": CANARY, "language": "es", "once": once})
    assert today.stamp() != before, "an open Today learns of it"
    word = HomeWord.objects.get()
    assert (word.way, word.noted_by, word.language) == (Way.PAGE, None, "es")
    assert CANARY in text_of(ada, "/today/")
    assert 'lang="es"' in text_of(ada, f"/care/students/{ready.mia.pk}/family/")
    ada.post(f"/care/home/words/{word.pk}/", {"answer": "That helps, thank you"})
    assert "That helps, thank you" in text_of(rosa, f"/care/home/{ready.mia.pk}/")
    assert "That helps, thank you" in text_of(rosa, "/week/")
    assert CANARY not in text_of(ada, "/today/"), "answered, it no longer waits"
    outbox.deliver()
    assert sorted(m.to[0] for m in mail.outbox) == ["rosa@willow.example"], (
        "for the school nothing waits any more"
    )
    assert CANARY not in str(mail.outbox[0].message())


def test_evidence_learns_that_a_family_told_something_and_not_a_word_of_it(ready: Village) -> None:
    told(ready)
    [(raw, audience)] = [(r.payload.decode(), r.audience) for r in stream.read_after(0, 100)]
    assert audience == Audience.CARE
    assert "told-from-home" in raw
    assert CANARY not in raw


def test_a_phone_call_is_noted_with_who_when_and_by_whom_and_its_guardian_reads_it(
    ready: Village, signed_in: SignedIn
) -> None:
    ada = signed_in(ready.ada)
    form = {
        "guardian": ready.rosa.pk, "way": "phone", "said_on": "2026-11-20", "words": CANARY, "language": "en",
        "once": uuid4(), "answer": "We move her group",
    }  # fmt: skip
    assert ada.post(f"/care/students/{ready.mia.pk}/family/note/", form).status_code == 302
    word = HomeWord.objects.get()
    assert (word.way, word.noted_by, word.said_on) == ("phone", ready.ada.pk, date(2026, 11, 20))
    page = text_of(signed_in(ready.rosa), f"/care/home/{ready.mia.pk}/")
    assert CANARY in page
    assert "on the phone, noted by Ada Okafor" in page
    assert "We move her group" in page
    assert CANARY not in text_of(ada, "/today/"), "what one noted oneself doesn't wait for oneself"
    tomorrow = ada.post(f"/care/students/{ready.mia.pk}/family/note/", {**form, "said_on": "2026-11-24"})
    assert "This day is still to come" in tomorrow.content.decode()
    stranger = ada.post(f"/care/students/{ready.mia.pk}/family/note/", {**form, "guardian": ready.petra.pk})
    assert stranger.status_code == 200
    assert HomeWord.objects.count() == 1


def test_a_guardian_whose_link_ended_neither_reads_nor_writes_from_the_next_click_on(
    ready: Village, signed_in: SignedIn
) -> None:
    told(ready)
    client = signed_in(ready.rosa)
    assert client.get("/week/").status_code == 200
    link = GuardianLink.objects.get(guardian=ready.rosa)
    school.end_guardian(link, ready.account(ready.adam), "moved")
    page = client.get("/week/")
    if page.status_code == 302:
        page = client.get(page["Location"])
    assert CANARY not in page.content.decode()
    assert "Mia" not in page.content.decode()
    for place in ("", "goal/", "talks/"):
        assert client.get(f"/care/home/{ready.mia.pk}/{place}").status_code in {302, 404}
    with pytest.raises(Refused):
        told(ready)
    outbox.deliver()
    assert [m for m in mail.outbox if m.to == ["rosa@willow.example"]] == []


# Goals


def test_a_proposed_goal_becomes_one_only_when_the_student_takes_it_up(
    ready: Village, signed_in: SignedIn
) -> None:
    made = family.wish(ready.mia.pk, ready.rosa.pk, "Read aloud three times", once=uuid4())
    mia = signed_in(ready.mia)
    assert "Rosa Santos proposes a goal" in text_of(mia, "/path/")
    answer = mia.post(f"/care/home/goals/{made.pk}/take-up/")
    form = text_of(mia, answer["Location"])
    assert "Read aloud three times" in form, "the form opens with these words, to be changed"
    made.refresh_from_db()
    assert made.state == Wished.TAKEN
    assert "Rosa Santos proposes" not in text_of(mia, "/path/")
    assert "taken up" in text_of(signed_in(ready.rosa), f"/care/home/{ready.mia.pk}/goal/")
    assert not family.decide(made, Wished.BACK), "what was decided stays"


def test_only_the_student_takes_a_goal_up(ready: Village, signed_in: SignedIn) -> None:
    made = family.wish(ready.mia.pk, ready.rosa.pk, "x", once=uuid4())
    for name in ("leo", "rosa", "ada", "paul"):
        for act in ("take-up", "not-now"):
            assert signed_in(getattr(ready, name)).post(f"/care/home/goals/{made.pk}/{act}/").status_code in {
                403,
                404,
            }
    assert GoalWish.objects.get().state == Wished.OPEN


# Talks


def test_a_time_is_taken_once_and_either_calls_it_off(ready: Village, signed_in: SignedIn) -> None:
    when = offered(ready)
    rosa, once = signed_in(ready.rosa), uuid4()
    for _twice in range(2):
        rosa.post(f"/care/home/{ready.mia.pk}/talks/book/", {"time": when.pk, "once": once})
    booked = TalkBooked.objects.get()
    with pytest.raises(Refused, match="just taken"):
        family.book(when, ready.mia.pk, ready.paul.pk, once=uuid4())
    assert "Rosa Santos about Mia Santos" in text_of(signed_in(ready.ada), "/care/family-talks/")
    assert "Your talk with Ada Okafor" in text_of(rosa, "/week/")
    asked = text_of(rosa, f"/care/home/talks/{booked.pk}/call-off/")
    assert "Call this talk off?" in asked
    rosa.post(f"/care/home/talks/{booked.pk}/call-off/")
    family.book(when, ready.mia.pk, ready.paul.pk, once=uuid4())
    assert signed_in(ready.ada).post(f"/care/home/talks/{booked.pk}/call-off/").status_code == 404
    assert TalkBooked.objects.filter(called_off=None).count() == 1


def test_a_time_of_an_adult_who_does_not_work_with_the_child_cannot_be_taken(
    ready: Village, signed_in: SignedIn
) -> None:
    when = offered(ready, ready.ben)
    assert "14:00" not in text_of(signed_in(ready.rosa), f"/care/home/{ready.mia.pk}/talks/")
    with pytest.raises(Refused):
        family.book(when, ready.mia.pk, ready.rosa.pk, once=uuid4())
    answer = signed_in(ready.rosa).post(
        f"/care/home/{ready.mia.pk}/talks/book/", {"time": when.pk, "once": uuid4()}
    )
    assert answer.status_code == 404


def test_times_do_not_overlap_and_do_not_lie_in_the_past(ready: Village) -> None:
    day = date(2026, 11, 24)
    assert family.offer(ready.ada.pk, day, time(14), time(15), 15) == 4
    assert family.offer(ready.ada.pk, day, time(14, 50), time(15, 30), 20) == 1, "14:50 is in the last one"
    with pytest.raises(Refused):
        family.offer(ready.ada.pk, day, time(14), time(15), 20)
    with pytest.raises(Refused):
        family.offer(ready.ada.pk, date(2026, 11, 20), time(14), time(15), 15)


def test_both_calendars_hold_the_hour_and_no_name_and_the_guardians_dies_with_the_link(
    ready: Village, client: Client
) -> None:
    family.book(offered(ready), ready.mia.pk, ready.rosa.pk, once=uuid4())
    for person, title in ((ready.rosa, "Talk at school"), (ready.ada, "Talk with a family")):
        token = feeds.make(person.pk, ready.account(person).pk)
        text = client.get(f"/care/calendar/{token}.ics").content.decode()
        assert "DTSTART:20261124T130000Z" in text
        assert "DTEND:20261124T131500Z" in text
        assert f"SUMMARY:{title}" in text
        assert not re.search("Mia|Rosa|Ada|room 12", text)
    token = feeds.make(ready.rosa.pk, ready.account(ready.rosa).pk)
    leaving.pass_on()
    assert client.get(f"/care/calendar/{token}.ics").status_code == 200, (
        "the nightly work is for staff who left"
    )
    school.end_guardian(GuardianLink.objects.get(guardian=ready.rosa), None, "moved")
    after = client.get(f"/care/calendar/{token}.ics")
    assert "VEVENT" not in after.content.decode()


def test_when_an_adult_leaves_families_hear_that_their_talk_is_off(ready: Village) -> None:
    family.book(offered(ready), ready.mia.pk, ready.rosa.pk, once=uuid4())
    Person.objects.filter(pk=ready.ada.pk).update(active=False)
    leaving.pass_on()
    assert not TalkTime.objects.filter(closed=None).exists()
    assert TalkBooked.objects.get().called_off is not None
    outbox.deliver()
    assert [m.to for m in mail.outbox] == [["rosa@willow.example"]]


# The week


def test_on_the_last_school_day_each_guardian_is_told_once_that_the_week_is_there(ready: Village) -> None:
    assert weekly.tell() == 0, "Monday"
    with clock.held_at(FRIDAY):
        assert weekly.tell() == 2
        assert weekly.tell() == 0
        outbox.deliver()
    assert sorted(m.to[0] for m in mail.outbox) == ["paul@willow.example", "rosa@willow.example"]
    for sent in mail.outbox:
        assert not re.search("Mia|Santos|fraction", sent.body)
        assert "Something waits" in sent.body


def test_the_weekly_mail_alone_ends_with_one_press_and_other_mail_goes_on(
    ready: Village, signed_in: SignedIn
) -> None:
    client = signed_in(ready.rosa)
    assert "/care/choices/mine/" in text_of(client, "/week/")
    assert "No more of this" in text_of(client, "/care/choices/mine/")
    client.post("/care/choices/mine/", {"week": "off"})
    assert "You get no mail about the week" in text_of(client, "/care/choices/mine/")
    told_word = told(ready)
    WeekTold.objects.all().delete()
    with clock.held_at(FRIDAY):
        assert weekly.tell() == 2
        outbox.deliver()
        assert [m.to[0] for m in mail.outbox if m.to[0] != "ada@willow.example"] == ["paul@willow.example"]
        family.answer(told_word, ready.ada.pk, "Thank you")
        outbox.deliver()
        assert mail.outbox[-1].to == ["rosa@willow.example"], "the school has answered"
    client.post("/care/choices/mine/", {"week": "on"})
    with clock.held_at(FRIDAY + timedelta(days=7)):
        weekly.tell()
        assert outbox.deliver() == 2


def test_the_mail_about_the_week_carries_its_own_way_out(ready: Village) -> None:
    with clock.held_at(FRIDAY):
        weekly.tell()
        outbox.deliver()
    (body,) = [m.body for m in mail.outbox if m.to == ["rosa@willow.example"]]
    everything, week = [a.partition("/mail/stop")[2] for a in re.findall(r"http\S+/mail/stop/\S+", body)]
    account = ready.account(ready.rosa)
    page = Client().get(f"/mail/stop{week}").content.decode()
    assert "No more mail about the week at school" in page
    account.refresh_from_db()
    assert account.mail_without == [], "a scanner that looks ends nothing"
    Client().post(f"/mail/stop{week}")
    account.refresh_from_db()
    assert (account.mail, account.mail_without) == (True, ["week"])
    Client().post(f"/mail/stop{week}", {"again": "1"})
    Client().post(f"/mail/stop{everything}")
    account.refresh_from_db()
    assert (account.mail, account.mail_without) == (False, [])


def test_who_has_opened_the_week_or_lost_the_link_gets_no_mail(ready: Village, signed_in: SignedIn) -> None:
    signed_in(ready.rosa).get("/week/")
    with clock.held_at(FRIDAY):
        assert weekly.tell() == 1
        school.end_guardian(GuardianLink.objects.get(guardian=ready.paul), None, "court")
        outbox.deliver()
    assert mail.outbox == []
    assert WeekTold.objects.get(guardian_id=ready.rosa.pk).opened is not None


def test_a_holiday_on_friday_moves_it_to_thursday_and_a_free_week_has_none(ready: Village) -> None:
    assert not weekly.is_time(date(2026, 10, 23)), "autumn holiday"
    assert weekly.is_time(date(2026, 11, 27))
    school.set_days_off(date(2026, 11, 27), date(2026, 11, 27), "free", None)
    assert weekly.is_time(date(2026, 11, 26))
    assert not weekly.is_time(date(2026, 11, 25))


def cards_of(text: str) -> str:
    """The week itself, without the frame, the preview's note and what a family may press."""
    inner = text[text.index('<section class="card glad"') :]
    ends = [inner.find(mark) for mark in ('<section class="card" aria-labelledby="week-do"', "</main>")]
    return re.sub(r"\s+", " ", inner[: min(e for e in ends if e >= 0)]).strip()


def test_the_teachers_preview_is_the_page_that_the_family_sees(ready: Village, signed_in: SignedIn) -> None:
    theirs = cards_of(text_of(signed_in(ready.rosa), "/week/"))
    preview = text_of(signed_in(ready.ada), f"/students/{ready.mia.pk}/family/{ready.rosa.pk}/")
    assert cards_of(preview) == theirs
    assert "You look at what Rosa Santos sees." in preview
    act = Act.objects.get(verb="family.preview")
    assert (act.actor_id, act.object_id) == (ready.account(ready.ada).pk, str(ready.mia.pk))


def test_the_preview_holds_nothing_that_the_guardian_wrote_or_booked_and_opens_for_nobody_else(
    ready: Village, signed_in: SignedIn
) -> None:
    family.answer(told(ready), ready.ada.pk, f"{CANARY} answered")
    family.book(offered(ready), ready.mia.pk, ready.rosa.pk, once=uuid4())
    address = f"/students/{ready.mia.pk}/family/{ready.rosa.pk}/"
    text = text_of(signed_in(ready.lena), address)
    assert CANARY not in text
    assert "Your talk with" not in text
    for name in ("ben", "tom", "paul", "rosa", "mia", "adam"):
        assert signed_in(getattr(ready, name)).get(address).status_code in {403, 404}, name
    school.end_guardian(GuardianLink.objects.get(guardian=ready.rosa), None, "moved")
    assert signed_in(ready.ada).get(address).status_code == 404
    assert not WeekTold.objects.exists(), "a preview is no reading of the family"


@pytest.mark.parametrize(
    ("language", "head", "dir"), [("es", "Su respuesta", "ltr"), ("ar", "جوابكم", "rtl")]
)
def test_the_slip_is_in_the_familys_language_with_a_part_to_send_back(
    ready: Village, signed_in: SignedIn, language: str, head: str, dir: str
) -> None:
    Person.objects.filter(pk=ready.rosa.pk).update(language=language)
    text = text_of(signed_in(ready.ada), f"/students/{ready.mia.pk}/family/{ready.rosa.pk}/slip/")
    assert head in text
    assert f'lang="{language}" dir="{dir}"' in text
    assert text.count('class="blank"') >= 3


def test_an_account_that_nobody_claimed_can_be_previewed_and_printed(
    ready: Village, signed_in: SignedIn
) -> None:
    Account.objects.filter(person_id=ready.rosa.pk).delete()
    for more in ("", "slip/"):
        text_of(signed_in(ready.ada), f"/students/{ready.mia.pk}/family/{ready.rosa.pk}/{more}")


def test_yesterday_is_no_time_to_book(ready: Village) -> None:
    when = offered(ready)
    with clock.held_at(NOW + timedelta(days=2)), pytest.raises(Refused, match="over or no longer"):
        family.book(when, ready.mia.pk, ready.rosa.pk, once=uuid4())
