"""What the pages of this room read, through its rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
from django.db.models import Max

from waypost.readings import words
from waypost.readings.access import SEE_EPISODE
from waypost.readings.models import Episode
from waypost.school import calendar, clock
from waypost.school.models import Person
from waypost.school.queries import enrolled_since, home_students_of, names_of
from waypost.trust.access import ReadBook

from ..access import (
    CELEBRATE,
    OWN_CELEBRATION,
    READ_THANKS,
    SEE_CELEBRATION,
    SEE_CERTIFICATE,
    SENT_THANKS,
    classmates_of,
)
from ..models import Celebration, CelebrationKind, Certificate, NoThanks, Thanks
from ..services.celebrations import EPISODE, usual_of

QUIET_DAYS = 20  # school days (MEASURES, Recognition)
EARLY = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Shown:
    """A celebration as a page shows it."""

    row: Celebration
    whose: str
    giver: str
    mine: bool
    from_peer: bool


@dataclass(frozen=True, slots=True)
class Milestone:
    """Good news that waits for a person to give it, with the facts that the measure found."""

    episode: Episode
    person: Person
    heading: str
    facts: list[str]
    private: bool


@dataclass(frozen=True, slots=True)
class Proud:
    """A student's own page."""

    mine: list[Shown]
    in_class: list[Shown]
    certificates: list[Certificate]
    usual: str
    not_from: list[tuple[int, str]]
    sent: list[tuple[Thanks, str]]


def celebrations_of(reads: ReadBook, person_id: int, most: int | None = None) -> list[Shown]:
    """A student's celebrations that the asker may see, newest first."""
    rows = SEE_CELEBRATION.scoped(
        reads, lambda rows: rows.filter(person_id=person_id).order_by("-given", "-pk")[:most]
    ).read()
    return _shown(reads, rows)


def _shown(reads: ReadBook, rows: Iterable[Celebration]) -> list[Shown]:
    rows = list(rows)
    names = said_of(reads, {c.giver_id for c in rows} | {c.person_id for c in rows})
    own = set(
        OWN_CELEBRATION.rows(reads.who).filter(pk__in=[c.pk for c in rows]).values_list("pk", flat=True)
    )
    return [
        Shown(
            c,
            names.get(c.person_id, ""),
            names.get(c.giver_id, ""),
            c.pk in own,
            c.kind == CelebrationKind.THANKS,
        )
        for c in rows
    ]


def proud(reads: ReadBook, person: Person) -> Proud:
    """All that the student's own page shows."""
    peers = list(classmates_of(reads.who).values_list("person", flat=True))
    around = SEE_CELEBRATION.scoped(
        reads, lambda rows: rows.filter(person_id__in=peers).order_by("-given", "-pk")[:12]
    ).read()
    blocked = list(NoThanks.objects.filter(person_id=person.pk).values_list("not_from_person_id", flat=True))
    sent: list[Thanks] = SENT_THANKS.scoped(reads, lambda rows: rows.order_by("-written", "-pk")[:12]).read()
    names = said_of(reads, {*blocked, *(t.to_person_id for t in sent)})
    return Proud(
        mine=celebrations_of(reads, person.pk),
        in_class=_shown(reads, around),
        certificates=certificates_of(reads, person.pk),
        usual=usual_of(person.pk),
        not_from=[(pk, names.get(pk, "")) for pk in blocked],
        sent=[(t, names.get(t.to_person_id, "")) for t in sent],
    )


def classmates(reads: ReadBook) -> list[tuple[int, str]]:
    """Whom a student may thank: those who share a class today."""
    ids = set(classmates_of(reads.who).values_list("person", flat=True))
    return sorted(said_of(reads, ids).items(), key=lambda pair: pair[1])


def said_of(reads: ReadBook, person_ids: Iterable[int]) -> dict[int, str]:
    """Names as the asker may read them: the school's adults whole ones; students and families call a classmate "Leo P."."""
    people = Person.objects.in_bulk(list(person_ids))
    if reads.who.is_staff:
        return {pk: p.name for pk, p in people.items()}
    return {pk: p.name if p.kind != "student" else _short(p) for pk, p in people.items()}


def _short(person: Person) -> str:
    return f"{person.called} {person.family_name[:1]}.".replace(" .", "")


def milestones(reads: ReadBook, people: Mapping[int, Person]) -> list[Milestone]:
    """Good news of these students that nobody has given yet, newest first."""
    rows = SEE_EPISODE.scoped(
        reads,
        lambda rows: rows.filter(person_id__in=list(people), good_news=True, state="open").order_by(
            "-opened", "-pk"
        ),
    ).read()
    given = set(
        Celebration.objects.filter(
            ref_kind=EPISODE, ref_id__in=[e.pk for e in rows], taken_back=None
        ).values_list("ref_id", flat=True)
    )
    return [milestone(e, people[e.person_id]) for e in rows if e.pk not in given]


def milestone(episode: Episode, person: Person) -> Milestone:
    said = words.of(episode, person)
    return Milestone(episode, person, said.heading, [s for s in said.reasons if s], words.is_private(episode))


def waiting_thanks(reads: ReadBook) -> list[tuple[Thanks, str, str]]:
    """Thanks that wait for an adult, the oldest first: (thanks, from, to)."""
    rows: list[Thanks] = READ_THANKS.scoped(reads, lambda rows: rows.order_by("written", "pk")).read()
    names = names_of({p for t in rows for p in (t.from_person_id, t.to_person_id)})
    return [(t, names.get(t.from_person_id, ""), names.get(t.to_person_id, "")) for t in rows]


def thanks_waiting(reads: ReadBook) -> int:
    return READ_THANKS.rows(reads.who).count()


def not_celebrated(reads: ReadBook, adult: int) -> list[Person]:
    """Home students whom nobody has celebrated for 20 school days, longest first. For the home adult alone.

    Who has been here for less than that isn't named yet.
    """
    students = home_students_of(adult)
    ids = [s.pk for s in students]
    allowed = set(CELEBRATE.open_rows(reads.who).filter(pk__in=ids).values_list("pk", flat=True))
    last = dict(
        Celebration.objects.filter(person_id__in=ids, taken_back=None)
        .values("person_id")
        .annotate(at=Max("given"))
        .values_list("person_id", "at")
    )
    here = enrolled_since(ids)
    bound = _long_ago()
    found = []
    for s in students:
        since = clock.local(last[s.pk]).date() if s.pk in last else _began(here.get(s.pk))
        if s.pk in allowed and since is not None and since <= bound:
            found.append((since, s))
    people = [s for _since, s in sorted(found, key=lambda pair: (pair[0], pair[1].pk))]
    reads.note(CELEBRATE, "listed", [p.pk for p in people])
    return people


def celebrated(people: Iterable[int]) -> dict[int, float]:
    """1.0 for who was celebrated in the last 20 school days, else 0.0: for figures about groups, from releases alone."""
    since = datetime.combine(_long_ago() + timedelta(days=1), time.min, clock.zone())
    found = set(
        Celebration.objects.filter(taken_back=None, given__gte=since).values_list("person_id", flat=True)
    )
    return {person: float(person in found) for person in people}


def _long_ago() -> date:
    """Who was last celebrated on this day or before has been without for more than 20 school days."""
    days = calendar.school_days()
    at = int(np.searchsorted(days, clock.today().toordinal(), side="right")) - QUIET_DAYS - 1
    return date.fromordinal(int(days[at])) if at >= 0 else EARLY


def _began(ordinal: int | None) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None


def certificates_of(reads: ReadBook, person_id: int) -> list[Certificate]:
    return SEE_CERTIFICATE.scoped(
        reads, lambda rows: rows.filter(person_id=person_id, revoked=None).order_by("-made", "-pk")
    ).read()
