"""The book of acts: what was done to the school's books, by whom, in ids and never in contents.

`act()` writes in the caller's transaction, so that the act and its line stand or fall together. `verify()` reads
both chains (acts, and the log of reads) and names each place that isn't as it was written.
"""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

from django.db import transaction

from . import chain, clock
from .models import Act, ReadBatch, Setting

START = "audit.start."  # Setting: the link after which a book begins, when its oldest rows ran out of time


def act(
    verb: str,
    *,
    actor_id: int | None = None,
    object_kind: str = "",
    object_id: str | int = "",
    detail: dict[str, Any] | None = None,
) -> Act:
    """Write one act. `actor_id` is the account; None: the command line or a job. `detail` holds ids and counts only."""
    with transaction.atomic():
        chain.one_at_a_time("acts")
        last = Act.objects.order_by("-pk").values_list("chain", flat=True).first()
        row = Act(
            at=clock.now(),
            actor_id=actor_id,
            verb=verb,
            object_kind=object_kind,
            object_id=str(object_id),
            detail=json.loads(json.dumps(detail or {}, default=str)),
        )
        row.chain = chain.link(start("acts") if last is None else last, content(row))
        row.save()
    return row


def content(row: Act) -> list[Any]:
    """What the chain holds of an act: its instant in UTC, as the database gives it back, whatever zone the clock spoke."""
    return [
        row.at.astimezone(UTC).isoformat(),
        row.actor_id,
        row.verb,
        row.object_kind,
        row.object_id,
        row.detail,
    ]


def start(book: str) -> str:
    """The link before the first row that is still kept; "" for a book that is whole."""
    kept = Setting.objects.filter(pk=START + book).values_list("value", flat=True).first()
    return str(kept or "")


def write_heads() -> None:
    """Note today's ends of both books in the file of heads; once a day is enough, more does no harm."""
    day = clock.wall().date().isoformat()
    for book, newest in (
        ("reads", ReadBatch.objects.order_by("-pk").first()),
        ("acts", Act.objects.order_by("-pk").first()),
    ):
        if newest is not None:
            chain.append_head(chain.Head(day, book, newest.pk, newest.chain))


def verify() -> list[str]:
    """Every place where the books aren't as they were written, in sentences; empty when all is well."""
    from .readlog import verify_reads  # readlog writes heads through this module

    return [*verify_acts(), *verify_reads()]


def verify_acts() -> list[str]:
    problems: list[str] = []
    previous = start("acts")
    seen: dict[int, str] = {}
    for row in Act.objects.order_by("pk").iterator(chunk_size=2000):
        if row.chain != chain.link(previous, content(row)):
            problems.append(
                f"Act {row.pk} ({row.verb}, {row.at:%Y-%m-%d %H:%M} UTC): this line was changed, "
                "or the lines just before it were changed, removed or moved."
            )
        previous = row.chain
        seen[row.pk] = row.chain
    return problems + against_heads("acts", "Act", seen)


def against_heads(book: str, word: str, seen: dict[int, str]) -> list[str]:
    """Compare a book with the heads of earlier days: shows a tail that was cut and a book that was written anew."""
    kept, problems = chain.heads(book)
    first = min(seen, default=None)
    for head in kept:
        if first is not None and head.row < first:
            continue  # older than what is still kept
        if head.row not in seen:
            problems.append(
                f"{word} {head.row}, the last line on {head.day}, is missing: the end of the book was cut."
            )
        elif seen[head.row] != head.chain:
            problems.append(f"{word} {head.row} isn't what it was on {head.day}.")
    return problems
