"""Growth percentiles from a CSV of the authority: student, school year, grade, subject, percentile, and how sure it is.

All or nothing; the same file again changes nothing; of several files the latest that names a student, year and subject
holds; a file can be taken back. Nothing here shows a percentile to anybody: `standing` is read for releases alone.
"""

from .importing import KIND, GrowthPreview, Report, apply, examine, preview, run_import
from .standing import Standing, standing, years
from .taking_back import can_be_taken_back, take_back, take_back_file

__all__ = [
    "KIND", "GrowthPreview", "Report", "Standing", "apply", "can_be_taken_back", "examine", "preview", "run_import",
    "standing", "take_back", "take_back_file", "years",
]  # fmt: skip
