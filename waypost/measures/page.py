"""docs/measures.md, written from the measures' own descriptions: `python -m waypost.measures.page`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from .figures import FIGURES
from .protocol import About, SignalAbout
from .registry import MEASURES, SIGNALS

#: Which fields of a description are words for people (states apart).
ABOUT_TEXTS = (
    "title", "question", "goes_in", "how", "formula", "how_sure", "not_for", "estimand", "reference",
)  # fmt: skip
SIGNAL_TEXTS = ("title", "question", "rule", "clears", "not_for")

HEAD = """# Measures and signals

Written from the code by `python -m waypost.measures.page`; a test holds the two together. In Waypost the same texts stand on *How we know*.
"""


def markdown() -> str:
    """The whole page."""
    parts = [HEAD]
    parts += ["\n".join(_measure(m.about, m.settings)) for m in MEASURES.values()]
    parts += ["# Figures of groups and trials\n"]
    parts += ["\n".join(_measure(about, settings)) for about, settings in FIGURES.values()]
    parts += ["# Signals\n"]
    parts += ["\n".join(_signal(s.about, s.settings)) for s in SIGNALS.values()]
    return "\n".join(parts).rstrip() + "\n"


def texts() -> Iterator[tuple[str, str]]:
    """(text, file it stands in) of every word that *How we know* shows: what `web.messages` collects for translators."""
    for measure in MEASURES.values():
        place = _place(measure)
        yield from ((getattr(measure.about, name), place) for name in ABOUT_TEXTS)
        yield from ((meaning, place) for meaning in measure.about.states.values())
        yield str(measure.about.proof), "measures/protocol.py"
        yield from _helps(measure.settings, place)
    for about, settings in FIGURES.values():
        place = _place(settings)
        yield from ((getattr(about, name), place) for name in ABOUT_TEXTS)
        yield from ((meaning, place) for meaning in about.states.values())
        yield str(about.proof), "measures/protocol.py"
        yield from _helps(settings, place)
    for signal in SIGNALS.values():
        place = _place(signal)
        yield from ((getattr(signal.about, name), place) for name in SIGNAL_TEXTS)
        yield from _helps(signal.settings, place)


def _place(thing: object) -> str:
    return type(thing).__module__.removeprefix("waypost.").replace(".", "/") + ".py"


def _helps(settings: Any, place: str) -> Iterator[tuple[str, str]]:
    for one in fields(settings):
        if one.metadata.get("help"):
            yield one.metadata["help"], place


def _measure(about: About, settings: Any) -> Iterator[str]:
    yield f"## {about.title} (`{about.name}`)\n\n*{about.question}*\n"
    yield f"{about.how}\n"
    yield f"- **Goes in:** {about.goes_in}"
    yield f"- **Formula:** {about.formula}"
    yield f"- **How sure:** {about.how_sure}"
    yield f"- **Not for:** {about.not_for}"
    yield f"- **Estimand:** {about.estimand}"
    yield f"- **Proof:** {about.proof}. Checked against: {about.reference}"
    yield from (f"- **{state}:** {words}" for state, words in about.states.items())
    yield from _settings(settings)
    yield from (f"- Source: {source}" for source in about.sources)
    yield ""


def _signal(about: SignalAbout, settings: Any) -> Iterator[str]:
    yield f"## {about.title} (`{about.name}`)\n\n*{about.question}*\n"
    yield f"{about.rule}\n"
    yield f"- **Ends:** {about.clears}"
    yield f"- **Not for:** {about.not_for}"
    yield f"- **Goes to:** the {about.owner}" + (" (good news)" if about.good_news else "")
    yield from _settings(settings)
    yield from (f"- Source: {source}" for source in about.sources)
    yield ""


def _settings(settings: Any) -> Iterator[str]:
    yield "\n| setting | default | what it is |\n|---|---|---|"
    for one in fields(settings):
        value = getattr(settings, one.name)
        low, high = one.metadata.get("low"), one.metadata.get("high")
        bounds = f" A school may choose {low} to {high}." if low is not None else ""
        yield f"| {one.name} | {value} | {one.metadata.get('help', '')}{bounds} |"
    yield ""


if __name__ == "__main__":
    sys.stdout.write(markdown())
