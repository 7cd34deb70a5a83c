"""Emergency access: a reason, an hour, one student, told at once, reviewed, and never more than reading (TRUST 11)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.trust.rows import make
from tests.village import PASSWORD, Village
from waypost.care.models import CheckIn, Intervention, Objection
from waypost.care.models.safeguarding import Way
from waypost.care.services import notes, safeguarding
from waypost.learning.models import Goal, Piece
from waypost.readings.models import Episode
from waypost.readings.outcomes import DAYS_WORKED
from waypost.school import clock, emergency
from waypost.school.models import Person
from waypost.trust import readlog
from waypost.trust.models import Act, EmergencyAccess, Outgoing, ReadRow
from waypost.trust.refusal import Refused
from waypost.trust.who import who_is

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
WHY = {"act": "begin", "reason": "hurt", "words": "Noor fell in the yard, whom do I call?"}


def begin(village: Village, signed_in: SignedIn) -> Client:
    """Ada, who doesn't teach Noor, takes it."""
    client = signed_in(village.ada)
    client.post("/sign-in/again/", {"password": PASSWORD})
    assert client.get(f"/students/{village.noor.pk}/").status_code == 404
    found = client.post("/school/emergency/", {"name": "noor"}).content.decode()
    assert "Noor Haddad" in found
    assert client.post("/school/emergency/", {"student": village.noor.pk, **WHY}).status_code == 302
    return client


def test_it_opens_one_student_for_an_hour_to_read(
    village: Village, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = begin(village, signed_in)
    page = f"/students/{village.noor.pk}/"
    shown = client.get(page).content.decode()
    assert "to read only" in shown
    assert "We talked today" not in shown
    assert client.get(f"/students/{village.far_kid.pk}/").status_code == 404
    for path in (f"/care/students/{village.noor.pk}/notes/new/", f"/care/students/{village.noor.pk}/talked/"):
        assert client.post(path, {"words": "x", "once": str(uuid4())}).status_code in {403, 404}, (
            "to read only"
        )
    other_device = signed_in(village.ada)
    assert other_device.get(page).status_code == 404
    with pytest.raises(Refused, match="One student"):
        emergency.take(who_is(village.account(village.ada)), village.far_kid, "hurt", "another one as well")
    real = clock.wall()
    monkeypatch.setattr(
        "waypost.trust.clock._sources", {"now": clock.now, "wall": lambda: real + timedelta(minutes=61)}
    )
    assert client.get(page).status_code == 404, "61 minutes later"


def test_leaders_and_safeguarding_are_told_at_once_and_see_it_until_one_has_reviewed_it(
    village: Village, signed_in: SignedIn
) -> None:
    begin(village, signed_in)
    told = set(
        Outgoing.objects.filter(kind="emergency", urgent=True).values_list("account__person_id", flat=True)
    )
    assert told == {village.lena.pk, village.sam.pk}
    taken = EmergencyAccess.objects.get()
    assert taken.review_due == clock.today() + timedelta(days=1)
    for reviewer, home in ((village.lena, "/how-we-are-doing/"), (village.sam, "/care/concerns/")):
        assert "waits for your review" in signed_in(reviewer).get(home).content.decode()
    lena = signed_in(village.lena)
    page = lena.get("/school/emergency/review/").content.decode()
    assert "Noor fell in the yard" in page
    assert "Ada Okafor" in page
    lena.post("/school/emergency/review/", {"emergency": taken.pk, "right": "no"})
    taken.refresh_from_db()
    assert taken.reviewed is None, "a no needs words"
    lena.post(
        "/school/emergency/review/", {"emergency": taken.pk, "right": "no", "said": "the office was open"}
    )
    taken.refresh_from_db()
    assert (taken.right, taken.until <= clock.wall()) == (False, True)
    assert "waits for your review" not in signed_in(village.sam).get("/care/concerns/").content.decode()
    assert set(Act.objects.filter(verb__startswith="emergency").values_list("verb", flat=True)) == {
        "emergency.take", "emergency.review",
    }  # fmt: skip


def test_nobody_reviews_their_own_and_no_other_role_takes_or_reviews_one(
    village: Village, signed_in: SignedIn
) -> None:
    ada = who_is(village.account(village.ada))
    with pytest.raises(Refused, match="anyway"):
        emergency.take(ada, village.mia, "hurt", "I teach this student")
    for reason, words in (("curious", "just wanted to look"), ("hurt", "oops")):
        with pytest.raises(Refused):
            emergency.take(ada, village.noor, reason, words)
    for person in (village.adam, village.priya, village.sam, village.rosa, village.mia, village.petra):
        with pytest.raises(Refused):
            emergency.take(who_is(village.account(person)), village.noor, "hurt", "a long enough reason")
    borrowed = who_is(village.account(village.ada), viewing_as=village.account(village.adam).pk)
    with pytest.raises(Refused):
        emergency.take(borrowed, village.noor, "hurt", "a long enough reason")
    taken = emergency.take(ada, village.noor, "hurt", "a long enough reason")
    for person in (village.ada, village.ben, village.adam, village.priya, village.rosa):
        with pytest.raises(Refused):
            emergency.review(who_is(village.account(person)), taken, right=True, said="")


def test_nothing_restricted_no_jotting_and_no_concern_opens(village: Village, signed_in: SignedIn) -> None:
    """A counsellor of another school: her role would read it, were she here."""
    canary, fay = "otter-canary", village.far_kid
    notes.write(fay, village.tom, "badger-canary", once=uuid4())
    notes.jot(fay, village.tom, canary, once=uuid4())
    notes.write_restricted(fay, village.tom, canary, "leader,counsellor", once=uuid4())
    safeguarding.tell(canary, way=Way.RAISED, once=uuid4(), writer_id=village.tom.pk, about_id=fay.pk)
    client = signed_in(village.cora)
    client.post("/sign-in/again/", {"password": PASSWORD})
    client.post("/school/emergency/", {"student": fay.pk, **WHY})
    assert set(Outgoing.objects.filter(kind="emergency").values_list("account__person_id", flat=True)) == {
        village.sam.pk
    }
    assert "badger-canary" in client.get(f"/care/students/{fay.pk}/notes/").content.decode()
    for path in (f"/students/{fay.pk}/", f"/care/students/{fay.pk}/notes/", "/care/concerns/"):
        assert canary not in client.get(path).content.decode()
    readlog.writer.flush()
    assert ReadRow.objects.filter(page="homes:student").exists()


def test_nothing_is_offered_on_the_opened_pages_that_would_be_refused(
    village: Village, signed_in: SignedIn
) -> None:
    """From the student's page on, every link leads somewhere and nothing asks to be sent."""
    fill(village.noor)
    client = begin(village, signed_in)
    start = f"/students/{village.noor.pk}/"
    seen, waiting = {start}, [start]
    while waiting:
        page = waiting.pop()
        answer = client.get(page)
        assert answer.status_code == 200, page
        inside = MAIN.findall(answer.content.decode())[0]
        if "Noor" not in inside:
            continue  # Ada's own students, with whom she works on
        assert not SENT.findall(inside), f"{page}: {SENT.findall(inside)}"
        new = {h.split("?")[0] for h in LINK.findall(inside)} - seen - {"/school/emergency/"}
        seen |= new
        waiting += sorted(h for h in new if not h.startswith("/how-we-know/"))
    assert len(seen) > 8, seen


MAIN = re.compile(r"<main.*</main>", re.DOTALL)
SENT = re.compile(r'<form[^>]*method="post"[^>]*>')
LINK = re.compile(r'<a[^>]*href="(/[^"#]*)')
#: What a teacher finds about a student, a row of each.
ROWS = (
    "learning.Support", "learning.Goal", "learning.GoalVersion", "learning.Milestone", "learning.PlanVersion",
    "learning.Piece", "learning.AboutMe", "care.CheckIn", "care.Note", "care.NoteVersion", "care.Objection",
    "care.Rhythm", "care.Intervention", "care.Helped", "recognition.Celebration", "community.Placement",
)  # fmt: skip


def fill(student: Person) -> None:
    for label in ROWS:
        make(label, student, clock.now(), share=True)
    Piece.objects.update(picture="", link="")
    CheckIn.objects.update(called_off=None)
    make("care.CheckIn", student, clock.now())
    CheckIn.objects.filter(pk=CheckIn.objects.latest("pk").pk).update(held=None, called_off=None)
    Goal.objects.update(private=False, ended=None)
    Intervention.objects.update(ended=None, outcome=DAYS_WORKED)
    Objection.objects.update(taken_back=None, answered=None, answer="", part="skills")
    Episode.objects.create(
        person_id=student.pk, signal="stuck", version="1", opened=clock.today(), state="open",
        raised_at=clock.now(), changed_at=clock.now(), reasons=[], clears={}, next_step={}, inputs={},
    )  # fmt: skip
