"""The durable, ordered stream. `append()` is the door of the rooms: it writes in the caller's own transaction,
so that a change and its statement stand or fall together. Tools come through `evidence.ingest`."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from waypost.school import clock

from .. import vocabulary
from ..models import Audience, Source
from ..statements import Draft, prepare
from .reading import Row, authority_document, document, head, read_after
from .writing import Batch, Filed, erased_ids, erased_names, file_batches, id_digest, name_digest

__all__ = [
    "Batch",
    "Filed",
    "Row",
    "append",
    "authority_document",
    "document",
    "erased_ids",
    "erased_names",
    "file_batches",
    "head",
    "id_digest",
    "name_digest",
    "own_source",
    "person_agent",
    "read_after",
]


def append(statement: dict[str, Any] | Draft, *, source: Source, audience: Audience) -> int:
    """File one statement of a room in the caller's transaction; returns its seq.

    Call it last before commit: on PostgreSQL nobody else appends from here to the commit. `audience` may be narrower
    than the verb's own, never wider (TRUST 6). Raises RefusedStatement, ValueError (audience), RuntimeError (no
    transaction).
    """
    draft = (
        statement if isinstance(statement, Draft) else prepare(statement, now=clock.milliseconds(clock.now()))
    )
    widest = vocabulary.audience_of(draft.verb)
    if audience < widest:
        raise ValueError(
            f"statements with {draft.verb} may be read by {widest.label} at most, not by {audience.label}"
        )
    batch = Batch([draft], source.pk, audience, any_authority=True)
    filed = file_batches([batch])[0]
    if filed.refused:
        raise filed.refused[0]
    return filed.new[0] if filed.new else _seq_of(draft)


def _seq_of(draft: Draft) -> int:
    from .rows import known

    return known([draft.id])[draft.id][0]


def own_source(slug: str, name: str) -> Source:
    """The source of a room ("care", "learning", ...), made when first asked for."""
    source = Source.objects.filter(slug=slug).first()
    if source is None:
        with transaction.atomic():
            source, _ = Source.objects.get_or_create(
                slug=slug, defaults={"name": name, "kind": "room", "made": clock.now()}
            )
    return source


def person_agent(person_id: int) -> dict[str, Any]:
    """The agent that stands for a school Person in a room's statement: an id, never a name."""
    account = {"homePage": vocabulary.PERSON_HOME, "name": str(person_id)}
    return {"objectType": "Agent", "account": account}
