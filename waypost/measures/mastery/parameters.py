"""The five numbers of each skill, and how sure they are. Fitted elsewhere (`fit`), written as JSON.

All uncertainty is on the logit scale: `covariance` is of (logit prior, logit learn, logit guess, logit slip,
logit forget), so that no limit can leave 0..1.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAMES = ("prior", "learn", "guess", "slip", "forget")
PRIOR, LEARN, GUESS, SLIP, FORGET = range(5)

Array = NDArray[np.float64]
Label = int | str


@dataclass(frozen=True)
class Parameters:
    """values (n, 5) and covariance (n, 5, 5) of n skills; `default` and its spread for a skill that is not there."""

    skills: tuple[Label, ...]
    values: Array
    covariance: Array
    default: Array
    default_covariance: Array
    report: Mapping[str, Any] = field(default_factory=dict)  # how it was fitted, on how much

    def __post_init__(self) -> None:
        n = len(self.skills)
        shapes = (self.values.shape, self.covariance.shape, self.default.shape, self.default_covariance.shape)
        if shapes != ((n, 5), (n, 5, 5), (5,), (5, 5)):
            raise ValueError(
                f"parameters of {n} skills need shapes ({n}, 5), ({n}, 5, 5), (5,), (5, 5), not {shapes}"
            )
        known = [*self.skills, "the default"]
        for label, row in zip(known, np.vstack([self.values, self.default]), strict=True):
            _check(label, row)
        places = {label: i for i, label in enumerate(self.skills)}
        if len(places) != n:
            raise ValueError("each skill may have parameters only once")
        object.__setattr__(self, "_places", places)
        object.__setattr__(self, "_all", np.ascontiguousarray(np.vstack([self.values, self.default])))
        spread = np.concatenate([self.covariance, self.default_covariance[None]])
        object.__setattr__(self, "_spread", np.ascontiguousarray(spread))

    def places(self, labels: Sequence[Hashable] | NDArray[Any]) -> NDArray[np.int64]:
        """Where each skill stands in `of` and `spread`; the default stands last."""
        found: dict[Hashable, int] = self._places  # type: ignore[attr-defined]
        last = len(self.skills)
        listed = labels.tolist() if isinstance(labels, np.ndarray) else labels
        return np.array([found.get(label, last) for label in listed], np.int64)

    @property
    def of(self) -> Array:
        """(n + 1, 5): every skill's numbers, the default last."""
        return self._all  # type: ignore[attr-defined]

    @property
    def spread(self) -> Array:
        """(n + 1, 5, 5): covariances on the logit scale, the default last."""
        return self._spread  # type: ignore[attr-defined]

    def to_json(self) -> dict[str, Any]:
        """Plain lists, to be stored and sent; `from_json` gives exactly the same parameters back."""
        return {
            "skills": list(self.skills),
            "values": self.values.tolist(),
            "covariance": self.covariance.tolist(),
            "default": self.default.tolist(),
            "default_covariance": self.default_covariance.tolist(),
            "report": dict(self.report),
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Parameters:
        skills = tuple(data["skills"])
        n = len(skills)
        return Parameters(
            skills=skills,
            values=np.array(data["values"], np.float64).reshape(n, 5),
            covariance=np.array(data["covariance"], np.float64).reshape(n, 5, 5),
            default=np.array(data["default"], np.float64),
            default_covariance=np.array(data["default_covariance"], np.float64),
            report=dict(data.get("report", {})),
        )

    @staticmethod
    def fixed(values: Mapping[Label, Sequence[float]], default: Sequence[float] | None = None) -> Parameters:
        """Parameters taken as known: no uncertainty. Rows are (prior, learn, guess, slip, forget)."""
        rows = np.array(list(values.values()), np.float64).reshape(len(values), 5)
        other = SHIPPED.default if default is None else np.array(default, np.float64)
        return Parameters(tuple(values), rows, np.zeros((len(values), 5, 5)), other, np.zeros((5, 5)))


def _check(label: Label, row: Array) -> None:
    where = f"skill {label}: " if label != "the default" else "the default: "
    if not np.isfinite(row).all():
        raise ValueError(f"{where}a parameter is not a number")
    for name, value in zip(NAMES, row.tolist(), strict=True):
        if not (0 < value < 1 or (name in ("forget", "learn") and value == 0)):
            raise ValueError(f"{where}{name} has to lie between 0 and 1, and is {value}")
    if row[GUESS] + row[SLIP] >= 1:
        raise ValueError(
            f"{where}guess + slip has to stay below 1, else a right answer would speak against the skill"
        )


#: Until a school has fitted its own: the middle of 110 skills of a large public data set (mathematics, ages 11 to 14),
#: rounded, with prior moved towards one half, and how far skills lie apart around it (on the logit scale).
SHIPPED = Parameters(
    skills=(),
    values=np.zeros((0, 5)),
    covariance=np.zeros((0, 5, 5)),
    default=np.array([0.6, 0.12, 0.18, 0.18, 0.02]),
    default_covariance=np.diag([1.2, 0.5, 0.35, 0.25, 1.0]),
    report={"source": "population of skills, ASSISTments 2009-2010, rounded"},
)
