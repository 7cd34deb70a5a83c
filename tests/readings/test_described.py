"""How we know speaks the reader's language, though measures know no translation."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from django.utils import translation

from waypost.measures import page
from waypost.measures.registry import MEASURES, SIGNALS
from waypost.readings import described
from waypost.web.catalogs import LANGUAGES
from waypost.web.messages import Text, collect

#: The same in every language: names of functions.
SAME = {"scipy.stats.entropy"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_every_description_is_said_in_the_readers_language(language: str) -> None:
    with translation.override(language):
        for measure in MEASURES.values():
            said = described.measure(measure.about)
            for name in page.ABOUT_TEXTS:
                english = getattr(measure.about, name)
                assert getattr(said, name) != english or english in SAME, (measure.about.name, name)
            assert set(said.states) == set(measure.about.states)
            assert not set(said.states.values()) & set(measure.about.states.values())
        for signal in SIGNALS.values():
            told = described.signal(signal.about)
            assert all(getattr(told, n) != getattr(signal.about, n) for n in page.SIGNAL_TEXTS)
            assert (told.owner, told.rank, told.sources) == (
                signal.about.owner,
                signal.about.rank,
                signal.about.sources,
            )
        for thing in (*MEASURES.values(), *SIGNALS.values()):
            english = {n.name: n.help for n in described.numbers(thing.settings)}
            assert all(english.values())


def test_in_english_a_description_is_what_the_code_says() -> None:
    assert asdict(described.measure(MEASURES["mastery"].about)) == asdict(MEASURES["mastery"].about)


def test_the_collector_finds_the_descriptions_with_the_file_they_stand_in() -> None:
    found = collect()
    stuck = SIGNALS["stuck"].about
    assert found[Text(stuck.rule)] == ["measures/signals/stuck.py"]
    assert found[Text(MEASURES["pulse"].about.states["new"])] == ["measures/pulse.py"]
    assert all(Text(text) in found for text, _ in page.texts())
