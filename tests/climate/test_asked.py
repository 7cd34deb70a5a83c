"""What the students say of a lesson: one tap each, seen by nobody, one figure from ten answers on (TRUST 2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.agree import EVERYBODY
from tests.village import NOW, Village
from waypost.climate import jobs
from waypost.climate.access import ANSWER_ASKED
from waypost.climate.models import Asked, Lesson, SaidOfLesson
from waypost.climate.queries import results
from waypost.climate.services import Refused, lessons
from waypost.climate.services import asked as services
from waypost.school import asking, clock
from waypost.school.models import Enrollment, Person
from waypost.trust.models import Release, ReleaseCell, Role, RoleGrant
from waypost.trust.who import who_is

from .conftest import book, label, lay_out, looked_at

SignedIn = Callable[[object], Client]


@pytest.fixture
def ready(village: Village) -> Village:
    """Two people for safeguarding, and sixteen more children in 7B."""
    RoleGrant.objects.create(
        account=village.account(village.cora), role=Role.SAFEGUARDING, since=NOW - timedelta(weeks=9)
    )
    RoleGrant.objects.filter(role=Role.SAFEGUARDING).update(since=NOW - timedelta(weeks=9))
    there = Enrollment.objects.filter(klass=village.maths_7b, role="student").first()
    assert there is not None
    for n in range(16):
        child = Person.objects.create(kind="student", given_name=f"Kid{n}", family_name="Test", active=True)
        there.pk, there.person, there.sourced_id = None, child, f"kid-{n}"
        there.save(force_insert=True)
    return village


def kids(village: Village) -> list[int]:
    rows = Enrollment.objects.filter(klass=village.maths_7b, role="student").order_by("person_id")
    return list(rows.values_list("person_id", flat=True))


def asked_and_said(village: Village, levels: list[int], lesson: Lesson | None = None) -> Asked:
    asked = services.ask(lesson or lay_out(village.ada, village.maths_7b, village.ada))
    for child, level in zip(kids(village), levels, strict=False):
        services.answer(asked, child, level)
    services.close(asked)
    assert jobs.make(Asked.objects.get(pk=asked.pk))
    return asked


def test_a_student_taps_once_and_it_stands_beside_the_observation_from_ten_answers_on(
    ready: Village, signed_in: SignedIn
) -> None:
    lesson = looked_at(ready.ada, ready.maths_7b, hits=4, looks=10)
    page = f"/climate/lessons/{lesson.pk}/"
    ada, mia = signed_in(ready.ada), signed_in(ready.mia)
    assert "Ask the class" in ada.get(page).content.decode()
    ada.post(f"{page}ask/")
    asked = Asked.objects.get()
    first = mia.get("/path/").content.decode()
    assert "In this lesson we needed each other to get it done." in first
    assert "Nobody sees what you said" in first
    assert "needed each other" in mia.get(f"/climate/asked/{asked.pk}/").content.decode(), "also by itself"
    for level in ("3", "1"):  # the second tap is too late
        mia.post(f"/climate/asked/{asked.pk}/", {"level": level})
    assert list(SaidOfLesson.objects.values_list("person_id", "level")) == [(ready.mia.pk, 3)]
    assert "needed each other" not in mia.get("/path/").content.decode(), "asked once"
    while_open = ada.get(page).content.decode()
    assert "You see nothing before it is closed" in while_open
    for child, level in zip(
        [k for k in kids(ready) if k != ready.mia.pk], [3, 3, 4, 2, 3, 3, 4, 2, 3], strict=False
    ):
        services.answer(asked, child, level)
    ada.post(f"{page}ask/", {"close": "1"})
    assert "being worked out" in ada.get(page).content.decode()
    assert jobs.daily() == 1
    text = ada.get(page).content.decode()
    assert "<b>mostly</b>" in text
    assert "3.0 of 4" in text
    assert "They worked together" not in text or "40 in 100" in text
    assert not SaidOfLesson.objects.exists(), "the answers are gone"


def test_of_nine_answers_nothing_is_shown_and_nothing_stays(ready: Village, signed_in: SignedIn) -> None:
    asked = asked_and_said(ready, [1, 2, 3, 4, 1, 2, 3, 4, 2])
    assert not SaidOfLesson.objects.exists()
    assert not ReleaseCell.objects.filter(shown=True).exists()
    page = signed_in(ready.ada).get(f"/climate/lessons/{asked.lesson_id}/").content.decode()
    assert "Fewer than ten answered" in page


def test_where_all_say_the_same_the_figure_does_not_tell_what_each_said(
    ready: Village, signed_in: SignedIn
) -> None:
    asked = asked_and_said(ready, [4] * 12)
    (cell,) = ReleaseCell.objects.all()
    assert (cell.value, cell.words) == (None, ">= 90 %")
    text = signed_in(ready.ada).get(f"/climate/lessons/{asked.lesson_id}/").content.decode()
    assert "<b>all the time</b>" in text
    assert "4.0 of 4" not in text


def test_it_stands_by_kind_of_lesson_and_way_of_teaching_the_lesson_being_the_unit(ready: Village) -> None:
    pairs, project = label("strategy", "Think, pair, share", ready.ada), label("lesson", "Project", ready.ada)
    for week, levels in enumerate(
        ([2] * 12 + [1] * 2, [3] * 14 + [2] * 2, [3] * 8 + [4] * 2, [2] * 4 + [3] * 6)
    ):
        with clock.held_at(NOW - timedelta(weeks=4 - week)):
            lesson = lay_out(
                ready.ada, ready.maths_7b, ready.ada, kind=project, strategy=pairs if week else None
            )
            asked_and_said(ready, levels, lesson)
    (found,) = results.results(book(ready, ready.ada))
    assert found.said is not None
    # means of the lessons as let out (hundredths of 0..1): 1+3*.29, 1+3*.62, 1+3*.73, 1+3*.53
    # R 4.2: t.test(1 + 3 * c(.29, .62, .73, .53)) -> mean 2.6275, 95 % 1.73410932327 .. 3.52089067673
    assert found.said.figure.value == pytest.approx(2.6275)
    assert (found.said.figure.low, found.said.figure.high) == (
        pytest.approx(1.73410932327, abs=1e-9),
        pytest.approx(3.52089067673, abs=1e-9),
    )
    assert [(name, f.lessons) for name, f in found.said.kinds] == [("Project", 4)]
    assert [(name, f.lessons, f.low) for name, f in found.said.strategies] == [
        ("Think, pair, share", 3, None)
    ]


def test_only_the_class_is_asked_and_only_while_it_is_open(ready: Village) -> None:
    asked = services.ask(lay_out(ready.ada, ready.maths_7b, ready.ada))
    for person in EVERYBODY:
        who = who_is(ready.account(getattr(ready, person)))
        listed = ANSWER_ASKED.rows(who).filter(pk=asked.pk).exists()
        assert listed == bool(ANSWER_ASKED.may(who, asked)), person
        assert listed is (person in {"mia", "leo"}), person
    eyes = who_is(ready.account(ready.mia), viewing_as=ready.account(ready.adam).pk)
    assert not ANSWER_ASKED.may(eyes, asked)
    services.close(asked)
    assert not ANSWER_ASKED.rows(who_is(ready.account(ready.mia))).exists()
    assert not services.answer(asked, ready.mia.pk, 2)


def test_the_guest_of_a_lesson_does_not_see_what_the_students_say(
    ready: Village, signed_in: SignedIn
) -> None:
    lesson = lay_out(ready.ada, ready.maths_7b, ready.ada, ready.ben)
    asked_and_said(ready, [3, 3, 3, 3, 2], lesson)
    assert (
        "What the students say"
        not in signed_in(ready.ben).get(f"/climate/lessons/{lesson.pk}/").content.decode()
    )
    assert signed_in(ready.ben).post(f"/climate/lessons/{lesson.pk}/ask/", {"close": "1"}).status_code == 404


def test_a_class_is_asked_once_a_week_not_long_after_and_not_in_weeks_of_exams(
    ready: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = lay_out(ready.ada, ready.maths_7b, ready.ada)
    assert services.ask(lesson) == services.ask(lesson), "asked twice it is one"
    with pytest.raises(Refused, match="this week already"):
        services.ask(lay_out(ready.ada, ready.maths_7b, ready.ada))
    with clock.held_at(NOW + timedelta(days=7)):
        with pytest.raises(Refused, match="three days"):
            services.ask(Lesson.objects.exclude(pk=lesson.pk).get())
        late = lay_out(ready.ada, ready.maths_7b, ready.ada)
        monkeypatch.setattr(asking, "_rules", [lambda day: False])
        with pytest.raises(Refused, match="Nobody is asked today"):
            services.ask(late)


def test_without_two_people_for_safeguarding_no_class_is_asked(village: Village) -> None:
    with pytest.raises(Refused, match="safeguarding"):
        services.ask(lay_out(village.ada, village.maths_7b, village.ada))


def test_it_closes_by_itself_and_goes_with_the_lesson(ready: Village) -> None:
    lesson = lay_out(ready.ada, ready.maths_7b, ready.ada)
    asked = services.ask(lesson)
    for child in kids(ready)[:10]:
        services.answer(asked, child, 2)
    assert jobs.daily() == 0
    with clock.held_at(NOW + timedelta(days=3)):
        assert not services.answer(asked, kids(ready)[11], 4), "too late"
        assert jobs.daily() == 1
        assert jobs.daily() == 0
        assert ReleaseCell.objects.filter(shown=True).count() == 1
        lessons.take_away(lesson)
    assert not Release.objects.exists()
    assert not Asked.objects.exists()
