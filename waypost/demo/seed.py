"""Fills the demonstration school by the same doors that a real school uses. It can be stopped and goes on where it was.

`python -m waypost.demo.seed --port 8000` runs beside the server: rosters, attendance, skills and response files go in
as files, the rest of the evidence as xAPI statements over HTTP, conversations by the one tap that a teacher has.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--size", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--live", action="store_true")
    given = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waypost.settings")
    from waypost.process import die_with_parent

    die_with_parent()
    import django

    django.setup()
    from . import steps

    plan = Plan(f"http://127.0.0.1:{given.port}", given.size, given.seed)
    steps.run(plan)
    if given.live:
        from . import live

        live.run(plan)


@dataclass(frozen=True)
class Plan:
    """Which school, and where its server listens."""

    url: str
    size: float
    seed: int

    @property
    def folder(self) -> Path:
        from django.conf import settings

        return Path(settings.HOME.path) / "demo"


Step = Callable[[Plan], None]

if __name__ == "__main__":
    main(sys.argv[1:])
