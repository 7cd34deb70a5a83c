"""The demonstration's lessons and suggestions, by the services that pages use: what the pages say holds against what is true."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from django.test import Client

from tests.village import Village
from waypost.climate import figures
from waypost.climate.models import Asked, Group, Lesson, Look, SaidOfLesson
from waypost.climate.queries import results
from waypost.climate.queries.lessons import lesson_page
from waypost.climate.queries.together import findings
from waypost.demo import heard, lessons
from waypost.demo.seed import Plan
from waypost.evidence.models import Statement
from waypost.school import clock
from waypost.school.models import Class, Enrollment, HomeAdult, Person
from waypost.trust.access import ReadBook
from waypost.trust.models import Account, Role, RoleGrant
from waypost.trust.who import who_is
from waypost.voice import reply_figures
from waypost.voice.models import Discussion, Post, Suggestion

FIRST, LAST = date(2026, 8, 31), date(2026, 11, 23)


@pytest.fixture
def cast_of(village: Village) -> lessons.Cast:
    """The village with a class of sixteen, as the demonstration has it."""
    for n in range(14):
        p = Person.objects.create(given_name=f"S{n}", kind="student", sourced_id=f"s{n}")
        Enrollment.objects.create(sourced_id=f"m7b-s{n}", person=p, klass=village.maths_7b, role="student")
        HomeAdult.objects.create(student=p, adult=village.ada, basis="roster", since=FIRST)
    return lessons.Cast(village.ada, village.maths_7b, village.ben, village.leo)


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_twelve_lessons_hold_against_what_is_true(village: Village, cast_of: lessons.Cast, seed: int) -> None:
    lessons.of_one_teacher(cast_of, seed, FIRST, LAST, FIRST)
    before = (Lesson.objects.count(), Look.objects.count(), Statement.objects.count())
    lessons.of_one_teacher(cast_of, seed, FIRST, LAST, FIRST)  # begun again after a stop: nothing twice
    assert (Lesson.objects.count(), Look.objects.count()) == before[:2] == (12, 13 * lessons.LOOKS)
    reads = ReadBook(who_is(village.account(village.ada)))
    (result,) = results.results(reads)
    assert result.figure.lessons == 12
    found = dict(result.kinds)
    assert set(found) == set(lessons.TRUTH)
    for kind, true in lessons.TRUTH.items():
        figure = found[kind]
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low <= true <= figure.high, kind
        assert figure.high - figure.low < 0.35, "narrow enough to say something"
    assert found["Practice"].high < found["Project work"].low  # type: ignore[operator]
    first = Lesson.objects.order_by("day").first()
    assert first is not None
    (two,) = lesson_page(reads, first.pk).pairs
    assert two.found.same == pytest.approx(lessons.AGREE, abs=0.12)
    assert [f.person for f in findings(reads)] == [village.leo]
    assert Group.objects.filter(person_id=village.leo.pk).count() == lessons.NOTED


def test_the_class_says_its_own_word_on_lessons_and_is_asked_today(
    village: Village, cast_of: lessons.Cast
) -> None:
    RoleGrant.objects.create(
        account=village.account(village.cora), role=Role.SAFEGUARDING, since=village.stranger.created
    )
    RoleGrant.objects.update(since=clock.start_of(FIRST))
    for _ in range(2):  # begun again after a stop: nothing twice
        lessons.of_one_teacher(cast_of, 7, FIRST, LAST, FIRST)
    assert SaidOfLesson.objects.exclude(asked__worked_out=None).count() == 0, "answers go when it closes"
    (result,) = results.results(ReadBook(who_is(village.account(village.ada))))
    assert result.said is not None
    found = dict(result.said.kinds)
    for kind, true in lessons.SAID.items():
        assert found[kind].value == pytest.approx(true, abs=0.35), kind
    still = Asked.objects.get(closed=None)
    assert still.lesson == Lesson.objects.order_by("-day")[0]
    assert 0 < still.said.count() < 16


def test_the_leader_has_a_figure_of_six_adults_and_no_more(
    village: Village, cast_of: lessons.Cast, signed_in: object
) -> None:
    for n in range(5):
        klass = Class.objects.create(sourced_id=f"k{n}", title=f"K{n}", organization=village.willow)
        teacher = Person.objects.create(given_name=f"T{n}", kind="staff", sourced_id=f"t{n}")
        account = Account.objects.create_user(f"t{n}", person_id=teacher.pk, created=village.stranger.created)
        RoleGrant.objects.create(account=account, role=Role.TEACHER, since=village.stranger.created)
        Enrollment.objects.create(sourced_id=f"e{n}", person=teacher, klass=klass, role="teacher")
    lessons.of_one_teacher(cast_of, 7, FIRST, LAST, FIRST)
    lessons.of_others(cast_of, 7, FIRST, LAST)
    figures.make()
    (line,) = figures.current()
    assert line.cell is not None
    assert line.cell.band == "5-9"
    client: Client = signed_in(village.lena)  # type: ignore[operator]
    assert "worked together at" in client.get("/how-we-are-doing/").content.decode()


def test_suggestions_become_something_and_one_still_waits(village: Village, cast_of: lessons.Cast) -> None:
    plan = cast(Plan, SimpleNamespace(seed=7))
    for n in range(14, 22):
        p = Person.objects.create(given_name=f"S{n}", kind="student", sourced_id=f"s{n}")
        Enrollment.objects.create(sourced_id=f"m7b-s{n}", person=p, klass=village.maths_7b, role="student")
    for _ in range(2):
        begin = FIRST
        while begin <= LAST:
            heard.live(plan, begin, min(begin + timedelta(days=13), LAST))
            begin += timedelta(days=14)
    assert Suggestion.objects.count() == len(heard.SUGGESTIONS)
    assert Suggestion.objects.filter(replies=None).count() == 1
    assert Suggestion.objects.exclude(done_at=None).count() == 3
    assert Post.objects.filter(state="held", reports=None).count() == 1
    (reported,) = Post.objects.exclude(reports=None)
    assert (reported.state, reported.words) == ("held", heard.UNKIND), "hidden until an adult has looked"
    assert Post.objects.count() == len(heard.POSTS) + 2 + len(heard.TALK) + 1
    talk = Discussion.objects.get(question=heard.TALKED_OF)
    writers = {who for who, _to, _words in heard.TALK}
    pairs = {(who, heard.TALK[to][0]) for who, to, _words in heard.TALK if to is not None}
    answered = reply_figures.of(talk)
    assert answered is not None
    assert answered.density is not None
    assert answered.reciprocity is not None
    assert answered.density.value == round(len(pairs) / len(writers) / (len(writers) - 1), 2) == 0.12
    back = sum((b, a) in pairs for a, b in pairs) / len(pairs)
    assert answered.reciprocity.value == round(back, 2) == 0.77
