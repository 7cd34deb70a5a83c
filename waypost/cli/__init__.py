"""`waypost ...`: everything that can be done at the server, each with --help, exit codes and progress."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Entry point of the command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waypost.settings")
    from .app import app  # after the environment: settings are read on import

    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
