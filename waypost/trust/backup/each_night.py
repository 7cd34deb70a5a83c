"""A backup each night, by the worker. Where to stands in a file of its own that no backup holds.

So a school that is put back elsewhere, to try it, writes nothing over the backups of the real one.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from ..folder import DataFolder
from . import make
from .faults import Fault

PLAN = "nightly-backup.json"  # in the data folder


@dataclass(frozen=True, slots=True)
class Plan:
    """`fault`: why there was none last night; "" after a good one."""

    to: str
    keep: int
    fault: str = ""


def plan() -> Plan | None:
    place = _place()
    return Plan(**json.loads(place.read_text())) if place.exists() else None


def begin(to: Path, keep: int) -> None:
    """From tonight on, into this folder."""
    _write(Plan(str(to.resolve()), keep))


def end() -> None:
    _place().unlink(missing_ok=True)


def run() -> str:
    """Make tonight's, if the school wants one; the file's name. A fault waits for `waypost doctor`."""
    wanted = plan()
    if wanted is None:
        return ""
    try:
        file = make.run(Path(wanted.to), keep=wanted.keep)
    except Fault as no:
        _write(Plan(wanted.to, wanted.keep, str(no)))
        raise
    good()
    return file.name


def good() -> None:
    """One was made, at night or by hand: a fault before is over."""
    wanted = plan()
    if wanted is not None and wanted.fault:
        begin(Path(wanted.to), wanted.keep)


def _place() -> Path:
    return DataFolder.from_environment().path / PLAN


def _write(wanted: Plan) -> None:
    spare = _place().with_suffix(".new")
    spare.write_text(json.dumps(asdict(wanted), indent=1) + "\n")
    spare.chmod(0o600)
    spare.replace(_place())
