"""A class talks: an adult reads first, a report hides, a classmate may be kept away from without being told, and nothing is deleted unseen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.agree import seen_by
from tests.village import Village
from waypost.evidence.models import Statement
from waypost.school import clock, peers
from waypost.school.models import Enrollment, Person
from waypost.trust.models import Act, ReleaseCell
from waypost.voice import reply_figures
from waypost.voice.access.discussions import (
    HOLD_DISCUSSION,
    HOLD_POST,
    OWN_POST,
    SEE_DISCUSSION,
    SEE_POST,
    SEE_REPORTED,
)
from waypost.voice.models import Discussion, Held, Post
from waypost.voice.services import Refused
from waypost.voice.services import discussions as services

SignedIn = Callable[[object], Client]
CANARY = "Zuzana says we need more time"


@pytest.fixture
def talk(village: Village) -> Discussion:
    return services.ask(village.maths_7b.pk, "What helps you to begin?", by=village.ada.pk, once=uuid4())


def write(talk: Discussion, who: Person, words: str = CANARY, **more: Any) -> Post:
    return services.write(talk, who.pk, words, once=uuid4(), **more)


def page(signed_in: SignedIn, who: Person, talk: Discussion) -> str:
    return signed_in(who).get(f"/voice/discussions/{talk.pk}/").content.decode()


@pytest.mark.parametrize("shown", [False, True])
def test_object_and_query_agree_for_everybody(village: Village, talk: Discussion, shown: bool) -> None:
    post = write(talk, village.mia)
    if shown:
        services.show(post, village.ada.pk)
    services.report(post, village.leo.pk, "unkind")
    services.show(post, village.ada.pk) if shown else None
    expected = [
        (SEE_DISCUSSION, talk, {"mia", "leo", "ada"}), (HOLD_DISCUSSION, talk, {"ada"}),
        (SEE_POST, post, {"mia", "ada", *(["leo"] if shown else [])}), (OWN_POST, post, {"mia"}),
        (HOLD_POST, post, {"ada"}), (SEE_REPORTED, post, {"sam"}),
    ]  # fmt: skip
    for rule, thing, may in expected:
        assert seen_by(village, rule, thing) == may, (rule.name, thing)


def test_an_adult_reads_first_and_says_why_where_it_is_not_shown(
    village: Village, signed_in: SignedIn, talk: Discussion
) -> None:
    signed_in(village.mia).post(f"/voice/discussions/{talk.pk}/", {"once": str(uuid4()), "words": CANARY})
    post = Post.objects.get()
    assert CANARY not in page(signed_in, village.leo, talk)
    assert "An adult reads it first" in page(signed_in, village.mia, talk)
    assert "1 post waits for you" in signed_in(village.ada).get("/voice/discussions/").content.decode()
    signed_in(village.ada).post(f"/voice/posts/{post.pk}/hold/", {"why": ""})
    post.refresh_from_db()
    assert post.state == Held.HELD, "without a reason nothing is kept back"
    signed_in(village.ada).post(f"/voice/posts/{post.pk}/hold/", {"why": "Leave out the name"})
    assert "Leave out the name" in page(signed_in, village.mia, talk)
    assert CANARY not in page(signed_in, village.leo, talk)
    signed_in(village.ada).post(f"/voice/posts/{post.pk}/hold/", {"show": "1"})
    assert CANARY in page(signed_in, village.leo, talk)


def test_a_report_hides_the_post_until_an_adult_has_looked_and_its_author_is_not_told(
    village: Village, signed_in: SignedIn, talk: Discussion
) -> None:
    post = write(talk, village.mia)
    services.show(post, village.ada.pk)
    signed_in(village.leo).post(f"/voice/posts/{post.pk}/report/", {"why": "It laughs at somebody"})
    assert CANARY not in page(signed_in, village.leo, talk)
    assert "It laughs at somebody" in page(signed_in, village.ada, talk)
    own = page(signed_in, village.mia, talk)
    assert "It laughs" not in own
    assert "Leo" not in own
    assert "Reported" not in own


def test_a_blocked_classmates_posts_are_gone_for_one_reader_and_nobody_is_told(
    village: Village, signed_in: SignedIn, talk: Discussion
) -> None:
    post = write(talk, village.mia)
    services.show(post, village.ada.pk)
    before = page(signed_in, village.mia, talk)
    signed_in(village.leo).post(f"/voice/posts/{post.pk}/report/", {"why": "please not", "away": "1"})
    services.show(post, village.ada.pk)
    assert CANARY not in page(signed_in, village.leo, talk)
    assert CANARY in page(signed_in, village.ada, talk)
    assert _without_tokens(page(signed_in, village.mia, talk)) == _without_tokens(before)
    assert not peers.may_reach(village.mia.pk, village.leo.pk), "no thanks from Mia to Leo"
    assert peers.may_reach(village.leo.pk, village.mia.pk)
    assert "Mia" in signed_in(village.leo).get("/voice/discussions/").content.decode()
    signed_in(village.leo).post(f"/voice/away/{village.mia.pk}/", {"back": "1"})
    assert CANARY in page(signed_in, village.leo, talk)


def _without_tokens(html: str) -> str:
    import re

    return re.sub(r'(value|content)="[^"]{30,}"', "", html)


def test_what_was_said_is_not_deleted_unseen(village: Village, signed_in: SignedIn, talk: Discussion) -> None:
    post = write(talk, village.mia)
    services.show(post, village.ada.pk)
    services.report(post, village.leo.pk, "unkind")
    signed_in(village.mia).post(f"/voice/posts/{post.pk}/take-back/")
    for reader in (village.mia, village.leo):
        assert CANARY not in page(signed_in, reader, talk)
    assert CANARY in page(signed_in, village.ada, talk)
    safe = signed_in(village.sam).get("/voice/discussions/reported/").content.decode()
    assert CANARY in safe
    assert "unkind" in safe
    assert Act.objects.filter(verb="post.reported.read", object_id=str(post.pk)).count() == 1
    adults = write(talk, village.ada, "A hint from me", adult=True)
    assert signed_in(village.ada).post(f"/voice/posts/{adults.pk}/take-back/").status_code == 403
    assert signed_in(village.mia).post(f"/voice/posts/{adults.pk}/take-back/").status_code == 404
    assert "A hint from me" in page(signed_in, village.leo, talk)


@pytest.mark.parametrize("name", ["noor", "ben", "lena", "cora", "rosa", "adam", "petra"])
def test_nobody_outside_the_class_opens_its_discussion(
    village: Village, signed_in: SignedIn, talk: Discussion, name: str
) -> None:
    answer = signed_in(getattr(village, name)).get(f"/voice/discussions/{talk.pk}/")
    assert answer.status_code in {403, 404}


def test_many_posts_in_a_day_are_asked_about_and_never_dropped(
    village: Village, signed_in: SignedIn, talk: Discussion
) -> None:
    for _ in range(services.MANY):
        write(talk, village.mia)
    client, sent = signed_in(village.mia), {"once": str(uuid4()), "words": "The eleventh"}
    assert "That is fine" in client.post(f"/voice/discussions/{talk.pk}/", sent).content.decode()
    client.post(f"/voice/discussions/{talk.pk}/", {**sent, "anyway": "on"})
    client.post(f"/voice/discussions/{talk.pk}/", {**sent, "anyway": "on"})
    assert Post.objects.filter(words="The eleventh").count() == 1


def test_a_closed_discussion_takes_no_more_and_keeps_what_was_said(
    village: Village, signed_in: SignedIn, talk: Discussion
) -> None:
    services.show(write(talk, village.mia), village.ada.pk)
    signed_in(village.ada).post(f"/voice/discussions/{talk.pk}/close/")
    with pytest.raises(Refused, match="closed"):
        write(Discussion.objects.get(), village.leo)
    assert CANARY in page(signed_in, village.leo, talk)


def test_many_discussions_come_page_by_page_those_that_go_on_first(
    village: Village, signed_in: SignedIn, talk: Discussion
) -> None:
    for n in range(31):
        made = services.ask(village.maths_7b.pk, f"Number {n}?", by=village.ada.pk, once=uuid4())
        if n:
            services.close(made)
    write(talk, village.mia)
    first, second = (
        signed_in(village.ada).get("/voice/discussions/", {"page": n}).content.decode() for n in (1, 2)
    )
    assert first.index("What helps you to begin?") < first.index("Number 30?")
    assert first.index("Number 0?") < first.index("Number 30?")
    assert "1 post waits for you" in first
    assert "Number 1?" not in first
    assert "Number 1?" in second
    assert "What helps you to begin?" not in second


# -- answers -----------------------------------------------------------------------------------------------------------
def shown(talk: Discussion, who: Person, words: str, answers: Post | None = None) -> Post:
    post = write(talk, who, words, answers=answers)
    services.show(post, Person.objects.get(pk=talk.by).pk)
    post.refresh_from_db()
    return post


def test_an_answer_stands_under_what_it_answers_once_an_adult_has_read_it(
    village: Village, signed_in: SignedIn, talk: Discussion
) -> None:
    first, other = shown(talk, village.mia, "I draw it"), shown(talk, village.mia, "Or I sleep on it")
    leo, place = signed_in(village.leo), f"/voice/discussions/{talk.pk}/"
    asked = leo.get(place, {"answer": first.pk}).content.decode()
    assert "Your answer to Mia Santos:" in asked
    sent = {"once": str(uuid4()), "words": "With a pencil?", "answers": first.pk}
    for _ in range(2):
        answer = leo.post(place, sent)
    post = Post.objects.get(words="With a pencil?")
    assert answer["Location"] == f"{place}#post-{post.pk}"
    assert post.answers == first
    assert "With a pencil?" not in page(signed_in, village.mia, talk), "an adult reads it first"
    waits = page(signed_in, village.ada, talk)
    assert "Answers Mia Santos: I draw it" in waits, "with what it answers"
    assert waits.index("With a pencil?") < waits.index("Or I sleep on it"), "what waits stands first"
    services.show(post, village.ada.pk)
    again = shown(talk, village.mia, "Any will do", answers=post)
    read = page(signed_in, village.leo, talk)
    order = [read.index(p.words) for p in (first, post, again, other)]
    assert order == sorted(order), "one level, under the first"
    assert "to Leo Park" in read, "an answer to an answer says to whom"
    assert "to Mia Santos" not in read


def test_the_same_words_again_after_going_back_are_one_post_and_other_words_another(
    village: Village, signed_in: SignedIn, talk: Discussion
) -> None:
    client, place = signed_in(village.mia), f"/voice/discussions/{talk.pk}/"
    for words in ("I draw it", "I draw it", "I sleep on it"):
        client.post(place, {"once": str(uuid4()), "words": words})
    assert sorted(Post.objects.values_list("words", flat=True)) == ["I draw it", "I sleep on it"]
    with clock.held_at(clock.now() + timedelta(minutes=11)):
        client.post(place, {"once": str(uuid4()), "words": "I draw it"})
    assert Post.objects.count() == 3, "later it is meant"


def test_only_what_the_class_sees_is_answered_and_nobodys_words_are_lost(
    village: Village, signed_in: SignedIn, talk: Discussion
) -> None:
    first, place = shown(talk, village.mia, "I draw it"), f"/voice/discussions/{talk.pk}/"
    services.take_back(first)
    leo = signed_in(village.leo)
    sent = {"once": str(uuid4()), "words": "With a pencil?", "answers": first.pk}
    again = leo.post(place, sent).content.decode()
    assert "no longer shown" in again
    assert "With a pencil?</textarea>" in again
    assert not Post.objects.filter(words="With a pencil?").exists()
    held = write(talk, village.mia, "Not read yet")
    assert "Your answer to" not in leo.get(place, {"answer": held.pk}).content.decode()
    with pytest.raises(Refused, match="no longer shown"):
        write(talk, village.ada, "Good", adult=True, answers=held)
    signed_in(village.ada).post(f"{place}close/")
    late = leo.post(place, {"once": str(uuid4()), "words": "Too late?"}).content.decode()
    assert "This discussion is closed." in late
    assert "Too late?</textarea>" in late


def test_who_keeps_away_from_the_first_still_reads_the_answers_of_others(
    village: Village, signed_in: SignedIn, talk: Discussion
) -> None:
    first = shown(talk, village.mia, "I draw it")
    services.write(talk, village.ada.pk, "A good way", once=uuid4(), adult=True, answers=first)
    services.keep_away(village.leo.pk, village.mia.pk)
    read = page(signed_in, village.leo, talk)
    assert "I draw it" not in read
    assert "A good way" in read
    assert "It answers a post that you don" in read
    assert (
        "Your answer to"
        not in signed_in(village.leo)
        .get(f"/voice/discussions/{talk.pk}/", {"answer": first.pk})
        .content.decode()
    )


def test_when_a_post_is_erased_the_answers_of_others_stay(village: Village, talk: Discussion) -> None:
    first = shown(talk, village.mia, "I draw it")
    answer = shown(talk, village.leo, "With a pencil?", answers=first)
    first.delete()
    answer.refresh_from_db()
    assert answer.answers is None


@pytest.fixture
def many(village: Village, talk: Discussion) -> list[Person]:
    """Twelve of a class, each with a post that is shown."""
    people = [village.mia, village.leo]
    for n in range(10):
        p = Person.objects.create(given_name=f"S{n}", kind="student", sourced_id=f"s{n}")
        Enrollment.objects.create(sourced_id=f"m7b-{n}", person=p, klass=village.maths_7b, role="student")
        people.append(p)
    for p in people:
        shown(talk, p, f"Mine is {p.pk}")
    return people


def _answer(talk: Discussion, one: Person, other: Person) -> None:
    shown(talk, one, "Yes!", answers=Post.objects.filter(person_id=other.pk, answers=None).first())


def test_after_the_close_the_teacher_reads_how_far_they_answered_each_other(
    village: Village, signed_in: SignedIn, talk: Discussion, many: list[Person]
) -> None:
    for one, other in zip(many, [*many[1:], many[0]], strict=True):
        _answer(talk, one, other)
        _answer(talk, one, other)  # said twice it is one pair
    for n in range(6):
        _answer(talk, many[n + 1], many[n])
    write(talk, village.ada, "Thank you", adult=True, answers=Post.objects.first())
    waiting = write(talk, village.mia, "One more", answers=Post.objects.last())
    assert reply_figures.daily() == 0, "not while it is open"
    services.close(talk)
    assert reply_figures.daily() == 0, "not while something waits to be read"
    assert "once nothing waits to be read" in page(signed_in, village.ada, talk)
    services.keep_back(waiting, village.ada.pk, "off the point")
    assert (reply_figures.daily(), reply_figures.daily()) == (1, 0)
    read = page(signed_in, village.ada, talk)
    assert "10–19 students wrote." in read
    assert "could have answered another, 14 in 100 happened." in read, "18 of 132"
    assert "67 in 100 were answered back." in read, "12 of 18"
    for other in (village.mia, village.leo):
        assert "each other" not in page(signed_in, other, talk)
    assert Statement.objects.count() == 0, "no measure of a student reads it"
    assert {c.release.audience for c in ReleaseCell.objects.all()} == {"teacher"}


def test_of_fewer_than_ten_who_wrote_nothing_is_told(
    village: Village, signed_in: SignedIn, talk: Discussion, many: list[Person]
) -> None:
    for p in Post.objects.filter(person_id__in=[x.pk for x in many[:3]]):
        services.take_back(p)
    _answer(talk, many[4], many[5])
    services.close(talk)
    reply_figures.daily()
    assert "Fewer than ten students wrote" in page(signed_in, village.ada, talk)
    assert not ReleaseCell.objects.exists()
