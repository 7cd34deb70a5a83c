"""From a seed to a folder."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from . import growth, scripted, stories, tried
from .attend import missed
from .calendar import CLOCK, FIRST_DAY, HOLIDAY, OUTAGE, SESSIONS, SNOW_DAY, TIME_ZONE, days, moment, off
from .cast import KNOWN, assemble
from .events import Answer, Visit
from .evidence import Term
from .learners import draw
from .paper import Mark
from .people import DOMAIN, SCHOOL, Guardian, School, Staff, Student
from .sources import sources
from .talks import Around, around
from .truth import Truth
from .writers import datashop, live, responses, roster, statements
from .writers import school as tables

MOST_STATEMENTS = 30_000


@dataclass(slots=True)
class _Term:
    """What all students left behind, in order of time."""

    answers: list[Answer] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    missed: dict[str, dict[date, str]] = field(default_factory=dict)


def build(folder: Path | str, seed: int = 7, size: float = 1.0) -> Truth:
    """Write the demonstration school into `folder` (made if missing) and return what is true of it.

    `size` 1 is ten homerooms of about 24; .1 is 7B alone. The same seed and size give the same bytes everywhere.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    truth, school = _begun(seed, size, target)
    term = _live(truth, school)
    happened = around(truth, school)
    _write(truth, school, term, happened)
    return truth


def lived(seed: int, size: float = 1.0) -> tuple[Truth, _Term]:
    """The same term without a file: for checks of a figure against what students did."""
    truth, school = _begun(seed, size, Path())
    return truth, _live(truth, school)


def _begun(seed: int, size: float, folder: Path) -> tuple[Truth, School]:
    truth = Truth(seed, size, CLOCK, TIME_ZONE, folder, sources=sources())
    school = assemble(seed, size)
    _name(truth, school)
    stories.tell(truth, school)
    truth.tried = tried.begins(sorted(set(truth.homerooms.values())))
    return truth, school


def _name(truth: Truth, school: School) -> None:
    everybody: list[Student | Staff | Guardian] = [*school.students, *school.staff, *school.guardians]
    for person in everybody:
        truth.names[person.id] = f"{person.given} {person.family}"
        if not isinstance(person, Staff):
            truth.languages[person.id] = person.language
    for student in school.students:
        truth.groups[student.id] = student.sex
        truth.homerooms[student.id] = student.homeroom
        truth.home_adults[student.id] = school.home_adult(student).id


def _live(truth: Truth, school: School) -> _Term:
    term = _Term()
    known = {(k[1], k[2]) for k in KNOWN}
    for student in school.students:
        by_name = (student.given, student.family) in known
        learner = draw(truth.seed, student)
        if by_name:
            learner = scripted.learner(student, learner)
        elif student.id in truth.only_from:
            learner.work = stories.KEEN
        truth.learners[student.id] = learner
        term.missed[student.id] = missed(truth, student, by_name)
        one = Term(truth, student, learner, set(term.missed[student.id]), by_name)
        life = one.run()
        term.answers += life.answers
        term.visits += life.visits
        truth.worked[student.id] = [day for day in life.worked if day < CLOCK.date()]
        term.marks += life.marks
    term.answers.sort(key=_when)
    term.visits.sort(key=_when)
    term.marks.sort(key=_when)
    return term


def _when(event: Answer | Visit | Mark) -> tuple[date, float, str]:
    return event.day, event.second, event.student


def _write(truth: Truth, school: School, term: _Term, happened: Around) -> None:
    folder, counts, sources = truth.folder, truth.counts, truth.sources
    counts |= {f"roster.zip/{name}": n for name, n in roster.write(folder / "roster.zip", school).items()}
    counts["school_days.csv"] = tables.school_day_table(folder / "school_days.csv")
    counts["attendance.csv"] = tables.attendance(folder / "attendance.csv", school, term.missed)
    counts["growth.csv"], truth.growth = growth.write(folder / "growth.csv", truth.seed, school)
    counts["skills.csv"] = tables.skill_table(folder / "skills.csv")
    counts["alignment.csv"] = tables.alignment_table(folder / "alignment.csv", truth)
    counts["identities.csv"] = tables.identities(folder / "identities.csv", truth)
    counts |= tables.rooms(folder / "rooms", happened)
    _write_evidence(truth, school, term, happened)
    for source in sources.values():
        source.rows = counts[source.file]
    _json(folder / "calendar.json", _calendar())
    _json(folder / "truth.json", truth.as_json())


def _write_evidence(truth: Truth, school: School, term: _Term, happened: Around) -> None:
    folder, counts = truth.folder, truth.counts
    past = [a for a in term.answers if a.day < CLOCK.date()]
    by_source = {slug: [a for a in past if a.source == slug] for slug in ("khan", "lumen", "moodle")}
    mails = {s.id: s.email for s in school.students}
    counts["responses-khan.csv"] = responses.practice(folder / "responses-khan.csv", by_source["khan"], mails)
    counts["responses-paper.csv"] = responses.paper(folder / "responses-paper.csv", term.marks)
    counts["datashop-lumen.txt"] = datashop.write(
        folder / "datashop-lumen.txt", by_source["lumen"], truth.homerooms
    )
    stream = live.Stream(truth, mails)
    platform = _platform(by_source["moodle"], [v for v in term.visits if v.day < CLOCK.date()])
    sent = _thinned([e for e in platform if _before_outage(e)], MOST_STATEMENTS - len(happened.asks))
    counts["statements.ndjson"] = statements.write(
        folder / "statements.ndjson", (stream.say(event) for event in sent)
    )
    asking = stream.sender("askbox")
    counts["statements-askbox.ndjson"] = statements.write(
        folder / "statements-askbox.ndjson", (asking.asked(ask) for ask in happened.asks)
    )
    late = [e for e in platform if not _before_outage(e)]
    coming = _platform(
        [a for a in term.answers if a.day >= CLOCK.date()], [v for v in term.visits if v.day >= CLOCK.date()]
    )
    counts["live.ndjson"] = statements.write(folder / "live.ndjson", stream.lines(late, coming))


def _before_outage(event: Answer | Visit) -> bool:
    began = OUTAGE[0]
    return event.day < began.date() or (event.day == began.date() and moment(event.day, event.second) < began)


def _thinned(events: list[Answer | Visit], most: int) -> list[Answer | Visit]:
    """A school much larger than the default would send more than is meant to go over HTTP: then evenly fewer."""
    share = max(1.0, len(events) / most)
    return [events[int(place * share)] for place in range(min(most, len(events)))]


def _platform(answers: list[Answer], visits: list[Visit]) -> list[Answer | Visit]:
    return sorted([*answers, *visits], key=_when)


def _calendar() -> dict[str, object]:
    return {
        "school": SCHOOL,
        "domain": DOMAIN,
        "time_zone": TIME_ZONE,
        "clock": CLOCK,
        "sessions": [
            {"id": s.sourced_id, "title": s.title, "type": s.kind, "start": s.start, "end": s.end}
            for s in SESSIONS
        ],
        "days_off": [
            {"date": day, "title": off(day)}
            for day in days(FIRST_DAY, CLOCK.date())
            if day.weekday() < 5 and off(day)
        ],
        "holiday": HOLIDAY,
        "closure": SNOW_DAY,
    }


def _json(path: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1, default=_plain)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a JSON file")
