"""What the pages of surveys read, through this room's rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from waypost.school import calendar, clock
from waypost.school.models import Person
from waypost.school.queries import names_of
from waypost.trust import keys
from waypost.trust.access import ReadBook, Who

from .. import asked, bank
from ..access.surveys import ANSWER_SURVEY, OWN_OPENING, READ_NAMED, RUN_SURVEY, SEE_OPENING
from ..models import Answer, ItemVersion, Opening, People, State, Survey, Wave, WaveItem
from ..services.answers import Given, has_answered, unpacked
from ..services.surveys import NOTICE, why_not_open


@dataclass(frozen=True, slots=True)
class Waiting:
    """A survey that somebody is asked to answer."""

    wave: Wave
    answered: bool
    last_days: bool
    reminded: bool


def waiting_for(reads: ReadBook) -> list[Waiting]:
    """Open surveys that this person is asked in, those not answered yet first."""
    me = reads.who.person
    if me is None:
        return []
    today = clock.today()
    found = []
    for wave in ANSWER_SURVEY.scoped(reads, lambda rows: rows.order_by("closes_on", "pk")).read():
        if wave.overdue(today):
            continue
        last = calendar.count_between(today, wave.closes_on) <= 2
        found.append(Waiting(wave, has_answered(wave, me), last, wave.reminded_on is not None))
    return sorted(found, key=lambda w: w.answered)


def told_of_openings(reads: ReadBook) -> list[Opening]:
    """Confidential answers of this person that were opened, with the reason."""
    return OWN_OPENING.scoped(reads, lambda rows: rows.order_by("-opened")).read()


def second_is_asked(who: Who) -> bool:
    """Does a confidential answer wait for this person to open it with who asked? Whose it is stands on the next page."""
    return SEE_OPENING.rows(who).filter(opened=None).exclude(asked_by=who.person or 0).exists()


@dataclass(frozen=True, slots=True)
class Line:
    """A round in the list of who runs surveys."""

    wave: Wave
    whom: str
    overdue: bool


def running(reads: ReadBook) -> list[Line]:
    """Rounds that this person runs, newest first."""
    today = clock.today()
    rows = RUN_SURVEY.scoped(reads, lambda rows: rows.order_by("-opens_on", "-pk")).read()
    return [Line(w, whom(w.survey), w.overdue(today)) for w in rows]


def whom(survey: Survey) -> str:
    """ "7B, students": whom a survey asks, in a word."""
    people = str(People(survey.people).label)
    title = asked.class_title(survey)
    return f"{title}, {people}" if title else people


@dataclass(frozen=True, slots=True)
class Round:
    """One round for who runs it. Counts only where nothing is promised about names, or after the close."""

    wave: Wave
    whom: str
    questions: list[ItemVersion]
    topics: list[str]
    people: int
    not_yet: str  # why it may not open; ""
    objections_until: date | None
    answered: int | None
    overdue: bool
    earlier: list[Wave] = field(default_factory=list)


def round_of(reads: ReadBook, pk: int) -> Round:
    """Raises Http404 where this person doesn't run it."""
    wave = RUN_SURVEY.get(reads, pk=pk)
    survey = wave.survey
    planned = wave.state == State.PLANNED
    people = asked.people_of(survey) if planned else {}
    topics = asked.topics_of(survey) if planned else topics_asked(wave)
    return Round(
        wave=wave,
        whom=whom(survey),
        questions=questions_of(wave),
        topics=[str(bank.TOPICS[t]) for t in topics if t in bank.TOPICS],
        people=len(people) if planned else wave.invited.count(),
        not_yet=why_not_open(wave, people) if planned else "",
        objections_until=wave.notice_on + NOTICE if wave.notice_on else None,
        answered=wave.invited.filter(answered=True).count() if _may_count(wave) else None,
        overdue=wave.overdue(clock.today()),
        earlier=list(survey.waves.exclude(pk=wave.pk).order_by("-number")),
    )


def _may_count(wave: Wave) -> bool:
    return wave.over or not wave.anonymous


def questions_of(wave: Wave) -> list[ItemVersion]:
    """As asked in this round; before the opening, as they would be asked today."""
    if wave.state != State.PLANNED:
        return [q.version for q in asked_in(wave)]
    rows = wave.survey.questions.select_related("item").prefetch_related("item__versions")
    return [q.item.current for q in rows]


def asked_in(wave: Wave) -> list[WaveItem]:
    return list(wave.questions.select_related("version__item"))


def topics_asked(wave: Wave) -> list[str]:
    return sorted({t for q in asked_in(wave) for t in q.version.topics})


def named_answers(reads: ReadBook, wave: Wave) -> list[tuple[str, list[tuple[str, str]]]]:
    """(name, [(question, answer)]) of each answer with a name, by name."""
    rows: list[Answer] = READ_NAMED.scoped(reads, lambda rows: rows.filter(wave=wave)).read()
    names = names_of(r.person_id for r in rows)
    questions = questions_of(wave)
    found = [
        (names.get(r.person_id, ""), in_words(unpacked(keys.unseal(r.sealed))[0], questions)) for r in rows
    ]
    return sorted(found)


def in_words(given: Given, questions: list[ItemVersion]) -> list[tuple[str, str]]:
    """Question and answer as texts, those left out left out."""
    out = []
    for q in questions:
        if q.pk in given.scores:
            out.append((q.text, str(bank.ANSWERS[given.scores[q.pk]])))
        elif q.pk in given.words:
            out.append((q.text, given.words[q.pk]))
    return out


def to_object(reads: ReadBook, child: Person) -> list[tuple[Wave, list[str], list[str]]]:
    """Surveys that families were told of and that would ask this child: (round, topics, questions), before they open."""
    rows = Wave.objects.filter(
        state=State.PLANNED, notice_on__isnull=False, survey__people=People.PUPILS
    ).select_related("survey")
    found = []
    for wave in rows:
        if child.pk in asked.pupils_of(wave.survey):
            topics = [str(bank.TOPICS[t]) for t in asked.topics_of(wave.survey)]
            found.append((wave, topics, [q.text for q in questions_of(wave)]))
    return found
