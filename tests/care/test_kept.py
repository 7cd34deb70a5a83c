"""The student's side: what is shared, who looked, and how to say that something isn't right (TRUST 5; 34 CFR 99.21)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from tests.agree import seen_by
from tests.homes.makers import mastery, skill
from tests.village import Village
from waypost.care.access import ANSWER_OBJECTION, SEE_OBJECTION
from waypost.care.models import Objection
from waypost.care.queries import handed, kept
from waypost.care.services import kept as services
from waypost.care.services import talk
from waypost.trust import readlog
from waypost.trust.registry import LINES, Disclosure

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
CANARY = "I was there with the second bus"


def object_to(village: Village, **more: object) -> Objection:
    given: dict[str, object] = {"once": uuid4(), "part": "skills", "words": CANARY, **more}
    return services.object_to(village.mia.pk, village.mia.pk, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("part", ["skills", "weeks", "attendance", "notes", "other"])
def test_it_is_printed_beside_the_part_wherever_staff_see_it(
    village: Village, signed_in: SignedIn, part: str
) -> None:
    object_to(village, part=part)
    for name in ("ada", "cora", "lena"):
        text = signed_in(getattr(village, name)).get(f"/students/{village.mia.pk}/").content.decode()
        assert text.count(CANARY) == 1, name


def test_the_school_answers_and_the_statement_stays_until_the_writer_takes_it_back(
    village: Village, signed_in: SignedIn
) -> None:
    said = object_to(village)
    client = signed_in(village.ada)
    client.post(f"/care/kept/{said.pk}/answer/", {"answer": "You are right; it is mended."})
    mine = signed_in(village.mia).get("/care/kept/").content.decode()
    assert CANARY in mine
    assert "You are right; it is mended." in mine
    assert CANARY in client.get(f"/students/{village.mia.pk}/").content.decode()
    signed_in(village.mia).post(f"/care/kept/{said.pk}/take-back/")
    assert CANARY not in client.get(f"/students/{village.mia.pk}/").content.decode()
    assert Objection.objects.count() == 1, "it is no longer shown, and still kept"


def test_who_sees_it(village: Village) -> None:
    said = object_to(village)
    assert seen_by(village, SEE_OBJECTION, said) == {"ada", "mia", "lena", "cora"}
    assert seen_by(village, ANSWER_OBJECTION, said) == {"ada", "lena", "cora"}


def test_a_guardian_says_it_too_and_sees_only_the_own(village: Village, signed_in: SignedIn) -> None:
    object_to(village)
    client, where = signed_in(village.rosa), f"/care/kept/students/{village.mia.pk}/"
    page = client.get(where)
    assert CANARY not in page.content.decode()
    client.post(where, {"once": uuid4(), "part": "attendance", "words": "She was ill"})
    assert "She was ill" in client.get(where).content.decode()
    assert "She was ill" not in signed_in(village.mia).get("/care/kept/").content.decode()
    assert signed_in(village.paul).get(where).status_code == 404


def test_sent_twice_it_is_said_once(village: Village) -> None:
    once = uuid4()
    assert object_to(village, once=once) == object_to(village, once=once)


def test_what_is_counted_is_the_childs_own_and_what_is_shared_and_nothing_else(village: Village) -> None:
    talk.ask(village.mia.pk, village.ada.pk, once=uuid4())
    words = {k.what for k in kept.kept(village.mia.pk)}
    assert "When you asked to talk" in words
    labels = {label for label, line in LINES.items() if line.disclosure in kept.SHOWN}
    assert not any(LINES[label].disclosure in {Disclosure.NEVER, Disclosure.RESTRICTED} for label in labels)
    assert "care.Concern" not in labels
    assert set(kept.WORDS) <= set(LINES), "a word for a table that is gone"


def test_roles_that_looked_stand_there_without_names(village: Village, signed_in: SignedIn) -> None:
    signed_in(village.ada).get(f"/students/{village.mia.pk}/")
    readlog.writer.flush()
    text = signed_in(village.mia).get("/care/kept/").content.decode()
    assert [look.roles for look in kept.looks(village.mia.pk)] == [["teacher"]]
    assert "Ada" not in text


def test_a_statement_leaves_with_the_part_it_is_about(village: Village, signed_in: SignedIn) -> None:
    mastery(village.mia, skill("Ratios", "r"), "secure", 0.9)
    object_to(village)
    for address in (f"/students/{village.mia.pk}/export.csv", f"/classes/{village.maths_7b.pk}/export.csv"):
        table = b"".join(signed_in(village.ada).get(address)).decode("utf-8-sig")
        assert f"Mia Santos: {CANARY}" in table, address
    family = signed_in(village.lena).get(f"/students/{village.leo.pk}/export.csv")
    assert CANARY not in b"".join(family).decode()


def test_what_is_handed_over_is_in_a_parents_words(village: Village) -> None:
    rows = {
        "care.CheckIn": [{"held": "2026-11-20T09:30:00Z", "how_are_you": "well", "next_step": "read"}],
        "school.Person": [{"given_name": "Mia", "birth_date": "2014-03-02", "active": True}],
        "readings.State": [{"seq": 3}],
        "evidence.Statement": [{"seq": 4}],
        "care.Jotting": [{"count": 2}],
    }
    found = {s.title: s for s in handed.sections(rows)}
    assert found["Talks"].rows == [
        [("held", "20 November 2026, 10:30"), ("how it goes", "well"), ("next step", "read")]
    ]
    assert ("born", "2 March 2014") in found["Name and class"].rows[0]
    assert ("at this school", "yes") in found["Name and class"].rows[0]
    assert found["What the computer keeps to do its work"].sentence.startswith(
        "2 lines of numbers and codes."
    )
    assert found["Jottings of single adults"].sentence.startswith("There are 2 jottings.")
    assert [s.title for s in handed.sections(rows)][-1] == "What the computer keeps to do its work"
    assert not [t for t in found if "." in t]
