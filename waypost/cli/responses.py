"""`waypost import responses`: a file of responses, all the way to its readings."""

from __future__ import annotations

from pathlib import Path

from .progress import bar
from .start import fail, out


def run(
    file: Path, format: str, source: str, mapping: dict[str, str], create_people: bool, wait: bool
) -> None:
    """Import, then read everybody whose evidence came (in this process, if no worker holds the lease)."""
    from waypost.evidence import responses
    from waypost.skills import alignment

    title = source or {"triples": file.name, "assistments": "ASSISTments", "datashop": "DataShop"}.get(
        format, file.stem
    )
    try:
        with bar(f"Reading {file.name}") as progress:
            account = responses.import_file(
                file,
                format,
                source=title,
                mapping=mapping,
                progress=progress,
                create_people=create_people or format == "triples",
                on_new_skills=alignment.ensure_skills if format == "triples" else None,
            )
    except responses.BadFile as refusal:
        fail(str(refusal))
    for line in account.lines():
        out.print(line, highlight=False, markup=False)
    if wait:
        from waypost.readings import worker

        with bar("Making readings") as progress:
            worker.catch_up_or_wait(progress=progress)
        out.print("All readings are made.")
    if account.refused:
        out.print(
            f"The refused rows and their reasons are in {account.report_path}", highlight=False, markup=False
        )
