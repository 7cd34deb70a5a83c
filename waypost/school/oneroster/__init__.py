"""OneRoster 1.2 CSV (1.1 accepted): a zip, bulk or delta, to people, classes, terms and places.

`examine` says what a file would do and writes nothing; `preview` keeps the file and its report for a person to look at;
`apply` does it, all or nothing. Days: `endDate` counts as the last day, since most systems export it so.
"""

from ..kept import drop
from .defects import Defect, Refused
from .following import Proposal, accept, proposals
from .importing import Report, RosterPreview, apply, examine, preview, run_import

__all__ = [
    "Defect",
    "Proposal",
    "Refused",
    "Report",
    "RosterPreview",
    "accept",
    "apply",
    "drop",
    "examine",
    "preview",
    "proposals",
    "run_import",
]
