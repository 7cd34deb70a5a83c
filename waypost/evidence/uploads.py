"""Files of responses that came in over a page: kept until they are read, looked at before."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from waypost.school import clock
from waypost.trust import files

from .models import ResponseImport, Source
from .responses import guess
from .responses.formats import reader_of
from .responses.rows import BadRow
from .responses.tables import Table
from .responses.text import Lines
from .services import find_source

PUT_AWAY = "The file named somebody whose data were erased. Send it again without them."


def path_of(row: ResponseImport) -> Path:
    return Path(settings.HOME.make("uploads")) / f"responses-{row.pk}"


def forget(row: ResponseImport) -> None:
    path_of(row).unlink(missing_ok=True)


def put_aside(row: ResponseImport) -> None:
    """It was sent by mistake: neither the file nor a trace of it stays."""
    forget(row)
    row.delete()


def take(
    upload: UploadedFile, form: str, source: Source | None, *, make_people: bool, by: int | None
) -> ResponseImport:
    """Keep an uploaded file. Raises files.NotAccepted or FileRefused with a sentence."""
    taken = files.accept("responses", upload)
    name = Path(str(upload.name)).name[:255]
    try:
        lines = Lines(taken.path)
        if form == "csv":
            _head(Table(lines))
        else:
            next(iter(reader_of(form, lines, {}, name)), None)
        with transaction.atomic():
            source = source or find_source(name.partition(".")[0][:120] or "File", kind="file", by=by)
            row = ResponseImport.objects.create(
                source=source, file_name=name, digest=taken.digest, format=form, state="chosen",
                make_people=make_people, started=clock.now(), made_by=by,
            )  # fmt: skip
        taken.path.replace(path_of(row))
    finally:
        taken.path.unlink(missing_ok=True)
    return row


def look(row: ResponseImport) -> tuple[list[str], list[list[str]]]:
    """The header and the first rows of a table."""
    return _head(Table(Lines(path_of(row))))


def likely(row: ResponseImport, header: list[str]) -> dict[str, object]:
    """Which column says what, as far as names tell; first the source's saved mapping, where this file has its columns."""
    saved = {
        k: v for k, v in row.source.mapping.items() if k not in ("student", "correct", "score") or v in header
    }
    return {**guess(header), **saved}


def begin(row: ResponseImport, mapping: dict[str, object]) -> None:
    """Have the worker read it."""
    from .jobs import bring_in

    row.state, row.mapping = "running", mapping
    row.save(update_fields=["state", "mapping"])
    bring_in.enqueue(row.pk)


def _head(table: Table) -> tuple[list[str], list[list[str]]]:
    rows = [r[1] for r in islice(table, 8) if not isinstance(r, BadRow)]
    return table.header, rows
