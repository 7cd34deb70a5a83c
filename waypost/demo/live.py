"""`waypost demo --live`: the school's clock runs on, and what the students do arrives as it would, over HTTP."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from itertools import islice

import msgspec
from django.db import close_old_connections

from waypost.school import clock
from waypost.school.models import School

from .places import files
from .seed import Plan
from .term import key_of, send

TICK = 2.0  # seconds of the machine
PACE = 150  # seconds of the school in one tick: a school morning passes in about four minutes


class _Line(msgspec.Struct):
    at: datetime
    source: str
    statement: msgspec.Raw


def run(plan: Plan) -> None:
    """Until it is ended, or nothing more is known to happen."""
    sources = files(plan)["sources"]
    decode = msgspec.json.Decoder(_Line).decode
    place = plan.folder / "live.at"
    done = int(json.loads(place.read_text())) if place.exists() else 0
    with (plan.folder / "live.ndjson").open("rb") as lines:
        waiting = islice(lines, done, None)
        following = next(waiting, None)
        while following is not None:
            close_old_connections()
            now = clock.now() + timedelta(seconds=PACE)
            School.objects.update(demo_now=now)
            clock.forget()
            due: dict[str, list[bytes]] = {}
            while following is not None and (line := decode(following)).at <= now:
                due.setdefault(line.source, []).append(bytes(line.statement))
                following, done = next(waiting, None), done + 1
            for slug, statements in due.items():
                send(plan.url, key_of(plan, sources[slug]), b"[" + b",".join(statements) + b"]")
            place.write_text(json.dumps(done))
            time.sleep(TICK)
