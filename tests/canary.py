"""Where a word that should be nowhere stands."""

from __future__ import annotations

from django.db import connection


def tables_with(word: str) -> set[str]:
    """The tables of the database that hold it in any row."""
    found = set()
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = cursor.fetchall()
        if any(word in str(bytes(v) if isinstance(v, memoryview) else v) for row in rows for v in row):
            found.add(table)
    return found
