"""How fast statements go in: in bulk, one POST at a time, and beside the import of a file.

    python benchmarks/bench_ingest.py [posts]

In one process, without the HTTP server around it (bench_latency.py has the whole way to the reading).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.running import waypost  # noqa: E402

BULK = 20_000
RATE = 200  # posts a second
SENDERS = 8

IMPORT = """
import sys
from pathlib import Path
import django
django.setup()
from waypost.evidence.responses import import_file
from waypost.evidence.services import find_source
import_file(Path(sys.argv[1]), "csv", source=find_source("A file", kind="file"))
"""


def main(posts: int = 1_000) -> list[tuple[str, float, str]]:
    """Rows of (what, figure, unit)."""
    with tempfile.TemporaryDirectory(prefix="waypost-bench-") as place:
        os.environ["WAYPOST_HOME"], os.environ["DJANGO_SETTINGS_MODULE"] = place, "waypost.settings"
        waypost(Path(place), "setup", "--name", "Bench", "--time-zone", "UTC")
        import django

        django.setup()
        from django.conf import settings

        settings.ALLOWED_HOSTS.append("testserver")
        rows = [("bulk, checked and filed", bulk(), "statements/s")]
        store = _store()
        rows += posted(store.post, posts, "")
        with importing(Path(place)):
            rows += posted(store.post, posts, " beside an import")
        return rows


def bulk() -> float:
    """Statements a second through the stream's own writer, 500 in a commit (checks not counted)."""
    from django.db import transaction

    from tests.evidence.makers import statement
    from waypost.evidence import stream
    from waypost.evidence.services import find_source
    from waypost.evidence.statements import prepare

    source = find_source("Bulk")

    def one(i: int) -> dict[str, Any]:
        actor = {"account": {"homePage": "https://bulk.example", "name": f"s{i % 300}"}}
        return statement(actor=actor, object={"id": f"https://bulk.example/item/{i % 2000}"})

    drafts = [prepare(one(i), now=0) for i in range(BULK)]
    started = time.perf_counter()
    for at in range(0, BULK, 500):
        with transaction.atomic():
            stream.file_batches([stream.Batch(drafts[at : at + 500], source.pk)])
    return BULK / (time.perf_counter() - started)


def _store() -> Any:
    from tests.evidence.makers import HOME, Store
    from waypost.evidence.services import create_credential, create_source

    return Store(create_credential("Bench", create_source("Posts", home_page=HOME)))


def posted(post: Callable[..., Any], posts: int, beside: str) -> list[tuple[str, float, str]]:
    """Latency of single POSTs at a steady rate, from when each was due."""
    from django.db import connection

    from tests.evidence.makers import statement

    took: list[float] = []
    begin = time.perf_counter() + 0.2

    def send(part: int) -> None:
        for i in range(part, posts, SENDERS):
            due = begin + i / RATE
            time.sleep(max(0.0, due - time.perf_counter()))
            answer = post(statement())
            took.append(time.perf_counter() - due)
            assert answer.status_code == 200, answer.content
        connection.close()

    threads = [threading.Thread(target=send, args=(part,)) for part in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took.sort()
    reached = posts / (time.perf_counter() - begin)
    return [
        (f"single POSTs{beside}, reached of {RATE}", reached, "/s"),
        (f"single POST{beside}, median", 1000 * took[len(took) // 2], "ms"),
        (f"single POST{beside}, 95th percentile", 1000 * took[int(len(took) * 0.95)], "ms"),
    ]


@contextmanager
def importing(place: Path) -> Iterator[None]:
    """A file coming in, in another process, all the while."""
    table = place / "answers.csv"
    lines = (
        f"s{i % 500},skill {i % 40},{i % 2},2026-11-20 09:{i // 60 % 60:02d}:{i % 60:02d}.{i},q{i % 900}\n"
        for i in range(400_000)
    )
    table.write_text("student,skill,correct,time,item\n" + "".join(lines))
    running = subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(table)], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    time.sleep(3)
    try:
        yield
        assert running.poll() is None, "the import was over too soon"
    finally:
        running.kill()
        running.wait()


if __name__ == "__main__":
    for what, figure, unit in main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000):
        print(f"{what:58} {figure:12,.1f} {unit}")
