"""The settings that the four facets share."""

from __future__ import annotations

from dataclasses import dataclass

from ..settings import setting

FREDRICKS = (
    "Fredricks, J. A., Blumenfeld, P. C., & Paris, A. H. (2004). School engagement: Potential of the concept, "
    "state of the evidence. Review of Educational Research, 74(1), 59-109."
)
SESSIONS = "a usual cut for sessions in web logs (Catledge & Pitkow 1995: 25.5 minutes; 30 in common use)"


@dataclass(frozen=True, slots=True)
class EngagementSettings:
    recent_days: int = setting(10, "Days present that make up the present: two school weeks.")
    earlier_days: int = setting(30, "Days present before those, which show what is usual for this student.")
    block_days: int = setting(5, "Days present in one block of the earlier days: one school week.")
    blocks_needed: int = setting(4, "Earlier blocks that must say something before we speak of a habit.")
    session_gap_minutes: int = setting(30, "A longer pause than this starts a new session.", SESSIONS)
    gap_credit_minutes: int = setting(5, "Of a pause inside a session, this much counts as work.")
    answer_cap_minutes: int = setting(
        30, "One answer counts for no more than this, whatever the tool reports."
    )
    session_cap_minutes: int = setting(240, "One stretch of work counts for no more than this.")
    source_share: float = setting(
        0.1,
        "A source whose traces stand on at least this share of the days worked matters when it falls silent.",
    )
    series_weeks: int = setting(14, "Weeks that are kept for the chart beside the reading.")
    errors_needed: int = setting(5, "Errors in the recent days before we speak of going on after an error.")
    hours_needed: int = setting(8, "Hours of work in the recent days before we speak of regularity.")
