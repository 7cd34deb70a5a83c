"""Insert or update many rows by sourcedId in one prepared statement: a roster of a large school in a second, so that the
write lock of SQLite is held briefly. Django's bulk_create does the same with a model object a row, ten times slower."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connections, models, router

BATCH = 500


def upsert(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Mapping[str, Any]],
    key: Sequence[str] = ("sourced_id",),
) -> None:
    """Write rows given by attribute names (`person_id`, not `person`), each with its key (a unique constraint).

    `names` are the attributes to write where the row is there already; what isn't given is the field's default.
    """
    connection = connections[router.db_for_write(model)]
    fields = [f for f in model._meta.concrete_fields if not f.primary_key]
    plain = {f.attname: f.get_db_prep_save(f.get_default(), connection) for f in fields}
    quote = connection.ops.quote_name
    columns = {f.attname: quote(f.column or f.attname) for f in fields}
    sets = ", ".join(f"{columns[n]} = excluded.{columns[n]}" for n in names)
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(columns.values())}) "  # noqa: S608 (names of our own models)
        f"VALUES ({', '.join(['%s'] * len(columns))}) "
        f"ON CONFLICT ({', '.join(columns[k] for k in key)}) DO UPDATE SET {sets}"
    )
    dated = {f.attname: f for f in fields if isinstance(f, models.DateField)}
    values: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for row in rows:
            ready = {n: dated[n].get_db_prep_save(v, connection) if n in dated else v for n, v in row.items()}
            values.append(tuple((plain | ready).values()))
            if len(values) >= BATCH:
                cursor.executemany(statement, values)
                values.clear()
        if values:
            cursor.executemany(statement, values)
