"""On SQLite the table of boxes has no rowid: rows lie by their random id, so that the file keeps no order of arrival."""

from __future__ import annotations

from typing import Any

from waypost.trust.sealed import tables

from .models import Box


def without_rowid(using: str = "default", **_: Any) -> None:
    """Called after each migration."""
    tables.without_rowid(Box._meta.db_table, using)
