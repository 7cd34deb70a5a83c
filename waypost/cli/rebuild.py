"""`waypost rebuild`: everything derived, made anew from the evidence; or checked against it."""

from __future__ import annotations

from typing import Annotated

import typer

from .progress import bar
from .start import out, ready


def rebuild(
    verify: Annotated[
        bool, typer.Option("--verify", help="Change nothing; report every difference.")
    ] = False,
) -> None:
    """Make all readings anew from the evidence (safe to interrupt and run again). Exit code 1 if --verify finds a difference."""
    ready()
    from waypost.readings import rebuild as readings

    if not verify:
        with bar("Folding students") as progress:
            readings.rebuild(progress=progress)
        out.print("All readings are made anew.")
        return
    with bar("Comparing students") as progress:
        differences = readings.verify(progress=progress)
    for difference in differences:
        out.print(f"- {difference}", highlight=False, markup=False)
    if differences:
        out.print(f"{len(differences)} differences. `waypost rebuild` makes the readings anew.")
        raise typer.Exit(1)
    out.print("Readings and open signals are exactly what the evidence says.")
