"""What the tables of boxes want of their database file.

On SQLite they have no rowid: rows lie by their random id, so that the file keeps no order of arrival.
"""

from __future__ import annotations

from django.db import connection, connections
from django.db.models import Model


def without_rowid(table: str, using: str = "default") -> None:
    """Make the table anew WITHOUT ROWID where it has one. Called after each migration; does nothing on PostgreSQL."""
    its = connections[using]
    if its.vendor != "sqlite":
        return
    with its.cursor() as cursor:
        row = cursor.execute(
            "SELECT sql FROM sqlite_master WHERE type='table' AND name=%s", [table]
        ).fetchone()
        if row is None or "WITHOUT ROWID" in row[0].upper():
            return
        indexes = cursor.execute(
            "SELECT sql FROM sqlite_master WHERE type='index' AND tbl_name=%s AND sql IS NOT NULL", [table]
        ).fetchall()
        cursor.execute(row[0].replace(f'"{table}"', f'"{table}_new"', 1) + " WITHOUT ROWID")
        cursor.execute(f'INSERT INTO "{table}_new" SELECT * FROM "{table}" ORDER BY id')  # noqa: S608 (our own name)
        cursor.execute(f'DROP TABLE "{table}"')
        cursor.execute(f'ALTER TABLE "{table}_new" RENAME TO "{table}"')
        for (sql,) in indexes:
            cursor.execute(sql)


def give_back(*models: type[Model]) -> None:
    """Give the pages on which rows stood back to nobody: VACUUM. Not inside a transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for model in models:
                cursor.execute(f'VACUUM FULL "{model._meta.db_table}"')
