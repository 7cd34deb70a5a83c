"""Chromium for the browser tests: the system's own, by apt where that may be, else a clear sentence.

Its headless shell where there is one: the same engine without the windows around it, which took half of the tests' time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium-headless-shell", "chromium")  # the first that this machine's apt knows


def find() -> str | None:
    """The path of a Chromium on this machine (WAYPOST_CHROMIUM overrides)."""
    chosen = os.environ.get("WAYPOST_CHROMIUM")
    return chosen or next((path for path in map(shutil.which, NAMES) if path), None)


def main() -> int:
    if find():
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing Chromium for the browser tests (apt-get) ...", flush=True)
        quietly("apt-get", "update", "-qq")
        for package in PACKAGES:
            quietly("apt-get", "install", "-y", "-qq", package)
            if find():
                return 0
    print(
        "The browser tests need Chromium, and none was found.\n"
        "Install it (Debian, Ubuntu: sudo apt-get install chromium) or name one: WAYPOST_CHROMIUM=/path make test",
        file=sys.stderr,
    )
    return 1


def quietly(*command: str) -> None:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=False, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
