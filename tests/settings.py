"""Settings of the suite: the real settings on a data folder of its own; SQLite, or the suite's PostgreSQL."""

import os
import tempfile
from pathlib import Path

_home = os.environ.get("WAYPOST_HOME") or tempfile.mkdtemp(prefix="waypost-test-")
if (_worker := os.environ.get("PYTEST_XDIST_WORKER", "")) and Path(_home).name != _worker:
    # Each process has a folder as it has a database: one let go of keys that the other's rows needed.
    _home = str(Path(_home) / _worker)
os.environ["WAYPOST_HOME"] = _home
Path(_home).mkdir(parents=True, exist_ok=True)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs beside Django in one process

from waypost.settings import *  # noqa: E402, F403
from waypost.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: WAL, locks and several connections are what production has.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_home) / "test.sqlite3")}
CSP_REPORT = True
DESIGN_PAGE = True
