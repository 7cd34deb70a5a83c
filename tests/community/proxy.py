"""A proxy between a reader and the school that keeps whatever HTTP lets it keep (RFC 9111), as one in front of a site does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256

from django.http import HttpResponse
from django.test import Client

from waypost.school import clock

KEEPABLE = {
    200,
    203,
    204,
    300,
    301,
    308,
    404,
    405,
    410,
    414,
    501,
}  # may be kept by heuristics (RFC 9110, 15.1)


@dataclass
class Kept:
    body: bytes
    status: int
    at: datetime
    fresh_for: float
    tag: str


@dataclass
class Proxy:
    """Shared cache. `eager`: keeps for ten minutes what says nothing about keeping, as some do."""

    eager: bool = True
    kept: dict[str, Kept] = field(default_factory=dict)
    asked: int = 0

    def get(self, path: str, tag: str = "") -> tuple[int, bytes]:
        """What a reader gets who asks with If-None-Match `tag`: (status, body)."""
        row = self.kept.get(path)
        if row is not None and (clock.now() - row.at).total_seconds() < row.fresh_for:
            return (304, b"") if tag and tag == row.tag else (row.status, row.body)
        headers = {"Via": "1.1 proxy", **({"If-None-Match": row.tag} if row and row.tag else {})}
        answer = Client(headers=headers).get(path)
        self.asked += 1
        if answer.status_code == 304 and row is not None:
            row.at = clock.now()
            return row.status, row.body
        self._keep(path, answer)
        own = answer.get("ETag") or sha256(answer.content).hexdigest()
        return (
            (304, b"")
            if tag and tag == own and answer.status_code == 200
            else (answer.status_code, answer.content)
        )

    def _keep(self, path: str, answer: HttpResponse) -> None:
        self.kept.pop(path, None)
        said = {p.strip().lower() for p in answer.get("Cache-Control", "").split(",") if p.strip()}
        if answer.status_code not in KEEPABLE or said & {"no-store", "private"} or answer.get("Vary") == "*":
            return
        fresh = 600.0 if self.eager else 0.0
        if "no-cache" in said:
            fresh = 0.0
        for name in ("max-age", "s-maxage"):  # the second counts more
            fresh = next((float(m[1]) for p in said if (m := re.fullmatch(rf"{name}=(\d+)", p))), fresh)
        if answer.get("Expires") and not any("age" in p for p in said):
            fresh = (parsedate_to_datetime(answer["Expires"]) - clock.now()).total_seconds()
        self.kept[path] = Kept(answer.content, answer.status_code, clock.now(), fresh, answer.get("ETag", ""))
