"""A sealed answer to a survey, as the one who gave it gets it on request: each question with what was said to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waypost.trust import keys, requests
from waypost.web import rows

from .models import Answer
from .queries.surveys import in_words, questions_of
from .services.answers import unpacked

TABLE = "voice.Answer"


def listen() -> None:
    """Lend this to the cases of access requests."""
    requests.opens_to_its_writer(TABLE, said_by)
    rows.say_row(TABLE, _told)


def said_by(row_id: int) -> dict[str, Any]:
    """{} where the answer is gone meanwhile."""
    row = Answer.objects.filter(pk=row_id).select_related("wave").first()
    if row is None:
        return {}
    given = unpacked(keys.unseal(row.sealed))[0]
    return {"answers": in_words(given, questions_of(row.wave))}


def _told(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    pairs = [(str(question), str(answer)) for question, answer in values.get("answers", [])]
    return [(rows.name_of("wave"), str(values.get("wave", ""))), *pairs]
