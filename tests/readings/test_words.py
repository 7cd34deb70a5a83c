"""Every code that a signal may give has its sentence, in plain words and with the student's name."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.utils import translation

from tests.village import Village
from waypost.measures.registry import MEASURES, SIGNALS
from waypost.measures.signals.codes import CODES
from waypost.readings import signals, words
from waypost.readings.models import Episode

from .makers import skill, tool

FORBIDDEN = re.compile(r"mastery|engagement|at risk|!|posterior|%\(|None", re.IGNORECASE)


def values(code: str) -> dict[str, object]:
    """Likely parameters of a code."""
    sample: dict[str, object] = {
        "day": date(2026, 11, 20).toordinal(),
        "since": date(2026, 11, 2).toordinal(),
        "until": date(2026, 11, 9).toordinal(),
        "secure_since": date(2026, 9, 20).toordinal(),
        "skill": 1,
        "source": 1,
        "rise": 0.1,
        "state": "developing",
        "shared_device": True,
        "secure": True,
        "level": 1,
        "goal": 1,
        "usual": 1.5,
    }
    return {name: sample.get(name, 4) for name in CODES[code]}


@pytest.mark.parametrize("code", sorted(CODES))
def test_each_code_has_words_that_a_person_would_say(village: Village, code: str) -> None:
    skill()
    tool()
    said = words.sentence({"code": code, "params": values(code)}, "Mia")
    assert said
    assert said[0].isupper()
    assert said.endswith(".")
    assert not FORBIDDEN.search(said), said


@pytest.mark.parametrize("code", sorted(CODES))
def test_no_sentence_in_spanish_says_an_article_twice(village: Village, code: str) -> None:
    """A near day brings its own ("el jueves", "hoy"): "para el el jueves", "desde el ayer" are none."""
    skill()
    tool()
    with translation.override("es"):
        reason = {"code": code, "params": values(code)}
        told = [
            words.sentence(reason, "Mia"),
            *words.own_reasons(Episode(signal="off_pace", reasons=[reason])),
        ]
    for sentence in told:
        assert not re.search(r"\b(el|del|al) (el|hoy|ayer|mañana)\b", sentence), sentence


def test_no_words_are_kept_for_codes_that_nobody_says() -> None:
    assert set(words.WORDS) == set(CODES)


def test_what_a_child_told_one_adult_is_read_on_the_students_page_and_not_as_evidence(
    village: Village,
) -> None:
    episode = Episode(person_id=village.mia.pk, signal="low_pulse", subject=0)
    assert words.evidence_url(episode) == f"/students/{village.mia.pk}/#voice-pulse"


@pytest.mark.parametrize("signal", sorted(SIGNALS))
def test_each_signal_has_a_heading_and_its_evidence(village: Village, signal: str) -> None:
    episode = Episode(person_id=village.mia.pk, signal=signal, subject=skill().pk)
    assert "Mia" in words.heading(episode, "Mia")
    assert words.evidence_of(episode)[0] in MEASURES
    assert words.group_heading(signal, 4, skill())
    if SIGNALS[signal].about.good_news:
        assert "Mia" not in words.for_student(episode)


def test_a_reason_without_a_number_that_is_not_known_is_said_without_it(village: Village) -> None:
    open_gap = {
        "code": "source_silent",
        "params": {"source": 1, "since": date(2026, 11, 2).toordinal(), "until": None},
    }
    tool("Khan")
    assert words.sentence(open_gap, "Mia").startswith("No evidence from")
    assert signals.reason(None) is None
