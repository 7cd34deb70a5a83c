"""A real `waypost serve` on a folder of its own, for the browser suite, the proofs and the benchmarks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, **more: str) -> dict[str, str]:
    """What a process on this folder is told: its own database, whichever one the suite itself runs on."""
    left_out = {"DJANGO_SETTINGS_MODULE", "WAYPOST_KERNELS", "DATABASE_URL"}
    return {**{k: v for k, v in os.environ.items() if k not in left_out}, "WAYPOST_HOME": str(home), **more}


def waypost(home: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run one command of the command line."""
    command = [sys.executable, "-m", "waypost.cli", *arguments]
    return subprocess.run(command, env=environment(home), check=check, capture_output=True, text=True)


def script(home: Path, code: str) -> str:
    """Run Python in the settings of a folder; gives what it printed."""
    head = "import os; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'waypost.settings')\nimport django; django.setup()\n"
    done = subprocess.run(
        [sys.executable, "-c", head + code],
        env=environment(home),
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


@contextmanager
def served(home: Path, **more: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """`waypost serve`, answering; gives its address and process, ends it afterwards."""
    url = f"http://127.0.0.1:{(port := free_port())}"
    with tempfile.NamedTemporaryFile(prefix="waypost-log-") as log:
        command = [sys.executable, "-m", "waypost.cli", "serve", "--port", str(port)]
        server = subprocess.Popen(command, env=environment(home, **more), stdout=log, stderr=log)
        try:
            wait_for(url, server, Path(log.name))
            yield url, server
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"waypost serve ended: {log.read_text()}")
        try:
            urllib.request.urlopen(url + "/sign-in/", timeout=5).read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"waypost serve did not answer: {log.read_text()}")
