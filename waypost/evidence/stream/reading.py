"""Reading the stream: in order, from a place on."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Max

from .. import vocabulary
from ..models import Statement
from ..statements import stamp


class Row(NamedTuple):
    """One place in the stream. `voids_seq`/`voids` say which statement this one takes back."""

    seq: int
    id: UUID
    source_id: int
    audience: int
    actor_id: int | None  # school.Identifier
    verb: str
    activity_id: int | None  # evidence.Iri
    timestamp: int | None
    stored: int
    voids: UUID | None
    voided_by: int | None
    payload: bytes


_READ = (
    "SELECT s.seq, s.id, s.source_id, s.audience, s.actor_id, v.iri, s.activity_id, s.timestamp, s.stored, s.voids,"
    " s.voided_by, s.payload FROM evidence_statement s JOIN evidence_iri v ON v.id = s.verb_id"
    " WHERE s.seq > %s ORDER BY s.seq LIMIT %s"
)


def read_after(seq: int, limit: int) -> list[Row]:
    """The next rows after a place, in commit order: a reader that goes on from the last seq misses none."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [seq, limit])
        return [_row(r) for r in cursor.fetchall()]


def head() -> int:
    """The last place in the stream; 0 when it is empty."""
    return Statement.objects.aggregate(last=Max("seq"))["last"] or 0


def document(payload: bytes, stored: int, authority: str, *, timestamp: int | None = 0) -> bytes:
    """The statement as it is given out: as sent, with what the server says of it (TRUST 7)."""
    said = f',"stored":"{stamp(stored)}","authority":{authority}'
    if (
        timestamp is None
    ):  # undated: xAPI wants a time, so it is the time of storing; the extension says "undated"
        said += f',"timestamp":"{stamp(stored)}"'
    return bytes(payload).rstrip()[:-1] + said.encode() + b"}"


def authority_document(name: str) -> str:
    """The authority that the server writes for a credential (or for Waypost itself)."""
    import msgspec

    agent = {"objectType": "Agent", "account": {"homePage": vocabulary.AUTHORITY_HOME, "name": name}}
    return msgspec.json.encode(agent).decode()


def _row(raw: tuple[Any, ...]) -> Row:
    number, voids = raw[1], raw[9]
    return Row(
        seq=raw[0],
        id=_uuid(number),
        source_id=raw[2],
        audience=raw[3],
        actor_id=raw[4],
        verb=raw[5],
        activity_id=raw[6],
        timestamp=raw[7],
        stored=raw[8],
        voids=None if voids is None else _uuid(voids),
        voided_by=raw[10],
        payload=bytes(raw[11]),
    )


def _uuid(value: Any) -> UUID:
    """SQLite keeps 32 digits, PostgreSQL a UUID."""
    return value if isinstance(value, UUID) else UUID(value)
