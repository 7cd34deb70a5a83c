"""What the school chooses about time and help: hours, numbers to call, how long something waits, ages. One place to read and set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any

from django.db import transaction

from waypost.school import consenting, of_age
from waypost.school.models import School
from waypost.trust import audit
from waypost.trust.consent.table import own_data_at
from waypost.trust.models import Setting

from . import helplines, hours
from .helplines import Line
from .services import safeguarding, talk


@dataclass(frozen=True, slots=True)
class Choices:
    """Hours of the school's day, school hours of patience, the school's own numbers, ages in years."""

    opens: time
    closes: time
    talk_hours: float
    concern_hours: float
    numbers: tuple[Line, ...]
    own_data: int
    of_age: int


def now() -> Choices:
    """What holds: what the school chose, else what Waypost begins with."""
    opens, closes = hours.opening()
    return Choices(
        opens,
        closes,
        talk.patience(),
        safeguarding.patience(),
        tuple(helplines.own()),
        consenting.own_data_years() or own_data_at(country()),
        of_age.years(),
    )


def country() -> str:
    return School.objects.values_list("country", flat=True).first() or ""


@transaction.atomic
def choose(wanted: Choices, account_id: int | None) -> list[str]:
    """Keep what is different; each change stands in the book of acts. Returns the names of what changed."""
    before, changed = now(), []
    kept: list[tuple[str, Any, Any]] = [
        (hours.SETTING, (before.opens, before.closes), (wanted.opens, wanted.closes)),
        (talk.HOURS, before.talk_hours, wanted.talk_hours),
        (safeguarding.HOURS, before.concern_hours, wanted.concern_hours),
        (helplines.SETTING, before.numbers, wanted.numbers),
        (consenting.OWN_DATA, before.own_data, wanted.own_data),
        (of_age.SETTING, before.of_age, wanted.of_age),
    ]
    for name, old, new in kept:
        if old != new:
            Setting.objects.update_or_create(pk=name, defaults={"value": _plain(new)})
            audit.act("setting.set", actor_id=account_id, object_kind="setting", object_id=name, detail={"value": _plain(new)})  # fmt: skip
            changed.append(name)
    return changed


def _plain(value: Any) -> Any:
    """As small JSON."""
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, Line):
        return [value.name, value.number]
    return [_plain(v) for v in value] if isinstance(value, tuple) else value
