"""What a skill's row and its judged pieces say together, on a day.

Keys of `Reading.detail` (days are ordinals; a key marked ? is left out where there is nothing to tell):

    rule            "model" or "judgement": which of the two the state and value come from
    tries, right    counted tries, and how many were right
    items           different items among them, told apart up to 5; a try without an item counts as one
    days            different days with counted tries
    first_day?      day of the first counted try, last_day? of the last one (dated ones)
    last_right      was the last counted try right
    undated?        tries without a date; no_item? without an item: the page says what is unknown
    before?         the model's reading 5 tries before the last one
    model_state     what the model alone says (with "due for a look" left to the reading)
    model_value?    the model's reading, from the first counted try on (also where it is not enough to say more)
    loose_tries, loose_right, loose_days
                    dated tries, right ones and days of them since it was last secure, or ever: for "stuck"
    secured         how often it became secure by the model
    secure_since?   day of the latest time it became secure (kept after it slipped; 0 in the state where undated)
    first_secured?  day of the first time
    tries_to_secure? counted tries at the latest time; tries_since_secure? counted tries after it
    slipped_on?     day of the latest time it left secure
    pieces?         judged pieces of the latest three; pieces_good? those at level 3 or more; pieces_all? all ever
    last_level?     level of the latest piece; last_piece? its day; judged_by? the person
    judged_state?   what judgement alone says
    overruled?      level that a person set (1 not yet, 4 secure), overruled_day?,
    tries_since_overruled?, right_since_overruled?
                    counted tries after that

Under the rule "judgement" first_secured, secure_since and slipped_on are those of the judged pieces.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..context import Context
from ..intervals import Z95
from ..reading import Reading, Scalar
from . import judgement
from .judgement import Judged
from .kernel import SKILL, Rows
from .parameters import Parameters
from .settings import MasterySettings

NAME = "mastery"
_FIELDS: tuple[str, ...] = SKILL.names or ()


@dataclass(frozen=True, slots=True)
class Before:
    """What was read last of one student, and from what: skills that have not moved need no second look."""

    context: Context
    parameters: Parameters
    rows: Rows  # a copy
    readings: list[Reading]


def look(
    rows: Rows,
    judged: dict[int, Judged],
    parameters: Parameters,
    settings: MasterySettings,
    context: Context,
    before: Before | None,
) -> Before:
    """`readings`, with those kept whose row is the same to the byte. With judged pieces all are read anew."""
    if before is None or judged or before.context is not context or before.parameters is not parameters:
        return Before(context, parameters, rows.copy(), readings(rows, judged, parameters, settings, context))
    known = {r.subject: r for r in before.readings}
    moved = rows[~_unmoved(rows, before.rows)]
    fresh = {r.subject: r for r in readings(moved, judged, parameters, settings, context)}
    found = [r for s in rows["skill"].tolist() if (r := fresh.get(s) or known.get(s)) is not None]
    return Before(context, parameters, rows.copy(), found)


def _unmoved(rows: Rows, before: Rows) -> NDArray[np.bool_]:
    """Which rows stand in `before`, byte for byte."""
    size = rows.dtype.itemsize
    place = np.searchsorted(before["skill"], rows["skill"])
    there = place < len(before)
    same = np.zeros(len(rows), np.bool_)
    now = np.ascontiguousarray(rows).view(np.uint8).reshape(-1, size)
    then = np.ascontiguousarray(before).view(np.uint8).reshape(-1, size)
    same[there] = (now[there] == then[place[there]]).all(axis=1)
    return same


def readings(
    rows: Rows, judged: dict[int, Judged], parameters: Parameters, settings: MasterySettings, context: Context
) -> list[Reading]:
    """One reading a skill that has evidence, in order of skill."""
    half = half_width(rows, parameters).tolist()
    idle = _idle_before(settings, context)
    found = []
    for values, spread in zip(rows.tolist(), half, strict=True):
        row = dict(zip(_FIELDS, values, strict=True))
        pieces = judged.get(row["skill"])
        if row["tries"] or row["overruled"] or pieces:
            found.append(_reading(row, spread, pieces, idle, settings, context))
    return found


def _idle_before(settings: MasterySettings, context: Context) -> int:
    """A last try before this day lies `look_after` school days back or more."""
    days = context.days_between(0, context.today)
    return int(days[-settings.look_after]) if len(days) >= settings.look_after else 0


def half_width(rows: Rows, parameters: Parameters) -> NDArray[np.float64]:
    """Half the 95 % interval of each row's log odds: delta method, z sqrt(d' covariance d)."""
    spread = parameters.spread[parameters.places(rows["skill"])]
    variance = np.einsum("ni,nij,nj->n", rows["d"], spread, rows["d"])
    half: NDArray[np.float64] = Z95 * np.sqrt(np.maximum(variance, 0.0))
    return half


def _reading(
    row: dict[str, Any],
    half: float,
    pieces: Judged | None,
    idle: int,
    settings: MasterySettings,
    context: Context,
) -> Reading:
    by_model = _model_state(row, settings)
    by_person = judgement.said(pieces, settings) if pieces else "not_enough"
    chosen = context.skill_rule.get(row["skill"], "model")
    rule = "judgement" if chosen == "judgement" or by_person != "not_enough" else "model"
    detail = _detail(row, rule, by_model)
    if pieces and pieces.pieces:
        detail |= _judged_detail(pieces, by_person, rule, settings)
    value, low, high, n = None, None, None, row["tries"]
    if rule == "judgement":
        state, n = by_person, pieces.count if pieces else 0
        if pieces and by_person != "not_enough":
            value = judgement.share(pieces, settings)
    else:
        state = by_model
        if state != "not_enough":
            value = row["odds"] / (1.0 + row["odds"])
            low, high = _limits(row["odds"], half)
    if state == "secure" and 0 < _last(row, pieces) < idle:
        state = "due_for_a_look"
    return Reading(NAME, row["skill"], value, low, high, n, context.today, state, detail)


def _model_state(row: dict[str, Any], settings: MasterySettings) -> str:
    items = row["n_items"] + row["no_item"]
    if row["tries"] < settings.enough_tries or items < settings.enough_items:
        return "not_enough"
    if row["secure"]:
        return "secure"
    if row["secured"]:
        return "slipping"
    value = row["odds"] / (1.0 + row["odds"])
    return "developing" if value >= settings.developing else "starting"


def _limits(odds: float, half: float) -> tuple[float, float]:
    logit = math.log(odds)
    return _expit(logit - half), _expit(logit + half)


def _expit(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0 else math.exp(x) / (1.0 + math.exp(x))


def _last(row: dict[str, Any], pieces: Judged | None) -> int:
    """The last day on which something was seen of the skill; 0 where no evidence has a date."""
    return max([row["last_day"], *(p.day for p in (pieces.pieces if pieces else ()))])


def _detail(row: dict[str, Any], rule: str, by_model: str) -> dict[str, Scalar]:
    detail: dict[str, Scalar] = {
        "rule": rule,
        "tries": row["tries"],
        "right": row["right"],
        "items": row["n_items"] + row["no_item"],
        "days": row["days"],
        "model_state": by_model,
        "loose_tries": row["loose_tries"],
        "loose_right": row["loose_right"],
        "loose_days": row["loose_days"],
        "secured": row["secured"],
    }
    for name in (
        "first_day",
        "last_day",
        "undated",
        "no_item",
        "first_secured",
        "secure_since",
        "slipped_on",
    ):
        if row[name]:
            detail[name] = row[name]
    if row["tries"]:
        detail["last_right"] = bool(row["last_right"])
        detail["model_value"] = row["odds"] / (1.0 + row["odds"])
    if row["tries"] > len(row["recent"]):
        detail["before"] = float(row["recent"][-1])
    if row["secured"]:
        detail["tries_to_secure"] = row["secure_at"]
        detail["tries_since_secure"] = row["tries"] - row["secure_at"]
    if row["overruled"]:
        detail["overruled"] = row["overruled"]
        detail["overruled_day"] = row["overruled_day"]
        detail["tries_since_overruled"] = row["tries"] - row["overruled_tries"]
        detail["right_since_overruled"] = row["right"] - row["overruled_right"]
    return detail


def _judged_detail(judged: Judged, state: str, rule: str, settings: MasterySettings) -> dict[str, Scalar]:
    last = judged.pieces[-1]
    detail: dict[str, Scalar] = {
        "pieces": len(judged.pieces),
        "pieces_good": sum(p.level >= settings.judged_level for p in judged.pieces),
        "pieces_all": judged.count,
        "last_level": last.level,
        "judged_by": last.actor,
        "judged_state": state,
    }
    if last.day:
        detail["last_piece"] = last.day
    if rule == "judgement":
        days = ("first_secured", judged.first_secured), ("secure_since", judged.secure_since)
        detail |= {name: day or None for name, day in (*days, ("slipped_on", judged.slipped_on))}
    return detail
