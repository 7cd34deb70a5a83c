"""Sheets of paper: for whom one is printed, and whose may be typed in. Who objects stands on no list (TRUST 14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from waypost.school.grounds import live_links
from waypost.school.models import Person
from waypost.trust.access import ReadBook

from .. import asked
from ..access.surveys import SEE_ASKED
from ..models import People, Wave


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet to print; `name` "": blank."""

    language: str
    name: str = ""
    home_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OnPaper:
    """Somebody who is asked on paper. `home_of`: "Mia (7B)", whose families a sheet goes to; `language`: of the sheet."""

    person: Person
    home_of: tuple[str, ...] = ()
    language: str = "en"

    @property
    def sheet(self) -> Sheet:
        return Sheet(self.language, self.person.name, self.home_of)

    @property
    def label(self) -> str:
        return f"{self.person.name} · {', '.join(self.home_of)}" if self.home_of else self.person.name


def asked_by_name(reads: ReadBook, wave: Wave, unit: str | None = None) -> list[OnPaper]:
    """Whom a round asks, as far as this person reads names: families by their children, everybody else by name.

    Where names stand with the answers, those who have answered are left out. Of an anonymous round nobody is: who has
    answered is not shown.
    """
    rows = wave.invited if unit is None else wave.invited.filter(unit=unit)
    if not wave.anonymous:
        rows = rows.filter(answered=False)
    ids = {
        row.person_id
        for row in SEE_ASKED.scoped(
            reads, lambda seen: seen.filter(pk__in=rows.values("pk")).order_by("person_id")
        ).listed()
    }
    ids -= asked.objecting(wave.survey, ids)
    homes = _homes(wave, ids) if wave.survey.people == People.HOMES else {}
    here = (translation.get_language() or "en").partition("-")[0]
    known = dict(settings.LANGUAGES)
    found = [
        OnPaper(p, tuple(homes.get(p.pk, ())), p.language if p.language in known else here)
        for p in Person.objects.filter(pk__in=ids)
    ]
    return sorted(found, key=lambda one: (one.home_of, one.person.name, one.person.pk))


def _homes(wave: Wave, guardians: Collection[int]) -> dict[int, list[str]]:
    """Guardian -> the children for whom the guardian is asked, with their classes."""
    students = asked.pupils_of(wave.survey)
    rooms = asked.rooms_of(list(students))
    links = live_links().filter(guardian__in=list(guardians), student__in=list(students), see=True)
    found: dict[int, list[str]] = defaultdict(list)
    for link in links.select_related("student").order_by("student__given_name", "student_id"):
        room = rooms.get(link.student_id, "")
        name = f"{link.student.called} ({room})" if room else link.student.called
        if name not in found[link.guardian_id]:
            found[link.guardian_id].append(name)
    return found
