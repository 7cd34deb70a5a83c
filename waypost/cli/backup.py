"""`waypost backup` and `waypost restore`: a school in one encrypted file, and back into an empty folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from .start import bring_up_to_date, fail, out, ready


def backup(
    to: Annotated[
        Path | None, typer.Option("--to", help="Folder for the file, outside of the data folder.")
    ] = None,
    new_key: Annotated[
        Path | None,
        typer.Option("--new-key", help="Make a pair of keys; the secret half goes into this file."),
    ] = None,
    recipient: Annotated[
        list[str] | None, typer.Option("--recipient", help="Public key of age (age1...) to encrypt to.")
    ] = None,
    keep: Annotated[int, typer.Option("--keep", help="Days after which older files go.", min=1)] = 35,
    nightly: Annotated[
        bool | None,
        typer.Option("--nightly/--no-nightly", help="From now on each night, by `serve`; or no longer."),
    ] = None,
) -> None:
    """Write everything but the keys into one file that only a secret key kept elsewhere opens. Others go on working."""
    ready(migrate=False)
    from waypost.trust.backup import each_night, make
    from waypost.trust.backup.faults import Fault

    if nightly is False:
        each_night.end()
        out.print("No backup is made at night any more.")
    elif nightly and recipient:
        fail("At night the keys that `--new-key` made are used: leave --recipient away.", 2)
    try:
        if new_key is not None:
            out.print(f"Backups are encrypted to {make.new_key(new_key)}", highlight=False, markup=False)
            out.print(
                f"Take {new_key} away from this machine, and keep a copy of the folder keys/ with it: "
                "without both no backup opens.",
                highlight=False,
                markup=False,
            )
        if to is None:
            if new_key is None and nightly is not False:
                fail("Say where to: waypost backup --to FOLDER", 2)
            return
        file = make.run(to, recipient, keep)
        if nightly:
            each_night.begin(to, keep)
        each_night.good()
    except Fault as no:
        fail(str(no))
    out.print(f"{file} ({file.stat().st_size // 2**20 + 1} MB)", highlight=False, markup=False)
    if nightly:
        out.print(f"`waypost serve` makes one each night from now on; each is kept {keep} days.")


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    key: Annotated[Path, typer.Option("--key", help="File with the secret key.")],
    ledger: Annotated[
        Path | None,
        typer.Option("--ledger", help="What was taken back since (default: the file beside the backup)."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only see whether it is whole and opens; change nothing.")
    ] = False,
) -> None:
    """Put a backup back into an empty folder that holds keys/ alone. What was erased or taken back since is so again."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waypost.settings")
    import django

    django.setup()
    from waypost.trust.backup import dropped
    from waypost.trust.backup import restore as service
    from waypost.trust.backup.faults import Fault

    try:
        if check:
            told = service.check(file, key)
            out.print(f"Whole. Made {told['made'][:16]}.", highlight=False, markup=False)
            return
        done = service.run(file, key, ledger, bring_up_to_date, dropped.drop)
    except Fault as no:
        fail(str(no))
    out.print(f"The school is back as of {done.made[:16]}.", highlight=False, markup=False)
    for what, count in done.replayed.items():
        out.print(f"- taken back again, {what}: {count}", highlight=False, markup=False)
    out.print("Everybody signs in anew; mail that waited is not sent. Now run: waypost doctor")
