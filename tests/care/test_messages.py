"""Messages: who may write to whom, who reads, that nothing is lost, and what a report opens (TRUST 10, 24, 28)."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.agree import EVERYBODY, seen_by
from tests.village import NOW, Village
from waypost.care import relations
from waypost.care.access import READ_REPORTED, READ_THREAD
from waypost.care.models import Concern, Message, Report, Thread
from waypost.care.relations import Ends
from waypost.care.services import messages as services
from waypost.care.services.talk import Refused
from waypost.community.models import Help, PartnerMember, Placement
from waypost.community.services import partners
from waypost.demo import families
from waypost.evidence import stream
from waypost.school import clock
from waypost.school.models import Enrollment, GuardianLink, HomeAdult, Person
from waypost.trust import outbox
from waypost.trust.models import Act, Role, RoleGrant
from waypost.trust.who import who_is

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
CANARY = "walrus-canary"


@pytest.fixture
def ready(village: Village) -> Village:
    """Two people hold the safeguarding role, and both of Mia's guardians may write."""
    RoleGrant.objects.create(account=village.account(village.ben), role=Role.SAFEGUARDING, since=NOW)
    GuardianLink.objects.filter(guardian=village.paul).update(state="confirmed", message=True)
    return village


def between(v: Village, a: Person, b: Person, about: Person | None = None) -> Ends:
    """Ends with a as the other and b as the adult, about Mia unless said otherwise."""
    return Ends((about or v.mia).pk, a.pk, b.pk)


def write(ends: Ends, by: Person, words: str = CANARY, **more: object) -> Message:
    given: dict[str, object] = {"language": "en", "once": uuid4(), **more}
    return services.write(ends, by.pk, words, **given)  # type: ignore[arg-type]


#: other, adult, about: may they write to each other?
PAIRS = [
    ("mia", "ada", "mia", True), ("mia", "cora", "mia", True), ("rosa", "ada", "mia", True),
    ("rosa", "cora", "mia", True), ("paul", "ada", "mia", True),
    ("mia", "ben", "mia", False), ("mia", "tom", "mia", False), ("mia", "lena", "mia", False),
    ("mia", "adam", "mia", False), ("mia", "petra", "mia", False), ("mia", "leo", "mia", False),
    ("mia", "rosa", "mia", False), ("rosa", "mia", "mia", False), ("rosa", "paul", "mia", False),
    ("rosa", "ada", "leo", False), ("rosa", "ben", "noor", False), ("leo", "ada", "mia", False),
    ("petra", "ada", "mia", False), ("noor", "ben", "noor", True), ("far_kid", "ada", "far_kid", False),
    ("ada", "cora", "mia", False),
]  # fmt: skip


@pytest.mark.parametrize(("other", "adult", "about", "may"), PAIRS)
def test_who_may_write_to_whom(ready: Village, other: str, adult: str, about: str, may: bool) -> None:
    ends = between(ready, getattr(ready, other), getattr(ready, adult), getattr(ready, about))
    assert relations.holds(ends) is may
    if may:
        write(ends, getattr(ready, other))
        write(ends, getattr(ready, adult))
    else:
        for writer in (other, adult):
            with pytest.raises(Refused):
                write(ends, getattr(ready, writer))
    assert Message.objects.count() == (2 if may else 0)


@pytest.fixture
def helped(ready: Village) -> Village:
    """Petra helps Mia until January; Ada answers for it, and Mia's guardian has said yes."""
    petra = partners.add_member(partners.add_partner("Makers", "A workshop", once=uuid4()), ready.petra.pk)
    partners.note_check(petra, NOW.date(), NOW.date() + timedelta(days=50), by=ready.lena.pk)
    petra.refresh_from_db()
    offer = partners.offer(
        petra.partner, Help.MENTORING, "Robots", "Fridays", 2, once=uuid4(), read_by=ready.lena.pk
    )
    until = NOW.date() + timedelta(days=60)
    placed = partners.place(offer, ready.mia, petra, "Build a robot", until, by=ready.ada.pk, once=uuid4())
    partners.answer(placed, ready.rosa.pk, "Mia", yes=True)
    return ready


#: writer, other, adult, about: may they, while Petra helps Mia and Ada answers for it?
WITH_HELPER = [
    ("petra", "petra", "ada", "mia", True), ("mia", "petra", "ada", "mia", True), ("ada", "petra", "ada", "mia", True),
    ("rosa", "petra", "ada", "mia", False), ("cora", "petra", "ada", "mia", False), ("lena", "petra", "ada", "mia", False),
    ("petra", "petra", "cora", "mia", False), ("petra", "petra", "petra", "mia", False), ("petra", "petra", "rosa", "mia", False),
    ("petra", "petra", "ada", "leo", False), ("petra", "leo", "ada", "leo", False), ("petra", "mia", "ada", "mia", False),
    ("petra", "rosa", "ada", "mia", False), ("petra", "mia", "petra", "mia", False), ("mia", "rosa", "ada", "mia", False),
    ("rosa", "rosa", "ada", "mia", True), ("mia", "mia", "ada", "mia", True),
]  # fmt: skip


@pytest.mark.parametrize(("writer", "other", "adult", "about", "may"), WITH_HELPER)
def test_a_helper_writes_to_a_student_only_where_the_named_adult_is_part_of_it(
    helped: Village, writer: str, other: str, adult: str, about: str, may: bool
) -> None:
    ends = between(helped, getattr(helped, other), getattr(helped, adult), getattr(helped, about))
    if may:
        write(ends, getattr(helped, writer))
    else:
        with pytest.raises(Refused):
            write(ends, getattr(helped, writer))
    assert Message.objects.count() == may


def of_petra(v: Village) -> Ends:
    return between(v, v.petra, v.ada)


def test_all_three_read_a_helpers_thread_and_nobody_else_until_it_is_reported(helped: Village) -> None:
    thread = write(of_petra(helped), helped.petra).thread
    own = write(between(helped, helped.rosa, helped.ada), helped.rosa).thread
    for name in EVERYBODY:
        who = who_is(helped.account(getattr(helped, name)))
        readers = {thread.pk: {"petra", "mia", "ada"}, own.pk: {"rosa", "ada"}}
        for row in (thread, own):
            seen = READ_THREAD.rows(who).filter(pk=row.pk).exists()
            assert seen is (name in readers[row.pk]), name
            assert bool(READ_THREAD.may(who, row)) is seen
    services.report(thread, helped.mia.pk, "strange")
    assert READ_REPORTED.rows(who_is(helped.account(helped.sam))).get() == thread


def test_each_of_the_three_is_told_that_something_waits(helped: Village) -> None:
    write(of_petra(helped), helped.mia)
    assert outbox.deliver() == 2
    assert {m.to[0] for m in mail.outbox} == {"petra@willow.example", "ada@willow.example"}


def test_a_helper_reads_the_first_name_alone_and_is_asked_to_name_no_other_child(
    helped: Village, signed_in: SignedIn
) -> None:
    where = f"/care/messages/with/{of_petra(helped)}/"
    sent = {"words": "See you on Friday", "language": "en", "once": str(uuid4())}
    assert signed_in(helped.mia).post(where, sent).status_code == 302
    client = signed_in(helped.petra)
    for address in ("/care/messages/", where):
        text = client.get(address).content.decode()
        assert "Mia" in text
        assert "Santos" not in text
        assert "Ada Okafor" in text
    assert "Please name no other child." in text
    assert "See you on Friday" in text
    assert 'type="file"' not in text, "no picture of a child goes to somebody outside"
    text = signed_in(helped.mia).get(where).content.decode()
    assert "Petra Novak" in text
    assert "Ada Okafor reads and writes here, too." in text
    assert "Please name no other child." not in text


def test_the_demonstration_school_shows_such_a_thread(helped: Village) -> None:
    with clock.held_at(NOW + timedelta(days=3)):
        for _again in range(2):
            families.with_helpers()
    said = list(Message.objects.order_by("at").values_list("writer_id", flat=True))
    assert said == [helped.petra.pk, helped.mia.pk, helped.petra.pk, helped.ada.pk]


ENDS = ["check", "placement", "ended", "consent", "membership", "adult left", "adult no longer the child's"]


@pytest.mark.parametrize("how", ENDS)
def test_a_helpers_open_session_writes_and_reads_nothing_from_the_moment_it_ends(
    helped: Village, signed_in: SignedIn, how: str
) -> None:
    ends = of_petra(helped)
    write(ends, helped.ada)
    last = NOW.date() + timedelta(days=1)
    midnight = clock.start_of(last + timedelta(days=1))
    client, where = signed_in(helped.petra), f"/care/messages/with/{ends}/"
    with clock.held_at(midnight - timedelta(minutes=1)):
        client = signed_in(helped.petra)
        assert client.get(where).status_code == 200
        if how == "check":
            PartnerMember.objects.update(checked_until=last)
        elif how == "placement":
            Placement.objects.update(until=last)
        elif how == "ended":
            partners.end(Placement.objects.get(), helped.ada.pk)
        elif how == "consent":
            partners.answer(Placement.objects.get(), helped.mia.pk, "Mia", yes=False)
        elif how == "membership":
            PartnerMember.objects.update(until=last)
        elif how == "adult left":
            Person.objects.filter(pk=helped.ada.pk).update(active=False)
        else:
            Enrollment.objects.filter(person=helped.ada).update(active=False)
            HomeAdult.objects.filter(student=helped.mia).update(until=NOW.date() - timedelta(days=1))
        assert (client.get(where).status_code == 200) is (how in {"check", "placement", "membership"})
    with clock.held_at(midnight):
        assert client.get(where).status_code == 404
        sent = client.post(where, {"words": "x", "language": "en", "once": uuid4()})
        assert sent.status_code == 404
        assert CANARY not in client.get("/care/messages/").content.decode()
        assert outbox.deliver() == 0
        with pytest.raises(Refused):
            write(ends, helped.petra)
        with pytest.raises(Refused):
            write(ends, helped.mia)
    assert Message.objects.count() == 1, "nothing is lost, and nothing is added"


@pytest.mark.parametrize("writer", ["leo", "paul", "cora", "sam"])
def test_nobody_writes_into_a_thread_of_two_others(ready: Village, writer: str) -> None:
    with pytest.raises(Refused):
        write(between(ready, ready.rosa, ready.ada), getattr(ready, writer))


def test_only_the_two_read_it_and_safeguarding_once_it_is_reported(ready: Village) -> None:
    thread = write(between(ready, ready.rosa, ready.ada), ready.rosa).thread
    for reported in (False, True):
        if reported:
            services.report(thread, ready.rosa.pk, "rude")
        assert seen_by(ready, READ_THREAD, thread) == {"rosa", "ada"}
        assert seen_by(ready, READ_REPORTED, thread) == ({"sam", "ben"} if reported else set())


def test_one_guardian_learns_nothing_of_the_other(ready: Village, signed_in: SignedIn) -> None:
    write(between(ready, ready.rosa, ready.ada), ready.rosa)
    write(between(ready, ready.rosa, ready.ada), ready.ada, f"{CANARY} back")
    client = signed_in(ready.paul)
    text = client.get("/care/messages/").content.decode()
    assert "Rosa" not in text
    assert CANARY not in text
    assert client.get(f"/care/messages/with/{between(ready, ready.rosa, ready.ada)}/").status_code == 404


@pytest.mark.parametrize("how", ["link ended", "right taken", "class left", "adult left"])
def test_the_right_is_asked_at_each_request_and_when_mail_goes(
    ready: Village, signed_in: SignedIn, how: str
) -> None:
    ends = between(ready, ready.rosa, ready.ada)
    write(ends, ready.ada)
    client = signed_in(ready.rosa)
    assert CANARY in client.get(f"/care/messages/with/{ends}/").content.decode()
    write(ends, ready.ada)
    if how == "link ended":
        GuardianLink.objects.filter(guardian=ready.rosa).update(state="ended")
    elif how == "right taken":
        GuardianLink.objects.filter(guardian=ready.rosa).update(message=False)
    elif how == "class left":
        Enrollment.objects.filter(person=ready.mia).update(active=False)
        HomeAdult.objects.filter(student=ready.mia).update(until=NOW.date() - timedelta(days=1))
    else:
        Person.objects.filter(pk=ready.ada.pk).update(active=False)
    assert outbox.deliver() == 0
    assert mail.outbox == []
    assert client.get(f"/care/messages/with/{ends}/").status_code == 404
    sent = client.post(f"/care/messages/with/{ends}/", {"words": "x", "language": "en", "once": uuid4()})
    assert sent.status_code == 404
    assert Message.objects.count() == 2, "nothing is lost, and nothing is added"


def test_while_nobody_would_read_a_call_for_help_nothing_is_sent(
    village: Village, signed_in: SignedIn
) -> None:
    ends = between(village, village.mia, village.ada)
    with pytest.raises(Refused, match="two people"):
        write(ends, village.mia)
    page = signed_in(village.mia).get(f"/care/messages/with/{ends}/").content.decode()
    assert "two people" in page
    assert "<textarea" not in page


def test_there_is_no_way_to_change_or_delete_a_message() -> None:
    from tests.trust.doors import doors

    routes = [d.route for d in doors() if "messages" in d.route]
    assert len(routes) >= 5
    assert not [r for r in routes if "delete" in r or "edit" in r or "change" in r]
    import waypost.care.services.messages as module

    assert not [n for n in dir(module) if n.startswith(("delete", "edit", "change", "remove"))]


def test_a_reported_thread_stays_as_it_is_and_each_look_is_an_act(
    ready: Village, signed_in: SignedIn
) -> None:
    thread = write(between(ready, ready.mia, ready.ada), ready.ada).thread
    client = signed_in(ready.mia)
    assert client.get(f"/care/messages/{thread.pk}/report/").status_code == 200
    client.post(f"/care/messages/{thread.pk}/report/", {"reason": "He is rude"})
    client.post(f"/care/messages/{thread.pk}/report/", {"reason": "again"})
    made = Report.objects.get()
    assert outbox.deliver() >= 1
    assert CANARY in client.get(f"/care/messages/with/{Ends.of(thread)}/").content.decode()
    assert signed_in(ready.cora).get("/care/reported/").status_code == 403
    reader = signed_in(ready.sam)
    assert "He is rude" in reader.get("/care/reported/").content.decode()
    assert CANARY in reader.get(f"/care/reported/{made.pk}/").content.decode()
    act = Act.objects.get(verb="thread.open")
    assert act.detail == {"reports": [made.pk]}
    reader.post(f"/care/reported/{made.pk}/", {"outcome": "Talked with both"})
    made.refresh_from_db()
    assert made.outcome == "Talked with both"


def test_somebody_of_safeguarding_does_not_look_into_their_own_reported_thread(ready: Village) -> None:
    RoleGrant.objects.create(account=ready.account(ready.ada), role=Role.SAFEGUARDING, since=NOW)
    thread = write(between(ready, ready.mia, ready.ada), ready.ada).thread
    services.report(thread, ready.mia.pk, "rude")
    assert not READ_REPORTED.rows(who_is(ready.account(ready.ada))).exists()
    outbox.deliver()
    assert "ada@willow.example" not in [m.to[0] for m in mail.outbox]


def test_sent_twice_it_is_one_message(ready: Village) -> None:
    once = uuid4()
    ends = between(ready, ready.mia, ready.ada)
    assert write(ends, ready.mia, once=once) == write(ends, ready.mia, once=once)
    assert (Message.objects.count(), Thread.objects.count()) == (1, 1)


def test_evidence_is_told_nothing(ready: Village) -> None:
    before = stream.head()
    write(between(ready, ready.mia, ready.ada), ready.mia)
    assert stream.head() == before


def test_after_ten_without_an_answer_the_page_asks_and_never_drops(
    ready: Village, signed_in: SignedIn
) -> None:
    ends = between(ready, ready.rosa, ready.ada)
    for _ in range(9):
        write(ends, ready.rosa)
    client, where = signed_in(ready.rosa), f"/care/messages/with/{ends}/"

    def send(**more: str) -> str:
        data = {"words": "One more", "language": "en", "once": str(uuid4()), **more}
        return client.post(where, data, follow=True).content.decode()

    send()
    assert Message.objects.count() == 10
    asked = send()
    assert "ten messages" in asked
    assert "One more" in asked, "what was written stays in the form"
    assert Message.objects.count() == 10
    send(sure="on")
    assert Message.objects.count() == 11
    write(ends, ready.ada)
    send()
    assert Message.objects.count() == 13, "an answer begins the count anew"


def test_mail_waits_for_the_morning_and_says_nothing(ready: Village) -> None:
    with clock.held_at(datetime(2026, 11, 23, 20, tzinfo=UTC)):
        write(between(ready, ready.rosa, ready.ada), ready.ada)
        assert outbox.deliver() == 0
    with clock.held_at(datetime(2026, 11, 24, 7, 1, tzinfo=UTC)):
        assert outbox.deliver() == 1
    (sent,) = mail.outbox
    assert sent.to == ["rosa@willow.example"]
    assert CANARY not in sent.body
    assert "Mia" not in sent.body


def test_what_was_read_in_the_meantime_sends_no_mail(ready: Village, signed_in: SignedIn) -> None:
    ends = between(ready, ready.rosa, ready.ada)
    write(ends, ready.rosa)
    signed_in(ready.ada).get(f"/care/messages/with/{ends}/")
    assert outbox.deliver() == 0


def test_each_text_is_marked_with_its_language_and_direction(ready: Village, signed_in: SignedIn) -> None:
    ends = between(ready, ready.rosa, ready.ada)
    write(ends, ready.rosa, "مرحبا", language="ar")
    text = signed_in(ready.ada).get(f"/care/messages/with/{ends}/").content.decode()
    assert 'lang="ar" dir="rtl"' in text


@pytest.fixture
def pixel() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "GPS of a home"
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_picture_is_drawn_anew_and_shown_to_the_two_alone(
    ready: Village, signed_in: SignedIn, pixel: bytes
) -> None:
    ends = between(ready, ready.mia, ready.ada)
    data = {
        "words": "Look", "language": "en", "once": uuid4(), "picture": SimpleUploadedFile("a.jpg", pixel),
    }  # fmt: skip
    signed_in(ready.mia).post(f"/care/messages/with/{ends}/", data)
    sent = Message.objects.get()
    with default_storage.open(sent.picture) as file:
        assert b"GPS of a home" not in file.read()
    where = f"/care/messages/{sent.pk}/picture/"
    answer = signed_in(ready.ada).get(where)
    assert answer.status_code == 200
    assert "sandbox" in answer["Content-Security-Policy"]
    for name in ("rosa", "cora", "sam", "leo"):
        assert signed_in(getattr(ready, name)).get(where).status_code == 404, name
    for name in ("priya", "adam"):
        assert signed_in(getattr(ready, name)).get(where).status_code == 403, name


def test_a_writer_has_room_for_so_many_pictures_and_no_more(
    ready: Village, signed_in: SignedIn, pixel: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TRUST 20: a quota for each person; the words are not lost."""
    monkeypatch.setattr(services, "QUOTA", 10)
    ends = between(ready, ready.mia, ready.ada)
    data = {
        "words": "Look", "language": "en", "once": uuid4(), "picture": SimpleUploadedFile("a.jpg", pixel),
    }  # fmt: skip
    page = signed_in(ready.mia).post(f"/care/messages/with/{ends}/", data).content.decode()
    assert "no room for more pictures" in page
    assert ">Look<" in page.replace("\n", "")
    assert not Message.objects.exists()


def test_something_that_is_no_picture_is_refused_and_the_words_stay(
    ready: Village, signed_in: SignedIn
) -> None:
    ends = between(ready, ready.mia, ready.ada)
    data = {
        "words": "Look here", "language": "en", "once": uuid4(),
        "picture": SimpleUploadedFile("a.jpg", b"<svg onload=x>"),
    }  # fmt: skip
    page = signed_in(ready.mia).post(f"/care/messages/with/{ends}/", data)
    assert "Look here" in page.content.decode()
    assert Message.objects.count() == 0


def test_an_adult_begins_from_the_students_page_with_the_student_or_a_guardian(
    ready: Village, signed_in: SignedIn
) -> None:
    text = signed_in(ready.ada).get(f"/care/messages/students/{ready.mia.pk}/").content.decode()
    assert all(name in text for name in ("Mia Santos", "Rosa Santos", "Paul Santos"))
    assert signed_in(ready.ada).get(f"/care/messages/students/{ready.noor.pk}/").status_code == 404


def test_words_of_danger_in_a_childs_message_are_handed_on_and_the_child_is_led_to_somebody(
    ready: Village, signed_in: SignedIn
) -> None:
    ends = between(ready, ready.mia, ready.ada)
    sent = {"once": str(uuid4()), "words": "Hi. My uncle hits me. Bye", "language": "en"}
    for _n in range(2):
        assert signed_in(ready.mia).post(f"/care/messages/with/{ends}/", sent)["Location"] == "/care/tell/"
    assert [(c.words, c.writer_id) for c in Concern.objects.all()] == [("My uncle hits me.", None)]
    write(between(ready, ready.rosa, ready.ada), ready.rosa, "He hits me in the face at play")
    assert Concern.objects.count() == 1, "a guardian's words are read by the adult they are for"
