"""The file of refused rows: line, field, reason, and the row, as CSV that a spreadsheet opens safely (TRUST 22)."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from waypost.web.export import text

from .rows import BadRow


class Report:
    """Made when the first row is refused."""

    def __init__(self, number: int) -> None:
        self.path = settings.HOME.make("files") / f"refused-rows-{number}.csv"

    @property
    def exists(self) -> bool:
        return self.path.exists()

    def add(self, rows: Sequence[BadRow]) -> None:
        if not rows:
            return
        new = not self.exists
        with self.path.open("a", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
            if new:
                self.path.chmod(0o600)
                writer.writerow(["line", "field", "reason", "row"])
            writer.writerows([r.line, text(r.field), text(r.reason), text(r.text)] for r in rows)

    def restart(self) -> None:
        Path(self.path).unlink(missing_ok=True)
