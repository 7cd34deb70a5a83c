"""Run by test_postgres: A appends and waits; B appends and commits; a reader reads; A commits; the reader reads on."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from tests.evidence.makers import statement  # noqa: E402
from waypost.evidence import stream  # noqa: E402
from waypost.evidence.models import Audience, Source, Statement  # noqa: E402
from waypost.school import clock  # noqa: E402

MANY = 60


def read_on(seen: list[int]) -> None:
    seen += [row.seq for row in stream.read_after(seen[-1] if seen else 0, 500)]


def two_transactions(source: Source) -> None:
    """The interleaving itself: with plain sequences A's lower number would come to light after B's."""
    seen: list[int] = []
    appended, go_on = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            stream.append(statement(), source=source, audience=Audience.SCHOOL)
            appended.set()
            go_on.wait(10)
        connection.close()

    def second() -> None:
        appended.wait(10)
        with transaction.atomic():
            stream.append(statement(), source=source, audience=Audience.SCHOOL)
        connection.close()

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    for thread in threads:
        thread.start()
    appended.wait(10)
    time.sleep(0.3)  # time enough for the second to commit first, if nothing held it
    read_on(seen)
    go_on.set()
    for thread in threads:
        thread.join()
    read_on(seen)
    assert seen == sorted(Statement.objects.values_list("seq", flat=True)), seen
    assert len(seen) == 2


def many_writers(source: Source) -> None:
    """Four writers, half of their transactions slow, and a reader that never stops."""
    seen: list[int] = [stream.head()]
    before, over = len(seen), threading.Event()

    def write(part: int) -> None:
        for i in range(MANY // 4):
            with transaction.atomic():
                stream.append(
                    statement(object={"id": f"https://tool.example/{part}/{i}"}),
                    source=source,
                    audience=Audience.SCHOOL,
                )
                time.sleep(0.003 if (i + part) % 2 else 0)
        connection.close()

    def follow() -> None:
        while not over.is_set():
            read_on(seen)
        read_on(seen)
        connection.close()

    reader = threading.Thread(target=follow)
    reader.start()
    writers = [threading.Thread(target=write, args=(i,)) for i in range(4)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    over.set()
    reader.join()
    stored = set(Statement.objects.filter(seq__gt=seen[0]).values_list("seq", flat=True))
    assert stored == set(seen[1:]), stored ^ set(seen[1:])
    assert len(seen) - before == MANY


call_command("migrate", run_syncdb=True, verbosity=0)
tool = Source.objects.create(name="Tool", slug="tool", kind="xapi", made=clock.now())
two_transactions(tool)
many_writers(tool)
sys.stdout.write("nothing skipped\n")
