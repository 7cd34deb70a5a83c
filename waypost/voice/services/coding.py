"""What comments are about: themes in the words of who reads them, each reader's codes on their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction

from ..models import Coded, Said, Theme, Wave


@transaction.atomic
def name_theme(wave: Wave, name: str) -> Theme:
    """A theme; the same name again is the same theme."""
    return Theme.objects.get_or_create(wave=wave, name=name[:60])[0]


@transaction.atomic
def code(wave: Wave, found: Mapping[UUID, Iterable[int]], *, by: int) -> None:
    """What one reader found in these comments: themes (none: read, and none fits). Replaces the reader's earlier codes of them."""
    there = set(Said.objects.filter(wave=wave, pk__in=list(found)).values_list("pk", flat=True))
    themes = set(Theme.objects.filter(wave=wave).values_list("pk", flat=True))
    Coded.objects.filter(said__in=there, by=by).delete()
    Coded.objects.bulk_create(
        [
            Coded(said_id=said, theme_id=theme, by=by)
            for said in sorted(there)
            for theme in [None, *sorted(set(found[said]) & themes)]
        ],
        batch_size=200,
    )
