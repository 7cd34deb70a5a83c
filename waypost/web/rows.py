"""A row of any table as people read it: what each field says, days and moments, yes and no.

The pages of an access request show rows so, to whoever decides about them and to whoever gets them: both read the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from . import say
from .row_words import FIELDS, SILENT, WORDS, Word

WITH_YEAR = date.min  # a day of another year is said with its year
_local: Callable[[datetime], datetime] = lambda at: at  # noqa: E731


def use(local: Callable[[datetime], datetime]) -> None:
    """How an instant is told here: the school lends its own time when the apps are ready."""
    global _local
    _local = local


Teller = Callable[[Mapping[str, Any]], list[tuple[str, str]]]
_words: dict[str, Word] = dict(WORDS)
TOLD: dict[str, Teller] = {}  # by table


def say_field(where: str, word: Word) -> None:
    """How a code is said: of a field of that name everywhere ("signal"), or of one table's ("readings.Reading.state")."""
    _words[where] = word


def say_row(table: str, teller: Teller) -> None:
    """How a row of a table is told whose fields mean nothing one by one."""
    TOLD[table] = teller


def has_words(table: str, field: str) -> bool:
    return f"{table}.{field}" in _words or field in _words


def row(values: Mapping[str, Any], table: str = "") -> list[tuple[str, str]]:
    """(field in words, value in words); fields of one name are one line."""
    if table in TOLD:
        return [(name, words) for name, words in TOLD[table](values) if words]
    told: dict[str, list[str]] = defaultdict(list)
    for name, value in _flat(values):
        words = "" if name in SILENT else _told(table, name, value)
        if words:
            told[name_of(name)].append(words)
    return [(name, ", ".join(words)) for name, words in told.items()]


def _flat(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """A row that keeps what it says under one field ("values") says each of it by its own name."""
    for name, value in values.items():
        if name == "values" and isinstance(value, dict):
            yield from value.items()
        else:
            yield name, value


def name_of(field: str) -> str:
    return str(FIELDS.get(field, field.replace("_", " ")))


def _told(table: str, name: str, value: Any) -> str:
    word = _words.get(f"{table}.{name}") or _words.get(name)
    if word is not None and isinstance(value, str | int):
        return word(value)
    return _choice(table, name, value) or said(value)


def _choice(table: str, name: str, value: Any) -> str:
    """What a form calls it, where there was a choice."""
    if not table or not isinstance(value, str | int) or isinstance(value, bool):
        return ""
    fields = {f.name: f for f in apps.get_model(table)._meta.concrete_fields}
    chosen = dict(fields[name].flatchoices) if name in fields and fields[name].choices else {}
    return str(chosen.get(value, ""))


def said(value: Any) -> str:
    """A value as people say it: days and moments, yes and no, lists."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return _day(value) or value
    if isinstance(value, float):
        return say.number(round(value, 2))
    if isinstance(value, list):
        return ", ".join(said(v) for v in value)
    if isinstance(value, dict):
        return ", ".join(f"{FIELDS.get(k, k)}: {said(v)}" for k, v in value.items())
    return str(value)


def _day(text: str) -> str:
    """An ISO day or moment in words, "" for anything else."""
    try:
        if len(text) == 10:
            return say.short_day(date.fromisoformat(text), WITH_YEAR)
        at = datetime.fromisoformat(text) if len(text) > 18 and text[4:5] == "-" else None
    except ValueError:
        return ""
    if at is None or at.tzinfo is None:
        return ""
    here = _local(at)
    return _("%(day)s, %(time)s") % {
        "day": say.short_day(here.date(), WITH_YEAR),
        "time": say.clock_time(here),
    }
