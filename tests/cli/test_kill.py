"""kill -9 of web and worker while evidence comes in, three times (fifty times: tests/proofs/test_kill.py)."""

from __future__ import annotations

from pathlib import Path

from ..killing import Siege


def test_nothing_acknowledged_is_lost_or_doubled_by_a_kill(tmp_path: Path) -> None:
    siege = Siege(tmp_path, seed=3, rows=600)
    with siege.serving():
        siege.round("upload", "worker")
        siege.round("single posts", "web")
        siege.round("batches", "web child")
    siege.verify()
    assert siege.tally.wrong == []
    assert len(siege.tool.acknowledged) > 30
