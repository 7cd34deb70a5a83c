"""Whom a consent is about: age and guardians, as the school knows them. Trust knows no room: `school` lends the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from .. import ages, clock
from .table import OF_AGE, Band, band_of


@dataclass(frozen=True, slots=True)
class Subject:
    """`guardians` are those who hold the right to consent today, `family` all whom the school has as a guardian, whatever
    their right and even while it is pending; `grown` is for staff and guardians themselves."""

    birth: date | None = None
    guardians: frozenset[int] = field(default_factory=frozenset)
    family: frozenset[int] = field(default_factory=frozenset)
    country: str = ""
    of_age: int = OF_AGE
    grown: bool = False
    own_data: int | None = None  # the age that the school set, where it isn't the country's

    def band(self, day: date) -> Band:
        if self.grown:
            return Band.ADULT
        age = None if self.birth is None else ages.age_on(self.birth, day)
        return band_of(age, self.country, self.of_age, self.own_data)


Ask = Callable[[Iterable[int]], Mapping[int, Subject]]
_asked: Ask = lambda ids: {}  # noqa: E731
_day: Callable[[], date] = lambda: clock.now().date()  # noqa: E731
_end: Callable[[date], datetime] = lambda d: datetime.combine(d + timedelta(days=1), time(), UTC)  # noqa: E731


def install(ask: Ask, today: Callable[[], date], end_of: Callable[[date], datetime]) -> None:
    """`ask` gives ages and guardians for person ids; `today` the school's own date, `end_of` the instant a day ends."""
    global _asked, _day, _end
    _asked, _day, _end = ask, today, end_of


def end_of(day: date) -> datetime:
    return _end(day)


def of(person_ids: Iterable[int]) -> dict[int, Subject]:
    """Everybody asked for; somebody whom the school doesn't know is a child without guardians: nobody can say yes."""
    ids = set(person_ids)
    known = _asked(ids)
    return {i: known.get(i, Subject()) for i in ids}


def today() -> date:
    return _day()
