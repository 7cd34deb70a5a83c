"""The pulse: asked once a week at most, seen by whom the student chose, told to evidence only when shared."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import translation

from tests.village import NOW, Village
from waypost.evidence import stream
from waypost.evidence.models import Audience
from waypost.measures.events import Flag, Kind
from waypost.readings import decode, projector
from waypost.readings.models import Episode
from waypost.school import calendar, clock
from waypost.school.models import Class, DayOff, Enrollment, HomeAdult, Person
from waypost.trust.access import ReadBook, Who
from waypost.trust.models import ReleaseShown, Role, RoleGrant
from waypost.trust.who import who_is
from waypost.voice import figures
from waypost.voice.access.pulse import OWN_PULSE, SEE_PULSE
from waypost.voice.models import ExamWeek, Pulse, Share
from waypost.voice.panels import pulse as panels
from waypost.voice.queries import pulse as queries
from waypost.voice.services import Refused
from waypost.voice.services import pulse as services
from waypost.voice.services.calm import set_exam_weeks
from waypost.voice.services.pulse import Said

from .conftest import grant

SignedIn = Callable[[object], Client]
CANARY = "The fractions of Zuzana keep me awake"
STAFF_AND_FAMILY = (
    "ada", "ben", "tom", "leo", "noor", "far_kid", "rosa", "paul", "lena", "cora", "sam", "priya", "adam", "petra",
)  # fmt: skip
WEEK = timedelta(weeks=1)


def who(village: Village, name: str) -> Who:
    return who_is(village.account(getattr(village, name)))


def say(person: Person, klass: Class, feeling: int = 2, share: Share = Share.ME, **more: object) -> Pulse:
    return services.answer(person.pk, klass.pk, Said(feeling, None, CANARY, share), **more)  # type: ignore[arg-type]


def told() -> list[stream.Row]:
    return list(stream.read_after(0, 100))


@pytest.fixture
def taught_by_ben(asking: Village) -> Village:
    """Ben teaches 7B and isn't Mia's home adult; Ada is, and teaches nobody there."""
    Enrollment.objects.filter(klass=asking.maths_7b, person=asking.ada).update(person=asking.ben)
    return asking


@pytest.mark.parametrize(("share", "may"), [("me", set()), ("home", {"ada"}), ("teacher", {"ben"})])
def test_an_answer_is_seen_by_the_student_and_the_one_adult_chosen(
    taught_by_ben: Village, signed_in: SignedIn, share: str, may: set[str]
) -> None:
    village = taught_by_ben
    pulse = say(village.mia, village.maths_7b, share=Share(share))
    for name in ("mia", *STAFF_AND_FAMILY):
        asks = who(village, name)
        expected = name in may | {"mia"}
        assert SEE_PULSE.rows(asks).filter(pk=pulse.pk).exists() is expected, name
        assert bool(SEE_PULSE.may(asks, pulse)) is expected, name
        assert OWN_PULSE.rows(asks).filter(pk=pulse.pk).exists() is (name == "mia"), name
        assert not SEE_PULSE.rows(replace(asks, viewing_as=1)).exists(), "nobody looks with another's eyes"
        if name in {"ada", "ben", "cora", "lena"}:
            page = signed_in(getattr(village, name)).get(f"/students/{village.mia.pk}/")
            assert (CANARY in page.content.decode()) is expected, name
    week = signed_in(village.rosa).get("/week/").content.decode()
    assert CANARY not in week
    assert "so-so" not in week


def test_who_is_no_longer_home_adult_or_teacher_no_longer_reads_it(taught_by_ben: Village) -> None:
    village = taught_by_ben
    say(village.mia, village.maths_7b, share=Share.HOME)
    HomeAdult.objects.filter(student=village.mia).update(until=date(2026, 11, 22))
    HomeAdult.objects.create(
        student=village.mia, adult=village.ben, basis="by hand", since=date(2026, 11, 23)
    )
    assert not SEE_PULSE.rows(who(village, "ada")).exists()
    assert not SEE_PULSE.rows(who(village, "ben")).exists(), "it was said to Ada, not to whoever follows her"
    say(village.leo, village.maths_7b, share=Share.TEACHER)
    assert SEE_PULSE.rows(who(village, "ben")).count() == 1
    Enrollment.objects.filter(person=village.leo).update(until=date(2026, 11, 22))
    assert not SEE_PULSE.rows(who(village, "ben")).exists()


def test_only_a_shared_answer_is_told_and_without_a_word(taught_by_ben: Village) -> None:
    village = taught_by_ben
    say(village.mia, village.maths_7b, share=Share.ME)
    assert told() == []
    say(village.leo, village.maths_7b, 2, Share.HOME, shared_device=True)
    (row,) = told()
    assert row.audience == Audience.CARE
    assert CANARY not in str(row.payload)
    assert "Zuzana" not in str(row.payload)
    event = decode.decode(row)
    assert isinstance(event, decode.Decoded)
    assert (event.kind, event.level, event.flags & Flag.SHARED_DEVICE) == (Kind.PULSE, 2, Flag.SHARED_DEVICE)
    assert event.adult == f"account|urn:waypost:person|{village.ada.pk}"


def test_a_change_of_mind_takes_back_what_was_told(taught_by_ben: Village) -> None:
    village = taught_by_ben
    pulse = say(village.mia, village.maths_7b, share=Share.HOME)
    services.share_with(pulse, Share.ME)
    assert [bool(r.voided_by) for r in told()] == [True, False]
    assert not SEE_PULSE.rows(who(village, "ada")).exists()
    services.share_with(Pulse.objects.get(), Share.TEACHER)
    assert SEE_PULSE.rows(who(village, "ben")).count() == 1
    last = json.loads(told()[-1].payload)
    assert last["timestamp"] == NOW.isoformat(), "it counts by when it was said"
    assert not services.share_with(Pulse.objects.get(), Share.TEACHER), "a second tap changes nothing"
    services.take_back(Pulse.objects.get())
    services.take_back(Pulse.objects.get())
    kept = Pulse.objects.get()
    assert (kept.feeling, kept.words, kept.share, kept.statement_id) == (None, "", "me", None)
    assert sum(bool(r.voided_by) for r in told()) == 2
    assert len(told()) == 4
    assert not SEE_PULSE.rows(who(village, "mia")).exists()
    assert queries.due(village.mia.pk) is None, "and nobody asks again this week"


def test_there_is_one_question_a_week_and_sending_twice_keeps_the_first(asking: Village) -> None:
    assert queries.due(asking.mia.pk) is not None
    first = say(asking.mia, asking.maths_7b, 2, Share.HOME)
    again = say(asking.mia, asking.maths_7b, 5, Share.HOME)
    assert (again.pk, again.feeling, Pulse.objects.count(), len(told())) == (first.pk, 2, 1, 1)
    assert queries.due(asking.mia.pk) is None
    assert queries.due(asking.leo.pk) is not None, "what one answers is nobody else's budget"
    with clock.held_at(NOW + 4 * timedelta(days=1)):
        assert queries.due(asking.mia.pk) is None, "Friday of the same week"
    with clock.held_at(NOW + WEEK):
        assert queries.due(asking.mia.pk) is not None


def test_subjects_take_turns_and_the_homeroom_is_asked_about_only_where_there_is_nothing_else(
    asking: Village,
) -> None:
    for code, kind in (("art", "scheduled"), ("home", "homeroom"), ("bio", "scheduled")):
        klass = Class.objects.create(
            sourced_id=code, title=code, subject=code, kind=kind, organization=asking.willow
        )
        Enrollment.objects.create(sourced_id=code, person=asking.mia, klass=klass, role="student")
    asked = []
    for n in range(3):
        with clock.held_at(NOW + n * WEEK):
            question = queries.due(asking.mia.pk)
            assert question is not None
            asked.append(question.subject)
    assert sorted(asked) == ["Mathematics", "art", "bio"]
    Enrollment.objects.filter(person=asking.mia).exclude(klass__kind="homeroom").delete()
    question = queries.due(asking.mia.pk)
    assert question is not None
    assert question.subject == "home"


def test_nobody_is_asked_in_a_week_of_exams_on_a_day_off_or_without_two_for_safeguarding(
    village: Village,
) -> None:
    assert queries.due(village.mia.pk) is None, "one person for safeguarding is not enough"
    with pytest.raises(Refused):
        say(village.mia, village.maths_7b)
    grant(village, village.cora, Role.SAFEGUARDING)
    assert queries.due(village.mia.pk) is not None
    set_exam_weeks([date(2026, 11, 23)], [date(2026, 11, 23)], by=None)
    assert queries.due(village.mia.pk) is None
    with clock.held_at(NOW + 4 * timedelta(days=1)), pytest.raises(Refused):
        say(village.mia, village.maths_7b)
    assert not Pulse.objects.exists()
    set_exam_weeks([date(2026, 11, 23)], [], by=None)
    assert not ExamWeek.objects.exists()
    assert queries.due(village.mia.pk) is not None
    DayOff.objects.create(day=date(2026, 11, 23))
    calendar.touch()
    assert queries.due(village.mia.pk) is None


def test_the_choice_names_the_adults_and_asks_for_nobody_who_is_not_there(asking: Village) -> None:
    readers = queries.readers_of(asking.mia.pk, asking.maths_7b.pk)
    assert [(r.share, [a.given_name for a in r.adults]) for r in readers] == [("home", ["Ada"])], (
        "once, though both"
    )
    HomeAdult.objects.all().delete()
    readers = queries.readers_of(asking.mia.pk, asking.maths_7b.pk)
    assert [r.share for r in readers] == ["teacher"]
    with pytest.raises(Refused):
        say(asking.mia, asking.maths_7b, share=Share.HOME)


def test_the_page_takes_one_tap_and_says_who_sees_it(asking: Village, signed_in: SignedIn) -> None:
    client = signed_in(asking.mia)
    page = client.get("/path/").content.decode()
    assert "How is Mathematics?" in page
    assert "data-audience" in page
    assert 'name="share" value="me"' in page.replace('type="radio" ', "")
    assert "Ada Okafor, my home adult" in page
    answer = client.post("/voice/pulse/", {"feeling": "4", "share": "me"}, follow=True).content.decode()
    assert "Only you see what you said." in answer
    assert "How is Mathematics?" not in answer
    assert Pulse.objects.get().share == Share.ME
    assert client.post("/voice/pulse/", {"feeling": "1", "share": "home"}).status_code == 302
    assert Pulse.objects.get().feeling == 4
    assert "Nothing to answer now" in client.get("/voice/pulse/").content.decode()


def test_a_form_without_a_face_comes_back_with_what_was_written(asking: Village, signed_in: SignedIn) -> None:
    page = signed_in(asking.mia).post("/voice/pulse/", {"words": "😀", "share": "home"}).content.decode()
    assert "Choose one of the five faces." in page
    assert "😀</textarea>" in page.replace("\n", "")
    assert not Pulse.objects.exists()


def test_the_student_sees_changes_and_takes_back_and_nobody_else_can(
    asking: Village, signed_in: SignedIn
) -> None:
    pulse = say(asking.mia, asking.maths_7b, share=Share.ME)
    for name in ("ada", "leo", "rosa", "adam"):
        client = signed_in(getattr(asking, name))
        for act in ("who", "take-back"):
            assert client.post(f"/voice/pulse/{pulse.pk}/{act}/", {"share": "home"}).status_code in {
                403,
                404,
            }, name
    client = signed_in(asking.mia)
    assert CANARY in client.get("/voice/pulse/mine/").content.decode()
    client.post(f"/voice/pulse/{pulse.pk}/who/", {"share": "home"})
    assert CANARY in signed_in(asking.ada).get(f"/students/{asking.mia.pk}/").content.decode()
    client.post(f"/voice/pulse/{pulse.pk}/take-back/")
    assert CANARY not in signed_in(asking.ada).get(f"/students/{asking.mia.pk}/").content.decode()
    assert CANARY not in client.get("/voice/pulse/mine/").content.decode()


def test_pulses_end_with_the_school_year(asking: Village) -> None:
    say(asking.mia, asking.maths_7b)
    with clock.held_at(NOW.replace(year=2027, month=7, day=9)):
        assert services.end_of_year() == 0
    with clock.held_at(NOW.replace(year=2027, month=7, day=10)):
        assert services.end_of_year() == 1
    assert not Pulse.objects.exists()


def shared_week_by_week(village: Village, share: Share, *levels: int, **more: object) -> Pulse:
    """One answer a week by the service, the last one this week; then everything is read."""
    RoleGrant.objects.update(since=NOW - 20 * WEEK)
    HomeAdult.objects.update(since=date(2026, 8, 31))
    weeks = [n for n in range(-9, 1) if n != -5]  # the autumn holiday
    for n, level in zip(weeks[-len(levels) :], levels, strict=True):
        with clock.held_at(NOW + n * WEEK):
            last = say(village.mia, village.maths_7b, level, share, **more)
    projector.catch_up()
    return last


def test_low_ones_reach_the_adult_they_were_said_to_and_no_other_page(
    taught_by_ben: Village, signed_in: SignedIn
) -> None:
    village = taught_by_ben
    last = shared_week_by_week(village, Share.HOME, 4, 4, 4, 4, 2, 1)
    episode = Episode.objects.get(signal="low_pulse")
    assert (episode.state, episode.only_for_id) == ("open", village.ada.pk)
    heading = "it is not going so well"
    assert heading in signed_in(village.ada).get("/today/").content.decode()
    for name in ("ben", "lena", "cora", "rosa", "adam"):
        client = signed_in(getattr(village, name))
        for path in (
            "/today/", "/week/", f"/students/{village.mia.pk}/", f"/students/{village.mia.pk}/export.csv",
            f"/readings/{village.mia.pk}/pulse/0/", f"/classes/{village.maths_7b.pk}/", "/how-we-are-doing/",
        ):  # fmt: skip
            response = client.get(path)
            text = b"".join(response) if response.streaming else response.content
            for trace in (heading, "not good", "so-so", "pulse,", CANARY):
                assert trace not in text.decode(), f"{name} reads {trace} on {path}"
    services.share_with(last, Share.ME)
    services.take_back(Pulse.objects.order_by("-at")[1])
    projector.catch_up()
    assert not Episode.objects.filter(signal="low_pulse", state="open").exists(), (
        "what was taken back is no reason"
    )


def test_what_is_only_for_me_or_said_on_a_shared_tablet_alone_raises_nothing(taught_by_ben: Village) -> None:
    shared_week_by_week(taught_by_ben, Share.ME, 4, 4, 4, 4, 2, 1)
    assert not Episode.objects.filter(signal="low_pulse").exists()
    Pulse.objects.all().delete()
    shared_week_by_week(taught_by_ben, Share.HOME, 4, 4, 4, 4, 2, 1, shared_device=True)
    assert not Episode.objects.filter(signal="low_pulse").exists()


# -- the class pulse ----------------------------------------------------------------------------------------------------
OCTOBER = NOW - 6 * WEEK


def answer_in_october(village: Village, feelings: list[int], share: Share = Share.ME) -> None:
    RoleGrant.objects.update(since=OCTOBER)
    with clock.held_at(OCTOBER):
        for n, feeling in enumerate(feelings):
            one = Person.objects.create(given_name=f"C{n}", sourced_id=f"c{n}", since=date(2026, 8, 31))
            Enrollment.objects.create(sourced_id=f"c{n}", person=one, klass=village.maths_7b, role="student")
            say(one, village.maths_7b, feeling, share)


def today_of(village: Village, name: str) -> list[str]:
    with translation.override("en"):
        return panels.for_today(ReadBook(who(village, name))).sentences


@pytest.mark.parametrize(("n", "shown"), [(9, False), (10, True)])
def test_a_class_has_a_pulse_from_ten_answers_on_and_only_in_words(
    asking: Village, n: int, shown: bool
) -> None:
    answer_in_october(asking, ([1, 2, 4, 5, 4] * 2)[:n])
    figures.make()
    expected = ["Mathematics 7B: mostly between okay and good (10–19 answers)"] if shown else []
    assert today_of(asking, "ada") == expected
    for name in ("ben", "tom", "lena", "cora"):
        assert today_of(asking, name) == [], "only whoever teaches the class"


def test_a_month_is_let_out_once_and_only_when_it_is_over(asking: Village) -> None:
    answer_in_october(asking, [4] * 12)
    with clock.held_at(OCTOBER):
        figures.make()
        assert not ReleaseShown.objects.exists()
    figures.make()
    before = list(ReleaseShown.objects.values_list("low", "high"))
    services.take_back(Pulse.objects.order_by("pk")[0])
    figures.make()
    assert list(ReleaseShown.objects.values_list("low", "high")) == before != []


def test_the_words_of_a_class_pulse_follow_the_mean() -> None:
    assert [str(next(w for edge, w in figures.BANDS if v < edge)) for v in (0, 0.25, 0.5, 0.75, 1)] == [
        "between not good and so-so",
        "between so-so and okay",
        "between okay and good",
        "between good and great",
        "between good and great",
    ]
