"""What `make test`, `make proof` and `make check` run, in order; stops at the first thing that fails.

Variants of the browser flows (360 px, no script, language, dark) rotate by a seed that is printed: run again with
WAYPOST_SEED=<seed> to see the same ones. The same seed shares the tests that open pages out among the two databases
(tests/conftest.py). `make proof` runs all variants, all pages on both, and everything marked `proof`.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time

from tests import postgres

PYTHON = sys.executable
CHECKS = [
    ("style", [PYTHON, "-m", "ruff", "check", "-q", "."]),
    ("layout", [PYTHON, "-m", "ruff", "format", "--check", "-q", "."]),
    ("layers", ["lint-imports", "--no-cache"]),
    ("types", [PYTHON, "-m", "mypy"]),
]
# Each process takes a stretch of its own, so what a room sets up is mostly set up once, and helps the others at the end.
# A test that hangs fails: once, with axe on a page without script, the whole run waited for ever.
SPLIT = ["-n", "2", "--dist", "worksteal", "--timeout", "400", "--durations", "12"]
ON_BOTH_DATABASES = [
    "tests/trust",
    "tests/school",
    "tests/skills",
    "tests/evidence",
    "tests/readings",
    "tests/care",
    "tests/learning",
    "tests/voice",
    "tests/climate",
    "tests/practice",
    "tests/community",
    "tests/recognition",
]


def main(mode: str) -> int:
    os.environ["PATH"] = f"{os.path.dirname(PYTHON)}{os.pathsep}{os.environ['PATH']}"  # noqa: PTH120
    seed = os.environ.get("WAYPOST_SEED") or str(random.SystemRandom().randrange(10_000))
    os.environ["WAYPOST_SEED"] = seed
    started = time.monotonic()
    if not checked():
        return 1
    if mode == "check":
        return 0
    print(f"Variants rotate by seed {seed} (WAYPOST_SEED={seed} repeats them).", flush=True)
    if mode == "proof":
        return proof()
    if not on_sqlite({"WAYPOST_PAGES": f"0 of {seed}"}):
        return 1
    if not on_postgres({"WAYPOST_PAGES": f"1 of {seed}"}):
        return 1
    print(f"All of it passed in {time.monotonic() - started:.0f} s.")
    return 0


def checked() -> bool:
    """Style, layout, layers and types, side by side: each uses one core. What they say is shown one after the other."""
    print(f"-- {', '.join(name for name, _ in CHECKS)}", flush=True)
    started = time.monotonic()
    running = [
        (name, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True))
        for name, command in CHECKS
    ]
    said = [(name, check.communicate()[0], check.returncode) for name, check in running]
    for name, words, code in said:
        print(f"{words}-- {name}: {'passed' if code == 0 else 'FAILED'}", flush=True)
    print(f"-- checked in {time.monotonic() - started:.0f} s", flush=True)
    return all(code == 0 for _, _, code in said)


def on_sqlite(env: dict[str, str]) -> bool:
    """Every test but the proofs."""
    command = [PYTHON, "-m", "pytest", *SPLIT, "-m", "not proof and not postgres"]
    return step("tests on SQLite", command, env)


def on_postgres(env: dict[str, str]) -> bool:
    """The rooms that talk with a database, on a real PostgreSQL that lives as long as they run."""
    wanted = ["-m", "not proof and not browser", *existing(ON_BOTH_DATABASES)]
    with postgres.server() as url:
        both = {**env, "DATABASE_URL": url, "WAYPOST_HOME": ""}
        return step("the same on PostgreSQL", [PYTHON, "-m", "pytest", *SPLIT, *wanted], both)


def proof() -> int:
    """Everything at full size, then the table of docs/proof.md."""
    from tests import proof as table

    return table.write()


def existing(places: list[str]) -> list[str]:
    return [p for p in places if os.path.isdir(p)]  # noqa: PTH112


def step(name: str, command: list[str], env: dict[str, str] | None = None) -> bool:
    started = time.monotonic()
    print(f"-- {name}", flush=True)
    merged = {**os.environ, **(env or {})}
    merged = {k: v for k, v in merged.items() if v != ""}
    code = subprocess.run(command, env=merged, check=False).returncode
    print(
        f"-- {name}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s", flush=True
    )
    return code == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "test"))
