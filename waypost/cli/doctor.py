"""`waypost doctor`: what is wrong here, and the mend, in plain words."""

from __future__ import annotations

import typer

from .start import out, ready


def doctor() -> None:
    """Say in plain words what is wrong with this Waypost and how to mend it. Exit code 1 if something is."""
    ready(migrate=False)
    from waypost.trust import doctor as checks

    problems = checks.examine()
    for problem in problems:
        out.print(f"- {problem.sentence}\n  {problem.mend}", highlight=False, markup=False)
    if problems:
        raise typer.Exit(1)
    out.print("All is well.")
