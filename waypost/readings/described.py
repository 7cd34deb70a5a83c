"""Descriptions of measures and signals in the reader's language. They are written in English in `measures`, which knows
no translation; `web.messages` collects them from `measures.page.texts`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from django.utils.translation import gettext

from waypost.measures.page import ABOUT_TEXTS, SIGNAL_TEXTS
from waypost.measures.protocol import About, SignalAbout


@dataclass(frozen=True, slots=True)
class Number:
    """A setting of a measure: its value in force, what it does, where it comes from."""

    name: str
    value: Any
    help: str
    source: str
    shipped: Any = None  # where the school chose another: what Waypost ships


def measure(about: About) -> About:
    """The description of a measure, said in the language in force."""
    texts: dict[str, Any] = {name: gettext(getattr(about, name)) for name in ABOUT_TEXTS}
    states = {state: gettext(meaning) for state, meaning in about.states.items()}
    return replace(about, **texts, states=states)


def signal(about: SignalAbout) -> SignalAbout:
    """The description of a signal, said in the language in force."""
    texts: dict[str, Any] = {name: gettext(getattr(about, name)) for name in SIGNAL_TEXTS}
    return replace(about, **texts)


def title(about: About | SignalAbout) -> str:
    return gettext(about.title)


def numbers(settings: Any) -> Iterator[Number]:
    """The settings object of a measure or signal, as it is in force."""
    for one in fields(settings):
        meta, value = one.metadata, getattr(settings, one.name)
        yield Number(
            one.name,
            value,
            gettext(meta["help"]) if meta.get("help") else "",
            meta.get("source", ""),
            one.default if value != one.default else None,
        )
