"""Skill mastery as a measure: bound to parameters, since the fold's state depends on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .. import tries
from ..context import Context
from ..events import Events, Kind
from ..reading import Reading
from ..tries import Tries
from . import judgement, kernel, readout
from .about import ABOUT
from .judgement import Judged
from .kernel import SKILL, Rows
from .parameters import SHIPPED, Parameters
from .settings import DEFAULT, MasterySettings

_USED = np.zeros(128, np.bool_)
_USED[[Kind.RESPONSE, Kind.PARTIAL, Kind.JUDGEMENT, Kind.OVERRULE]] = True


@dataclass(slots=True)
class Skills:
    """What is kept of one student: `rows` as in `kernel.SKILL`, sorted by skill; never more than skills met."""

    tries: Tries = field(default_factory=Tries)
    rows: Rows = field(default_factory=lambda: np.zeros(0, SKILL))
    judged: dict[int, Judged] = field(default_factory=dict)
    before: readout.Before | None = field(default=None, compare=False, repr=False)  # never packed


class Mastery:
    """Has this student learnt this skill, and is it still there? One reading a skill."""

    about = ABOUT

    def __init__(self, parameters: Parameters = SHIPPED, settings: MasterySettings = DEFAULT) -> None:
        if max(settings.secure_items, settings.enough_items) > kernel.ITEMS:
            raise ValueError(
                f"at most {kernel.ITEMS} different items are told apart; no setting may ask for more"
            )
        self.parameters = parameters
        self.settings = settings
        self._limits = kernel.thresholds(settings)

    def with_parameters(self, parameters: Parameters | Mapping[str, Any]) -> Mastery:
        """The same measure with another fit (or its JSON). States of one are of no use to the other: fold anew."""
        if not isinstance(parameters, Parameters):
            parameters = Parameters.from_json(parameters)
        return Mastery(parameters, self.settings)

    def with_settings(self, settings: MasterySettings) -> Mastery:
        """The same measure by other numbers. States of one are of no use to the other: fold anew."""
        return Mastery(self.parameters, settings)

    def init(self) -> Skills:
        return Skills()

    def step(self, state: Skills, events: Events) -> Skills:
        answer = tries.right(events, self.settings)
        counts = tries.step(state.tries, events, answer, self.settings)
        used = np.repeat(_USED[events.kind], events.skill_start[1:] - events.skill_start[:-1])
        if not used.any():
            return state
        state.rows = tries.with_keys(state.rows, "skill", events.skills[used])
        values = self.parameters.of[self.parameters.places(state.rows["skill"])]
        kernel.fold(state.rows, values, self._limits, events, answer, counts)
        judgement.step(state.judged, events, self.settings)
        return state

    def read(self, state: Skills, context: Context) -> list[Reading]:
        """One reading of each skill with evidence, in order of skill; keys of `detail` as in `readout`."""
        return self.tell(self.look(state, context), context)

    def look(self, state: Skills, context: Context) -> list[Reading]:
        """All readings; those of skills in which nothing has moved since the last look, under the very same context,
        are the same objects as then."""
        rows, judged = state.rows, state.judged
        state.before = readout.look(rows, judged, self.parameters, self.settings, context, state.before)
        return list(state.before.readings)

    def tell(self, look: list[Reading], context: Context) -> list[Reading]:
        return look

    def pack(self, state: Skills) -> bytes:
        head = np.array([len(state.rows)], "<i4").tobytes()
        return head + tries.pack(state.tries) + state.rows.tobytes() + judgement.pack(state.judged)

    def unpack(self, data: bytes) -> Skills:
        count = int(np.frombuffer(data, "<i4", 1)[0])
        counted, at = tries.unpack(data, 4)
        end = at + count * SKILL.itemsize
        rows = np.frombuffer(data, SKILL, count, at).copy()
        return Skills(counted, rows, judgement.unpack(data[end:]))
