"""`waypost demo`: a running school that is made up, with a known truth."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from .serve import Address, run
from .start import out, ready


def demo(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    live: Annotated[
        bool, typer.Option("--live", help="Let the school's clock run on: Today changes.")
    ] = False,
    size: Annotated[float, typer.Option(help="How large the school is; 1 is about 240 students.")] = 1.0,
    seed: Annotated[int, typer.Option(help="Another seed is another school.")] = 7,
) -> None:
    """Set up and open the demonstration school (in ./demo-data unless --home says otherwise)."""
    os.environ.setdefault("WAYPOST_HOME", str(Path("demo-data").resolve()))
    ready(kind="demo")
    from waypost.demo import places

    places.prepare(seed, size)
    out.print("Filling the school goes on while you look: the first page shows how far it is.")
    work = [
        sys.executable,
        "-m",
        "waypost.demo.seed",
        "--port",
        str(port),
        "--size",
        str(size),
        "--seed",
        str(seed),
    ]
    run(Address("127.0.0.1", port), also=[[*work, *(["--live"] if live else [])]])
