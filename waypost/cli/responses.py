"""`waypost import responses`: a file of responses, all the way to its readings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from waypost.process import give_way

from .progress import bar
from .start import fail, out

if TYPE_CHECKING:
    from waypost.evidence.models import Source
    from waypost.evidence.responses import ImportAccount

NAMES = {"assistments": "ASSISTments", "datashop": "DataShop"}


def run(
    file: Path, format: str, source: str, mapping: dict[str, str], create_people: bool, wait: bool
) -> None:
    """Import, then read everybody whose evidence came (in this process, if no worker holds the lease)."""
    from waypost.evidence import responses, services
    from waypost.skills.services import ensure_skills

    give_way()
    whole = format == "triples"  # a school of its own: people, classes and skills come with it
    there = services.source_ids()
    origin = services.find_source(source or NAMES.get(format, file.stem), kind="file")

    def new_skills(values: Sequence[str]) -> None:
        ensure_skills(values, source_id=origin.pk)

    try:
        if mapping and format == "csv":
            mapping = _completed(file, mapping)
        with bar(f"Reading {file.name}", percent=True) as progress:
            account = responses.import_file(
                file,
                format,
                source=origin,
                mapping=mapping or None,
                progress=lambda _rows, share: progress(round(100 * share), 100),
                create_people=create_people or whole,
                on_new_skills=new_skills if whole else None,
            )
    except responses.FileRefused as refusal:
        if origin.pk not in there:
            services.forget_if_empty(origin)
        fail(str(refusal))
    for line in _told(account):
        out.print(line, highlight=False, markup=False)
    if wait:
        from waypost.readings import projector

        with bar("Making readings") as ticks:
            projector.catch_up(progress=ticks, wait=600)
        out.print("All readings are made.")
        _say_unaligned(origin)
    if account.refused:
        out.print(
            f"The refused rows and their reasons are in {account.report_path}", highlight=False, markup=False
        )


def run_back(file: Path, source: str, wait: bool) -> None:
    """Take back what a file brought in, found by what stands in it; then read everybody anew."""
    from waypost.evidence.models import ResponseImport
    from waypost.evidence.responses import formats, taking_back

    give_way()
    rows = ResponseImport.objects.select_related("source").filter(
        digest=formats.digest(file), state__in=["done", "going"], rows_in__gt=0
    )
    rows = rows.filter(source__name=source) if source else rows
    if not rows:
        fail(f"Nothing that {file.name} brought in stands here{f' from {source}' if source else ''}.")
    if len({row.source_id for row in rows}) > 1:
        names = ", ".join(sorted({row.source.name for row in rows}))
        fail(f"{file.name} was read for several sources: {names}. Say which with --source.", code=2)
    for row in rows:
        taking_back.ask(row, by=None)
        with bar(f"Taking {row.file_name} back"):
            count = taking_back.take_back(row)
        were = "1 answer counts" if count == 1 else f"{count:,} answers count"
        out.print(f"{were} nowhere any more.", highlight=False, markup=False)
    if wait:
        from waypost.readings import projector

        with bar("Making readings") as ticks:
            projector.catch_up(progress=ticks, wait=600)
        out.print("All readings are made.")


def _completed(file: Path, mapping: dict[str, str]) -> dict[str, str]:
    """What `--map` leaves out is guessed from the column names, as it is without it; `--map hint=` leaves a column out."""
    from waypost.evidence.responses.columns import GUESSES, guess
    from waypost.evidence.responses.tables import Table
    from waypost.evidence.responses.text import Lines

    known = guess(Table(Lines(file)).header)
    if {"correct", "score"} & mapping.keys():
        known = {m: c for m, c in known.items() if m not in ("correct", "score")}
    return {m: c for m, c in {**known, **mapping}.items() if c or m not in GUESSES}


def _say_unaligned(source: Source) -> None:
    """How much of the source's work counts for no skill yet: it is seen as work, and moves no skill until it is aligned."""
    from waypost.skills.queries import unaligned, uses

    work = uses.ask().work(source.pk)
    left, every = sum(w.events for w in unaligned(source.pk, work)), sum(w.events for w in work)
    if left:
        out.print(
            f"{left:,} of {every:,} answers from {source.name} count for no skill yet. Say what they count for under Skills on "
            f"the page of {source.name} (/skills/alignments/{source.pk}/), or by `waypost import alignments FILE`.",
            highlight=False,
            markup=False,
        )


def _told(account: ImportAccount) -> Iterator[str]:
    """What became of the file, and what still has to be done before anybody sees it, in sentences."""
    if not (account.new or account.same or account.refused):
        yield "The file names its columns, but no answer stands below them."
        return
    new = "1 answer is new" if account.new == 1 else f"{account.new:,} answers are new"
    yield f"{new}, {_were(account.same)} here already, {_were(account.refused)} refused."
    if account.otherwise:
        yield (
            f"{account.otherwise:,} of those here already came before, read with other columns, and are left as they were. To read "
            "them with those of today, take the earlier import back (`waypost import take-back FILE`), then run this again."
        )
    yield from account.notes
    if account.strangers:
        who, their = (
            ("1 student of this file is", "The answers wait")
            if account.strangers == 1
            else (f"{account.strangers:,} students of this file are", "Their answers wait")
        )
        yield (
            f"{who} not known here. {their}: say whose they are under Administration, "
            "or run the same with --create-people."
        )


def _were(count: int) -> str:
    return "1 was" if count == 1 else f"{count:,} were"
