"""What a measure says: never a bare number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: What may stand in a reason or a detail: it is stored as JSON and put into words elsewhere.
Scalar = int | float | str | bool | None

WHOLE_STUDENT = 0  # the subject of a reading that is not about one skill


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with parameters; `readings.words` says it in every language.

    >>> Reason("stuck", {"tries": 14, "right": 4})
    Reason(code='stuck', params={'tries': 14, 'right': 4})
    """

    code: str
    params: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """One measure of one subject for one student, with how sure it is and on how much it rests.

    `value` is None exactly where there is not enough evidence to name one; low and high are None where no
    interval exists. `as_of` is a school-local day (date.toordinal()); `n` counts pieces of evidence.
    `series` is the way here, for a chart beside the reading: (first day of the week, value), oldest first, at
    most a term; a week about which nothing can be said is left out, never drawn as 0.
    """

    measure: str
    subject: int
    value: float | None
    low: float | None
    high: float | None
    n: int
    as_of: int
    state: str
    detail: Mapping[str, Scalar] = field(default_factory=dict)
    series: tuple[tuple[int, float], ...] = ()
