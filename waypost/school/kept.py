"""Files that wait for a person's yes: a copy in the data folder under a random name, for the owner alone."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from waypost.trust import audit
from waypost.trust.models import Account

from . import clock
from .models import RosterImport

FOLDER = "imports"
WAITING = ("preview", "waiting")
#: A file that nobody decided about is dropped after this.
PATIENCE = timedelta(days=14)


def keep(path: Path) -> str:
    """Copy a file below the data folder; returns the name to find it by."""
    name = secrets.token_hex(16) + path.suffix[:5]
    place = settings.HOME.make(FOLDER) / name
    shutil.copyfile(path, place)
    place.chmod(0o600)
    return name


def path_of(row: RosterImport) -> Path:
    return settings.HOME.make(FOLDER) / row.stored_as


def forget(name: str) -> None:
    """Take the copy away. Nothing happens where there is none."""
    if name:
        (settings.HOME.make(FOLDER) / name).unlink(missing_ok=True)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while piece := source.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def waiting(import_id: int | None, kind: str) -> RosterImport:
    """The row of a kept file that may still be applied. Raises ValidationError with a sentence."""
    row = None if import_id is None else RosterImport.objects.filter(pk=import_id, kind=kind).first()
    if row is None or row.state not in WAITING or not row.stored_as:
        raise ValidationError(
            _("This file was applied, refused or dropped already. Send it again to look at it anew.")
        )
    return row


def drop(import_id: int, by: Account | None) -> None:
    """Put a kept file aside for good."""
    with transaction.atomic():
        row = RosterImport.objects.select_for_update().get(pk=import_id)
        if row.state not in WAITING:
            raise ValidationError(_("This file was applied or dropped already."))
        name, row.stored_as, row.state = row.stored_as, "", "dropped"
        row.save(update_fields=["stored_as", "state"])
        audit.act("roster.drop", actor_id=by.pk if by else None, object_kind="import", object_id=row.pk)
    forget(name)


def drop_old() -> int:
    """The nightly clean-up: files nobody decided about in two weeks. Returns how many."""
    old = RosterImport.objects.filter(state__in=WAITING, made__lt=clock.now() - PATIENCE)
    keys = list(old.values_list("pk", flat=True))
    for key in keys:
        drop(key, None)
    return len(keys)
