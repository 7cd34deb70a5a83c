"""Surveys before and after anybody answers: budget, notice, versions, who is asked, who reads."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from django.utils import translation

from tests.village import NOW, Village
from tests.voice import rounds
from waypost.care.models.safeguarding import Concern
from waypost.school import clock
from waypost.school.models import Person
from waypost.trust import consent
from waypost.trust.danger import sentences
from waypost.trust.models import Act
from waypost.voice import asked, bank, mail
from waypost.voice.jobs import daily
from waypost.voice.models import Answer, ExamWeek, Invited, Item, Kind, State, Survey, Wave
from waypost.voice.services import Refused, closing, openings, surveys
from waypost.voice.services.answers import answer
from waypost.voice.services.surveys import Draft

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def kids(village: Village, home: Path) -> list[Person]:
    rounds.safeguarded(village)
    return rounds.students(village, [("7a", 12), ("7b", 11)])


def private(village: Village, **more: object) -> Wave:
    """A planned round with one question about home."""
    draft = Draft("At home", rounds.items("belonging"), own=[("At home I can rest.", False, ["family"])],
                  organization_id=village.willow.pk, **more)  # type: ignore[arg-type]  # fmt: skip
    return surveys.build(draft, by=village.lena.pk, once=uuid.uuid4()).waves.get()


# -- questions ---------------------------------------------------------------------------------------------------------
def test_each_scale_has_three_to_five_short_questions_in_three_languages(db: None) -> None:
    surveys.ensure_bank()
    surveys.ensure_bank()
    for scale in bank.SCALES:
        items = list(Item.objects.filter(scale=scale.slug).prefetch_related("versions"))
        assert (2 if scale.words else 3) <= len(items) <= 5, scale.slug
        for item in items:
            texts = item.current.texts
            assert set(texts) == {"en", "es", "ar"}
            assert len({*texts.values()}) == 3, f"{item.slug} is not translated"
            assert len(texts["en"].split()) <= 14


def test_a_question_edited_in_mid_wave_never_changes_that_wave(village: Village, kids: list[Person]) -> None:
    wave = rounds.opened(village, "belonging")
    item = Item.objects.get(slug="belonging-1")
    before = [q.version.text for q in wave.questions.select_related("version")]
    surveys.reword(item, {"en": "I belong here."}, [], by=village.lena.pk)
    assert [q.version.text for q in wave.questions.select_related("version")] == before
    for kid in kids[:10]:
        answer(wave, kid.pk, rounds.said(wave, 5))
    closing.close(wave)
    with clock.held_at(NOW + timedelta(weeks=7)):
        nxt = surveys.open_wave(surveys.plan(wave.survey, clock.today(), clock.today() + timedelta(days=5)))
        assert nxt.questions.select_related("version")[0].version.text == "I belong here."


def test_the_same_wording_again_is_no_new_version(village: Village) -> None:
    surveys.ensure_bank()
    item = Item.objects.get(slug="belonging-1")
    assert surveys.reword(item, dict(item.current.texts), [], by=1).number == 1
    with pytest.raises(Refused):
        surveys.reword(item, {"en": ""}, [], by=1)


def test_a_question_speaks_the_readers_language(village: Village) -> None:
    surveys.ensure_bank()
    version = Item.objects.get(slug="support-1").current
    with translation.override("es"):
        assert version.text == version.texts["es"] != version.texts["en"]


def test_a_survey_asks_for_taps_before_words(village: Village) -> None:
    draft = Draft("Taps", rounds.items("learned", "mistakes", "belonging"), own=[("And for you?", True, []), ("I laugh here.", False, [])])  # fmt: skip
    made = surveys.build(draft, by=1, once=uuid.uuid4())
    asked_for = [q.item for q in made.questions.select_related("item")]
    assert [i.scale for i in asked_for] == ["belonging"] * 4 + ["mistakes"] * 4 + ["own"] + [
        "learned"
    ] * 2 + ["own"]
    assert [i.words for i in asked_for] == [False] * 9 + [True] * 3


# -- budget ------------------------------------------------------------------------------------------------------------
def test_thirteen_questions_are_refused_and_twelve_are_not(village: Village) -> None:
    items = rounds.items("belonging", "agency", "support")
    assert len(items) == 12
    once = uuid.uuid4()
    made = surveys.build(Draft("Twelve", items), by=1, once=once)
    assert surveys.build(Draft("Twelve", items), by=1, once=once) == made  # sent twice
    with pytest.raises(Refused, match="Twelve questions"):
        surveys.build(Draft("More", items, own=[("And this?", True, [])]), by=1, once=uuid.uuid4())


def test_nobody_is_asked_again_within_six_weeks(village: Village, kids: list[Person]) -> None:
    rounds.opened(village)
    again = rounds.survey(village, "support").waves.get()
    with pytest.raises(Refused, match="From January 4 on"):
        surveys.open_wave(again)
    with clock.held_at(NOW + timedelta(weeks=6)):
        assert surveys.open_wave(again).open


def test_nobody_is_asked_in_a_week_of_exams(village: Village, kids: list[Person]) -> None:
    ExamWeek.objects.create(monday=date(2026, 11, 23))
    with pytest.raises(Refused, match="exams"):
        rounds.opened(village)


def test_no_survey_begins_with_one_person_for_safeguarding(village: Village, home: Path) -> None:
    rounds.students(village, [("7a", 12)])
    with pytest.raises(Refused, match="two people have the safeguarding role"):
        rounds.opened(village)


def test_without_names_at_least_ten_are_asked(village: Village, home: Path) -> None:
    rounds.safeguarded(village)
    with pytest.raises(Refused, match="at least 10"):
        rounds.opened(village)
    assert rounds.opened(village, kind=Kind.NAMED).open


# -- notice and objections (TRUST 14) ----------------------------------------------------------------------------------
def test_a_protected_topic_waits_for_notice_and_for_the_time_to_object(
    village: Village, kids: list[Person]
) -> None:
    wave = private(village)
    with pytest.raises(Refused, match="told first"):
        surveys.open_wave(wave)
    surveys.give_notice(wave, by=village.lena.pk)
    wave.refresh_from_db()
    with pytest.raises(Refused, match="until December 7"):
        surveys.open_wave(wave)
    with clock.held_at(NOW + timedelta(days=13)), pytest.raises(Refused, match="until December 7"):
        surveys.open_wave(wave)
    with clock.held_at(NOW + timedelta(days=14)):
        assert surveys.open_wave(wave).open


def test_a_child_for_whom_somebody_objects_is_not_asked_reminded_or_counted(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    wave = private(village, kind=Kind.NAMED)
    surveys.give_notice(wave, by=village.lena.pk)
    client = signed_in(village.rosa)
    page = client.get(f"/voice/surveys/objection/{village.mia.pk}/").content.decode()
    assert "At home I can rest." in page
    assert client.get(f"/voice/surveys/objection/{village.leo.pk}/").status_code == 404
    client.post(f"/voice/surveys/objection/{village.mia.pk}/", {"yes": "0"})
    with clock.held_at(NOW + timedelta(days=14)):
        wave.refresh_from_db()
        opened = surveys.open_wave(wave)
        assert not Invited.objects.filter(wave=opened, person_id=village.mia.pk).exists()
        # A later no counts at the next request.
        text = consent.shown("survey-sensitive", "en", "x")
        consent.give(kids[0].pk, "survey-sensitive", yes=False, giver_id=kids[0].pk, text=text)
        with pytest.raises(Refused, match="isn't for you"):
            answer(opened, kids[0].pk, rounds.said(opened))
        assert signed_in(kids[0]).get(f"/voice/surveys/{opened.pk}/answer/").status_code == 404


def test_a_slip_on_paper_counts_as_an_objection(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    wave = private(village)
    surveys.give_notice(wave, by=village.lena.pk)
    client = signed_in(village.lena)
    letter = client.get(f"/voice/surveys/{wave.pk}/letter/").content.decode()
    assert "At home I can rest." in letter
    assert "Date and signature" in letter
    client.post(f"/voice/surveys/{wave.pk}/objections/", {"child": village.mia.pk, "by": "guardian"})
    assert village.mia.pk not in asked.people_of(wave.survey)


# -- answering ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("anonymous", "Nobody can find out what you answered"),
        ("confidential", "by two people together"),
        ("named", "Lena Lind reads who said what"),
    ],
)
def test_the_first_screen_says_what_kind_it_is_and_who_reads_it(
    village: Village, kids: list[Person], signed_in: SignedIn, kind: str, words: str
) -> None:
    wave = rounds.opened(village, kind=kind)
    page = signed_in(kids[0]).get(f"/voice/surveys/{wave.pk}/answer/").content.decode()
    assert words in page
    assert page.index(words) < page.index("I feel that I am part of this school.")
    assert "destroyed unread" in page or kind != "anonymous"
    assert 'autocomplete="off"' in page


@pytest.mark.parametrize("kind", list(Kind))
def test_a_double_submit_counts_once(
    village: Village, kids: list[Person], signed_in: SignedIn, kind: str
) -> None:
    wave = rounds.opened(village, kind=kind)
    client = signed_in(kids[0])
    first = wave.questions.first()
    assert first is not None
    for score in ("5", "1"):
        page = client.post(f"/voice/surveys/{wave.pk}/answer/", {f"q{first.version_id}": score})
        assert "Thank you" in page.content.decode()
    if kind != Kind.ANONYMOUS:
        assert Answer.objects.count() == 1


def test_an_empty_form_says_so_and_keeps_what_was_written(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    wave = rounds.opened(village)
    page = signed_in(kids[0]).post(f"/voice/surveys/{wave.pk}/answer/", {}).content.decode()
    assert "Answer at least one question." in page


def test_an_emoji_alone_is_an_answer(village: Village, kids: list[Person], signed_in: SignedIn) -> None:
    wave = rounds.opened(village, kind=Kind.NAMED)
    words = next(q for q in wave.questions.select_related("version__item") if q.version.item.words)
    signed_in(kids[0]).post(f"/voice/surveys/{wave.pk}/answer/", {f"w{words.version_id}": "🙂"})
    page = signed_in(village.lena).get(f"/voice/surveys/{wave.pk}/answers/").content.decode()
    assert "🙂" in page
    assert "🙂" not in Answer.objects.get().sealed


# -- danger ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "School is ok. My uncle hits me. I like art.", "i want to die", "Sometimes I hurt myself", "he touched me",
        "Mi tío me pega.", "Quiero morirme", "tengo miedo de volver a casa", "أبي يضربني", "أريد أن أموت", "I’m scared to go home",
    ],
)  # fmt: skip
def test_sentences_of_danger_are_found(text: str) -> None:
    assert len(sentences(text)) == 1


@pytest.mark.parametrize(
    "text", ["This game is to die for", "The ball hit the wall.", "Me gusta tocar la guitarra", "Maths kills time", "أحب الرياضيات", ""]
)  # fmt: skip
def test_ordinary_sentences_are_left_alone(text: str) -> None:
    assert sentences(text) == []


def test_a_sentence_of_danger_is_handed_on_at_once_alone_and_the_child_is_told(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    wave = rounds.opened(village, unit="class")
    words = next(q for q in wave.questions.select_related("version__item") if q.version.item.words)
    page = signed_in(kids[0]).post(
        f"/voice/surveys/{wave.pk}/answer/",
        {f"w{words.version_id}": "I like art. My uncle hits me. Bye"},
    )
    kept = Concern.objects.get()
    assert kept.words == "My uncle hits me."
    assert kept.writer_id is None
    assert "Tell someone now" in page.content.decode()
    everything = repr([list(m.objects.values()) for m in apps.get_models() if m is not Concern])
    assert "uncle" not in everything
    assert not Invited.objects.filter(answered=True).exists()  # who has answered stays unseen until the batch


# -- confidential ------------------------------------------------------------------------------------------------------
def test_a_confidential_answer_opens_for_two_together_and_the_child_is_told(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    wave = rounds.opened(village, kind=Kind.CONFIDENTIAL)
    answer(wave, kids[0].pk, rounds.said(wave, 1, words="a canary of mine"))
    kept = Answer.objects.get()
    assert "canary" not in kept.sealed
    row = openings.ask_to_open(kept, "A friend was worried", by=village.sam.pk)
    with pytest.raises(Refused, match="second person"):
        openings.say_yes(row, by=village.sam.pk)
    with pytest.raises(Refused, match="Two people"):
        openings.read(row, by=village.sam.pk)
    openings.say_yes(row, by=village.lena.pk)
    row.refresh_from_db()
    for who in (village.sam, village.lena):
        assert openings.read(row, by=who.pk).words
    with pytest.raises(Refused, match="Two people"):
        openings.read(row, by=village.cora.pk)
    assert Act.objects.filter(verb="survey.opening.read").count() == 2
    page = signed_in(kids[0]).get("/voice/surveys/").content.decode()
    assert "A friend was worried" in page
    assert "A friend was worried" not in signed_in(kids[1]).get("/voice/surveys/").content.decode()


def test_who_may_be_the_second_person_finds_that_it_waits_and_is_mailed_until_it_is_opened(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    from waypost.trust.models import Outgoing

    wave = rounds.opened(village, kind=Kind.CONFIDENTIAL)
    answer(wave, kids[0].pk, rounds.said(wave, 1))
    row = openings.ask_to_open(Answer.objects.get(), "A friend was worried", by=village.sam.pk)

    def asked(who: Person) -> bool:
        page = signed_in(who).get("/voice/surveys/").content.decode().partition("<main")[2]
        assert "A friend was worried" not in page
        assert kids[0].name not in page
        return "A second person is asked for" in page

    assert [asked(w) for w in (village.lena, village.cora, village.sam, village.ada, kids[0])] == [
        True, True, False, False, False,
    ]  # fmt: skip
    told = {village.account(village.lena).pk, village.account(village.cora).pk}
    assert (
        set(Outgoing.objects.filter(kind="opening", urgent=True).values_list("account_id", flat=True)) == told
    )
    openings.say_yes(row, by=village.cora.pk)
    assert not asked(village.lena)
    assert not mail.opening_waits(village.account(village.lena), row.pk), (
        "right is asked again when it goes out"
    )
    assert "/voice/surveys/openings/" in signed_in(village.sam).get("/care/concerns/").content.decode()


def test_a_child_is_not_told_where_telling_endangers(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    wave = rounds.opened(village, kind=Kind.CONFIDENTIAL)
    answer(wave, kids[0].pk, rounds.said(wave, 1))
    row = openings.ask_to_open(
        Answer.objects.get(), "why", by=village.sam.pk, untold_because="the flat is shared"
    )
    openings.say_yes(row, by=village.lena.pk)
    page = signed_in(kids[0]).get("/voice/surveys/").content.decode()
    assert "was opened" not in page
    assert "flat" not in page


# -- rounds ------------------------------------------------------------------------------------------------------------
def test_while_an_anonymous_survey_is_open_no_number_is_told(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    wave = rounds.opened(village)
    for kid in kids[:13]:
        answer(wave, kid.pk, rounds.said(wave))
    client = signed_in(village.lena)
    page = client.get(f"/voice/surveys/{wave.pk}/").content.decode()
    assert "have answered" not in page.replace("How many have answered", "")
    said = page.partition("<main")[2].partition("</main")[0]
    assert "13" not in said.replace(f"/surveys/{wave.pk}/", "/surveys/")  # it may be the thirteenth itself
    assert client.get(f"/voice/surveys/{wave.pk}/results/").status_code == 404
    assert client.get(f"/voice/surveys/{wave.pk}/comments/").status_code == 404


def test_each_day_what_has_run_its_days_is_closed_and_what_comes_again_is_planned_and_opened(
    village: Village, kids: list[Person]
) -> None:
    wave = rounds.opened(village, every_weeks=6)
    for kid in kids[:11]:
        answer(wave, kid.pk, rounds.said(wave))
    with clock.held_at(NOW + timedelta(days=11)):
        assert daily()["closed"] == 1
        assert daily() == {"opened": 0, "closed": 0}
    nxt = Wave.objects.get(survey=wave.survey, number=2)
    assert (nxt.state, nxt.opens_on) == (State.PLANNED, date(2027, 1, 4))
    with clock.held_at(NOW + timedelta(weeks=6)):
        assert daily()["opened"] == 1


def test_who_has_answered_is_not_reminded_and_nobody_too_often(
    village: Village, kids: list[Person], signed_in: SignedIn
) -> None:
    wave = rounds.opened(village)
    answer(wave, kids[0].pk, rounds.said(wave))  # still in the spool
    surveys.remind(wave)
    wave.refresh_from_db()
    with pytest.raises(Refused, match="three days"):
        surveys.remind(wave)
    assert "There is still time to answer." in signed_in(kids[1]).get("/path/").content.decode()
    assert "There is still time to answer." not in signed_in(kids[0]).get("/path/").content.decode()


def test_a_survey_given_up_before_it_opened_is_gone(village: Village) -> None:
    wave = rounds.survey(village).waves.get()
    surveys.give_up(wave)
    assert not Survey.objects.exists()
