"""`make proof`: everything at full size, a test at a time, resumable; ends in the table of docs/proof.md.

A proof test says what it found with `record(line, found, wanted, holds)`; the rows are kept below .proof/ by commit, so
that an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from tests import run

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".proof"
PAGE = ROOT / "docs" / "proof.md"

BROWSER = "every flow in the browser in every variant"
# `make test` opens each page on one of the two; here all of them on both
DATABASES = {"every test on SQLite": run.on_sqlite, "every room on PostgreSQL": run.on_postgres}


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    line: str
    found: str
    wanted: str
    holds: bool


def record(line: str, found: str, wanted: str, holds: bool) -> None:
    """Keep a figure for the table (and say it in the test's output)."""
    row = Row(line, found, wanted, bool(holds))  # numpy has a truth of its own
    print(f"PROOF {line}: {found} (wanted {wanted})")
    place = os.environ.get("WAYPOST_PROOF_ROWS")
    if place:
        with Path(place).open("a") as out:
            out.write(json.dumps(asdict(row)) + "\n")


def write() -> int:
    """Run what has not passed at this commit yet; write the table."""
    folder = KEPT / commit()
    folder.mkdir(parents=True, exist_ok=True)
    failed = [name for name in [*collected(), BROWSER, *DATABASES] if not one(name, folder)]
    PAGE.write_text(table(folder))
    print(PAGE.read_text())
    for name in failed:
        print(f"FAILED: {name}")
    return 1 if failed else 0


def one(name: str, folder: Path) -> bool:
    """One proof test in a process of its own; True if it passed now or before."""
    stem = "".join(c if c.isalnum() else "-" for c in name)[-120:]
    done, rows = folder / f"{stem}.done", folder / f"{stem}.rows"
    if done.exists():
        return True
    rows.unlink(missing_ok=True)
    env = {**os.environ, "WAYPOST_PROOF_ROWS": str(rows), "WAYPOST_VARIANTS": "all"}
    what = [*run.SPLIT, "-m", "browser", "tests"] if name == BROWSER else ["-m", "proof", name]
    print(f"-- {name}", flush=True)
    started = time.monotonic()
    if name in DATABASES:
        passed = DATABASES[name]({"WAYPOST_VARIANTS": "all"})
    else:
        command = [sys.executable, "-m", "pytest", "-s", *what]
        passed = subprocess.run(command, env=env, check=False, cwd=ROOT).returncode == 0
    took = time.monotonic() - started
    if name == BROWSER or name in DATABASES:
        said = "all passed" if passed else "some failed"
        row = Row(name, f"{said}, {took:.0f} s", "all pass", passed)
        rows.write_text(json.dumps(asdict(row)) + "\n")
    if passed:
        done.write_text(f"{took:.1f}")
    return passed


def collected() -> list[str]:
    """Every proof test by its name. No proof at all is a fault of ours, not a proof."""
    plain = [
        "-o",
        "addopts=--strict-markers -p no:cacheprovider --nomigrations",
    ]  # ours say -q: names left out
    command = [sys.executable, "-m", "pytest", *plain, "--collect-only", "-q", "-m", "proof", "tests"]
    listed = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True).stdout
    found = [line for line in listed.splitlines() if "::" in line]
    if not found:
        sys.exit(f"No proof was found:\n{listed}")
    return found


def table(folder: Path) -> str:
    rows = [
        Row(**json.loads(line)) for f in sorted(folder.glob("*.rows")) for line in f.read_text().splitlines()
    ]
    lines = [
        "# Proof",
        "",
        f"Written by `make proof` at commit {commit()[:12]}. Machine: {machine()}.",
        "",
        "| what | found | wanted | holds |",
        "|---|---|---|---|",
        *(f"| {r.line} | {r.found} | {r.wanted} | {'yes' if r.holds else '**no**'} |" for r in rows),
        "",
    ]
    return "\n".join(lines)


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
    )


def commit() -> str:
    found = subprocess.run(
        ["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    return found.stdout.strip() or "no-commit"
