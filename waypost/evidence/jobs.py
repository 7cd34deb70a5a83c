"""Jobs of this room, run by the worker. Arguments are ids only (TRUST 26)."""

from __future__ import annotations

from django_tasks import task

from .models import ResponseImport
from .responses import FileRefused
from .uploads import forget, path_of


@task()
def bring_in(import_id: int) -> None:
    """Read an uploaded file of responses; broken off, it goes on where it was."""
    from .responses import import_file

    row = ResponseImport.objects.select_related("source").get(pk=import_id)
    if row.state != "running":
        return
    try:
        import_file(
            path_of(row), row.format, source=row.source, mapping=row.mapping, by=row.made_by,
            create_people=row.make_people, file_name=row.file_name, row=row,
        )  # fmt: skip
    except FileRefused as no:
        ResponseImport.objects.filter(pk=row.pk).update(state="failed", sentence=str(no)[:500])
    forget(row)


@task()
def take_back(import_id: int) -> None:
    """Void what a file brought in; broken off, it goes on where it was."""
    from .responses import taking_back

    row = ResponseImport.objects.select_related("source").get(pk=import_id)
    if row.state == "going":
        taking_back.take_back(row)
