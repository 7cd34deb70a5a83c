"""On SQLite a table of boxes has no rowid: rows lie by their random id, so that the file keeps no order of arrival."""

from __future__ import annotations

from django.db import connections


def without_rowid(table: str, using: str = "default") -> None:
    """Make the table anew WITHOUT ROWID where it has one. Called after each migration; does nothing on PostgreSQL."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
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
