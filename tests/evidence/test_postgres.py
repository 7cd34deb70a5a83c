"""Commit order on a real PostgreSQL: two transactions interleaved, and a reader that follows, miss nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .. import postgres

pytestmark = pytest.mark.postgres

SCRIPT = Path(__file__).with_name("interleaved.py")


def test_a_reader_that_follows_interleaved_transactions_skips_nothing(tmp_path: Path) -> None:
    with postgres.server() as url:
        env = {
            **os.environ,
            "DATABASE_URL": url,
            "WAYPOST_HOME": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "tests.evidence.bare_settings",
        }
        run = subprocess.run(
            [sys.executable, str(SCRIPT)],
            env=env,
            capture_output=True,
            text=True,
            timeout=120,
            cwd=SCRIPT.parents[2],
        )
    assert run.returncode == 0, run.stderr[-2000:]
    assert run.stdout.splitlines()[-1] == "nothing skipped"
