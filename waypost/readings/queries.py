"""What other rooms read: readings and events, always within what the asker may see, and logged as read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Min, Q

from waypost.evidence.models import Iri
from waypost.measures.events import Flag, Kind
from waypost.measures.reading import Reading as Said
from waypost.school import identities
from waypost.trust import remember
from waypost.trust.access import ReadBook, Rule
from waypost.web.say import address_end

from . import asof
from .access import SEE_READING, SEE_SHARED_READING, students_of_staff
from .models import Cursor, Event, Reading

MASTERY = "mastery"
FEWEST_STUDENTS = 5  # an item is named as hard only where so many have tried it


def readings_of(reads: ReadBook, person_id: int, *, as_of: date | None = None) -> list[Reading]:
    """All readings of one student that the asker may see; as of a past day they are folded anew, and not stored."""
    now = SEE_SHARED_READING.scoped(
        reads, lambda rows: rows.filter(person_id=person_id).order_by("measure", "subject")
    ).read()
    return now if as_of is None else _as_of(reads, SEE_SHARED_READING, person_id, as_of)


def mastery_of(reads: ReadBook, person_ids: Sequence[int], *, as_of: date | None = None) -> list[Reading]:
    """The skill readings of some students; of more than one, without their details: a class has a thousand of them."""
    if as_of is not None:
        return [
            r
            for p in person_ids
            for r in _as_of(reads, SEE_SHARED_READING, p, as_of)
            if r.measure == MASTERY and r.subject
        ]
    ids = sorted(person_ids)
    light = ("detail", "series") if len(ids) > 1 else ()
    allowed = SEE_SHARED_READING.scoped(
        reads, lambda rows: rows.filter(person_id__in=ids, measure=MASTERY).exclude(subject=0).defer(*light)
    )
    return list(
        remember.once((MASTERY, reads.who, tuple(ids)), allowed.listed)
    )  # several panels ask the same


def measure_of(reads: ReadBook, measure: str, person_ids: Iterable[int]) -> list[Reading]:
    """One measure of the whole student, for some students."""
    ids = list(person_ids)
    return SEE_READING.scoped(
        reads, lambda rows: rows.filter(person_id__in=ids, measure=measure, subject=0)
    ).listed()


def last_day() -> date | None:
    """The last school day that was closed."""
    return Cursor.objects.filter(name="projector").values_list("last_day", flat=True).first()


def _as_of(reads: ReadBook, rule: Rule[Reading], person_id: int, day: date) -> list[Reading]:
    """Only the measures and skills that the asker may see today."""
    allowed = rule.rows(reads.who).filter(person_id=person_id)
    today = set(allowed.values_list("measure", "subject"))
    if not today:
        return []
    reads.note(rule, "read", [person_id])
    found = asof.readings_as_of(person_id, day)
    return [as_row(person_id, r) for r in found if (r.measure, r.subject) in today]


def as_row(person_id: int, said: Said) -> Reading:
    """A reading that is shown and not stored."""
    return Reading(
        person_id=person_id,
        measure=said.measure,
        subject=said.subject,
        value=said.value,
        low=said.low,
        high=said.high,
        n=said.n,
        as_of=date.fromordinal(said.as_of),
        state=said.state,
        detail=dict(said.detail),
        series=[list(point) for point in said.series],
    )


@dataclass(frozen=True, slots=True)
class HardItem:
    """An item that few get right at first."""

    name: str
    right: int
    tries: int


def hard_items(reads: ReadBook, person_ids: Sequence[int], most: int = 5) -> list[HardItem]:
    """The items with the smallest share right at each student's first try; only those that five students have tried."""
    allowed = set(students_of_staff(reads.who).filter(pk__in=list(person_ids)).values_list("pk", flat=True))
    mine = {k.identifier for known in identities.identifiers_of_all(allowed).values() for k in known}
    answers = Event.objects.filter(identifier_id__in=mine, kind=Kind.RESPONSE, voided=False, success__gte=0)
    items = (
        answers.annotate(no_item=F("flags").bitand(int(Flag.NO_ITEM)))
        .filter(no_item=0)
        .exclude(activity_id=0)
    )
    first = items.values("activity_id", "identifier_id").annotate(seq=Min("seq"))
    counted = (
        Event.objects.filter(seq__in=first.values("seq"))
        .values("activity_id")
        .annotate(tries=Count("seq"), right=Count("seq", filter=Q(success=1)))
        .filter(tries__gte=FEWEST_STUDENTS)
    )
    hardest = sorted(counted, key=lambda row: (row["right"] / row["tries"], -row["tries"]))[:most]
    names = {
        i.pk: i.name or address_end(i.iri)
        for i in Iri.objects.filter(pk__in=[r["activity_id"] for r in hardest])
    }
    return [HardItem(names[r["activity_id"]], r["right"], r["tries"]) for r in hardest]
