"""The database as of one moment, while others go on writing: SQLite by its backup API, PostgreSQL by COPY in one snapshot."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from .faults import Fault

FILE = "waypost.sqlite3"
TABLES = "tables"
_ORDER = "tables.json"
_PIECE = 1 << 20


def save(folder: Path) -> None:
    """Into a folder. Raises Fault where what was read isn't whole."""
    if connection.vendor == "sqlite":
        _save_sqlite(folder / FILE)
    else:
        _save_postgres(folder)


def put_back(folder: Path, told: dict[str, Any]) -> None:
    """Into the empty database that the settings name."""
    if connection.vendor == "sqlite":
        shutil.copyfile(folder / FILE, connection.settings_dict["NAME"])
        Path(connection.settings_dict["NAME"]).chmod(0o600)
    else:
        _load_postgres(folder, [tuple(one) for one in told["migrations"]])


def check_empty() -> None:
    """Nothing is ever overwritten. Raises Fault."""
    if connection.vendor == "postgresql" and connection.introspection.table_names():
        raise Fault("The PostgreSQL that DATABASE_URL names isn't empty. Make a new database for it.")


def newer(told: dict[str, Any]) -> bool:
    """Does it hold tables that this Waypost doesn't know yet?"""
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations or ())
    apps = {app for app, _name in known}
    return any(tuple(one) not in known for one in told["migrations"] if one[0] in apps)


def _save_sqlite(place: Path) -> None:
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=30)) as source,
        closing(sqlite3.connect(place)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        said = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if said != "ok":
        raise Fault(f"The database isn't whole: {said}. No backup was made; keep the one before.")


def _save_postgres(folder: Path) -> None:
    (folder / TABLES).mkdir(mode=0o700)
    order: dict[str, Any] = {"tables": {}, "sequences": {}}
    connection.ensure_connection()
    with transaction.atomic(durable=not connection.in_atomic_block), connection.cursor() as cursor:
        if not _inside(cursor):
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for number, table in enumerate(sorted(connection.introspection.table_names(cursor))):
            columns = [c.name for c in connection.introspection.get_table_description(cursor, table)]
            order["tables"][table] = [f"{TABLES}/{number}", columns]
            with (
                (folder / TABLES / str(number)).open("wb") as out,
                cursor.copy(f"COPY {_named(table, columns)} TO STDOUT") as rows,
            ):
                for piece in rows:
                    out.write(piece)
        cursor.execute(
            "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()"
        )
        order["sequences"] = dict(cursor.fetchall())
    (folder / _ORDER).write_text(json.dumps(order))


def _inside(cursor: Any) -> bool:
    """Has this transaction asked anything already (a test's)? Then its own view is the snapshot."""
    return len(connection.savepoint_ids) > 0


def _load_postgres(folder: Path, applied: list[tuple[str, str]]) -> None:
    """Tables as they were then, filled; whoever calls brings them up to date afterwards."""
    for app, name in _leaves(applied):
        call_command("migrate", app, name, interactive=False, verbosity=0)
    order = json.loads((folder / _ORDER).read_text())
    with transaction.atomic(), connection.cursor() as cursor:
        everything = ", ".join(connection.ops.quote_name(t) for t in order["tables"])
        cursor.execute(f"TRUNCATE {everything}")
        for table, (place, columns) in order["tables"].items():
            with (
                (folder / place).open("rb") as source,
                cursor.copy(f"COPY {_named(table, columns)} FROM STDIN") as rows,
            ):
                while piece := source.read(_PIECE):
                    rows.write(piece)
        for name, last in order["sequences"].items():
            if last is not None:
                cursor.execute("SELECT setval(%s::regclass, %s)", [connection.ops.quote_name(name), last])


def _leaves(applied: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The last migration of each app that had been applied."""
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    have = {one for one in applied if one in graph.nodes}
    inner = {parent.key for one in have for parent in graph.node_map[one].parents if parent.key[0] == one[0]}
    return sorted(have - inner)


def _named(table: str, columns: list[str]) -> str:
    quote = connection.ops.quote_name
    return f"{quote(table)} ({', '.join(quote(c) for c in columns)})"
