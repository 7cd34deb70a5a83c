"""`waypost measures ...`: what is measured, and fitting it to this school."""

from __future__ import annotations

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
