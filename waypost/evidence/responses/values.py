"""Cells as values. Each reader returns None where the cell is empty and raises ValueError with a sentence where it is odd."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from waypost.school import clock

from ..statements import RefusedStatement, milliseconds_of

RIGHT = frozenset({"1", "1.0", "true", "t", "yes", "y", "correct", "right", "pass"})
WRONG = frozenset({"0", "0.0", "false", "f", "no", "n", "incorrect", "wrong", "fail"})
EMPTY = frozenset({"", ".", "na", "n/a", "nan", "null", "none", "-"})
LONGEST_DURATION = 24 * 3_600_000  # a longer one is a clock left running: unknown, not refused


def right_or_wrong(text: str) -> bool | None:
    plain = text.strip().casefold()
    if plain in RIGHT:
        return True
    if plain in WRONG:
        return False
    if plain in EMPTY:
        return None
    raise ValueError(_("“%(value)s” says neither right nor wrong; write 1 or 0.") % {"value": text[:40]})


def number(text: str) -> float | None:
    plain = text.strip().casefold()
    if plain in EMPTY:
        return None
    try:
        value = float(plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain)
    except ValueError:
        raise ValueError(_("“%(value)s” is no number.") % {"value": text[:40]}) from None
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(_("“%(value)s” is no number.") % {"value": text[:40]})
    return value


def share(text: str, full: float) -> float | None:
    """A score as a share of full marks, 0..1."""
    percent = text.strip().endswith("%")
    value = number(text.strip().rstrip("%"))
    if value is None:
        return None
    value /= 100 if percent else full
    if not 0 <= value <= 1:
        words = _("The score %(value)s lies outside 0 to %(full)g. If full marks are more, say how many.")
        raise ValueError(words % {"value": text[:40], "full": full})
    return value


def whole(text: str) -> int | None:
    value = number(text)
    return None if value is None else int(value)


def duration(text: str, unit: float) -> int | None:
    """Milliseconds; `unit` is how many of them the file's unit has. Negative or absurd ones are unknown."""
    value = number(text)
    if value is None or not 0 <= value * unit <= LONGEST_DURATION:
        return None
    return round(value * unit)


def time(text: str, form: str = "", zone: ZoneInfo | None = None) -> int | None:
    """Milliseconds since 1970 UTC. Without a zone it is the school's own time (or `zone`'s)."""
    plain = text.strip()
    if plain.casefold() in EMPTY:
        return None
    if form:
        try:
            return _ms(datetime.strptime(plain, form), zone)  # noqa: DTZ007 (the zone comes next)
        except ValueError:
            raise ValueError(
                _("“%(value)s” is not written as %(form)s.") % {"value": text[:40], "form": form}
            ) from None
    if plain.replace(".", "", 1).isdecimal() and len(plain.partition(".")[0]) >= 9:
        value = float(plain)
        return round(value if value > 1e11 else value * 1000)
    if plain[10:11] in ("T", " ") and plain[-1] in "Zz":
        try:
            return milliseconds_of(plain.replace(" ", "T"))
        except RefusedStatement:
            pass
    try:
        return _ms(datetime.fromisoformat(plain), zone)
    except ValueError:
        words = _("“%(value)s” cannot be read as a time; write it like 2026-11-23 08:04:00.")
        raise ValueError(words % {"value": text[:40]}) from None


@lru_cache(maxsize=64)
def zone_named(name: str) -> ZoneInfo | None:
    """A time zone by its name, such as US/Eastern; None where there is none."""
    try:
        return ZoneInfo(name.strip())
    except (ValueError, OSError, KeyError):
        return None


def _ms(value: datetime, zone: ZoneInfo | None) -> int:
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone or clock.zone())
    return clock.milliseconds(value.astimezone(UTC))


def skills(text: str) -> tuple[str, ...]:
    """Skill values of one cell: several are set apart by ~~ or ;"""
    if "~~" in text:
        parts = text.split("~~")
    elif ";" in text:
        parts = text.split(";")
    else:
        plain = text.strip()
        return () if plain.casefold() in EMPTY else (plain,)
    return tuple(dict.fromkeys(p.strip() for p in parts if p.strip().casefold() not in EMPTY))
