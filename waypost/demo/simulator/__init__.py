"""The demonstration school: files and statements of a made-up school, and the truth behind them.

`build(folder, seed=7)` writes a roster, attendance, response files and statements as a school's systems would send
them, and returns the `Truth`. Nothing here knows Waypost's tables: what is built goes in by the same doors as any
school's evidence. docs/demo.md says what is assumed and how to change it.
"""

from .build import MOST_STATEMENTS, build
from .truth import Learner, Learning, Outage, Quiet, Sick, Slip, Source, Stuck, Truth

__all__ = [
    "MOST_STATEMENTS",
    "Learner",
    "Learning",
    "Outage",
    "Quiet",
    "Sick",
    "Slip",
    "Source",
    "Stuck",
    "Truth",
    "build",
]
