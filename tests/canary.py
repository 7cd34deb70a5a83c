"""Where a word that should be nowhere stands."""

from __future__ import annotations

from django.db import connection


def tables_with(word: str) -> set[str]:
    """The tables of the database that hold it in any row."""
    return {table for table in connection.introspection.table_names() if word in rows_as_text(table)}


def rows_as_text(table: str) -> str:
    """All that a table holds."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        rows = cursor.fetchall()
    return "\n".join(str(bytes(v) if isinstance(v, memoryview) else v) for row in rows for v in row)
