"""The verbs: each of ours has an audience, and docs/evidence.md says what the code says."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from waypost.evidence import vocabulary
from waypost.evidence.models import Audience
from waypost.evidence.statements import rules

DOCS = Path(__file__).parents[2] / "docs" / "evidence.md"


def test_every_verb_of_ours_has_an_audience() -> None:
    """TRUST 6: "a new verb without an audience fails the suite"."""
    ours = [v for v in vocabulary.VERBS.values() if v.ours]
    assert len(ours) > 5
    assert [v.iri for v in ours if v.audience is None] == []


def test_foreign_verbs_are_public_to_tools() -> None:
    assert {vocabulary.audience_of(v.iri) for v in vocabulary.VERBS.values() if not v.ours} == {
        Audience.PUBLIC_TO_TOOLS
    }
    assert vocabulary.audience_of("https://tool.example/verbs/juggled") == Audience.PUBLIC_TO_TOOLS


def test_the_document_holds_the_table_of_the_code() -> None:
    assert vocabulary.table() in DOCS.read_text(), f"put this table there:\n{vocabulary.table()}"


def test_the_document_names_every_extension() -> None:
    text = DOCS.read_text()
    mine = [
        v
        for k, v in vars(vocabulary).items()
        if k.isupper() and isinstance(v, str) and v.startswith(vocabulary.EXT) and v != vocabulary.EXT
    ]
    assert len(mine) > 5
    assert [iri for iri in mine if iri not in text] == []


def test_voiding_is_spelled_once() -> None:
    assert vocabulary.VOIDED == rules.VOIDED


@given(st.text(min_size=1, max_size=40))
def test_a_skill_column_comes_back_from_its_tag(value: str) -> None:
    assert vocabulary.column_value(vocabulary.column_iri(value)) == value


def test_other_tags_are_no_columns() -> None:
    assert vocabulary.column_value("https://tool.example/unit/1") is None
