"""Attendance from a CSV: student, date, period (may be left out), status, source. No reasons are stored, ever.

A student is named by sourcedId, by school mail, or by an identifier in canonical form ("account|https://home|name").
All or nothing; the same file again changes nothing; a later file for the same day outranks the earlier.
"""

from .importing import KIND, AttendancePreview, Report, apply, examine, preview, run_import

__all__ = ["KIND", "AttendancePreview", "Report", "apply", "examine", "preview", "run_import"]
