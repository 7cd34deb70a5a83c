"""Turns at the one writer's place, and an import that is killed while it holds it."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from waypost.evidence import turns

from ..running import environment, script, waypost

ROWS = 6_000
READ = """
import sys
from waypost.evidence.responses import import_file
from waypost.evidence.services import find_source
told = import_file(sys.argv[1], "csv", source=find_source("A file", kind="file"))
print(told.new, told.same, told.refused)
"""
COUNT = """
from waypost.evidence.models import ResponseImport, Statement, StatementAgent
print(Statement.objects.count(), Statement.objects.values("id").distinct().count(), StatementAgent.objects.count(),
      *ResponseImport.objects.values_list("state", flat=True))
"""


@pytest.fixture(autouse=True)
def _on_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "default_connection", SimpleNamespace(vendor="sqlite"))


def begin(done: list[str], name: str) -> None:
    turns._begin(lambda *_: done.append(name), "BEGIN IMMEDIATE", None, False, {})


def test_others_wait_while_long_work_holds_the_place_and_are_woken_at_once() -> None:
    done: list[str] = []
    with turns.long_work():
        page = threading.Thread(target=begin, args=(done, "page"))
        page.start()
        time.sleep(0.05)
        done.append("long work")
    page.join(1)
    assert done == ["long work", "page"]


def test_long_work_lets_those_go_first_who_wait_but_not_for_ever() -> None:
    done: list[str] = []
    writing, over = threading.Event(), threading.Event()

    def wait_for_sqlite(*_: object) -> None:
        writing.set()
        over.wait(0.03)
        done.append("page")

    page = threading.Thread(target=turns._begin, args=(wait_for_sqlite, "BEGIN IMMEDIATE", None, False, {}))
    page.start()
    writing.wait(1)
    with turns.long_work():
        done.append("long work")
    page.join(1)
    assert done == ["page", "long work"]


def test_long_work_does_not_wait_for_itself_and_reading_waits_for_nobody() -> None:
    done: list[str] = []
    with turns.long_work():
        begin(done, "its own")
        reader = threading.Thread(
            target=turns._begin, args=(lambda *_: done.append("read"), "SELECT 1", None, False, {})
        )
        reader.start()
        reader.join(1)
    assert done == ["its own", "read"]


def test_an_import_that_is_killed_loses_and_doubles_nothing(tmp_path: Path) -> None:
    home, table = tmp_path / "home", tmp_path / "answers.csv"
    lines = (f"s{i % 70},skill {i % 9},{i % 2},q{i}\n" for i in range(ROWS))
    table.write_text("student,skill,correct,item\n" + "".join(lines))
    waypost(home, "setup", "--name", "Kill", "--time-zone", "UTC")
    head = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'waypost.settings'\nimport django; django.setup()\n"
    running = subprocess.Popen([sys.executable, "-c", head + READ, str(table)], env=environment(home))
    book = sqlite3.connect(f"file:{home}/waypost.sqlite3?mode=ro", uri=True)
    while book.execute("SELECT coalesce(max(rows_read), 0) FROM evidence_responseimport").fetchone()[0] < 500:
        assert running.poll() is None, "it ended before it was killed"
        time.sleep(0.005)
    running.send_signal(signal.SIGKILL)
    running.wait()
    book.close()
    half = [int(n) for n in script(home, COUNT).split()[:3]]
    assert 500 <= half[0] < ROWS
    assert half[0] == half[1] == half[2]
    rest = script(home, READ.replace("sys.argv[1]", repr(str(table))))
    assert rest.split() == [str(ROWS), "0", "0"]
    assert script(home, COUNT).split() == [str(ROWS), str(ROWS), str(ROWS), "done"]
