"""The data folder: where a school's Waypost keeps its database, keys and files, and what kind of folder it is.

"Demo" is a fact written when the folder is made, not a switch (TRUST 17). Keys live in `keys/`, readable by the
owner alone, and never in the database, the environment dump, a log or a backup (TRUST 13).
"""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlparse

MARK = "waypost.json"
UNFINISHED = "unfinished"  # a backup is being put back here: nobody may look yet


@dataclass(frozen=True)
class DataFolder:
    path: Path

    @classmethod
    def from_environment(cls) -> DataFolder:
        return cls(Path(os.environ.get("WAYPOST_HOME", "data")).resolve())

    @property
    def exists(self) -> bool:
        return (self.path / MARK).exists()

    @property
    def is_demo(self) -> bool:
        return bool(self.facts().get("kind") == "demo")

    def facts(self) -> dict[str, Any]:
        """What was written when the folder was made: kind ("school" or "demo") and when."""
        mark = self.path / MARK
        return dict(json.loads(mark.read_text())) if mark.exists() else {}

    def create(self, kind: str, made: str) -> None:
        """Make the folder once. The kind of a folder that exists is never changed."""
        if self.exists:
            return
        self.make("keys")
        (self.path / MARK).write_text(json.dumps({"kind": kind, "made": made}, indent=1) + "\n")

    def make(self, name: str) -> Path:
        """A folder below the data folder, for the owner alone."""
        if not self.path.exists():
            self.path.mkdir(parents=True, mode=0o700)
        place = self.path / name
        place.mkdir(mode=0o700, exist_ok=True)
        return place

    def secret(self, name: str) -> str:
        """A random secret that is made when first asked for (256 bits, hex).

        Of several processes that ask at once, one makes it; the others never see half of it.
        """
        place = self.make("keys") / name
        if not place.exists():
            handle, made = tempfile.mkstemp(dir=place.parent, prefix=f".{name}-")  # for the owner alone
            with os.fdopen(handle, "w") as out:
                out.write(secrets.token_hex(32))
            with suppress(FileExistsError):
                os.link(made, place)
            os.unlink(made)  # noqa: PTH108
        return place.read_text().strip()

    def loose_permissions(self) -> list[Path]:
        """Keys that others than the owner may read: `serve` refuses to start while there are any."""
        keys = self.path / "keys"
        places = [keys, *keys.iterdir()] if keys.exists() else []
        return [p for p in places if p.stat().st_mode & 0o077]

    def hosts(self) -> list[str]:
        """The host names under which this instance answers; loopback always, others from set-up."""
        chosen = os.environ.get("WAYPOST_HOSTS", "")
        more = [h.strip() for h in chosen.split(",") if h.strip()] or list(self.facts().get("hosts", []))
        return ["127.0.0.1", "localhost", "[::1]", *more]

    def sign_in_providers(self) -> dict[str, Any]:
        """The school's own OpenID Connect sign-in, in allauth's words; {} when `oidc.json` isn't there.

        {"id": "school", "name": "Our school", "server": "https://login.school.example", "client": "...",
        "secret": "...", "link_by": "sourcedId" or "subject", "second_factor": ["mfa", "otp"]}
        """
        place = self.path / "oidc.json"
        if not place.exists():
            return {}
        told = json.loads(place.read_text())
        app = {
            "provider_id": told["id"],
            "name": told["name"],
            "client_id": told["client"],
            "secret": told["secret"],
            "settings": {
                "server_url": told["server"],
                "link_by": told.get("link_by", "subject"),
                "second_factor": told.get("second_factor", ["mfa", "otp", "hwk", "fpt"]),
            },
        }
        return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}

    def database(self, url: str) -> dict[str, Any]:
        """Django's setting for SQLite in this folder, or for the PostgreSQL of a DATABASE_URL."""
        if url:
            return _postgres(url)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(self.path / "waypost.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
                    "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;"
                ),
            },
        }


def _postgres(url: str) -> dict[str, Any]:
    parts = urlparse(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SystemExit("DATABASE_URL must begin with postgresql:// (or leave it away to use SQLite).")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "OPTIONS": query,
    }
