"""The settings of growth."""

from __future__ import annotations

from dataclasses import dataclass

from ..settings import setting

PINNED = "Waypost's own choice, Growth at own pace"


@dataclass(frozen=True, slots=True)
class GrowthSettings:
    prior: float = setting(0.5, "Gamma(.5, 0) prior of the rate: Jeffreys' for a Poisson count.", PINNED)
    days_needed: int = setting(5, "Days here in a half-term before a rate is named.")
    week: int = setting(5, "School days that the rate is given for.", PINNED)
    series_weeks: int = setting(14, "Weeks that are kept for the chart.")
    tries_needed: int = setting(8, "Counted tries on a skill before a forecast is made.", PINNED)
    recent_days: int = setting(20, "A skill not tried for so many school days gets no forecast.")
    draws: int = setting(200, "Draws behind a forecast.")
    seed: int = setting(
        1960, "Seed of the draws: the same for all, so that the same evidence gives the same forecast."
    )
    most_tries: int = setting(100, "A draw looks this many tries ahead and no further.")
    secure_at: float = setting(0.95, "Estimate at which a skill is secure.", "as in skill mastery")
    secure_tries: int = setting(5, "Counted tries that secure takes.", "as in skill mastery")
