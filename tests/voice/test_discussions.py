"""A class talks: an adult reads first, a report hides, a classmate may be kept away from without being told, and nothing is deleted unseen."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from tests.agree import seen_by
from tests.village import Village
from waypost.school import peers
from waypost.school.models import Person
from waypost.trust.models import Act
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


def write(talk: Discussion, who: Person, words: str = CANARY, **more: bool) -> Post:
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
