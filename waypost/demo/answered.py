"""What became of the demonstration's surveys: told to all who were asked, with quotes and themes; families who were asked by
name; and what a class will be asked, of which its families know beforehand.

What is true here: families say what THEY SAY lies around; of comments, `time` and `together` are about what their words say.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from waypost.school import clock
from waypost.school import queries as school
from waypost.school.models import Class
from waypost.trust.models import Role
from waypost.voice import jobs
from waypost.voice.models import Answer, Invited, Item, Kind, Opening, People, Said, State, Survey, Wave
from waypost.voice.services import Refused, calm, closing, coding, openings, quoting, surveys
from waypost.voice.services.answers import Given, answer
from waypost.voice.services.surveys import Draft

from .places import first_with
from .seed import Plan
from .simulator.dice import Dice

NAMESPACE = uuid.UUID("5f0f6d0a-0d43-4b9e-9a34-1f1d8a5f7d21")
#: Round of the school's survey -> when it is told what came of it, and the words.
TOLD = {
    1: (date(2026, 10, 13), "You told us that help comes late when you are stuck. From now on each room has a help table, and nobody waits longer than five minutes. Shorter homework on Fridays: we talk about it with all teachers until Christmas. Later lessons we can't have, because of the buses."),
    2: (date(2026, 11, 20), "More of you say that help comes when you need it: we keep the help tables. In 8B fewer feel they belong. The class and its teachers take an hour for it next week, and tell you what they found."),
}  # fmt: skip
QUOTES = 5  # for each question
THEMES = {
    "More time": ("time", "later", "breaks", "fewer", "less"),
    "Working together": ("group", "each other", "asked me"),
}
MISREAD = 9  # one comment of so many the second reader takes otherwise
HOMES_OPEN, HOMES_CLOSE, HOMES_TOLD = date(2026, 10, 26), date(2026, 11, 5), date(2026, 11, 16)
HOMES, FAMILIES_SAY = 60, 3.7
HOMES_CAME = "Most of you know what your child works on, and few know how to help at home. From this week on each week's page has one thing to do together, ten minutes long. An evening in Arabic and in Spanish: on 10 December."
GOES_WELL = (
    "She talks about school at supper again.", "He reads by himself since the reading partners came.",
    "The teachers answer within a day.", "Cuenta en casa lo que construyen.", "تحب دروس العلوم كثيرًا.",
)  # fmt: skip
DIFFERENT = (
    "Tell us earlier when there is a test.", "Less homework at the weekend.", "Una reunión por la tarde, después del trabajo.",
)  # fmt: skip
BEFORE_A_TEST = ("The evening before a test I can sleep.", "I know whom I can tell when a test worries me.")
#: A confidential answer of a round that two opened together, and one that waits for the second person; student by place among
#: those of 7B who answered.
OPENED, WAITS = (1, 2, date(2026, 10, 15)), (2, 5, date(2026, 11, 20))
OPENED_BECAUSE = (
    "A friend told a teacher that she doesn't want to go home. We wanted to know before we talk with her."
)
WAITS_BECAUSE = "He wrote to a friend that nobody would miss him."
NOTICE, EXAMS = date(2026, 11, 18), date(2026, 12, 14)
CLASS, TEACHER = "Mathematics 7B", "Ngozi Okafor"


def live(plan: Plan, survey: Survey | None, first: date, last: date) -> None:
    """What happened between two days. `survey`: the school's own, whose rounds `demo.surveys` asks."""
    leader = first_with(Role.LEADER)
    if leader is None or leader.person_id is None:
        return
    by = int(leader.person_id)

    def on(day: date, act: Callable[[], object]) -> None:
        if first <= day <= last and _at(day) <= clock.now():
            with clock.held_at(_at(day)), transaction.atomic():
                act()

    on(HOMES_OPEN, lambda: _ask_families(by))
    on(HOMES_CLOSE, lambda: _families_answer(plan))
    on(HOMES_TOLD, lambda: _families_hear(by))
    for number, (day, words) in TOLD.items():
        on(day, lambda n=number, w=words: _tell(survey, n, w, by))  # type: ignore[misc]
    on(NOTICE, _before_a_test)
    on(NOTICE, lambda: calm.set_exam_weeks([EXAMS], [EXAMS], by=None))


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 15, tzinfo=clock.zone())


def _once(what: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, what)


# -- the school's rounds -----------------------------------------------------------------------------------------------
def _tell(survey: Survey | None, number: int, words: str, by: int) -> None:
    wave = survey.waves.filter(number=number, state=State.CLOSED).first() if survey else None
    if wave is None:
        return
    _quote(wave, by)
    if number == max(TOLD):
        _read(wave, by)
    surveys.tell_what_came(wave, words, by=by)


def _quote(wave: Wave, by: int) -> None:
    """The first of each text, a few a question: who chooses reads them all and takes what says something."""
    chosen: dict[int, dict[str, uuid.UUID]] = {}
    for said in quoting.may_be_quoted(wave):
        texts = chosen.setdefault(said.version_id, {})
        if len(texts) < QUOTES or said.text in texts:
            texts.setdefault(said.text, said.pk)
    quoting.choose(wave, [pk for texts in chosen.values() for pk in texts.values()], by=by)


def _read(wave: Wave, by: int) -> None:
    """Two read all comments, each without the other, and agree at most of them."""
    second = first_with(Role.COUNSELLOR)
    said = list(Said.objects.filter(wave=wave).order_by("id"))
    themes = {coding.name_theme(wave, name).pk: words for name, words in THEMES.items()}
    found = {row.pk: _themes_in(row.text, themes.items()) for row in said}
    coding.code(wave, found, by=by)
    if second is not None and second.person_id is not None:
        coding.code(wave, _read_otherwise(found, themes), by=int(second.person_id))


def _read_otherwise(
    found: Mapping[uuid.UUID, list[int]], themes: Iterable[int]
) -> dict[uuid.UUID, list[int]]:
    """What the second reader takes: of each theme one comment of so many is missed, the first always. (The order of the
    comments is chance, as it is meant to be: counted over all of them, a theme might be missed nowhere.)"""
    missed = {
        (pk, theme)
        for theme in themes
        for pk in [p for p, codes in found.items() if theme in codes][::MISREAD]
    }
    return {pk: [theme for theme in codes if (pk, theme) not in missed] for pk, codes in found.items()}


def _themes_in(text: str, themes: Iterable[tuple[int, tuple[str, ...]]]) -> list[int]:
    return [pk for pk, words in themes if any(word in text.lower() for word in words)]


def _ask_to_open(survey: Survey | None, number: int, place: int, why: str) -> Opening | None:
    """Somebody for safeguarding asks for a second person; None: there is nobody, or it was asked before."""
    asks, klass = first_with(Role.SAFEGUARDING), Class.objects.filter(title=CLASS, active=True).first()
    pupils = [p.pk for p in school.students_of_class(klass)] if klass else []
    kept = Answer.objects.filter(wave__survey=survey, wave__number=number, person_id__in=pupils)
    found = kept.order_by("person_id")[place : place + 1]
    if (
        asks is None
        or asks.person_id is None
        or not found
        or Opening.objects.filter(answer=found[0]).exists()
    ):
        return None
    return openings.ask_to_open(found[0], why, by=int(asks.person_id))


def opened_by_two(survey: Survey | None) -> None:
    """At the end, when those for safeguarding are people of the school."""
    second = first_with(Role.COUNSELLOR)
    with clock.held_at(_at(OPENED[2])):
        asked = _ask_to_open(survey, OPENED[0], OPENED[1], OPENED_BECAUSE)
        if asked is not None and second is not None and second.person_id is not None:
            openings.say_yes(asked, by=int(second.person_id))
    with clock.held_at(_at(WAITS[2])):
        _ask_to_open(survey, WAITS[0], WAITS[1], WAITS_BECAUSE)


# -- families ----------------------------------------------------------------------------------------------------------
def _ask_families(by: int) -> None:
    items = list(Item.objects.filter(scale__in=["home", "home-words"]).values_list("pk", flat=True))
    draft = Draft("School and home", items, people=People.HOMES, kind=Kind.NAMED, opens_on=HOMES_OPEN,
                  closes_on=HOMES_CLOSE)  # fmt: skip
    wave = surveys.build(draft, by=by, once=_once("homes")).waves.get()
    if wave.state == State.PLANNED:
        try:
            surveys.open_wave(wave, by=by)
        except Refused:
            surveys.give_up(wave)  # no family is known yet


def _families() -> Wave | None:
    return Wave.objects.select_related("survey").filter(survey__once=_once("homes")).first()


def _families_answer(plan: Plan) -> None:
    wave = _families()
    if wave is None or not wave.open:
        return
    dice = Dice(plan.seed, "homes")
    questions = [(q.version_id, q.version.item.words) for q in wave.questions.select_related("version__item")]
    numbers, (well, otherwise) = (
        [v for v, words in questions if not words],
        [v for v, words in questions if words],
    )
    asked = list(Invited.objects.filter(wave=wave).order_by("person_id").values_list("person_id", flat=True))
    for person in sorted(dice.shuffled(asked)[:HOMES]):
        own = dice.normal(FAMILIES_SAY, 0.6)
        scores = {v: min(5, max(1, round(dice.normal(own, 0.5)))) for v in numbers}
        words = {well: dice.pick(GOES_WELL) if dice.chance(0.5) else "",
                 otherwise: dice.pick(DIFFERENT) if dice.chance(0.4) else ""}  # fmt: skip
        answer(wave, person, Given(scores, {v: w for v, w in words.items() if w}, dice.chance(0.7)))
    closing.close(wave)
    jobs.finish(Wave.objects.select_related("survey").get(pk=wave.pk))


def _families_hear(by: int) -> None:
    wave = _families()
    if wave is not None and wave.state == State.CLOSED:
        _quote(wave, by)
        surveys.tell_what_came(wave, HOMES_CAME, by=by)


# -- what comes --------------------------------------------------------------------------------------------------------
def _before_a_test() -> None:
    """A teacher plans a survey of one class that touches how somebody feels inside: its families were told."""
    klass = Class.objects.filter(title=CLASS, active=True).first()
    teacher = next((p for p in school.teachers_of_class(klass) if p.name == TEACHER), None) if klass else None
    if klass is None or teacher is None:
        return
    items = list(Item.objects.filter(scale="mistakes").values_list("pk", flat=True))
    opens = date(2027, 1, 11)
    draft = Draft("Before a test", items, kind=Kind.CONFIDENTIAL, klass_id=klass.pk, organization_id=klass.organization_id,
                  opens_on=opens, closes_on=opens + timedelta(days=9),
                  own=[(text, False, ["mind"]) for text in BEFORE_A_TEST])  # fmt: skip
    survey = surveys.build(draft, by=teacher.pk, once=_once("before a test"))
    surveys.give_notice(survey.waves.get(), by=teacher.pk)
