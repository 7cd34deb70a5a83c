"""A file taken back: its rows go, and what stood before it holds again."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from waypost.trust import audit
from waypost.trust.models import Account

from .. import changes, kept
from ..models import GrowthPercentile, RosterImport
from .importing import KIND

TAKEN_BACK = "taken-back"


def can_be_taken_back(row: RosterImport) -> bool:
    return (
        row.kind == KIND and row.state == "applied" and GrowthPercentile.objects.filter(batch=row.pk).exists()
    )


def take_back(import_id: int, by: Account | None) -> int:
    """How many percentiles went. Raises ValidationError where nothing of the file stands."""
    with transaction.atomic():
        row = RosterImport.objects.select_for_update().get(pk=import_id)
        if not can_be_taken_back(row):
            raise ValidationError(_("Nothing that this file brought in stands here."))
        mine = GrowthPercentile.objects.filter(batch=row.pk)
        years = set(mine.values_list("year", flat=True))
        count, _of = mine.delete()
        row.state = TAKEN_BACK
        row.save(update_fields=["state"])
        audit.act(
            "growth.take_back",
            actor_id=by.pk if by else None,
            object_kind="import",
            object_id=row.pk,
            detail={"gone": count},
        )
        changes.growth_taken_back.send(sender=GrowthPercentile, years=years)
    return count


def take_back_file(path: Path) -> int:
    """The command line's way: the file is known by what stands in it."""
    rows = RosterImport.objects.filter(kind=KIND, state="applied", digest=kept.digest_of(path))
    found = [row.pk for row in rows if can_be_taken_back(row)]
    if not found:
        raise ValidationError(_("Nothing that this file brought in stands here."))
    return sum(take_back(pk, None) for pk in found)
