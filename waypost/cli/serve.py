"""`waypost serve`: one command that runs a school. It supervises a web process and a worker."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from waypost.process import READINGS, die_with_parent, give_way

from .start import err, fail, out, ready

RESTART_AFTER = 0.5  # seconds before a process that ended is started again
LONGEST_PAUSE = 30.0


def serve(
    bind: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    behind_proxy: Annotated[
        str,
        typer.Option(
            help="Addresses of trusted proxies, comma-separated: only then forwarded headers count."
        ),
    ] = "",
    certificate: Annotated[Path | None, typer.Option(help="TLS certificate (PEM).")] = None,
    key: Annotated[Path | None, typer.Option(help="TLS private key (PEM, PKCS#8).")] = None,
) -> None:
    """Run Waypost: the web pages and the worker that turns evidence into readings."""
    ready(kind="school")
    run(Address(bind, port, behind_proxy, certificate, key))


def worker() -> None:
    """Run the worker alone (serve starts it by itself)."""
    os.environ["WAYPOST_KERNELS"] = "numba"
    die_with_parent()
    give_way(READINGS)
    ready(migrate=False)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    from waypost.readings import worker as projector
    from waypost.trust.logs import keep_process_wordless

    from . import jobs

    keep_process_wordless()
    _wait_for_seeding(stop)

    thread = threading.Thread(target=jobs.run, args=(stop,), name="jobs", daemon=True)
    thread.start()
    projector.run(stop)
    thread.join(timeout=10)


def _wait_for_seeding(stop: threading.Event) -> None:
    """While the demonstration's term is lived through, its own process reads the evidence: a day closes when it is over."""
    from django.conf import settings

    from waypost.trust.models import Setting

    def unfinished() -> bool:
        row = Setting.objects.filter(pk="demo.seed").first()
        return row is not None and not row.value["finished"]

    while settings.DEMO and not stop.is_set() and unfinished():
        stop.wait(0.5)


@dataclass(frozen=True)
class Address:
    bind: str
    port: int
    behind_proxy: str = ""
    certificate: Path | None = None
    key: Path | None = None

    @property
    def url(self) -> str:
        host = "127.0.0.1" if self.bind in {"0.0.0.0", "::"} else self.bind  # noqa: S104
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}/"


def run(address: Address, *, also: list[list[str]] | None = None) -> None:
    """Check that it may be served so, then keep web and worker running until a signal ends them."""
    from waypost.trust import folder, serving

    here = folder.DataFolder.from_environment()
    sentence = serving.refusal(
        bind=address.bind,
        behind_proxy=address.behind_proxy,
        certificate=bool(address.certificate),
        demo=here.is_demo,
    )
    if sentence:
        fail(sentence, code=2)
    if _port_taken(address):
        fail(
            f"Port {address.port} is in use. Choose another: `waypost serve --port {address.port + 1}`.",
            code=2,
        )
    supervise(address, also or [])


def _port_taken(address: Address) -> bool:
    import socket

    with socket.socket(socket.AF_INET6 if ":" in address.bind else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.bind, address.port))
        except OSError:
            return True
    return False


def web_command(address: Address) -> list[str]:
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", address.bind, "--port", str(address.port),
        "--workers", os.environ.get("WAYPOST_WEB_PROCESSES", "1"), "--blocking-threads", "16",
        # A warning would be that 16 threads are many: they wait for the database, and a newcomer reads it first of all.
        "--backlog", "1024", "--respawn-failed-workers", "--no-ws", "--log-level", "error",
        "--workers-kill-timeout", "5", "waypost.wsgi:application",
    ]  # fmt: skip
    if address.certificate and address.key:
        command[3:3] = ["--ssl-certificate", str(address.certificate), "--ssl-keyfile", str(address.key)]
    return command


def web_environment(address: Address) -> dict[str, str]:
    env = {**os.environ, "WAYPOST_KERNELS": "python"}
    if address.behind_proxy:
        env |= {"WAYPOST_BEHIND_PROXY": "1", "WAYPOST_TRUSTED_PROXIES": address.behind_proxy}
    if address.certificate:
        env["WAYPOST_HTTPS"] = "1"
    return env


@dataclass
class Child:
    """A process that is started again when it ends, after a pause that grows while it keeps failing."""

    name: str
    command: list[str]
    env: dict[str, str]
    again: bool = True
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = RESTART_AFTER
    due: float = field(default=0.0)

    def start(self) -> None:
        parent = os.getpid()
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 (our own command)
            self.command, env=self.env, preexec_fn=lambda: die_with_parent(parent), start_new_session=True
        )

    def tend(self) -> bool:
        """Look after the process; False when it ended and is not to be started again."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is None:
            return True
        if self.process is not None and self.due == 0.0:
            self._kill_group()
            if not self.again:
                return False
            self.pause = RESTART_AFTER if now - self.started > 10 else min(self.pause * 2, LONGEST_PAUSE)
            self.due = now + self.pause
            err.print(f"The {self.name} ended; starting it again.", style="yellow")
        if now >= self.due:
            self.due = 0.0
            self.start()
        return True

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=8)
        except subprocess.TimeoutExpired:
            self._kill_group()

    def _kill_group(self) -> None:
        """End what the process left behind (granian's own worker, after a kill -9 of granian)."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def supervise(address: Address, also: list[list[str]]) -> None:
    """Start web and worker (and `also`, once each) and keep them going until SIGINT or SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    children = [
        Child("web process", web_command(address), web_environment(address)),
        Child("worker", [sys.executable, "-m", "waypost.cli", "worker"], {**os.environ}),
        *(Child("helper", command, {**os.environ}, again=False) for command in also),
    ]
    _announce(address)
    try:
        while not stop.is_set():
            children = [child for child in children if child.tend()]
            stop.wait(0.1)
    finally:
        for child in reversed(children):
            child.stop()


def _announce(address: Address) -> None:
    from waypost.school.models import School

    out.print(f"Waypost is at {address.url}  (Ctrl-C ends it)", highlight=False)
    school = School.objects.first()
    if school is None or school.set_up_step != "done":
        token = _setup_token()
        if token:
            out.print(
                f"To set up this school, open {address.url}set-up/ and give this token: {token}",
                highlight=False,
            )


def _setup_token() -> str | None:
    from waypost.trust import folder, setup_token

    if folder.DataFolder.from_environment().is_demo:
        return None
    return setup_token.renew(secrets.token_hex(16))
