"""Once a day: note the ends of the books, and let go of what has run out of time (TRUST 12, 27)."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import transaction

from . import audit, cards, chain, clock, ledger, limits, outbox
from .models import Act, OneTimeCode, ReadBatch, ReadRow, Setting, SubjectSet

BOOKS = timedelta(days=3 * 365)
CODES = timedelta(days=30)
BATCH = 500


def run() -> dict[str, int]:
    """All of it; safe to run again. Returns how many rows went, by name."""
    audit.write_heads()
    return {
        "taken back": ledger.sync(),
        "tries": limits.sweep(),
        "cards": cards.sweep(),
        "mail": outbox.sweep(),
        "codes": OneTimeCode.objects.filter(created__lt=clock.wall() - CODES).delete()[0],
        "sessions": Session.objects.filter(expire_date__lt=clock.wall()).delete()[0],
        "reads": _old_reads(),
        "acts": _old_acts(),
    }


def _old_reads() -> int:
    """Read batches older than three years go from the front; the chain's new beginning is noted."""
    old = list(ReadBatch.objects.filter(written__lt=clock.now() - BOOKS).order_by("pk")[:BATCH])
    if not old:
        return 0
    with transaction.atomic():
        chain.one_at_a_time("reads")
        ids = [b.pk for b in old]
        gone = ReadRow.objects.filter(batch__in=ids).delete()[0]
        ReadBatch.objects.filter(pk__in=ids).delete()
        SubjectSet.objects.exclude(pk__in=ReadRow.objects.values("subjects")).delete()
        _begin("reads", old[-1].chain)
    return gone


def _old_acts() -> int:
    old = list(Act.objects.filter(at__lt=clock.now() - BOOKS).order_by("pk")[:BATCH])
    if not old:
        return 0
    with transaction.atomic():
        chain.one_at_a_time("acts")
        gone = Act.objects.filter(pk__in=[a.pk for a in old]).delete()[0]
        _begin("acts", old[-1].chain)
    return gone


def _begin(book: str, link: str) -> None:
    Setting.objects.update_or_create(pk=audit.START + book, defaults={"value": link})
