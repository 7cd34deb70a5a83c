"""Columns that every table of readings takes along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from waypost.readings.models import Reading
from waypost.web.export import Column


def columns_of(reading: Callable[[Any], Reading]) -> list[Column]:
    """State, value, interval, evidence and day of the reading that `reading` finds in a row."""
    return [
        Column(_("state"), lambda row: reading(row).state),
        Column(_("value"), lambda row: reading(row).value, "number"),
        Column(_("low"), lambda row: reading(row).low, "number"),
        Column(_("high"), lambda row: reading(row).high, "number"),
        Column(_("pieces of evidence"), lambda row: reading(row).n, "number"),
        Column(_("as of"), lambda row: reading(row).as_of, "date"),
    ]
