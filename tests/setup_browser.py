"""Chromium for the browser tests: the system's own, by apt where that may be, else a clear sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The path of a Chromium on this machine (WAYPOST_CHROMIUM overrides)."""
    chosen = os.environ.get("WAYPOST_CHROMIUM")
    return chosen or next((path for path in map(shutil.which, NAMES) if path), None)


def main() -> int:
    if find():
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing Chromium for the browser tests (apt-get install chromium) ...", flush=True)
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=env, **quiet)  # type: ignore[call-overload]
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False, env=env, **quiet)  # type: ignore[call-overload]
        if find():
            return 0
    print(
        "The browser tests need Chromium, and none was found.\n"
        "Install it (Debian, Ubuntu: sudo apt-get install chromium) or name one: WAYPOST_CHROMIUM=/path make test",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
