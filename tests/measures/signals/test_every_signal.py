"""What holds for every signal in the registry, found there and not listed here."""

import ast
import dataclasses
from pathlib import Path

import pytest

import waypost.measures.signals as package
from waypost.measures.protocol import Signal, StudentView
from waypost.measures.registry import SIGNALS
from waypost.measures.signals.codes import CODES, because

from ..makers import context, history, school_days, view

every = pytest.mark.parametrize("signal", SIGNALS.values(), ids=SIGNALS)


def sources():
    return [ast.parse(path.read_text()) for path in Path(package.__file__).parent.glob("*.py")]


def test_the_registry_holds_signals():
    assert len(SIGNALS) >= 7
    assert len({signal.about.rank for signal in SIGNALS.values()}) == len(SIGNALS)


@every
def test_a_signal_keeps_to_the_protocol_and_says_all_about_itself(signal):
    assert isinstance(signal, Signal)
    about = dataclasses.asdict(signal.about)
    assert all(about[name] for name in ("name", "title", "question", "rule", "clears", "not_for", "sources"))
    assert not signal.about.private or signal.about.good_news
    texts = " ".join(str(about[name]) for name in ("title", "question", "rule", "clears", "not_for"))
    for word in ("at risk", "!", "mastery", "engagement"):
        assert word not in texts.lower()


@every
def test_every_setting_says_what_it_does_and_where_it_comes_from(signal):
    assert signal.settings.__dataclass_params__.frozen
    for field in dataclasses.fields(signal.settings):
        assert field.metadata["help"]
        assert field.metadata["source"]


@every
def test_a_student_of_whom_nothing_is_known_raises_nothing(signal):
    empty = StudentView({}, {}, context(school_days(10)))
    folded = view(history(), context(school_days(10)))
    assert [v for v in (*signal.decide(empty), *signal.decide(folded)) if v.position == "raise"] == []


def test_every_code_is_used_and_every_used_code_is_in_the_table():
    calls = [
        node
        for tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "because"
    ]
    used = {call.args[0].value for call in calls}
    assert used == set(CODES)
    for call in calls:
        assert {word.arg for word in call.keywords} == set(CODES[call.args[0].value])


def test_a_reason_with_a_missing_parameter_is_refused():
    with pytest.raises(ValueError, match="no_trace_since takes"):
        because("no_trace_since", day=3)
