"""You said, we did: who reads a suggestion, what the class sees of it, and what its student hears."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.agree import EVERYBODY, seen_by
from tests.village import NOW, Village
from waypost.school import clock
from waypost.school.models import Enrollment, Person
from waypost.trust.access import ReadBook
from waypost.trust.who import who_is
from waypost.voice import heard_figures
from waypost.voice.access.heard import ANSWER_SUGGESTION, OWN_SUGGESTION, SEE_SUGGESTION
from waypost.voice.models import Reply, Suggestion
from waypost.voice.queries import heard as queries
from waypost.voice.services import discussions
from waypost.voice.services import heard as services

SignedIn = Callable[[object], Client]
CANARY = "A quiet corner beside Zuzana's window"


def suggest(who: Person, klass: object | None, **more: object) -> Suggestion:
    place = None if klass is None else klass.pk  # type: ignore[attr-defined]
    return services.suggest(who.pk, place, CANARY, **{"named": False, "once": uuid4(), **more})  # type: ignore[arg-type]


def reply(to: Suggestion, by: Person, decision: str = "yes", words: str = "We tried it") -> Reply:
    return services.reply(to, decision, words, by=by.pk, once=uuid4())


@pytest.mark.parametrize(
    ("place", "shown", "sees", "answers"),
    [
        ("class", False, {"mia", "ada"}, {"ada"}),
        ("class", True, {"mia", "ada", "leo"}, {"ada"}),
        ("school", False, {"mia", "lena"}, {"lena"}),
    ],
)
def test_object_and_query_agree_for_everybody(
    village: Village, signed_in: SignedIn, place: str, shown: bool, sees: set[str], answers: set[str]
) -> None:
    made = suggest(village.mia, village.maths_7b if place == "class" else None)
    if shown:
        services.read(made, village.ada.pk, show=True)
    for rule, may in [(SEE_SUGGESTION, sees), (ANSWER_SUGGESTION, answers), (OWN_SUGGESTION, {"mia"})]:
        assert seen_by(village, rule, made) == may, (rule.name, made)
    for name in EVERYBODY:
        page = signed_in(getattr(village, name)).get("/voice/heard/")
        assert (CANARY.encode() in page.content.replace(b"&#x27;", b"'")) is (name in sees), name


@pytest.mark.parametrize("named", [False, True])
def test_classmates_see_nothing_before_a_person_read_it_and_a_name_only_if_it_may_be_seen(
    village: Village, signed_in: SignedIn, named: bool
) -> None:
    made = suggest(village.mia, village.maths_7b, named=named)
    leo, path = signed_in(village.leo), f"/voice/heard/{made.pk}/"
    assert leo.get(path).status_code == 404
    services.read(made, village.ada.pk, show=True)
    for address in (path, "/voice/heard/"):
        page = leo.get(address).content.decode()
        assert "Zuzana" in page
        assert ("Mia" in page) is named, address
        assert f"/students/{village.mia.pk}" not in page
    assert "Mia Santos" in signed_in(village.ada).get(path).content.decode()


def test_a_student_suggests_hears_the_answer_and_that_it_was_done(
    village: Village, signed_in: SignedIn
) -> None:
    mia, ada = signed_in(village.mia), signed_in(village.ada)
    sent = {"once": str(uuid4()), "words": CANARY, "place": str(village.maths_7b.pk)}
    mia.post("/voice/heard/new/", sent)
    mia.post("/voice/heard/new/", sent)
    made = Suggestion.objects.get()
    assert "A person reads it soon." in mia.get("/voice/heard/").content.decode()
    assert "Waiting for an answer" in ada.get("/voice/heard/").content.decode()
    assert "Zuzana" in ada.get(f"/classes/{village.maths_7b.pk}/").content.decode()
    answer = {"once": str(uuid4()), "decision": "part", "words": "Two seats by the window from Monday on"}
    ada.post(f"/voice/heard/{made.pk}/", answer)
    ada.post(f"/voice/heard/{made.pk}/", answer)
    assert Reply.objects.count() == 1
    for path in ("/voice/heard/", "/path/"):
        page = mia.get(path).content.decode()
        assert "Two seats by the window" in page, path
        assert "We do a part of it" in page, path
    ada.post(f"/voice/heard/{made.pk}/read/", {"step": "done"})
    assert "We did it" in mia.get("/path/").content.decode()


def test_what_was_not_decided_with_yes_is_not_said_to_be_done(village: Village) -> None:
    made = suggest(village.mia, village.maths_7b)
    assert services.done(made) is False
    reply(made, village.ada, "no", "The window has no heating")
    assert services.done(made) is False


def test_an_answer_that_changes_leaves_the_first_on_the_page(village: Village, signed_in: SignedIn) -> None:
    made = suggest(village.mia, village.maths_7b)
    reply(made, village.ada, "later", "After the holidays")
    with clock.held_at(NOW + timedelta(days=1)):
        reply(made, village.ada, "yes", "It fits already")
        page = signed_in(village.mia).get(f"/voice/heard/{made.pk}/").content.decode()
    assert page.index("After the holidays") < page.index("It fits already")


def test_a_fourth_in_a_day_is_asked_about_and_never_dropped(village: Village, signed_in: SignedIn) -> None:
    for _ in range(services.MANY):
        suggest(village.mia, village.maths_7b)
    client, sent = signed_in(village.mia), {"once": str(uuid4()), "words": "One more", "place": "0"}
    page = client.post("/voice/heard/new/", sent).content.decode()
    assert "That is fine" in page
    assert "One more" in page, "what was written stands in the form"
    client.post("/voice/heard/new/", {**sent, "anyway": "on"})
    assert Suggestion.objects.filter(words="One more").count() == 1
    with clock.held_at(NOW + timedelta(days=2)):
        assert not services.many_today(village.mia.pk)


def test_a_suggestion_that_was_taken_back_is_seen_by_nobody(village: Village, signed_in: SignedIn) -> None:
    made = suggest(village.mia, village.maths_7b)
    signed_in(village.mia).post(f"/voice/heard/{made.pk}/take-back/")
    for name in ("mia", "ada", "leo"):
        assert "Zuzana" not in signed_in(getattr(village, name)).get("/voice/heard/").content.decode()


def test_nobody_suggests_to_a_class_of_others(village: Village, signed_in: SignedIn) -> None:
    sent = {"once": str(uuid4()), "words": "x", "place": str(village.maths_7a.pk)}
    assert signed_in(village.mia).post("/voice/heard/new/", sent).status_code == 200
    assert not Suggestion.objects.exists()


def test_the_share_answered_and_the_days_until_then(village: Village) -> None:
    made = [suggest(village.mia, village.maths_7b) for _ in range(5)]
    for days, one in zip((1, 2, 8), made, strict=False):  # Tuesday, Wednesday, Tuesday of the next week
        with clock.held_at(NOW + timedelta(days=days)):
            reply(one, village.ada)
    reads = ReadBook(who_is(village.account(village.ada)))
    heard = queries.heard_in(x.suggestion for x in queries.of_class(reads, village.maths_7b.pk))
    assert (heard.raised, heard.answered, heard.days, heard.enough) == (5, 3, 2.0, True)


@pytest.mark.parametrize(("adults", "says"), [(4, "Fewer than five adults"), (5, "60 in 100")])
def test_the_leader_sees_five_adults_together_or_nothing(
    village: Village, signed_in: SignedIn, adults: int, says: str
) -> None:
    from waypost.school.models import Class

    for n in range(adults):
        klass = Class.objects.create(sourced_id=f"c{n}", title=f"C{n}", organization=village.willow)
        teacher = Person.objects.create(given_name=f"T{n}", kind="staff", sourced_id=f"t{n}")
        Enrollment.objects.create(sourced_id=f"e{n}", person=teacher, klass=klass, role="teacher")
        for k in range(5):
            one = suggest(village.mia, klass)
            if k < 3:
                reply(one, teacher)
    heard_figures.make()
    page = signed_in(village.lena).get("/how-we-are-doing/").content.decode()
    assert says in page
    assert "T0" not in page


# -- words of danger (TRUST 3) ---------------------------------------------------------------------------------------------
def concerns() -> list[tuple[str, int | None]]:
    from django.apps import apps

    rows = apps.get_model("care", "Concern").objects.order_by("pk")
    return [(c.words, c.writer_id) for c in rows]


def test_a_suggestion_that_says_somebody_is_in_danger_is_handed_on_once_and_the_child_is_led_on(
    village: Village, signed_in: SignedIn
) -> None:
    sent = {
        "once": str(uuid4()),
        "place": str(village.maths_7b.pk),
        "words": "More breaks. My uncle hits me. Bye",
    }
    mia = signed_in(village.mia)
    for _n in range(2):
        answered = mia.post("/voice/heard/new/", sent)
        assert answered["Location"] == "/voice/tell-now/"
    assert concerns() == [("My uncle hits me.", None)]
    page = mia.get("/voice/tell-now/").content.decode()
    assert "/care/tell/" in page
    assert "uncle" not in page
    assert "safeguarding lead reads that sentence" in mia.get("/voice/heard/new/").content.decode()


def test_a_post_of_a_student_is_looked_at_and_an_adults_is_not(village: Village, signed_in: SignedIn) -> None:
    talk = discussions.ask(village.maths_7b.pk, "How was the trip?", by=village.ada.pk, once=uuid4())
    address = f"/voice/discussions/{talk.pk}/"
    signed_in(village.ada).post(
        address, {"once": str(uuid4()), "words": "Tell me if somebody hits you or hits me."}
    )
    assert concerns() == []
    answered = signed_in(village.mia).post(address, {"once": str(uuid4()), "words": "I want to die"})
    assert answered["Location"] == "/voice/tell-now/"
    assert concerns() == [("I want to die", None)]
    calm = signed_in(village.mia).post(address, {"once": str(uuid4()), "words": "It was good"})
    assert calm["Location"].startswith(f"{address}#post-")


def test_the_board_leads_nobody_to_discussions_that_are_shut_for_them(
    village: Village, signed_in: SignedIn
) -> None:
    for who in (village.mia, village.ada, village.lena):
        client = signed_in(who)
        open_ = client.get("/voice/discussions/").status_code == 200
        assert ("/voice/discussions/" in client.get("/voice/heard/").content.decode()) is open_


def test_what_is_long_answered_stands_on_pages_of_its_own_and_what_waits_stays(
    village: Village, signed_in: SignedIn
) -> None:
    with clock.held_at(NOW - timedelta(days=150)):
        waits, done = (suggest(village.mia, village.maths_7b, once=uuid4()) for _ in range(2))
        for one, words in ((waits, "Waiting for ever"), (done, "Answered long ago")):
            Suggestion.objects.filter(pk=one.pk).update(words=words)
        reply(done, village.ada)
    for who in (village.mia, village.ada):
        client = signed_in(who)
        first, second = (
            client.get(p).content.decode() for p in ("/voice/heard/", "/voice/heard/older/?page=9")
        )
        assert "Waiting for ever" in first
        assert "Answered long ago" not in first
        assert "/voice/heard/older/" in first
        assert "Answered long ago" in second
        assert "Waiting for ever" not in second
    assert (
        "2 suggestions so far, answered: 1." in signed_in(village.ada).get("/voice/heard/").content.decode()
    )
    other = signed_in(village.noor).get("/voice/heard/older/").content.decode()
    assert "Answered long ago" not in other


def test_the_same_suggestion_again_after_going_back_is_one(village: Village, signed_in: SignedIn) -> None:
    sent = {"words": CANARY, "place": village.maths_7b.pk}
    for more in ({}, {}, {"named": "on"}):
        signed_in(village.mia).post("/voice/heard/new/", {**sent, **more, "once": str(uuid4())})
    assert list(Suggestion.objects.order_by("pk").values_list("named", flat=True)) == [False, True]


def test_what_students_wrote_waits_on_the_first_page_of_whoever_reads_it_without_their_words(
    village: Village, signed_in: SignedIn
) -> None:
    assert "Students wrote to you" not in signed_in(village.ada).get("/today/").content.decode()
    talk = discussions.ask(village.maths_7b.pk, "How was the trip?", by=village.ada.pk, once=uuid4())
    post = discussions.write(talk, village.mia.pk, CANARY, once=uuid4())
    made = suggest(village.leo, village.maths_7b)
    page = signed_in(village.ada).get("/today/").content.decode()
    assert "How was the trip?" in page
    assert "1 post waits for you" in page
    assert "1 suggestion waits for an answer" in page
    assert "Zuzana" not in page
    assert "Students wrote to you" not in signed_in(village.ben).get("/today/").content.decode()
    discussions.show(post, village.ada.pk)
    reply(made, village.ada)
    assert "Students wrote to you" not in signed_in(village.ada).get("/today/").content.decode()
