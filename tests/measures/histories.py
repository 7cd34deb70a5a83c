"""Random histories of one student with every kind of event: what the laws are tried on."""

import numpy as np
from hypothesis import strategies as st

from waypost.measures.events import Events, Flag, Kind

from .makers import HOUR, MINUTE, MONDAY, at, day_of

KINDS = [kind for kind in Kind if kind != Kind.ABSENCE]
FLAGS = [
    0,
    0,
    0,
    Flag.HINTED,
    Flag.BOTTOMED | Flag.HINTED,
    Flag.RETRY,
    Flag.NO_ITEM,
    Flag.NO_HINTS,
    Flag.SHARED_DEVICE,
]
LEVELS = {Kind.JUDGEMENT: 4, Kind.OVERRULE: 4, Kind.PULSE: 5, Kind.GOAL: 5}


@st.composite
def histories(draw, longest=60, kinds=tuple(KINDS), undated=True):
    """Some undated events, then dated ones with pauses from nothing to weeks; few items and skills, so that they meet."""
    seed = draw(st.integers(0, 2**32 - 1))
    number = draw(st.integers(0, longest))
    early = draw(st.integers(0, 6)) if undated else 0
    return random_history(np.random.default_rng(seed), number, early, kinds)


def random_history(rng, number, early=0, kinds=tuple(KINDS)) -> Events:
    moment = at(MONDAY, 8.0)
    rows = [_row(rng, kinds) | {"flags": int(Flag.UNDATED)} for _ in range(early)]
    for _ in range(number):
        moment += int(
            rng.choice([0, 20_000, 5 * MINUTE, 3 * HOUR, 24 * HOUR, 60 * HOUR, 9 * 24 * HOUR], p=PAUSES)
        )
        place = {"at": moment, "day": day_of(moment), "minute": moment // MINUTE % 1440}
        rows.append(_row(rng, kinds) | place)
    return Events.from_rows([{"seq": i, **row} for i, row in enumerate(rows)])


PAUSES = [0.05, 0.35, 0.25, 0.1, 0.15, 0.07, 0.03]


def _row(rng, kinds) -> dict[str, object]:
    kind = (
        kinds[rng.integers(len(kinds))] if rng.random() < 0.5 or Kind.RESPONSE not in kinds else Kind.RESPONSE
    )
    row: dict[str, object] = {
        "kind": int(kind),
        "source": int(rng.integers(1, 4)),
        "activity": int(rng.integers(0, 9)),
        "flags": int(FLAGS[rng.integers(len(FLAGS))]),
        "actor": int(rng.integers(0, 3)),
        "duration": int(rng.choice([-1, -1, 0, 1999, 2000, 20_000, 5 * MINUTE, 5 * HOUR])),
        "skills": tuple(int(s) for s in rng.permutation([3, 5, 8, 13])[: rng.integers(0, 4)]),
    }
    if kind == Kind.RESPONSE:
        row["success"] = int(rng.choice([0, 1, 1, 1, -1], p=[0.25, 0.25, 0.25, 0.2, 0.05]))
    if kind == Kind.PARTIAL:
        row["score"] = int(rng.choice([-1, 0, 4999, 7999, 8000, 10_000]))
    if kind in LEVELS:
        row["level"] = int(rng.integers(1, LEVELS[kind] + 1)) if rng.random() < 0.95 else -1
    return row


@st.composite
def cuts(draw, events):
    """Places at which to cut a history, in order, with the ends."""
    inner = draw(st.lists(st.integers(0, len(events)), max_size=6))
    return [0, *sorted(inner), len(events)]
