"""`waypost measures ...`: what is measured, and fitting it to this school."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .start import fail, out, ready

app = typer.Typer(help="The measures and signals, and fitting them to this school.", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """Each measure and signal with the question it answers."""
    from waypost.measures.registry import MEASURES, SIGNALS

    questions = {m.about.name: m.about.question for m in MEASURES.values()}
    questions |= {s.about.name: s.about.question for s in SIGNALS.values()}
    for name, question in questions.items():
        out.print(f"{name}: {question}", highlight=False, markup=False)


@app.command()
def fit(
    name: Annotated[str, typer.Argument(help="The measure to fit.")] = "mastery",
) -> None:
    """Fit a measure's parameters to this school; they are kept only if better on students held back."""
    ready()
    from waypost.readings import fitting

    try:
        result = fitting.fit(name)
    except ValueError as error:
        fail(str(error), code=2)
    for line in result.lines():
        out.print(line, highlight=False, markup=False)


@app.command("growth-percentiles")
def growth_percentiles(
    scores: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="CSV: student, year, grade, subject, score, error, prior (prior_2 ...).",
        ),
    ],
    to: Annotated[
        Path, typer.Option("--to", help="The file to write, for `waypost import growth-percentiles`.")
    ],
) -> None:
    """Work growth percentiles out from scores of two years, in each grade and subject with 1,000 pairs or more."""
    from .percentiles import Refused, work_out

    try:
        done = work_out(scores, to)
    except Refused as refusal:
        fail(str(refusal))
    for (year, grade, subject), pairs in done.left_out.items():
        out.print(
            f"{subject}, grade {grade}, {year}: {pairs:,} pairs are too few, 1,000 are needed. Nothing was worked out.",
            highlight=False, markup=False,
        )  # fmt: skip
    if not done.written:
        fail(
            "No grade and subject has enough pairs of scores: growth percentiles can only come from the authority."
        )
    out.print(f"{done.written:,} growth percentiles are in {to}.", highlight=False, markup=False)
