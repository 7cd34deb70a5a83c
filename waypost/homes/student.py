"""One student: what they can do, how they work beside their own habit, how they grow, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from waypost.care import overruled, owners
from waypost.care.models import FollowUp
from waypost.readings import panels, words
from waypost.readings import queries as readings
from waypost.readings.access import SEE_EPISODE
from waypost.readings.models import Episode, Reading
from waypost.school import queries as school
from waypost.school.models import Class, Person
from waypost.skills.models import Skill
from waypost.trust.access import ReadBook
from waypost.web.lines import WeeklyLine

ORDER = ("slipping", "starting", "developing", "due_for_a_look", "secure", "not_enough")


@dataclass(frozen=True, slots=True)
class SkillLine:
    """One skill of one student: the reading, and beside it what a person said."""

    skill: Skill
    reading: Reading
    overruled: overruled.Seen | None
    evidence_url: str


@dataclass(frozen=True, slots=True)
class Signal:
    episode: Episode
    said: words.Said
    owner: Person | None
    mine: bool


@dataclass(frozen=True, slots=True)
class StudentPage:
    person: Person
    classes: list[Class]
    home_adult: Person | None
    talked: str
    skills: list[SkillLine]
    subjects: list[tuple[str, list[SkillLine]]]
    weekly: WeeklyLine | None
    habits: list[panels.Fact]
    growth: list[panels.Fact]
    signals: list[Signal]
    good: list[Signal]
    held: list[str]
    follow_ups: list[FollowUp]
    sources: str


def gather(reads: ReadBook, person: Person, *, as_of: date | None = None) -> StudentPage:
    """As of a past day the readings of then alone: signals, plans and notes are today's and are not told beside them."""
    found = readings.readings_of(reads, person.pk, as_of=as_of)
    lines = _skills(person, [r for r in found if r.measure == "mastery"], as_of)
    signals = _signals(reads, person) if as_of is None else []
    return StudentPage(
        person=person,
        classes=school.classes_of_student(person),
        home_adult=school.home_adult_of(person),
        talked=panels.talked_line(found) if as_of is None else "",
        skills=lines,
        subjects=_by_subject(lines),
        weekly=panels.weekly(found, as_of=as_of),
        habits=panels.facets(found),
        growth=panels.growth(found),
        signals=[s for s in signals if not s.episode.good_news and s.episode.state == "open"],
        good=[s for s in signals if s.episode.good_news and s.episode.state == "open"],
        held=sorted(
            set(words.why_all_held([s.episode for s in signals if s.episode.state == "suspended"]).values())
        ),
        follow_ups=list(FollowUp.objects.filter(person_id=person.pk).order_by("-made")[:8])
        if as_of is None
        else [],
        sources=panels.sources_line(person.pk) if as_of is None else "",
    )


def _skills(person: Person, found: list[Reading], as_of: date | None) -> list[SkillLine]:
    skills = Skill.objects.in_bulk([r.subject for r in found])
    said = {k: one for k, one in overruled.of(person.pk).items() if as_of is None or one.day <= as_of}
    lines = [
        SkillLine(
            skills[r.subject],
            r,
            said.get(r.subject),
            reverse("readings:evidence", args=[person.pk, "mastery", r.subject]),
        )
        for r in found
        if r.subject in skills
    ]
    return sorted(lines, key=lambda x: (x.skill.framework_id, x.skill.position, x.skill.pk))


def _by_subject(lines: list[SkillLine]) -> list[tuple[str, list[SkillLine]]]:
    subjects: dict[str, list[SkillLine]] = {}
    for line in lines:
        subjects.setdefault(line.skill.subject, []).append(line)
    return list(subjects.items())


def _signals(reads: ReadBook, person: Person) -> list[Signal]:
    live = SEE_EPISODE.scoped(
        reads, lambda rows: rows.filter(person_id=person.pk).exclude(state="ended")
    ).listed()
    ownership = owners.of(live)
    adults = Person.objects.in_bulk([a for e in live if (a := ownership.owner(e))])
    return [
        Signal(
            e,
            words.of(e, person),
            adults.get(ownership.owner(e) or 0),
            ownership.owner(e) == reads.who.person,
        )
        for e in live
    ]
