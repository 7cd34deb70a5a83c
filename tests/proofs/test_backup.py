"""A backup of a PostgreSQL is put back into another one, and brings nothing back (the same as tests/cli on SQLite)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests import postgres
from tests.cli.test_backup import there_and_back

pytestmark = pytest.mark.proof


def test_a_postgresql_goes_there_and_back_without_what_was_taken_back(tmp_path: Path) -> None:
    with postgres.server() as url:
        for name in ("old", "new"):
            with psycopg.connect(url, autocommit=True) as admin:
                admin.execute(f"CREATE DATABASE {name}")
        old, new = (urlsplit(url)._replace(path=f"/{name}").geturl() for name in ("old", "new"))
        there_and_back(tmp_path, (old, new))
